import { SESSION_STATE } from '../components/session.ts';
import type { World } from '../components/world.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { leadAbsent } from './actions/absence.ts';

/** Leads the avatars of players who are away as those wished: each once a second, a 60th of them in each tick. */
export function guideAbsent(world: World): void {
  const { ledger, session } = world;
  const turn = ledger.tick[0] % TICKS_PER_SECOND;
  for (let slot = turn; slot < ledger.sessionHigh[0]; slot += TICKS_PER_SECOND) {
    if (session.state[slot] !== SESSION_STATE.away) continue;
    if (session.avatar[slot] !== 0) leadAbsent(world, session.avatar[slot]);
  }
}
