import { ALL_PROPERTIES } from '../../components/fights.ts';
import type { World } from '../../components/world.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { computeOne, QUEUED } from './compute-properties.ts';

/** Has properties (bits by PROPERTY, or ALL_PROPERTIES) of a fighter computed anew before they are read again. */
export function markDirty(world: World, id: number, bits: number): void {
  const { fights } = world;
  if (bits === 0) return;
  if ((fights.dirty[id] & QUEUED) === 0) fights.dirtyIds[fights.dirtyCount++] = id;
  fights.dirty[id] |= QUEUED | bits;
}

/** Has everything computed anew: after a restore, and when the rules change. */
export function markAllDirty(world: World): void {
  const { identity, ledger } = world;
  for (let id = 1; id <= ledger.entityHigh[0]; id++) {
    if (identity.kind[id] !== ENTITY_KIND.none) markDirty(world, id, ALL_PROPERTIES);
  }
}

/** A property of an entity as everything stands now; 0 of what does not fight. Units: see PROPERTY. */
export function propertyOf(world: World, id: number, property: number): number {
  const { fights } = world;
  if ((fights.dirty[id] & ALL_PROPERTIES) !== 0) computeOne(world, id);
  return fights.property[property][id];
}
