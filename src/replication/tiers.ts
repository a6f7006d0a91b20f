import { VIEW_RADIUS_MAX } from '../limits.ts';
import { TIER_INTERVAL_TICKS } from '../protocol/fields.ts';

/**
 * How often a sector is told, by how much a client's streams have to be slowed down and by how much the sector matters
 * to it. Bytes and sends are saved where they matter least first; nothing is ever left out.
 *
 * The stream of a sector at a tier is sent to a session in the ticks t with t = slot modulo the ticks of the tier: so
 * the sends of many sessions are spread, and all streams of one coincide every COMMON_TICKS.
 */

/** Ticks between two blocks of a stream, by tier. Each divides the next: a tier in step has all faster ones in step. */
export const TIER_TICKS = TIER_INTERVAL_TICKS;

/** Rate tiers per sector. */
export const TIERS = TIER_TICKS.length;

/** Ticks after which a client may change tiers without a keyframe. */
export const COMMON_TICKS = 30;

/** What happens in a sector, or how near it is: the smaller, the more it matters. */
export const IMPORTANCE = { fight: 0, near: 1, far: 2 } as const;

/** Tier of a sector by pressure (row) and IMPORTANCE (column). */
export const PRESSURE_TIERS: readonly (readonly number[])[] = [
  [0, 0, 0],
  [0, 0, 1],
  [0, 1, 1],
  [1, 1, 1],
  [1, 1, 2],
  [2, 2, 2],
  [2, 2, 3],
  [3, 3, 3],
];

export const PRESSURE_MAX = PRESSURE_TIERS.length - 1;

/** The slowest tier that a view can have, by its pressure. */
export const SLOWEST_TIER: readonly number[] = PRESSURE_TIERS.map((tiers) => Math.max(...tiers));

/** The highest tier whose streams are sent to a session in a tick; those of all lower ones are sent as well. */
export function dueTier(tick: number, slot: number): number {
  const since = tick - slot;
  if (since % TIER_TICKS[1] !== 0) return 0;
  if (since % TIER_TICKS[2] !== 0) return 1;
  return since % TIER_TICKS[3] === 0 ? 3 : 2;
}

/** Words that hold the tiers of a view, two bits for each of its sectors. */
export const TIER_WORDS = Math.ceil((2 * VIEW_RADIUS_MAX + 1) ** 2 / 16);

/** The place of a sector within the square of a view, row by row. */
export function placeInView(
  column: number,
  row: number,
  centerColumn: number,
  centerRow: number,
  radius: number,
): number {
  return (row - centerRow + radius) * (2 * radius + 1) + column - centerColumn + radius;
}

/** Tier of the sector at a place in a view, whose tiers begin at `words[start]`. */
export function tierAt(words: Int32Array, start: number, place: number): number {
  return (words[start + (place >> 4)] >>> ((place & 15) << 1)) & 3;
}

/** Sets a tier where there was 0. */
export function setTier(words: Int32Array, start: number, place: number, tier: number): void {
  words[start + (place >> 4)] |= tier << ((place & 15) << 1);
}
