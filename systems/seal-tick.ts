import { releaseDead } from '../components/entities.ts';
import { SESSION_STATE } from '../components/session.ts';
import type { World } from '../components/world.ts';
import { NOWHERE } from '../src/replication/change-log.ts';
import { refreshView } from './actions/views.ts';

/** Closes the tick: frees the ids of the dead and empties what lived for this tick only. */
export function sealTick(world: World): void {
  const { changes, entities, fights, inbox, sectors } = world;
  for (let i = 0; i < entities.deadCount; i++) sectors.of[entities.dead[i]] = NOWHERE;
  releaseDead(entities, world);
  changes.clear();
  inbox.count = 0;
  fights.news.lastCount = fights.news.count;
  fights.news.count = 0;
  if (world.frame.bytes.overflowed) refreshAll(world);
}

/**
 * What did not fit reaches nobody, and every view starts anew instead of missing a change for ever. Notices stay:
 * without its notice a connection would wait for its session, and an order for its answer, for ever.
 */
function refreshAll(world: World): void {
  const { ledger, session } = world;
  for (let slot = 0; slot < ledger.sessionHigh[0]; slot++) {
    if (session.state[slot] === SESSION_STATE.connected) refreshView(world, slot);
  }
  world.frame.dropEncoded();
  world.frame.overflows++;
}
