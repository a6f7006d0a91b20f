import { defineStore, i32, u8, u16, u32 } from './store.ts';

/**
 * Who takes part. Sessions are world state, because the answers already given to commands must survive
 * a crash together with what the commands did.
 */
export const Session = defineStore('session', {
  state: u8('SESSION_STATE'),
  role: u8('ROLE of the protocol'),
  faction: u8('1-7'),
  gateway: u8('index of the gateway thread that holds the connection'),
  connection: u32('number the gateway gave to the connection'),
  epoch: u32('raised at each connect; fences off the connection before'),
  accountLow: i32('account key, low half'),
  accountHigh: i32('account key, high half'),
  token0: i32('SHA-256 of the resume token, first 128 bits'),
  token1: i32('see token0'),
  token2: i32('see token0'),
  token3: i32('see token0'),
  previousToken0: i32('hash of the token that the newest one replaced, as token0'),
  previousToken1: i32('see previousToken0'),
  previousToken2: i32('see previousToken0'),
  previousToken3: i32('see previousToken0'),
  replacedTick: u32('tick at which it was replaced; 0 = there is no previous token'),
  replacedSequence: u32('lastSequence then; a higher one proves that the newest token arrived'),
  avatar: u32('entity that the player steers, 0 for observers'),
  focus: u32('entity at the center of the view: the avatar, or what an observer follows'),
  lastSequence: u32('highest order sequence taken'),
  endsAtTick: u32('when away: tick at which the session ends'),
  viewState: u8('VIEW_STATE'),
  viewColumn: u16('sector column at the center of the view'),
  viewRow: u16('sector row at the center of the view'),
  pressure: u8('how far its gateway asks to slow its streams down, 0 not at all; see PRESSURE_TIERS'),
  viewPressure: u8('the pressure by which its view is served now'),
});

export const SESSION_STATE = { free: 0, connected: 1, away: 2 } as const;

/** `fresh`: the client holds nothing, its next view starts with a reset. */
export const VIEW_STATE = { none: 0, fresh: 1, held: 2 } as const;

/** Results of the last orders of each session, so that a repeat is answered and not executed. */
export const Answer = defineStore('answer', {
  result: u8('RESULT of the protocol'),
});

/** Tickets that were used, until they expire: each opens one session, on whichever gateway it is shown. */
export const UsedTicket = defineStore('ticket', {
  keyLow: i32('hash of the ticket id, low half'),
  keyHigh: i32('hash of the ticket id, high half; 0 with keyLow 0 = never used'),
  expiresTick: u32('tick from which the place may be used again'),
});
