import { UNITS_PER_METER } from './kinematics.ts';
import type { MirrorEntity } from './mirror.ts';

const EASE_MS = 150;
/** A correction beyond this is a teleport: gliding there would show a walk that never happened. */
const EASE_UNITS_MAX = 200 * 4096;

export interface Point {
  x: number;
  y: number;
}

/** Turns world units into meters, in place. */
export function toMeters(point: Point): Point {
  point.x /= UNITS_PER_METER;
  point.y /= UNITS_PER_METER;
  return point;
}

/** What was drawn last: a function of time on which a new course is blended in. */
interface DrawnCourse {
  x: number;
  y: number;
  vx: number;
  vy: number;
  baseTick: number;
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

  /** Where to draw an entity at a fractional tick, in world units. */
  position(entity: MirrorEntity, tick: number, nowMs: number, into: Point): Point {
    let drawn = this.#drawn.get(entity);
    if (!drawn) {
      drawn = { x: 0, y: 0, vx: 0, vy: 0, baseTick: -1, errorX: 0, errorY: 0, errorMs: nowMs };
      this.#follow(drawn, entity);
      this.#drawn.set(entity, drawn);
    } else if (hasNewCourse(drawn, entity)) {
      const share = easedShare(nowMs - drawn.errorMs);
      easedError(
        drawn.x + drawn.vx * (tick - drawn.baseTick) + drawn.errorX * share,
        drawn.y + drawn.vy * (tick - drawn.baseTick) + drawn.errorY * share,
        entity.x + entity.vx * (tick - entity.baseTick),
        entity.y + entity.vy * (tick - entity.baseTick),
        this.#error,
      );
      drawn.errorX = this.#error.x;
      drawn.errorY = this.#error.y;
      drawn.errorMs = nowMs;
      this.#follow(drawn, entity);
    }
    const share = easedShare(nowMs - drawn.errorMs);
    into.x = entity.x + entity.vx * (tick - entity.baseTick) + drawn.errorX * share;
    into.y = entity.y + entity.vy * (tick - entity.baseTick) + drawn.errorY * share;
    return into;
  }

  #follow(drawn: DrawnCourse, entity: MirrorEntity): void {
    drawn.x = entity.x;
    drawn.y = entity.y;
    drawn.vx = entity.vx;
    drawn.vy = entity.vy;
    drawn.baseTick = entity.baseTick;
  }
}

function hasNewCourse(drawn: DrawnCourse, entity: MirrorEntity): boolean {
  return (
    drawn.baseTick !== entity.baseTick ||
    drawn.vx !== entity.vx ||
    drawn.vy !== entity.vy ||
    drawn.x !== entity.x ||
    drawn.y !== entity.y
  );
}
