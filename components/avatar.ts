import { defineStore, i32, u8, u32 } from './store.ts';

/** A body that obeys orders and what it was told to do: a player's avatar, or a soldier of a squad. */
export const Avatar = defineStore('entity', {
  session: u32('session slot that steers it'),
  errand: u8('ERRAND'),
  goalX: i32('1/4096 m; with ERRAND.walkTo. Of a soldier with ERRAND.walkOn: 1/4096 m per tick'),
  goalY: i32('see goalX'),
  objective: u8('OBJECTIVE it works on, 0 none'),
  objectivePoint: u32('control point it works at'),
  objectiveEndTick: u32('tick at which the work is done'),
  turnTick: u32('tick at which the current course ends; 0 = stands still'),
  absence: u8('ABSENCE: what it does while its player is away'),
  leftPosture: u8('1 + POSTURE that its player left it in, while it is led in its absence; 0 = it is not'),
});

export const ERRAND = { none: 0, walkTo: 1, walkOn: 2 } as const;
