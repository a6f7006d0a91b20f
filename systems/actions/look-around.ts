import { ASTRAY } from '../../components/combat.ts';
import { POSTURE, PROPERTY } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import type { BattleGrid } from '../../src/combat/battle-grid.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { aim } from './aim.ts';
import { isNear } from './escorts.ts';
import { enemiesOf, mayStrike } from './hostility.ts';
import { feelGround } from './posture.ts';
import { propertyOf } from './properties.ts';
import { considerRetreat } from './retreat.ts';

/** The factions that each faction fights, as bits. */
const enemies = new Uint8Array(SIDE_COUNT);

/** Takes over from the rules who fights whom. To be called before a tick's first look. */
export function learnEnemies(world: World): void {
  for (let faction = 0; faction < SIDE_COUNT; faction++) enemies[faction] = enemiesOf(world, faction);
}

/**
 * Has a fighter see where it stands and who is about, and choose whom to attack. Returns false when it is a patrol with
 * no enemy for a long way around, who need not look again so soon.
 */
export function lookAround(world: World, id: number, grid: BattleGrid): boolean {
  const { fighter, identity } = world;
  world.fights.looks++;
  feelGround(world, id);
  calmDown(world, id);
  const isPatrol = identity.kind[id] === ENTITY_KIND.patrol;
  if (isPatrol && considerRetreat(world, id)) return true;
  // What a player has named stays the target until `seekTargets` drops it.
  if (fighter.isOrdered[id] === 1 && fighter.target[id] !== 0) return true;
  // Until a search finds out otherwise.
  grid.isNearEnemies = true;
  const target = chooseTarget(world, id, grid);
  if (target !== fighter.target[id]) aim(world, id, target);
  return !isPatrol || grid.isNearEnemies;
}

/**
 * Whom a fighter should attack, 0 = nobody: its rival before all others; of its own accord, if it has one, the target
 * in range that it has, then the nearest enemy, equally near ones by id, then the target that it follows.
 */
function chooseTarget(world: World, id: number, grid: BattleGrid): number {
  const { fighter, identity, motion } = world;
  if (fighter.posture[id] === POSTURE.retreat) return 0;
  const rival = fighter.rival[id];
  const seeks = seeksByItself(world, id);
  // Most of a peaceful world.
  if (rival === 0 && !seeks) return 0;
  const reach = reachOf(world, id);
  if (isRivalValid(world, id) && isNear(world, id, rival, reach)) return rival;
  if (!seeks) return 0;
  const target = fighter.target[id];
  if (target !== 0 && isNear(world, id, target, propertyOf(world, id, PROPERTY.range))) return target;
  const faction = identity.faction[id];
  grid.begin(world);
  const count = grid.search(motion.x[id], motion.y[id], enemies[faction], reach, 1);
  return count > 0 ? grid.found[0] : target;
}

/** Lets half of the threat of a fighter's rival be forgotten, and with the last of it the rival. */
function calmDown({ fighter }: World, id: number): void {
  if (fighter.rival[id] === 0) return;
  fighter.rivalThreat[id] >>>= 1;
  if (fighter.rivalThreat[id] !== 0) return;
  fighter.rival[id] = 0;
  fighter.rivalUse[id] = 0;
}

function isRivalValid(world: World, id: number): boolean {
  const { fighter, identity } = world;
  const rival = fighter.rival[id];
  return rival !== 0 && fighter.rivalUse[id] === identity.generation[rival] && mayStrike(world, id, rival);
}

/** How far away targets may be: as far as it sees for who can walk up to them, or else as far as it strikes. */
function reachOf(world: World, id: number): number {
  const kind = world.identity.kind[id];
  const walks =
    kind === ENTITY_KIND.avatar ||
    (kind === ENTITY_KIND.patrol && world.fighter.isAstray[id] !== ASTRAY.returns);
  return propertyOf(world, id, walks ? PROPERTY.sight : PROPERTY.range);
}

/** Whether a fighter attacks who has done nothing to it. */
function seeksByItself(world: World, id: number): boolean {
  switch (world.identity.kind[id]) {
    case ENTITY_KIND.patrol:
      return world.rules.combat.patrolsSeek !== 0 || world.fighter.posture[id] === POSTURE.attack;
    case ENTITY_KIND.avatar:
      return world.fighter.posture[id] === POSTURE.attack;
    default:
      return true;
  }
}
