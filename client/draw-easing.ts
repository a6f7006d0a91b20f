import { type Course, courseAt } from './course-ahead.ts';
import { UNITS_PER_METER } from './kinematics.ts';
import type { MirrorEntity } from './mirror.ts';

const EASE_MS = 150;
/** A correction beyond this is a teleport: gliding there would show a walk that never happened. */
const EASE_UNITS_MAX = 200 * 4096;

export interface Point {
  x: number;
  y: number;
}

/** Where something is drawn, and its course there in world units per tick. */
export interface DrawnPoint extends Point {
  vx: number;
  vy: number;
}

/** Turns world units into meters, in place. */
export function toMeters<P extends Point>(point: P): P {
  point.x /= UNITS_PER_METER;
  point.y /= UNITS_PER_METER;
  return point;
}

/** What was drawn last: a function of time on which a new course is blended in. */
interface DrawnCourse extends Course {
  errorX: number;
  errorY: number;
  errorMs: number;
}

/** The part of an error that is still drawn after `elapsedMs`. */
export function easedShare(elapsedMs: number): number {
  return Math.max(0, 1 - Math.max(0, elapsedMs) / EASE_MS);
}

/** The error to draw when something jumps from where it was drawn; 0 when it is too far to glide. */
export function easedError(drawnX: number, drawnY: number, x: number, y: number, into: Point): void {
  const near = Math.hypot(drawnX - x, drawnY - y) <= EASE_UNITS_MAX;
  into.x = near ? drawnX - x : 0;
  into.y = near ? drawnY - y : 0;
}

/**
 * Draws entities without jumps. A new course arrives some milliseconds after the tick it holds from, so the
 * exact position is not quite where the entity was just drawn; the difference is taken back over 150 ms. The
 * mirror stays exact.
 */
export class DrawEasing {
  readonly #drawn = new WeakMap<MirrorEntity, DrawnCourse>();
  readonly #error: Point = { x: 0, y: 0 };
  readonly #course: Course = { x: 0, y: 0, vx: 0, vy: 0, baseTick: 0 };

  /** Where to draw an entity at a fractional tick, in world units. Turns known ahead are taken at their tick. */
  position(entity: MirrorEntity, tick: number, nowMs: number, into: DrawnPoint): DrawnPoint {
    const course = courseAt(entity, tick, this.#course);
    let drawn = this.#drawn.get(entity);
    if (!drawn) {
      drawn = { x: 0, y: 0, vx: 0, vy: 0, baseTick: -1, errorX: 0, errorY: 0, errorMs: nowMs };
      follow(drawn, course);
      this.#drawn.set(entity, drawn);
    } else if (isAnother(drawn, course)) {
      const share = easedShare(nowMs - drawn.errorMs);
      // A turn that was known ahead is where the course before it ends: only one that comes late was drawn past.
      const at = course.baseTick === entity.baseTick ? tick : course.baseTick;
      easedError(
        drawn.x + drawn.vx * (at - drawn.baseTick) + drawn.errorX * share,
        drawn.y + drawn.vy * (at - drawn.baseTick) + drawn.errorY * share,
        course.x + course.vx * (at - course.baseTick),
        course.y + course.vy * (at - course.baseTick),
        this.#error,
      );
      drawn.errorX = this.#error.x;
      drawn.errorY = this.#error.y;
      drawn.errorMs = nowMs;
      follow(drawn, course);
    }
    const share = easedShare(nowMs - drawn.errorMs);
    into.x = course.x + course.vx * (tick - course.baseTick) + drawn.errorX * share;
    into.y = course.y + course.vy * (tick - course.baseTick) + drawn.errorY * share;
    into.vx = course.vx;
    into.vy = course.vy;
    return into;
  }
}

function follow(drawn: DrawnCourse, course: Course): void {
  drawn.x = course.x;
  drawn.y = course.y;
  drawn.vx = course.vx;
  drawn.vy = course.vy;
  drawn.baseTick = course.baseTick;
}

function isAnother(drawn: DrawnCourse, course: Course): boolean {
  return (
    drawn.baseTick !== course.baseTick ||
    drawn.vx !== course.vx ||
    drawn.vy !== course.vy ||
    drawn.x !== course.x ||
    drawn.y !== course.y
  );
}
