import { SESSION_STATE } from '../../components/session.ts';
import type { World } from '../../components/world.ts';

/**
 * Ticks for which a connection is given the benefit of the doubt that its welcome has arrived. A client that hears
 * nothing tries again after 10 seconds, so until then whoever else shows the replaced token has lost a race for it.
 */
const WELCOME_TICKS = 300;

/** A number that names an account or a token among the sessions: 53 of its bits. */
export function lookupKey(low: number, high: number): number {
  return (high & 0x1f_ffff) * 4_294_967_296 + (low >>> 0);
}

/** The session that the token at `token` of the inbox opens now, or -1. See docs/decisions/010-previous-token.md. */
export function sessionOfToken(world: World, token: number): number {
  const { inbox, session, sessionByToken } = world;
  const { words } = inbox;
  const slot = sessionByToken.get(lookupKey(words[token], words[token + 1]));
  if (slot === undefined) return -1;
  const isNewest =
    session.token0[slot] === words[token] &&
    session.token1[slot] === words[token + 1] &&
    session.token2[slot] === words[token + 2] &&
    session.token3[slot] === words[token + 3];
  if (isNewest) return slot;
  const isPrevious =
    session.previousToken0[slot] === words[token] &&
    session.previousToken1[slot] === words[token + 1] &&
    session.previousToken2[slot] === words[token + 2] &&
    session.previousToken3[slot] === words[token + 3];
  return isPrevious && isPreviousGood(world, slot) ? slot : -1;
}

/** Whether the client may still have nothing newer than the previous token. */
function isPreviousGood(world: World, slot: number): boolean {
  const { ledger, rules, session } = world;
  // All of its words are 0 then, and a record can show that.
  if (session.replacedTick[slot] === 0) return false;
  if (session.lastSequence[slot] !== session.replacedSequence[slot]) return false;
  const ageTicks = ledger.tick[0] - session.replacedTick[slot];
  if (ageTicks > rules.resumeTicks) return false;
  return session.state[slot] === SESSION_STATE.away || ageTicks >= WELCOME_TICKS;
}

/** Makes the token at `token` of the inbox the newest of a session that has none. */
export function giveToken(world: World, slot: number, token: number): void {
  const { inbox, session } = world;
  session.token0[slot] = inbox.words[token];
  session.token1[slot] = inbox.words[token + 1];
  session.token2[slot] = inbox.words[token + 2];
  session.token3[slot] = inbox.words[token + 3];
  world.sessionByToken.set(lookupKey(session.token0[slot], session.token1[slot]), slot);
}

/** Keeps the token at `token` of the inbox, which was just shown and replaced, as the previous one. */
export function keepToken(world: World, slot: number, token: number): void {
  const { inbox, ledger, session } = world;
  session.previousToken0[slot] = inbox.words[token];
  session.previousToken1[slot] = inbox.words[token + 1];
  session.previousToken2[slot] = inbox.words[token + 2];
  session.previousToken3[slot] = inbox.words[token + 3];
  session.replacedTick[slot] = ledger.tick[0];
  session.replacedSequence[slot] = session.lastSequence[slot];
  indexPreviousToken(world, slot);
}

/** Lets the tokens of a session be found; after a restore, when the lookup is empty. */
export function indexTokens(world: World, slot: number): void {
  const { session } = world;
  world.sessionByToken.set(lookupKey(session.token0[slot], session.token1[slot]), slot);
  if (session.replacedTick[slot] !== 0) indexPreviousToken(world, slot);
}

function indexPreviousToken(world: World, slot: number): void {
  const { session } = world;
  world.sessionByToken.set(lookupKey(session.previousToken0[slot], session.previousToken1[slot]), slot);
}

/** No token opens the session any more. */
export function forgetTokens(world: World, slot: number): void {
  const { session, sessionByToken } = world;
  sessionByToken.delete(lookupKey(session.token0[slot], session.token1[slot]));
  if (session.replacedTick[slot] === 0) return;
  sessionByToken.delete(lookupKey(session.previousToken0[slot], session.previousToken1[slot]));
  session.previousToken0[slot] = 0;
  session.previousToken1[slot] = 0;
  session.previousToken2[slot] = 0;
  session.previousToken3[slot] = 0;
  session.replacedTick[slot] = 0;
  session.replacedSequence[slot] = 0;
}
