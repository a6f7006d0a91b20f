import { createSectorIndex, type SectorIndex } from '../../components/sector-index.ts';
import type { World } from '../../components/world.ts';
import { type SectorGrid, sectorAt } from '../protocol/items.ts';

/** The entities of a world sorted into the sectors of a recording, ids ascending in each. */
export class EntitiesBySector {
  readonly index: SectorIndex;
  readonly #world: World;
  readonly #grid: SectorGrid;

  constructor(world: World, grid: SectorGrid) {
    this.#world = world;
    this.#grid = grid;
    this.index = createSectorIndex(grid.columns * grid.rows);
  }

  /** Takes the places of this moment. */
  sort(): void {
    const { identity, ledger, motion } = this.#world;
    const { of, start, members } = this.index;
    const high = ledger.entityHigh[0];
    start.fill(0);
    for (let id = 1; id <= high; id++) {
      if (identity.kind[id] === 0) continue;
      of[id] = sectorAt(this.#grid, motion.x[id], motion.y[id]);
      start[of[id] + 1]++;
    }
    for (let sector = 1; sector < start.length; sector++) start[sector] += start[sector - 1];
    // Filled from behind, each start is moved down to where its sector begins, and ids end up ascending.
    for (let sector = 0; sector + 1 < start.length; sector++) start[sector] = start[sector + 1];
    for (let id = high; id >= 1; id--) {
      if (identity.kind[id] !== 0) members[--start[of[id]]] = id;
    }
  }
}
