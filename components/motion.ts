import { defineStore, i16, i32 } from './store.ts';

/** Where an entity is and its course. A client that holds both knows every later position by adding. */
export const Motion = defineStore('entity', {
  x: i32('1/4096 m from the west edge, 0 .. world width'),
  y: i32('1/4096 m from the north edge, 0 .. world height'),
  vx: i16('1/4096 m per tick, east positive'),
  vy: i16('1/4096 m per tick, south positive'),
});
