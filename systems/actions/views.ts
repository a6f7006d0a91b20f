import { VIEW_STATE } from '../../components/session.ts';
import type { World } from '../../components/world.ts';
import { TIER_WORDS } from '../../src/replication/tiers.ts';

/** Forgets what the client of a session sees. */
export function closeView(world: World, slot: number): void {
  const { session, streams } = world;
  if (session.viewState[slot] === VIEW_STATE.held) {
    streams.close(slot);
    for (let word = 0; word < TIER_WORDS; word++) streams.tiers[slot * TIER_WORDS + word] = 0;
  }
  session.viewState[slot] = VIEW_STATE.none;
  // A view that begins, begins with all that there is.
  session.viewPressure[slot] = 0;
}

/** The client lost data, drifted or follows somebody else: it gets its whole view anew. */
export function refreshView(world: World, slot: number): void {
  const { session } = world;
  if (session.viewState[slot] !== VIEW_STATE.held) return;
  closeView(world, slot);
  session.viewState[slot] = VIEW_STATE.fresh;
}
