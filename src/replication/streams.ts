import { ENTITY_COUNT_MAX, VIEW_RADIUS_MAX } from '../limits.ts';
import { TIER_INTERVAL_TICKS } from '../protocol/fields.ts';
import type { SectorGrid } from '../protocol/items.ts';

/** Rate tiers per sector. */
export const TIERS = TIER_INTERVAL_TICKS.length;

/** The stream of a sector at a tier. */
export function streamOf(sector: number, tier: number): number {
  return sector * TIERS + tier;
}

/**
 * Who listens to which sector, and working memory of the encoders. Derived: the counts follow from the sessions' views,
 * the rest is empty between ticks.
 */
export class Streams {
  /** Sessions that see a sector at a tier, by stream. A stream without any is not encoded. */
  readonly subscribers: Uint32Array;
  /** Chains of entity ids by sector: `head[sector]`, then `next[id]`; 0 ends a chain. */
  readonly head: Uint32Array;
  readonly next = new Uint32Array(ENTITY_COUNT_MAX);
  /** First event of fights in a sector, its place in the news + 1; 0 none. */
  readonly newsHead: Uint32Array;
  /** Sectors with a chain, or a due check. */
  readonly touched: Uint32Array;
  touchedCount = 0;
  readonly #isTouched: Uint8Array;
  /** Tick of a sector's last keyframe, plus one. */
  readonly keyframeTick: Uint32Array;
  readonly addedSectors = new Uint32Array((2 * VIEW_RADIUS_MAX + 1) ** 2);
  /** Lists of ids under construction, one per kind of item. */
  readonly lists = {
    all: new Uint32Array(ENTITY_COUNT_MAX),
    turn: new Uint32Array(ENTITY_COUNT_MAX),
    place: new Uint32Array(ENTITY_COUNT_MAX),
    gone: new Uint32Array(ENTITY_COUNT_MAX),
    enter: new Uint32Array(ENTITY_COUNT_MAX),
    hurt: new Uint32Array(ENTITY_COUNT_MAX),
    aim: new Uint32Array(ENTITY_COUNT_MAX),
  };
  readonly #grid: SectorGrid;

  constructor(grid: SectorGrid) {
    const sectorCount = grid.columns * grid.rows;
    this.#grid = grid;
    this.subscribers = new Uint32Array(sectorCount * TIERS);
    this.head = new Uint32Array(sectorCount);
    this.newsHead = new Uint32Array(sectorCount);
    this.touched = new Uint32Array(sectorCount);
    this.#isTouched = new Uint8Array(sectorCount);
    this.keyframeTick = new Uint32Array(sectorCount);
  }

  /** Adds `change` (1 or -1) to the subscribers of every sector of a view, at a tier. */
  subscribe(column: number, row: number, radius: number, tier: number, change: 1 | -1): void {
    const { columns, rows } = this.#grid;
    for (let r = Math.max(0, row - radius); r <= Math.min(rows - 1, row + radius); r++) {
      for (let c = Math.max(0, column - radius); c <= Math.min(columns - 1, column + radius); c++) {
        this.subscribers[streamOf(r * columns + c, tier)] += change;
      }
    }
  }

  touch(sector: number): void {
    if (this.#isTouched[sector] !== 0) return;
    this.#isTouched[sector] = 1;
    this.touched[this.touchedCount++] = sector;
  }

  /** Puts an entity on a sector's chain. An entity is on one chain at a time. */
  chain(sector: number, id: number): void {
    this.touch(sector);
    this.next[id] = this.head[sector];
    this.head[sector] = id;
  }

  /** Moves a sector's chain to `lists.all`, ids ascending. Returns how many. */
  collect(sector: number): number {
    const all = this.lists.all;
    let count = 0;
    for (let id = this.head[sector]; id !== 0; id = this.next[id]) {
      all[count++] = id;
    }
    this.head[sector] = 0;
    // The newest is first on a chain. Turned round, the list is nearly ascending, which the sort below needs to be
    // fast.
    reverse(all, count);
    insertionSort(all, count);
    return count;
  }

  clearTouched(): void {
    for (let i = 0; i < this.touchedCount; i++) {
      this.#isTouched[this.touched[i]] = 0;
      this.head[this.touched[i]] = 0;
      this.newsHead[this.touched[i]] = 0;
    }
    this.touchedCount = 0;
  }
}

function reverse(list: Uint32Array, count: number): void {
  for (let i = 0, j = count - 1; i < j; i++, j--) {
    const id = list[i];
    list[i] = list[j];
    list[j] = id;
  }
}

/** The lists are nearly sorted already, as systems go through entities by id. */
function insertionSort(list: Uint32Array, count: number): void {
  for (let i = 1; i < count; i++) {
    const id = list[i];
    let j = i - 1;
    while (j >= 0 && list[j] > id) {
      list[j + 1] = list[j];
      j--;
    }
    list[j + 1] = id;
  }
}
