import { ENTITY_COUNT_MAX } from '../limits.ts';

/**
 * What can happen to an entity in one tick; bits, because several can. `foreseen`: its turn is one that clients know
 * of.
 */
export const CHANGE = {
  ...{ turn: 1, place: 2, spawn: 4, gone: 8, cross: 16, hurt: 32, aim: 64, foreseen: 128 },
} as const;

/** No sector. */
export const NOWHERE = 0xffff_ffff;

/**
 * What changed in the world in this tick, as the systems noted it. Replication reads this list and nothing else: no
 * state is compared with an earlier one, so a world at rest costs nothing.
 */
export class ChangeLog {
  /** Ids with at least one change, each once, in the order noted. */
  readonly ids = new Uint32Array(ENTITY_COUNT_MAX);
  count = 0;
  /** Changes of all ticks so far, for the metrics. */
  total = 0;
  /** Births and deaths of all ticks so far: an index of all entities that was made at another count is out of date. */
  lives = 0;
  /** Bits of CHANGE by entity id. */
  readonly bits = new Uint8Array(ENTITY_COUNT_MAX);
  /** Sector an entity was in when the tick began, by id; valid with CHANGE.cross. */
  readonly fromSector = new Uint32Array(ENTITY_COUNT_MAX);

  note(id: number, change: number): void {
    if (this.bits[id] === 0) this.ids[this.count++] = id;
    this.bits[id] |= change;
    if (change & (CHANGE.spawn | CHANGE.gone)) this.lives++;
  }

  noteCrossing(id: number, fromSector: number): void {
    this.note(id, CHANGE.cross);
    this.fromSector[id] = fromSector;
  }

  /** What happened to an entity, but for a turn that clients know of. */
  untold(id: number): number {
    const bits = this.bits[id];
    return bits & CHANGE.foreseen ? bits & ~(CHANGE.turn | CHANGE.foreseen) : bits;
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.bits[this.ids[i]] = 0;
    this.total += this.count;
    this.count = 0;
  }
}
