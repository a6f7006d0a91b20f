import { ENTITY_COUNT_MAX } from '../limits.ts';
import { CHANGE } from './change-log.ts';

/** How the use of an id began or ended first in a span of ticks. */
export const LIFE = { alive: 0, born: 1, ended: 2 } as const;

/** All that happened to each entity in a span of ticks, merged: what a slow stream tells of at once. */
export class SpanChanges {
  /** Ids with at least one change, each once. */
  readonly ids = new Uint32Array(ENTITY_COUNT_MAX);
  count = 0;
  /** Bits of CHANGE by id as in ChangeHistory, of all ticks of the span; `cross` also of ids that were used again. */
  readonly bits = new Uint8Array(ENTITY_COUNT_MAX);
  /** LIFE by id: what came first, a birth or an end. An id that ended may have been used again. */
  readonly life = new Uint8Array(ENTITY_COUNT_MAX);
  /** By id: the sector it was in when the span began, if it has left that or ended. */
  readonly origin = new Uint32Array(ENTITY_COUNT_MAX);
  /**
   * Ticks with a course that clients do not know of, by id; 2 stands for more, and for one instead of which a client
   * may have let the entity take another.
   */
  readonly turns = new Uint8Array(ENTITY_COUNT_MAX);
  /** The last of these ticks, by id. */
  readonly turnTick = new Uint32Array(ENTITY_COUNT_MAX);
  /** Ticks since then, by id; filled for who is told of it. */
  readonly age = new Uint8Array(ENTITY_COUNT_MAX);
  /** Rows of the history that the span is made of. */
  firstRow = 0;
  endRow = 0;

  /** Adds what happened to an entity in a tick after all those added before; `sector` as in ChangeHistory. */
  add(id: number, bits: number, sector: number, tick: number): void {
    const before = this.bits[id];
    if (before === 0) {
      this.ids[this.count++] = id;
      this.life[id] = LIFE.alive;
      this.turns[id] = 0;
    }
    const leaves = bits & (CHANGE.cross | CHANGE.gone);
    if (leaves && !(before & (CHANGE.cross | CHANGE.gone))) this.origin[id] = sector;
    if (this.life[id] === LIFE.alive) {
      if (bits & CHANGE.spawn) this.life[id] = LIFE.born;
      else if (bits & CHANGE.gone) this.life[id] = LIFE.ended;
    }
    if (bits & CHANGE.turn) {
      this.turns[id] = bits & CHANGE.foreseen ? 2 : Math.min(2, this.turns[id] + 1);
      this.turnTick[id] = tick;
    }
    // An id that is used again is as somebody who crossed and changed: who held the one may be told of neither.
    const isReborn = bits & CHANGE.spawn && before & CHANGE.gone;
    this.bits[id] = before | bits | (isReborn ? CHANGE.cross : 0);
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.bits[this.ids[i]] = 0;
    this.count = 0;
  }
}
