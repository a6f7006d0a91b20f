import { SESSION_STATE, VIEW_STATE } from '../../components/session.ts';
import type { World } from '../../components/world.ts';
import { SESSION_COUNT_MAX } from '../../src/limits.ts';
import { NOTICE } from '../../src/replication/frame.ts';
import { forgetTokens, giveToken, lookupKey } from './session-tokens.ts';
import { despawn } from './spawn.ts';
import { closeView } from './views.ts';

/**
 * The lowest free session slot, or -1. The lowest, because a rule that looks at history would not survive a restore.
 */
export function freeSlot(world: World): number {
  const { ledger, session } = world;
  const high = ledger.sessionHigh[0];
  if (world.sessionByAccount.size < high) {
    for (let slot = 0; slot < high; slot++) if (session.state[slot] === SESSION_STATE.free) return slot;
  }
  if (high >= SESSION_COUNT_MAX) return -1;
  ledger.sessionHigh[0] = high + 1;
  return high;
}

/** Gives a session to a connection, fencing off the one before, and tells the gateway. */
export function connectSession(
  world: World,
  slot: number,
  gateway: number,
  connection: number,
  nextToken: number,
  resumed: boolean,
): void {
  const { session } = world;
  if (session.state[slot] === SESSION_STATE.connected) noteReplaced(world, slot);
  if (session.state[slot] !== SESSION_STATE.free) forgetTokens(world, slot);
  closeView(world, slot);
  session.state[slot] = SESSION_STATE.connected;
  session.gateway[slot] = gateway;
  session.connection[slot] = connection;
  session.epoch[slot]++;
  giveToken(world, slot, nextToken);
  session.viewState[slot] = VIEW_STATE.fresh;
  // Nothing is known yet of how fast the new connection is.
  session.pressure[slot] = 0;
  const at = notice(world, NOTICE.accepted, slot);
  if (at < 0) return;
  const { words } = world.frame.notices;
  words[at + 4] = session.epoch[slot];
  words[at + 5] = session.role[slot] | (session.faction[slot] << 8) | ((resumed ? 1 : 0) << 16);
  words[at + 6] = session.lastSequence[slot];
  words[at + 7] = session.focus[slot];
}

/** Starts a notice for the connection of a session. Returns its first word, or -1 when this frame can carry no more. */
export function notice(world: World, kind: number, slot: number): number {
  const { frame, session } = world;
  const at = frame.notices.add();
  if (at < 0) return -1;
  const { words } = frame.notices;
  words[at] = kind;
  words[at + 1] = session.gateway[slot];
  words[at + 2] = session.connection[slot];
  words[at + 3] = slot;
  return at;
}

function noteReplaced(world: World, slot: number): void {
  notice(world, NOTICE.replaced, slot);
}

/** The client left; the session waits for it until its resume time is over. */
export function leaveSession(world: World, slot: number): void {
  const { ledger, rules, session } = world;
  closeView(world, slot);
  session.state[slot] = SESSION_STATE.away;
  session.endsAtTick[slot] = ledger.tick[0] + rules.resumeTicks;
}

/** Ends a session for good: its avatar goes with it, and so does a connection that still holds it. */
export function endSession(world: World, slot: number): void {
  const { session, sessionByAccount } = world;
  if (session.state[slot] === SESSION_STATE.connected) noteReplaced(world, slot);
  closeView(world, slot);
  if (session.avatar[slot] !== 0) despawn(world, session.avatar[slot]);
  sessionByAccount.delete(lookupKey(session.accountLow[slot], session.accountHigh[slot]));
  forgetTokens(world, slot);
  session.state[slot] = SESSION_STATE.free;
  session.avatar[slot] = 0;
  session.focus[slot] = 0;
}
