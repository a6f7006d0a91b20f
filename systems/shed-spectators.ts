import { RUNG } from '../components/overload.ts';
import { SESSION_STATE } from '../components/session.ts';
import type { World } from '../components/world.ts';
import { ROLE } from '../src/protocol/client-messages.ts';
import { CLOSE } from '../src/protocol/fields.ts';
import { refuse } from './actions/join-session.ts';
import { endSession, leaveSession } from './actions/sessions.ts';

/** Observers sent away in a tick: 480 in a second, so that the load can sink before the last of them is gone. */
export const SHED_PER_TICK = 8;

/** Slots of the observers to be sent away, the newest connection first. */
const newest = new Int32Array(SHED_PER_TICK);

/**
 * Sends observers away while the overload ladder stands that high, some in each tick and those first who came last.
 * Their sessions end; players and their sessions are left alone.
 */
export function shedSpectators(world: World): void {
  const { ledger, session } = world;
  if (ledger.overload[0] < RUNG.spectatorsShed) return;
  const count = findNewest(world);
  for (let i = 0; i < count; i++) {
    const slot = newest[i];
    refuse(world, session.gateway[slot], session.connection[slot], CLOSE.tryAgainLater);
    // Left before it ends: the end of a connected session is told to its connection as taken over by another.
    leaveSession(world, slot);
    endSession(world, slot);
  }
  world.frame.spectatorsShed += count;
}

/** Fills `newest`; returns how many there are. Gateways number their connections as they come; equals by slot. */
function findNewest({ ledger, session }: World): number {
  let count = 0;
  for (let slot = 0; slot < ledger.sessionHigh[0]; slot++) {
    if (session.state[slot] !== SESSION_STATE.connected || session.role[slot] !== ROLE.observer) continue;
    const connection = session.connection[slot];
    if (count === SHED_PER_TICK && connection < session.connection[newest[count - 1]]) continue;
    let at = count < SHED_PER_TICK ? count++ : count - 1;
    for (; at > 0 && session.connection[newest[at - 1]] <= connection; at--) newest[at] = newest[at - 1];
    newest[at] = slot;
  }
  return count;
}
