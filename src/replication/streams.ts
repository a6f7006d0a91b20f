import { ENTITY_COUNT_MAX, SESSION_COUNT_MAX, VIEW_RADIUS_MAX } from '../limits.ts';
import type { SectorGrid } from '../protocol/items.ts';
import { ChangeHistory } from './change-history.ts';
import { Departures } from './departures.ts';
import { SpanChanges } from './span-changes.ts';
import { placeInView, TIER_TICKS, TIER_WORDS, TIERS, tierAt } from './tiers.ts';

/** First of the counters of each tier among those of a sector: one for each phase, which is a tick modulo its ticks. */
const PHASE_START = TIER_TICKS.map((_, tier) => TIER_TICKS.slice(0, tier).reduce((sum, n) => sum + n, 0));
const PHASES = TIER_TICKS.reduce((sum, ticks) => sum + ticks, 0);

/** The stream of a sector at a tier. */
export function streamOf(sector: number, tier: number): number {
  return sector * TIERS + tier;
}

/**
 * Who listens to which sector, and working memory of the encoders. Derived: the counts follow from the sessions' views
 * and the tiers in them; of these, and of the changes that slow streams still have to tell, a restored world knows
 * nothing, and no state depends on them.
 */
export class Streams {
  /** Sessions that see a sector, at whatever tier. */
  readonly watchers: Uint16Array;
  /** Sessions that see a sector, by tier and phase. A stream without any is not encoded. */
  readonly #subscribers: Uint16Array;
  /** The same of all sectors together, by tier and phase. */
  readonly #listeners = new Uint32Array(PHASES);
  /** Places in views whose sector comes at a slow tier. */
  slowPlaces = 0;
  /** Tiers of the sectors in the view of each session, TIER_WORDS each. All 0 while it has no view. */
  readonly tiers = new Int32Array(SESSION_COUNT_MAX * TIER_WORDS);
  /** Tiers of the view that is being chosen. */
  readonly nextTiers = new Int32Array(TIER_WORDS);
  /** Square that each session is counted in with. */
  readonly #column = new Uint16Array(SESSION_COUNT_MAX);
  readonly #row = new Uint16Array(SESSION_COUNT_MAX);
  readonly #radius = new Uint8Array(SESSION_COUNT_MAX);
  /** Tick in which somebody was hurt or took aim in a sector last, 0 never. */
  readonly fightTick: Uint32Array;
  readonly history = new ChangeHistory();
  readonly span = new SpanChanges();
  readonly departures: Departures;
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
    late: new Uint32Array(ENTITY_COUNT_MAX),
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
    this.watchers = new Uint16Array(sectorCount);
    this.#subscribers = new Uint16Array(sectorCount * PHASES);
    this.fightTick = new Uint32Array(sectorCount);
    this.departures = new Departures(sectorCount);
    this.head = new Uint32Array(sectorCount);
    this.newsHead = new Uint32Array(sectorCount);
    this.touched = new Uint32Array(sectorCount);
    this.#isTouched = new Uint8Array(sectorCount);
    this.keyframeTick = new Uint32Array(sectorCount);
  }

  /** Counts the view of a session in, with its `tiers`. */
  open(slot: number, column: number, row: number, radius: number): void {
    this.#column[slot] = column;
    this.#row[slot] = row;
    this.#radius[slot] = radius;
    this.#count(slot, 1);
  }

  /** Counts the view of a session out again, as it was counted in. */
  close(slot: number): void {
    this.#count(slot, -1);
  }

  #count(slot: number, change: 1 | -1): void {
    const { columns, rows } = this.#grid;
    const column = this.#column[slot];
    const row = this.#row[slot];
    const radius = this.#radius[slot];
    for (let r = Math.max(0, row - radius); r <= Math.min(rows - 1, row + radius); r++) {
      for (let c = Math.max(0, column - radius); c <= Math.min(columns - 1, column + radius); c++) {
        const sector = r * columns + c;
        const tier = tierAt(this.tiers, slot * TIER_WORDS, placeInView(c, r, column, row, radius));
        const phase = PHASE_START[tier] + (slot % TIER_TICKS[tier]);
        this.watchers[sector] += change;
        this.#subscribers[sector * PHASES + phase] += change;
        this.#listeners[phase] += change;
        if (tier > 0) this.slowPlaces += change;
      }
    }
  }

  /** Whether anybody is to be sent the stream of a sector in a tick. */
  isHeard(sector: number, tier: number, tick: number): boolean {
    return this.#subscribers[sector * PHASES + PHASE_START[tier] + (tick % TIER_TICKS[tier])] > 0;
  }

  /** Whether anybody is to be sent any stream of a tier in a tick. */
  isTierHeard(tier: number, tick: number): boolean {
    return this.#listeners[PHASE_START[tier] + (tick % TIER_TICKS[tier])] > 0;
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

/** Puts the first `count` of a list in order and drops what is there twice. Returns how many are left. */
export function ascending(list: Uint32Array, count: number): number {
  reverse(list, count);
  insertionSort(list, count);
  let kept = 0;
  for (let i = 0; i < count; i++) if (i === 0 || list[i] !== list[i - 1]) list[kept++] = list[i];
  return kept;
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
