import type { CrowdCell } from '../client/index.ts';

/** A disc that stands for the units of a faction in a cell; meters. */
export interface CrowdDot {
  x: number;
  y: number;
  radius: number;
  faction: number;
}

/** Units in a sector, on average over a cell, whose disc is as wide as the cell: far more than there are anywhere. */
const FULL_UNITS_PER_SECTOR = 8;

/** How far from the middle of its cell a disc lies where there are several, of the cell's side. */
const RING = 0.26;

/** Below this a sector is so small on screen that its units are no more than a smear. */
const SHOWN_BELOW_SECTOR_PIXELS = 40;
/** Apart from the other, so that a wheel that wavers at the border does not switch over and over. */
const HIDDEN_ABOVE_SECTOR_PIXELS = 46;

/** A cell has to have room for seven discs; else the next scale is shown. */
const CELL_PIXELS_MIN = 18;

/** Radius of the disc for so many units in a cell of a scale, meters: its area grows with their number. */
export function dotRadius(count: number, scale: number, sectorMeters: number): number {
  const side = sectorMeters * 2 ** scale;
  const full = FULL_UNITS_PER_SECTOR * 4 ** scale;
  return (side / 2) * Math.sqrt(Math.min(1, count / full));
}

/** The discs of a cell: one in the middle, several around it, in the order of their factions. */
export function dotsOf({ x, y, scale, counts }: Readonly<CrowdCell>, sectorMeters: number): CrowdDot[] {
  const side = sectorMeters * 2 ** scale;
  const present = [...counts.keys()].filter((faction) => counts[faction] > 0);
  const ring = present.length > 1 ? RING * side : 0;
  return present.map((faction, place) => {
    const turn = (place / present.length) * 2 * Math.PI;
    return {
      x: (x + 0.5) * side + ring * Math.sin(turn),
      y: (y + 0.5) * side - ring * Math.cos(turn),
      radius: dotRadius(counts[faction], scale, sectorMeters),
      faction,
    };
  });
}

/** Whether crowds are shown in the place of single units. `isShown`: whether they have been so far. */
export function showsCrowds(sectorPixels: number, isShown: boolean): boolean {
  return sectorPixels < (isShown ? HIDDEN_ABOVE_SECTOR_PIXELS : SHOWN_BELOW_SECTOR_PIXELS);
}

/** The finest of `scales` whose cells have room on screen, or else the coarsest; undefined without any. */
export function scaleFor(sectorPixels: number, scales: readonly number[]): number | undefined {
  return scales.find((scale) => sectorPixels * 2 ** scale >= CELL_PIXELS_MIN) ?? scales.at(-1);
}
