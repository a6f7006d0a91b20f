import type { MirrorEntity } from './mirror-events.ts';

/** A course that an entity takes at a tick, whose own step is the first on it. */
export interface NextTurn {
  readonly tick: number;
  readonly vx: number;
  readonly vy: number;
}

/** What is known of the courses of an entity about which nothing is. */
export const NO_TURNS: readonly NextTurn[] = [];

/** A course: where it was after the step of `baseTick`, and how it goes on, in world units and ticks. */
export interface Course {
  x: number;
  y: number;
  vx: number;
  vy: number;
  baseTick: number;
}

/** The course that an entity has at a tick, or a part of one, with the turns that it takes until then. In `into`. */
export function courseAt(entity: MirrorEntity, tick: number, into: Course): Course {
  into.x = entity.x;
  into.y = entity.y;
  into.vx = entity.vx;
  into.vy = entity.vy;
  into.baseTick = entity.baseTick;
  const { next } = entity;
  for (let i = 0; i < next.length && next[i].tick - 1 < tick; i++) takeTurn(into, next[i]);
  return into;
}

/** Puts a course where `turn` begins, which is where the old one ended a tick before. */
export function takeTurn(course: Course, { tick, vx, vy }: NextTurn): void {
  const ticks = tick - 1 - course.baseTick;
  course.x += course.vx * ticks;
  course.y += course.vy * ticks;
  course.baseTick = tick - 1;
  course.vx = vx;
  course.vy = vy;
}

const passed: Course = { x: 0, y: 0, vx: 0, vy: 0, baseTick: 0 };

/** Where an entity is at a tick, in world units from the west edge. Most have no turn ahead, and are met most often. */
export function xAt(entity: MirrorEntity, tick: number): number {
  if (entity.next.length === 0) return entity.x + entity.vx * (tick - entity.baseTick);
  const { x, vx, baseTick } = courseAt(entity, tick, passed);
  return x + vx * (tick - baseTick);
}

/** The same from the north edge. */
export function yAt(entity: MirrorEntity, tick: number): number {
  if (entity.next.length === 0) return entity.y + entity.vy * (tick - entity.baseTick);
  const { y, vy, baseTick } = courseAt(entity, tick, passed);
  return y + vy * (tick - baseTick);
}

/** Whose entities take the turns. */
export interface TurnTaker {
  /** Whether an entity was in view at a tick. */
  wasSeen(entity: MirrorEntity, tick: number): boolean;
  /** It turned as was foreseen. */
  turned(entity: MirrorEntity): void;
  /** It was out of view before it turned: what became of it there was told to nobody here. */
  left(entity: MirrorEntity): void;
}

/** More ticks than any turn is told ahead; a power of two. */
const RING_TICKS = 64;

/** The turns that are known ahead, of all entities of a mirror. */
export class TurnsAhead {
  readonly #taker: TurnTaker;
  /** Entities by tick of a turn, modulo RING_TICKS. What is in a list may have been taken back since. */
  readonly #due: MirrorEntity[][] = Array.from({ length: RING_TICKS }, () => []);
  #tick: number;
  /** Those that took one at the tick reached last. */
  readonly #turned = new Set<MirrorEntity>();

  /** `tick` is the one that the mirror begins at. */
  constructor(tick: number, taker: TurnTaker) {
    this.#tick = tick;
    this.#taker = taker;
  }

  /** Puts a turn after those that are known before it; what was known of later ones was of another time. */
  add(entity: MirrorEntity, turn: NextTurn): void {
    const { next } = entity;
    const isLast = next.length === 0 || next[next.length - 1].tick < turn.tick;
    entity.next = isLast ? [...next, turn] : [...next.filter(({ tick }) => tick < turn.tick), turn];
    this.#due[turn.tick % RING_TICKS].push(entity);
  }

  /** Something else happened to an entity than was known. */
  drop(entity: MirrorEntity): void {
    entity.next = NO_TURNS;
  }

  /** Begins at another tick, with nothing known. */
  restart(tick: number): void {
    for (const list of this.#due) list.length = 0;
    this.#tick = tick;
  }

  /** Lets entities turn as is known, up to `tick`. */
  take(tick: number): void {
    if (this.#turned.size > 0) this.#turned.clear();
    const last = Math.min(tick, this.#tick + RING_TICKS);
    for (let due = this.#tick + 1; due <= last; due++) this.#takeAt(due, due === tick);
    this.#tick = tick;
  }

  /** Whether an entity took a turn at the tick reached last. */
  hasTurned(entity: MirrorEntity): boolean {
    return this.#turned.has(entity);
  }

  /**
   * One that was out of view before its turn takes none any more: it could wander back in on a course that nobody keeps
   * up to date.
   */
  #takeAt(tick: number, isLast: boolean): void {
    const entities = this.#due[tick % RING_TICKS];
    for (const entity of entities) {
      const turn = entity.next[0];
      if (turn?.tick !== tick) continue;
      if (!this.#taker.wasSeen(entity, tick - 1)) {
        this.drop(entity);
        this.#taker.left(entity);
        continue;
      }
      entity.next = entity.next.length === 1 ? NO_TURNS : entity.next.slice(1);
      takeTurn(entity, turn);
      if (isLast) this.#turned.add(entity);
      this.#taker.turned(entity);
    }
    entities.length = 0;
  }
}
