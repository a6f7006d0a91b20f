import { releaseDead } from '../components/entities.ts';
import type { World } from '../components/world.ts';
import { NOWHERE } from '../src/replication/change-log.ts';
import { LOSS } from '../src/replication/frame.ts';

/** Closes the tick: frees the ids of the dead and empties what lived for this tick only. */
export function sealTick(world: World): void {
  const { changes, entities, fights, inbox, sectors } = world;
  for (let i = 0; i < entities.deadCount; i++) sectors.of[entities.dead[i]] = NOWHERE;
  releaseDead(entities, world);
  changes.clear();
  inbox.count = 0;
  fights.news.lastCount = fights.news.count;
  fights.news.count = 0;
  if (world.frame.bytes.overflowed) dropFrame(world);
}

/**
 * What did not fit reaches nobody, and gateways ask for fresh views for all instead of missing a change for ever. They
 * are asked to, because how much there is to encode depends on more than the state: a replay would refresh other views.
 * Notices stay: without its notice a connection would wait for its session, and an order for its answer, for ever.
 */
function dropFrame({ frame }: World): void {
  frame.dropEncoded();
  frame.loss = LOSS.all;
  frame.overflows++;
}
