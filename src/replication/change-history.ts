import { CHANGE, type ChangeLog } from './change-log.ts';
import type { Forecasts } from './forecasts.ts';
import type { SpanChanges } from './span-changes.ts';
import { COMMON_TICKS } from './tiers.ts';

/** Changes that are kept, of all ticks together. A power of two. */
const ROWS_MAX = 1 << 20;

/** The changes of the last ticks, for streams that tell of several at once. Kept only while there is such a stream. */
export class ChangeHistory {
  readonly ids: Uint32Array;
  /**
   * Of who turned: CHANGE.foreseen alone for a turn that clients know of, both bits for one that broke a forecast, and
   * CHANGE.turn alone for any other.
   */
  readonly bits: Uint8Array;
  /** With CHANGE.cross the sector it came from; else the one where it is, or ended. */
  readonly sector: Uint32Array;
  readonly #mask: number;
  /** First row of each tick, by tick modulo COMMON_TICKS; the row numbers of a history never begin anew. */
  readonly #start = new Float64Array(COMMON_TICKS);
  #firstTick = 0;
  #lastTick = 0;
  #rows = 0;

  constructor(rowsMax = ROWS_MAX) {
    this.ids = new Uint32Array(rowsMax);
    this.bits = new Uint8Array(rowsMax);
    this.sector = new Uint32Array(rowsMax);
    this.#mask = rowsMax - 1;
  }

  /**
   * Takes the changes of a tick over; `sectorOf` is where everybody is by id. Returns false when those of the ticks
   * that count do not fit: then all of them are lost, and whoever was to be told of them needs a fresh view.
   */
  append(tick: number, changes: ChangeLog, forecasts: Forecasts, sectorOf: Uint32Array): boolean {
    if (tick !== this.#lastTick + 1) this.#firstTick = tick;
    this.#lastTick = tick;
    this.#start[tick % COMMON_TICKS] = this.#rows;
    const oldest = Math.max(this.#firstTick, tick - COMMON_TICKS + 1);
    const kept = this.#rows - this.#start[oldest % COMMON_TICKS];
    if (kept + changes.count > this.ids.length) {
      this.#firstTick = tick + 1;
      return false;
    }
    for (let i = 0; i < changes.count; i++) {
      const id = changes.ids[i];
      const bits = changes.bits[id];
      // Came and went within the tick: nobody ever saw it.
      if (bits & CHANGE.spawn && bits & CHANGE.gone) continue;
      const row = this.#rows++ & this.#mask;
      this.ids[row] = id;
      this.bits[row] = keptBits(bits, forecasts.isBroken(id, tick));
      this.sector[row] = bits & CHANGE.cross ? changes.fromSector[id] : sectorOf[id];
    }
    return true;
  }

  /** Merges the changes of the last `ticks` ticks, as far as they are kept. */
  merge(ticks: number, into: SpanChanges): void {
    into.firstRow = this.#rows;
    into.endRow = this.#rows;
    for (let tick = Math.max(this.#firstTick, this.#lastTick - ticks + 1); tick <= this.#lastTick; tick++) {
      const start = this.#start[tick % COMMON_TICKS];
      const end = tick === this.#lastTick ? this.#rows : this.#start[(tick + 1) % COMMON_TICKS];
      if (start < into.firstRow) into.firstRow = start;
      for (let row = start; row < end; row++) {
        const at = this.rowAt(row);
        into.add(this.ids[at], this.bits[at], this.sector[at], tick);
      }
    }
  }

  /** Where a row lies in the columns. */
  rowAt(row: number): number {
    return row & this.#mask;
  }
}

function keptBits(bits: number, isBroken: boolean): number {
  if (!(bits & CHANGE.turn)) return bits;
  if (bits & CHANGE.foreseen) return bits & ~CHANGE.turn;
  return isBroken ? bits | CHANGE.foreseen : bits;
}
