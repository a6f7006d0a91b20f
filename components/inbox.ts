import { INBOX_RECORDS_PER_TICK_MAX } from '../src/limits.ts';

/** Words (Int32) of one inbox record; fixed, so that rings and journal need no lengths. */
export const INBOX_RECORD_WORDS = 16;

/** Kinds of inbox records, in word 0. */
export const INPUT = {
  join: 1,
  resume: 2,
  away: 3,
  order: 4,
  refresh: 5,
  gatewayLost: 6,
  abandon: 7,
  rules: 8,
  routeAnswer: 9,
  pressure: 10,
  overload: 11,
} as const;

/** Words of a record. Word 1 is always the gateway the record came from. */
export const WORD = {
  kind: 0,
  gateway: 1,
  /** join, resume, abandon: the connection that asks, or asked. */
  connection: 2,
  /** away, order, refresh, pressure: session slot and epoch; a record of an older epoch is of a fenced connection. */
  slot: 2,
  /** overload: the rung from now on. */
  rung: 2,
  epoch: 3,
  role: 3,
  faction: 4,
  focus: 5,
  sequence: 4,
  /** pressure: how far the streams of the session are to be slowed down. */
  pressure: 4,
  op: 5,
  a: 6,
  b: 7,
  /** join: account key. */
  accountLow: 6,
  accountHigh: 7,
  /** join: key of the ticket, 0 and 0 for a guest. */
  ticketLow: 8,
  ticketHigh: 9,
  /** resume: hash of the token shown. */
  token: 8,
  /** join, resume: hash of the token that the session has from now on. */
  nextToken: 12,
} as const;

/** The one ordered way into a tick. Filled before the tick, read by systems, and what a journal has to record. */
export interface Inbox {
  readonly words: Int32Array;
  count: number;
  /**
   * One word: the record that is being carried out, -1 between them. Whoever watches over the simulation puts shared
   * memory here and reads at which input it died.
   */
  current: Int32Array;
}

export function createInbox(): Inbox {
  return {
    words: new Int32Array(INBOX_RECORDS_PER_TICK_MAX * INBOX_RECORD_WORDS),
    count: 0,
    current: new Int32Array(1).fill(-1),
  };
}
