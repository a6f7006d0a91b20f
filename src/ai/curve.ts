import { CURVE_POINTS } from '../../components/ai-rules.ts';

/** Inputs from one point of a curve to the next. */
const STEP = 1000 / (CURVE_POINTS - 1);

/**
 * What a curve makes of an input, both 0..1000: straight lines between CURVE_POINTS points that lie in `points` from
 * `at` on, rounded down. Beyond the ends it goes on level.
 */
export function curveAt(points: ArrayLike<number>, at: number, input: number): number {
  if (input <= 0) return points[at];
  const left = Math.floor(input / STEP);
  if (left >= CURVE_POINTS - 1) return points[at + CURVE_POINTS - 1];
  const from = points[at + left];
  return from + Math.floor(((points[at + left + 1] - from) * (input - left * STEP)) / STEP);
}
