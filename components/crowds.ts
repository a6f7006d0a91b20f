import { defineStore, u16, u32 } from './store.ts';

/**
 * How many units of each faction are in the cells of the higher sector scales, as it was told last. What was told
 * decides what is told next, so it is part of the state: a world restored in between tells the same.
 */

export const CrowdLedger = defineStore('world', {
  columns: u16('sectors from west to east when units were counted last; 0 = they never were'),
  rows: u16('sectors from north to south, likewise'),
  cells: u16('cells of all scales together, likewise'),
});

/** Cells of the finest scale, row by row, then those of the next. */
export const Crowd = defineStore('crowdCell', {
  count: u32('units of the faction in the cell'),
});

export const CrowdSide = defineStore('crowdSide', {
  sequence: u32('updates told on the channel of the scale and faction so far'),
});

/** The cells of a scale for which units are counted. */
export interface CrowdScale {
  readonly scale: number;
  readonly columns: number;
  readonly rows: number;
  /** Its first cell among those of all scales. */
  readonly first: number;
}

/** How the world is cut up for counting, and working memory for it; the grid decides both. */
export interface CrowdGrid {
  /** The finest first. */
  readonly scales: readonly CrowdScale[];
  /** By sector, the cell of the finest scale that it lies in, so that no unit costs a division. */
  readonly cellOf: Uint16Array;
  /** Cells of all scales together. */
  readonly cells: number;
  /** The counts of this moment, in the order of the store. Empty between ticks. */
  readonly counted: Uint32Array;
}
