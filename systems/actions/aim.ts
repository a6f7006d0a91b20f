import type { World } from '../../components/world.ts';
import { CHANGE } from '../../src/replication/change-log.ts';
import { canFight } from './hostility.ts';

/**
 * Sets whom a fighter attacks (0 = nobody). The count of attackers of both targets, old and new, follows. A target that
 * has died or fallen meanwhile is not counted down: its count ended with it.
 */
export function aim(world: World, id: number, target: number): void {
  const { changes, fighter, identity } = world;
  const before = fighter.target[id];
  if (before === target && fighter.targetUse[id] === identity.generation[target]) return;
  if (hasTarget(world, id)) fighter.attackers[before]--;
  fighter.target[id] = target;
  fighter.targetUse[id] = target === 0 ? 0 : identity.generation[target];
  fighter.isOrdered[id] = 0;
  fighter.slot[id] = 0;
  fighter.courseTick[id] = 0;
  if (target !== 0) fighter.attackers[target]++;
  if (before !== target) changes.note(id, CHANGE.aim);
}

/** Whether a fighter has a target that is still the one it chose, alive and not fallen. */
export function hasTarget(world: World, id: number): boolean {
  const { fighter, identity } = world;
  const target = fighter.target[id];
  return target !== 0 && fighter.targetUse[id] === identity.generation[target] && canFight(world, target);
}
