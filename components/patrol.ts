import { defineStore, i16, u32 } from './store.ts';

/** The walk of a patrol: a leg to a point, a pause, the next leg. */
export const Patrol = defineStore('entity', {
  district: u32('district the current leg leads to'),
  speed: i16('1/4096 m per tick'),
  turnTick: u32(
    'tick at which the course changes next: a leg or pause ends, or the edge of the world is reached',
  ),
  legEndTick: u32('tick at which the leg ends; later than turnTick when the edge comes first'),
});
