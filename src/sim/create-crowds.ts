import type { CrowdGrid, CrowdScale } from '../../components/crowds.ts';
import { SIDE_COUNT } from '../limits.ts';
import type { SectorGrid } from '../protocol/items.ts';
import { cellColumns, cellRows, summaryScales } from '../protocol/sector-scale.ts';

/** Where the units of a world are counted. */
export function createCrowds(grid: SectorGrid): CrowdGrid {
  const scales: CrowdScale[] = [];
  let cells = 0;
  for (const scale of summaryScales(grid)) {
    const [columns, rows] = [cellColumns(grid, scale), cellRows(grid, scale)];
    scales.push({ scale, columns, rows, first: cells });
    cells += columns * rows;
  }
  return { scales, cellOf: cellsOf(grid, scales[0]), cells, counted: new Uint32Array(cells * SIDE_COUNT) };
}

function cellsOf(grid: SectorGrid, { scale, columns }: CrowdScale): Uint16Array {
  const cellOf = new Uint16Array(grid.columns * grid.rows);
  for (let sector = 0; sector < cellOf.length; sector++) {
    const row = Math.floor(sector / grid.columns);
    cellOf[sector] = (row >> scale) * columns + ((sector - row * grid.columns) >> scale);
  }
  return cellOf;
}
