import { CROWD_CELL_COUNT_MAX, CROWD_SCALE_COUNT, SIDE_COUNT } from '../limits.ts';
import type { CrowdRecord } from '../protocol/crowd-records.ts';

/**
 * What the channels of higher sector scales have told: how many units of each faction are in each cell. A part of the
 * territory board, written and read within its lock.
 */

/** Words of a scale: columns and cells, sequence of each faction's channel, then the counts by faction. */
const COLUMNS = 0;
const CELLS = 1;
const SEQUENCES = 2;
const COUNTS = SEQUENCES + SIDE_COUNT;
const SCALE_WORDS = COUNTS + SIDE_COUNT * CROWD_CELL_COUNT_MAX;

/** Words of the board. */
export const CROWDS_BOARD_WORDS = CROWD_SCALE_COUNT * SCALE_WORDS;

export class CrowdsBoard {
  readonly #words: Int32Array;

  /** `words` are CROWDS_BOARD_WORDS of shared memory. */
  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** Sequence of the channel of a faction; `place` is that of the scale, 0 the finest. */
  sequenceOf(place: number, faction: number): number {
    return this.#words[place * SCALE_WORDS + SEQUENCES + faction] >>> 0;
  }

  putSequence(place: number, faction: number, sequence: number): void {
    this.#words[place * SCALE_WORDS + SEQUENCES + faction] = sequence;
  }

  /** Puts down how a scale is cut up; up to CROWD_CELL_COUNT_MAX cells. */
  putScale(place: number, columns: number, cells: number): void {
    this.#words[place * SCALE_WORDS + COLUMNS] = columns;
    this.#words[place * SCALE_WORDS + CELLS] = cells;
  }

  putCount(place: number, faction: number, cell: number, count: number): void {
    this.#words[countAt(place, faction, cell)] = count;
  }

  /** Cells of a scale. What is read while a write goes on is thrown away, but it must not run over the end. */
  cellCount(place: number): number {
    return Math.min(CROWD_CELL_COUNT_MAX, this.#words[place * SCALE_WORDS + CELLS]);
  }

  /** Fills `into` with a cell and the number of units of a faction in it. */
  get(place: number, faction: number, cell: number, into: CrowdRecord): void {
    const columns = Math.max(1, this.#words[place * SCALE_WORDS + COLUMNS]);
    into.x = cell % columns;
    into.y = Math.floor(cell / columns);
    into.count = this.#words[countAt(place, faction, cell)];
  }
}

function countAt(place: number, faction: number, cell: number): number {
  return place * SCALE_WORDS + COUNTS + faction * CROWD_CELL_COUNT_MAX + cell;
}
