import type { SectorGrid } from './items.ts';

/**
 * Sectors of higher scales. At scale s a cell is 2^s sectors wide and high: scale 0 is the sector itself, and the cell
 * (x, y) of a scale lies within (x >> 1, y >> 1) of the next. Cells are named from the world's north-west corner;
 * negative ones lie beyond it.
 */

/** A cell of a scale. */
export interface SectorCell {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Scales of a world for which units are counted. */
export const SUMMARY_SCALE_COUNT = 2;

/** Cells of a scale for which units are counted, so that even a whole state is a few kilobytes. */
export const SUMMARY_CELLS_MAX = 1_024;

/** The finest scale: a view shows units one by one in an area that is hardly smaller. */
const SUMMARY_SCALE_MIN = 2;

/** From one scale to the next a cell grows sixteenfold: half as much would hardly look any different on a map. */
const SUMMARY_SCALE_STEP = 2;

const WORD_BITS = 32n;
const SCALE_SHIFT = 64n;
const WORD_MASK = 0xffff_ffffn;

/**
 * A cell as one number: scale << 64 | y << 32 | x. Coordinates are 32 bits wide where the requirement says 64: at 1 km
 * that is a third of a light minute to each side, and JavaScript has exact integers for them.
 */
export function sectorKey({ x, y, scale }: SectorCell): bigint {
  return (BigInt(scale) << SCALE_SHIFT) | (BigInt(y >>> 0) << WORD_BITS) | BigInt(x >>> 0);
}

/** The cell of a key made by `sectorKey`. */
export function sectorOfKey(key: bigint): SectorCell {
  const y = Number((key >> WORD_BITS) & WORD_MASK) | 0;
  return { x: Number(key & WORD_MASK) | 0, y, scale: Number(key >> SCALE_SHIFT) };
}

/** The cell of the next scale that a cell lies in. */
export function parentCell({ x, y, scale }: SectorCell): SectorCell {
  // A shift rounds down, also what is negative: -1 lies in -1 and not in 0.
  return { x: x >> 1, y: y >> 1, scale: scale + 1 };
}

/** The four cells of the scale below that make up a cell. Throws a RangeError for a sector, which has none. */
export function childCells({ x, y, scale }: SectorCell): SectorCell[] {
  if (scale === 0) throw new RangeError('childCells: found scale 0, allowed: 1 and more');
  const [west, north] = [2 * x, 2 * y];
  return [
    { x: west, y: north, scale: scale - 1 },
    { x: west + 1, y: north, scale: scale - 1 },
    { x: west, y: north + 1, scale: scale - 1 },
    { x: west + 1, y: north + 1, scale: scale - 1 },
  ];
}

/** World units along a side of a cell of a scale; scale 30 at most, as in the functions below. */
export function cellUnits(grid: SectorGrid, scale: number): number {
  return grid.units * (1 << scale);
}

/** Cells of a scale from west to east. */
export function cellColumns(grid: SectorGrid, scale: number): number {
  return Math.ceil(grid.columns / (1 << scale));
}

/** Cells of a scale from north to south. */
export function cellRows(grid: SectorGrid, scale: number): number {
  return Math.ceil(grid.rows / (1 << scale));
}

/** The scales of a world for which units are counted, the finest first. */
export function summaryScales(grid: SectorGrid): number[] {
  let finest = SUMMARY_SCALE_MIN;
  while (cellColumns(grid, finest) * cellRows(grid, finest) > SUMMARY_CELLS_MAX) finest++;
  return Array.from({ length: SUMMARY_SCALE_COUNT }, (_, place) => finest + place * SUMMARY_SCALE_STEP);
}
