import { POSTURE, PROPERTY } from '../../components/combat-rules.ts';
import { OUTCOME } from '../../components/fights.ts';
import type { World } from '../../components/world.ts';
import { PURPOSE, randomBelow } from '../../src/maths/random.ts';
import { hasTarget } from './aim.ts';
import { soundAlarm } from './alarms.ts';
import { addEffect } from './effects.ts';
import { isNear } from './escorts.ts';
import { mayStrike } from './hostility.ts';
import { FALLEN_HARM, wound } from './wounds.ts';

/** Lists in `world.fights` who strikes in this tick, ascending: whose time it is, with an enemy in range as target. */
export function findStrikers(world: World): void {
  const { fighter, fights, ledger } = world;
  const { posture, swingTick, target } = fighter;
  const rangeOf = fights.property[PROPERTY.range];
  const tick = ledger.tick[0];
  const high = ledger.entityHigh[0];
  let count = 0;
  for (let id = 1; id <= high; id++) {
    // Most of a world does not fight: this line is all that they cost.
    if (target[id] === 0) continue;
    if (swingTick[id] > tick || posture[id] === POSTURE.retreat) continue;
    if (!isNear(world, id, target[id], rangeOf[id])) continue;
    if (hasTarget(world, id) && mayStrike(world, id, target[id])) fights.strikers[count++] = id;
  }
  fights.strikerCount = count;
}

/**
 * Applies what the strikes of this tick came to, ascending by striker. Whose blow takes the last of a target's health
 * has felled it; what comes after in the same tick is lost, misses too, or odds would look better than they are.
 */
export function landStrikes(world: World): void {
  const { fighter, fights, ledger } = world;
  const { damage, outcome, outcomes, strikers } = fights;
  const swingOf = fights.property[PROPERTY.swing];
  const tick = ledger.tick[0];
  for (let i = 0; i < fights.strikerCount; i++) {
    const id = strikers[i];
    const target = fighter.target[id];
    fighter.swingTick[id] = tick + swingOf[id];
    fighter.engagedTick[id] = tick;
    fighter.engagedTick[target] = tick;
    soundAlarm(world, target, id);
    if (fighter.harm[target] === FALLEN_HARM) {
      outcome[i] = OUTCOME.lost;
      damage[i] = 0;
    } else {
      remember(world, target, id, Math.max(1, damage[i]));
      if (damage[i] > 0 && !wound(world, target, damage[i], id)) affect(world, id, target);
    }
    outcomes[outcome[i]]++;
  }
}

/**
 * Keeps who has done most of the harm to a fighter of late, in one place: blows of others take from the rival's
 * threat, and whoever takes more than there is becomes the rival (majority vote of Boyer and Moore, weighted by
 * points). A strike that does no harm is one point.
 */
function remember({ fighter, identity }: World, id: number, striker: number, points: number): void {
  const isRival = fighter.rival[id] === striker;
  const isKnown = identity.generation[fighter.rival[id]] === fighter.rivalUse[id];
  const threat = isKnown && fighter.rival[id] !== 0 ? fighter.rivalThreat[id] : 0;
  if (isRival && isKnown) {
    fighter.rivalThreat[id] = threat + points;
  } else if (threat >= points) {
    fighter.rivalThreat[id] = threat - points;
  } else {
    fighter.rival[id] = striker;
    fighter.rivalUse[id] = identity.generation[striker];
    fighter.rivalThreat[id] = points - threat;
  }
}

/** What a weapon does to its target besides the wound, if it does. */
function affect(world: World, id: number, target: number): void {
  const weapon = world.gear.weapon[id];
  if (weapon === 0) return;
  const { itemHitChance, itemHitEffect } = world.rules.combat;
  const effect = itemHitEffect[weapon - 1];
  if (effect === 0) return;
  const draw = randomBelow(world.ledger.seed[0], world.ledger.tick[0], id, PURPOSE.hitEffect, 1000);
  if (draw < itemHitChance[weapon - 1]) addEffect(world, target, effect - 1);
}
