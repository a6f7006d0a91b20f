import type { World } from '../components/world.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { computeDirty } from './actions/compute-properties.ts';
import { fitWounds } from './actions/wounds.ts';

/** Computes every property anew that something has changed, column by column, and fits wounds to the new health. */
export function refreshProperties(world: World): void {
  const { fights, identity } = world;
  const { dirty, dirtyCount, dirtyIds } = fights;
  computeDirty(world, 0, dirtyCount);
  for (let i = 0; i < dirtyCount; i++) {
    const id = dirtyIds[i];
    dirty[id] = 0;
    if (identity.kind[id] !== ENTITY_KIND.none) fitWounds(world, id);
  }
  fights.dirtyCount = 0;
}
