import { PROPERTY } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { CHANGE } from '../../src/replication/change-log.ts';
import { propertyOf } from './properties.ts';

/** `harm` of who has fallen, and of nobody else. */
export const FALLEN_HARM = 255;

/**
 * Takes points of health off a fighter. Returns true when it fell by this: then it stands in the list of the fallen of
 * this tick, with `by` (an entity, 0 = nobody) as its killer. Who has fallen already cannot be hurt.
 */
export function wound(world: World, id: number, points: number, by: number): boolean {
  const { fighter, fights, ledger, rules } = world;
  if (points <= 0 || fighter.harm[id] === FALLEN_HARM) return false;
  const health = propertyOf(world, id, PROPERTY.health);
  const wounds = Math.min(health, fighter.wounds[id] + points);
  fighter.wounds[id] = wounds;
  if (wounds < health) {
    fighter.mendTick[id] = ledger.tick[0] + rules.combat.mendDelayTicks;
    setHarm(world, id, harmOf(wounds, health));
    return false;
  }
  fighter.mendTick[id] = 0;
  setHarm(world, id, FALLEN_HARM);
  fights.fallen[fights.fallenCount] = id;
  fights.killer[fights.fallenCount++] = by;
  return true;
}

/** Gives points of health back to a fighter; not to the fallen. */
export function heal(world: World, id: number, points: number): void {
  const { fighter } = world;
  if (fighter.wounds[id] === 0 || fighter.harm[id] === FALLEN_HARM) return;
  fighter.wounds[id] = Math.max(0, fighter.wounds[id] - points);
  if (fighter.wounds[id] === 0) fighter.mendTick[id] = 0;
  setHarm(world, id, harmOf(fighter.wounds[id], propertyOf(world, id, PROPERTY.health)));
}

/** Takes all wounds off whoever has them, the fallen too. */
export function makeWhole(world: World, id: number): void {
  world.fighter.wounds[id] = 0;
  world.fighter.mendTick[id] = 0;
  setHarm(world, id, 0);
}

/**
 * Puts right what clients see of a fighter whose health has become another. Wounds stay as they are, but nobody falls
 * by what runs out: one point of health is left.
 */
export function fitWounds(world: World, id: number): void {
  const { fighter } = world;
  if (fighter.wounds[id] === 0 || fighter.harm[id] === FALLEN_HARM) return;
  const health = propertyOf(world, id, PROPERTY.health);
  fighter.wounds[id] = Math.min(fighter.wounds[id], health - 1);
  if (fighter.wounds[id] === 0) fighter.mendTick[id] = 0;
  setHarm(world, id, harmOf(fighter.wounds[id], health));
}

/** Wounds of one who stands, as clients see them: 0 only of the whole, never that of the fallen. */
export function harmOf(wounds: number, health: number): number {
  if (wounds === 0) return 0;
  return Math.max(1, Math.min(FALLEN_HARM - 1, Math.floor((FALLEN_HARM * wounds) / health)));
}

function setHarm(world: World, id: number, harm: number): void {
  const { changes, fighter } = world;
  if (fighter.harm[id] === harm) return;
  fighter.harm[id] = harm;
  changes.note(id, CHANGE.hurt);
}
