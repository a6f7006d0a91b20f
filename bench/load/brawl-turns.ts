import { HEADINGS, UNITS_PER_METER } from '../../src/maths/fixed-point.ts';

/** How often everybody in a brawl turns. */
export const TURNS_PER_SECOND = 4;
/** Closer to the edge of the world than this, a fighter turns back. */
const EDGE_UNITS = 40 * UNITS_PER_METER;
/** Who turns back does so to within this of straight to the middle. */
const BACK_SPREAD = HEADINGS / 8;
const PERCENT_MIN = 50;

/** Where one who fights stands, and in how large a world, in world units. */
export interface Stand {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The next turn of a fighter: anywhere, or from the edge back to about the middle. `below` draws below a bound. */
export function brawlTurn(
  stand: Stand,
  below: (bound: number) => number,
): { heading: number; percent: number } {
  const heading = headingFrom(stand, below);
  return { heading, percent: PERCENT_MIN + below(101 - PERCENT_MIN) };
}

function headingFrom({ x, y, width, height }: Stand, below: (bound: number) => number): number {
  const isInside = Math.min(x, y, width - x, height - y) > EDGE_UNITS;
  if (isInside) return below(HEADINGS);
  const back = (Math.atan2(height / 2 - y, width / 2 - x) / (2 * Math.PI)) * HEADINGS;
  return (Math.round(back) + HEADINGS - BACK_SPREAD / 2 + below(BACK_SPREAD) + HEADINGS) % HEADINGS;
}
