import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { addPatrol } from './spawn-patrol.ts';

/** A patrol of a faction fell: another one will come for it. */
export function callReinforcement(world: World, faction: number): void {
  const { ledger, reserve, rules } = world;
  if (reserve.fallen[faction]++ > 0) return;
  reserve.dueTick[faction] = ledger.tick[0] + rules.combat.reinforceTicks;
}

/** Adds a patrol for each faction that lacks some and whose next one is due. A full world lets it wait. */
export function reinforce(world: World): void {
  const { ledger, reserve, rules } = world;
  const tick = ledger.tick[0];
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    if (reserve.fallen[faction] === 0 || reserve.dueTick[faction] > tick) continue;
    if (addPatrol(world, faction, faction) === 0) continue;
    reserve.fallen[faction]--;
    // Not at once when one falls after a long peace, and never two in a row: a war thins the ranks for a while.
    reserve.dueTick[faction] =
      reserve.fallen[faction] === 0 ? 0 : tick + Math.max(1, rules.combat.reinforceTicks);
  }
}

/** Patrols of all factions that fell and have not been replaced. */
export function patrolsToCome(world: World): number {
  let count = 0;
  for (let faction = 1; faction < SIDE_COUNT; faction++) count += world.reserve.fallen[faction];
  return count;
}

/** Gives up replacing the fallen until no more than `most` are to come. */
export function forgoReinforcements(world: World, most: number): void {
  const { reserve } = world;
  let surplus = patrolsToCome(world) - most;
  for (let faction = SIDE_COUNT - 1; faction > 0 && surplus > 0; faction--) {
    const forgone = Math.min(surplus, reserve.fallen[faction]);
    reserve.fallen[faction] -= forgone;
    surplus -= forgone;
  }
}
