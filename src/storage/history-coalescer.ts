import { CHRONICLE } from '../memory/chronicle-ring.ts';
import { CHANNEL } from '../protocol/territory-records.ts';
import { MindRows } from './history-minds.ts';

/** A row of history. What `a` and `b` are depends on the kind: see components/chronicle.ts. */
export interface HistoryRow {
  firstTick: number;
  /** Last tick; the same as the first for all kinds but influence. */
  tick: number;
  readonly kind: number;
  readonly level: number;
  readonly territory: number;
  readonly faction: number;
  readonly cause: number;
  readonly actor: number;
  a: number;
  b: number;
}

/** What history must know of the world: which control points a district has. */
export interface HistoryGround {
  readonly districtCount: number;
  readonly controlPointCount: number;
  readonly regionCount: number;
  readonly controlPointStart: Uint32Array;
  readonly controlPointDistrict: Uint32Array;
}

/** Longest time that a row of influence sums up: ten seconds. */
export const SPAN_TICKS = 600;

/**
 * Makes rows of history from the chronicle: what moves a little every second becomes one row for up to ten seconds. No
 * row reaches over a change of owner or label of its territory or the district around it, so that sums between two of
 * them are exact. What comes out depends on what went in alone, not on when.
 */
export class Coalescer {
  /** Rows that are complete, in an order in which causes come before what they lead to. The caller empties it. */
  readonly done: HistoryRow[] = [];
  /** Rows about minds, which are never summed up. The caller empties them. */
  readonly minds = new MindRows();
  readonly #ground: HistoryGround;
  /** Open rows by level and territory. */
  readonly #open = new Map<number, HistoryRow[]>();
  /** The same in the order of their first ticks; those already done are skipped when their time comes. */
  #queue: HistoryRow[] = [];
  #queueHead = 0;

  constructor(ground: HistoryGround) {
    this.#ground = ground;
  }

  /** Takes a row of the chronicle that lies at `at` in `words`. Ticks must not go back. */
  add(tick: number, words: Int32Array, at: number): void {
    this.expire(tick);
    if (this.minds.add(tick, words, at)) return;
    const kind = words[at];
    const row: HistoryRow = {
      ...{ firstTick: tick, tick, kind, level: words[at + 1], territory: words[at + 2] },
      ...{
        faction: words[at + 3],
        cause: words[at + 4],
        actor: words[at + 5],
        a: words[at + 6],
        b: words[at + 7],
      },
    };
    if (kind === CHRONICLE.influence) {
      this.#addInfluence(row);
      return;
    }
    if (kind === CHRONICLE.owner || kind === CHRONICLE.label) this.#closeAround(row.level, row.territory);
    this.done.push(row);
  }

  /** Completes the rows whose time is over at `tick`. */
  expire(tick: number): void {
    while (this.#queueHead < this.#queue.length) {
      const row = this.#queue[this.#queueHead];
      if (row.firstTick + SPAN_TICKS > tick) break;
      this.#queueHead++;
      const rows = this.#open.get(keyOf(row.level, row.territory));
      const place = rows?.indexOf(row) ?? -1;
      if (place < 0) continue;
      this.done.push(row);
      if (rows!.length === 1) this.#open.delete(keyOf(row.level, row.territory));
      else rows!.splice(place, 1);
    }
    if (this.#queueHead > 1024 && this.#queueHead * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#queueHead);
      this.#queueHead = 0;
    }
  }

  /** Completes all rows. */
  flush(): void {
    for (const rows of this.#open.values()) this.done.push(...rows);
    this.#open.clear();
    this.#queue = [];
    this.#queueHead = 0;
  }

  /** Rows of a territory that are still being summed up. */
  openRows(level: number, territory: number): readonly HistoryRow[] {
    return this.#open.get(keyOf(level, territory)) ?? [];
  }

  #addInfluence(row: HistoryRow): void {
    const key = keyOf(row.level, row.territory);
    let rows = this.#open.get(key);
    if (rows === undefined) {
      rows = [];
      this.#open.set(key, rows);
    }
    const { actor, cause, faction } = row;
    const same = rows.find(
      (open) => open.faction === faction && open.cause === cause && open.actor === actor,
    );
    if (same === undefined) {
      rows.push(row);
      this.#queue.push(row);
    } else {
      same.tick = row.tick;
      same.a += row.a;
      same.b = row.b;
    }
  }

  #closeAround(level: number, territory: number): void {
    this.#close(level, territory);
    if (level !== CHANNEL.district) return;
    const { controlPointStart } = this.#ground;
    for (let point = controlPointStart[territory]; point < controlPointStart[territory + 1]; point++) {
      this.#close(CHANNEL.controlPoint, point);
    }
  }

  #close(level: number, territory: number): void {
    const rows = this.#open.get(keyOf(level, territory));
    if (rows === undefined) return;
    this.done.push(...rows);
    this.#open.delete(keyOf(level, territory));
  }
}

function keyOf(level: number, territory: number): number {
  return level * 0x1000_0000 + territory;
}
