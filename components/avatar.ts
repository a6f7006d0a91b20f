import { defineStore, i32, u8, u32 } from './store.ts';

/** A player's body and what it was told to do. */
export const Avatar = defineStore('entity', {
  session: u32('session slot that steers it'),
  errand: u8('ERRAND'),
  goalX: i32('1/4096 m; with ERRAND.walkTo'),
  goalY: i32('1/4096 m; with ERRAND.walkTo'),
  objective: u8('OBJECTIVE it works on, 0 none'),
  objectivePoint: u32('control point it works at'),
  objectiveEndTick: u32('tick at which the work is done'),
  turnTick: u32('tick at which the current course ends; 0 = stands still'),
});

export const ERRAND = { none: 0, walkTo: 1, walkOn: 2 } as const;
