import type { Rules } from '../../components/rules.ts';
import { fadedBy } from '../maths/fade.ts';
import { TICKS_PER_SECOND } from '../maths/fixed-point.ts';

/** A whole, in levels of integrity. */
export const INTEGRITY_ONE = 65_536;

/** Where the bands above the lowest begin: a quarter, a half, three quarters, nine tenths. */
const BAND_STARTS = [16_384, 32_768, 49_152, 58_982];

/** A level after `ticks`: half of the way to the middle is gone after each half-life. */
export function integrityAfter(rules: Rules['convoys'], level: number, ticks: number): number {
  const { integrityHalfLifeSeconds, integrityMiddle } = rules;
  const halfLife = integrityHalfLifeSeconds * TICKS_PER_SECOND;
  const away = level - integrityMiddle;
  const left = fadedBy(Math.abs(away), ticks, halfLife);
  return integrityMiddle + (away < 0 ? -left : left);
}

/** How far a level may still move, of what is asked, when it has moved by `moved` in its window. */
export function allowedMove(rules: Rules['convoys'], moved: number, asked: number): number {
  const room = Math.max(0, rules.integrityWindowMax - moved);
  return Math.max(-room, Math.min(room, asked));
}

/** Band of a level: 0 below a quarter .. 4 from nine tenths on. */
export function integrityBand(level: number): number {
  let band = 0;
  while (band < BAND_STARTS.length && level >= BAND_STARTS[band]) band++;
  return band;
}
