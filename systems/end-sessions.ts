import { SESSION_STATE } from '../components/session.ts';
import type { World } from '../components/world.ts';
import { focusFor } from './actions/join-session.ts';
import { endSession } from './actions/sessions.ts';
import { refreshView } from './actions/views.ts';

/** Ends sessions whose time to resume is over, and gives observers of a dead entity another one to follow. */
export function endSessions(world: World): void {
  const { identity, ledger, session } = world;
  const tick = ledger.tick[0];
  for (let slot = 0; slot < ledger.sessionHigh[0]; slot++) {
    if (session.state[slot] === SESSION_STATE.away) {
      if (session.endsAtTick[slot] <= tick) endSession(world, slot);
    } else if (session.state[slot] === SESSION_STATE.connected) {
      const focus = session.focus[slot];
      if (focus !== 0 && identity.kind[focus] !== 0) continue;
      session.focus[slot] = focusFor(world, slot, 0);
      // A fresh view names the entity that is followed now.
      refreshView(world, slot);
    }
  }
}
