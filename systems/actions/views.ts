import { VIEW_STATE } from '../../components/session.ts';
import type { World } from '../../components/world.ts';

/** Forgets what the client of a session sees. */
export function closeView(world: World, slot: number): void {
  const { rules, session, streams } = world;
  if (session.viewState[slot] === VIEW_STATE.held) {
    streams.subscribe(session.viewColumn[slot], session.viewRow[slot], rules.viewRadiusSectors, 0, -1);
  }
  session.viewState[slot] = VIEW_STATE.none;
}

/** The client lost data, drifted or follows somebody else: it gets its whole view anew. */
export function refreshView(world: World, slot: number): void {
  const { session } = world;
  if (session.viewState[slot] !== VIEW_STATE.held) return;
  closeView(world, slot);
  session.viewState[slot] = VIEW_STATE.fresh;
}
