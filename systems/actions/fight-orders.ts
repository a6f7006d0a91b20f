import { POSTURE, POSTURE_COUNT, PROPERTY } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { ENTITY_COUNT_MAX } from '../../src/limits.ts';
import { RESULT, type Result } from '../../src/protocol/fields.ts';
import { aim } from './aim.ts';
import { isNear } from './escorts.ts';
import { mayStrike } from './hostility.ts';
import { takePosture } from './posture.ts';
import { propertyOf } from './properties.ts';

/** Generations of an id, counted in 8 bits. */
const GENERATIONS = 256;

/**
 * Has an avatar attack an enemy in its sight, where both stand on the server; 0 breaks off. `use` says which use of the
 * id is meant: 1 + its generation; 0 = whatever bears it now. Who is in retreat attacks nobody.
 */
export function attack(world: World, id: number, target: number, use: number): Result {
  const { fighter, identity } = world;
  if (target === 0) {
    aim(world, id, 0);
    return RESULT.done;
  }
  if (target < 0 || target >= ENTITY_COUNT_MAX || use < 0 || use > GENERATIONS) return RESULT.badValue;
  if (use !== 0 && identity.generation[target] !== use - 1) return RESULT.notPossible;
  if (fighter.posture[id] === POSTURE.retreat || !mayStrike(world, id, target)) return RESULT.notPossible;
  if (!isNear(world, id, target, propertyOf(world, id, PROPERTY.sight))) return RESULT.notThere;
  aim(world, id, target);
  fighter.isOrdered[id] = 1;
  return RESULT.done;
}

/** Sets what an avatar does in a fight of its own accord (POSTURE). It looks around in this tick. */
export function setPosture(world: World, id: number, posture: number): Result {
  const { fighter, ledger } = world;
  if (posture < 0 || posture >= POSTURE_COUNT) return RESULT.badValue;
  if (posture === fighter.posture[id]) return RESULT.done;
  takePosture(world, id, posture);
  // What it chose by itself it chooses anew; what the player named it drops only to run.
  if (fighter.isOrdered[id] === 0 || posture === POSTURE.retreat) aim(world, id, 0);
  fighter.lookTick[id] = ledger.tick[0];
  return RESULT.done;
}
