import { SECTOR_COUNT_MAX } from '../limits.ts';
import { UNITS_PER_METER } from '../maths/fixed-point.ts';
import type { SectorGrid } from '../protocol/items.ts';
import type { TerritoryGraph } from '../territory/graph.ts';

/** The sector grid of a world. Throws when it would have more sectors than SECTOR_COUNT_MAX. */
export function sectorGrid(
  graph: Pick<TerritoryGraph, 'widthUnits' | 'heightUnits'>,
  sectorSizeMeters: number,
): SectorGrid {
  const units = sectorSizeMeters * UNITS_PER_METER;
  const columns = Math.ceil(graph.widthUnits / units);
  const rows = Math.ceil(graph.heightUnits / units);
  if (columns * rows > SECTOR_COUNT_MAX) {
    throw new Error(
      `world.sectorSizeMeters: found ${sectorSizeMeters}, which makes ${columns} x ${rows} sectors; ` +
        `allowed: at most ${SECTOR_COUNT_MAX} sectors, so choose a larger size`,
    );
  }
  return { units, columns, rows };
}
