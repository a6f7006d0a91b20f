import type { World } from '../../components/world.ts';

/**
 * Takes work units from what the minds may spend in this tick, for a LAYER. False if fewer are left, and then none are
 * taken: the caller stops there and goes on in a later tick. Ask for one small piece of work at a time: a piece larger
 * than `unitsPerTick` would never get its turn.
 */
export function spend(world: World, layer: number, units: number): boolean {
  const { minds } = world;
  if (minds.unitsLeft < units) return false;
  minds.unitsLeft -= units;
  minds.units[layer] += units;
  minds.unitsMax = Math.max(minds.unitsMax, world.rules.ai.unitsPerTick - minds.unitsLeft);
  return true;
}
