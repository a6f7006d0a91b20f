import type { TerritoryRecord } from '../protocol/territory-records.ts';
import { CROWDS_BOARD_WORDS, CrowdsBoard } from './crowds-board.ts';
import { MindsBoard, mindsBoardWords } from './minds-board.ts';
import { ROUTES_BOARD_WORDS, RoutesBoard } from './routes-board.ts';

/**
 * The newest state of every territory, written by the simulation after a tick in which it told of changes, read by
 * gateways for whoever begins to listen to a channel. Readers never hold up the writer: they read again when a write
 * came in between (a sequence lock).
 */

/** Words before the rows: count of writes (odd while one is going on), tick, era, sequence of the global channel. */
const HEAD_WORDS = 8;
const WRITES = 0;
const TICK = 1;
const ERA = 2;
const GLOBAL_SEQUENCE = 3;

/** Words of a row: owner | label << 3 | contested << 5, challenger, cause, actor, tick, sequence, then 8 influences. */
const ROW_WORDS = 14;
const INFLUENCE = 6;

/** How many territories of each level there are. */
export interface TerritoryCounts {
  readonly controlPointCount: number;
  readonly districtCount: number;
  readonly regionCount: number;
}

export function allocateTerritoryBoard(counts: TerritoryCounts): SharedArrayBuffer {
  const rows = counts.controlPointCount + counts.districtCount + counts.regionCount;
  const words =
    rows * ROW_WORDS + ROUTES_BOARD_WORDS + CROWDS_BOARD_WORDS + mindsBoardWords(counts.districtCount);
  return new SharedArrayBuffer((HEAD_WORDS + words) * 4);
}

export class TerritoryBoard {
  readonly #words: Int32Array;
  /** First row of each level. */
  readonly #first: readonly number[];
  /** What the route channels have told; to be written and read as the territories are, within the same lock. */
  readonly routes: RoutesBoard;
  /** What the ai channels have told, likewise. */
  readonly minds: MindsBoard;
  /** What the channels of higher sector scales have told, likewise. */
  readonly crowds: CrowdsBoard;

  constructor(memory: SharedArrayBuffer, counts: TerritoryCounts) {
    const { controlPointCount, districtCount, regionCount } = counts;
    this.#words = new Int32Array(memory);
    this.#first = [0, controlPointCount, controlPointCount + districtCount];
    const rows = controlPointCount + districtCount + regionCount;
    const routesAt = HEAD_WORDS + rows * ROW_WORDS;
    this.routes = new RoutesBoard(this.#words.subarray(routesAt, routesAt + ROUTES_BOARD_WORDS));
    const crowdsAt = routesAt + ROUTES_BOARD_WORDS;
    this.crowds = new CrowdsBoard(this.#words.subarray(crowdsAt, crowdsAt + CROWDS_BOARD_WORDS));
    this.minds = new MindsBoard(this.#words.subarray(crowdsAt + CROWDS_BOARD_WORDS), districtCount);
  }

  /** Simulation: begins a write of `tick`. Every write must be ended. */
  begin(tick: number, era: number, globalSequence: number): void {
    const words = this.#words;
    Atomics.store(words, WRITES, words[WRITES] + 1);
    words[TICK] = tick;
    words[ERA] = era;
    words[GLOBAL_SEQUENCE] = globalSequence;
  }

  /** Simulation: puts down a territory, between `begin` and `end`. */
  put(record: TerritoryRecord, sequence: number): void {
    const words = this.#words;
    const at = this.#rowOf(record.level, record.index);
    words[at] = record.owner | (record.label << 3) | (record.isContested ? 1 << 5 : 0);
    words[at + 1] = record.challenger;
    words[at + 2] = record.cause;
    words[at + 3] = record.actor;
    words[at + 4] = record.tick;
    words[at + 5] = sequence;
    for (let side = 0; side < 8; side++) words[at + INFLUENCE + side] = record.influence[side];
  }

  end(): void {
    Atomics.store(this.#words, WRITES, this.#words[WRITES] + 1);
  }

  /**
   * Gateway: calls `read` until no write came in between; it must do nothing that cannot be done again. Gives up and
   * returns false after `attempts`: a simulation that died in a write never ends it.
   */
  stable(read: () => void, attempts = 1000): boolean {
    for (let i = 0; i < attempts; i++) {
      const before = Atomics.load(this.#words, WRITES);
      if ((before & 1) === 1) continue;
      read();
      if (Atomics.load(this.#words, WRITES) === before) return true;
    }
    return false;
  }

  get tick(): number {
    return this.#words[TICK] >>> 0;
  }

  /** Number of the world's life; a sequence of an older one says nothing about this one. */
  get era(): number {
    return this.#words[ERA] >>> 0;
  }

  get globalSequence(): number {
    return this.#words[GLOBAL_SEQUENCE] >>> 0;
  }

  /** Sequence of the channel of a territory. */
  sequenceOf(level: number, index: number): number {
    return this.#words[this.#rowOf(level, index) + 5] >>> 0;
  }

  /** Fills `record` with what is known of a territory. */
  get(level: number, index: number, record: TerritoryRecord): void {
    const words = this.#words;
    const at = this.#rowOf(level, index);
    record.level = level;
    record.index = index;
    record.owner = words[at] & 7;
    record.label = (words[at] >> 3) & 3;
    record.isContested = (words[at] & (1 << 5)) !== 0;
    record.challenger = words[at + 1];
    record.cause = words[at + 2];
    record.actor = words[at + 3];
    record.tick = words[at + 4] >>> 0;
    for (let side = 0; side < 8; side++) record.influence[side] = words[at + INFLUENCE + side];
  }

  #rowOf(level: number, index: number): number {
    return HEAD_WORDS + (this.#first[level] + index) * ROW_WORDS;
  }
}
