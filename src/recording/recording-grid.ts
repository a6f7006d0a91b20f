import { RECORDING_SIDE_MAX } from '../../client/playback-file.ts';
import type { World } from '../../components/world.ts';
import type { SectorGrid } from '../protocol/items.ts';

/** The world's grid, its sectors joined until no side has too many for a view of everything. */
export function recordingGrid({ grid, graph }: Pick<World, 'grid' | 'graph'>): SectorGrid {
  const units = grid.units * Math.ceil(Math.max(grid.columns, grid.rows) / RECORDING_SIDE_MAX);
  return {
    units,
    columns: Math.ceil(graph.widthUnits / units),
    rows: Math.ceil(graph.heightUnits / units),
  };
}
