import { divideRounded, vectorLength } from './fixed-point.ts';

/** A straight walk: a velocity in world units per tick, and for how many ticks. */
export interface Course {
  vx: number;
  vy: number;
  ticks: number;
}

/** Longer than any walk; far below 2^31, so that a tick number plus this stays a whole 32-bit number for years. */
export const ENDLESS_TICKS = 1 << 29;

/**
 * Plans the walk over (dx, dy) at up to `speed` units per tick. Rounding leaves at most half a unit per tick and axis
 * at the end; planning again from there arrives exactly, because a rest below one step is walked in one tick.
 */
export function planCourse(into: Course, dx: number, dy: number, speed: number): void {
  const length = vectorLength(dx, dy);
  into.ticks = Math.max(1, Math.ceil(length / speed));
  into.vx = divideRounded(dx, into.ticks);
  into.vy = divideRounded(dy, into.ticks);
}

/** Ticks one can walk from `position` at `velocity` along an axis without leaving 0 .. size - 1. */
export function ticksToEdge(position: number, velocity: number, size: number): number {
  if (velocity > 0) return Math.floor((size - 1 - position) / velocity);
  if (velocity < 0) return Math.floor(position / -velocity);
  return ENDLESS_TICKS;
}
