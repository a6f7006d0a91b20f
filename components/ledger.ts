import { defineStore, i32, u32 } from './store.ts';

/** Counters of the world as a whole. */
export const Ledger = defineStore('world', {
  tick: u32('ticks since the world began'),
  trail: i32('hash over shares of all states so far; two runs that differ anywhere soon differ here'),
  seed: i32('seed of every random draw'),
  entityHigh: u32('highest entity id ever given'),
  aliveCount: u32('entities alive'),
  sessionHigh: u32('session slots ever used'),
  ticketsUsed: u32('tickets used since the world began'),
  controlPointCount: u32('control points of the world'),
  regionCount: u32('regions of the world'),
  strategicSequence: u32('updates told on the global strategic channel so far'),
  eventDueTick: u32('tick at which the director draws next'),
  overload: u32('RUNG of the overload ladder that the world stands on'),
  viewCursor: u32('session slot whose view is looked at first in the next tick'),
});

/** Order in which entity ids are given again; part of the state, or a restored world would give other ids. */
export const IdOrder = defineStore('entity', {
  id: u32('alive ids first, then ids to be given next'),
});
