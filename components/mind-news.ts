import { defineStore, i32, u8, u32 } from './store.ts';

/**
 * What the ai channels still have to tell. It is told up to a tick after it happened, so it is part of the state: a
 * world restored in between tells the same.
 */

/** Rows of the chronicle (components/chronicle.ts) about minds. */
export const MindNews = defineStore('mindNews', {
  kind: u8('CHRONICLE: decision, option, input, operation or pact'),
  level: u8('as in the chronicle'),
  faction: u8('1-7'),
  territory: i32('as in the chronicle'),
  cause: i32('as in the chronicle'),
  actor: u32('number of the decision'),
  a: i32('as in the chronicle'),
  b: i32('as in the chronicle'),
  goal: u8('of an operation: the GOAL it serves'),
  other: u8('of an operation: whose land its target was'),
  tick: u32('tick of the event'),
});

/** Districts that became contested or calm, or changed hands. */
export const ConflictNews = defineStore('conflictNews', {
  event: u8('CONFLICT'),
  district: u32('the district'),
  owner: u8('whose it is then'),
  first: u8('the strongest faction there, 0 nobody'),
  second: u8('the second strongest, 0 nobody'),
  tick: u32('tick of the event'),
});

/** What happens to a district. The numbers are on the wire: never reused. */
export const CONFLICT = { contested: 0, calm: 1, owner: 2, stands: 3 } as const;
