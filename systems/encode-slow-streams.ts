import type { World } from '../components/world.ts';
import { LOSS } from '../src/replication/frame.ts';
import { TIER_TICKS, TIERS } from '../src/replication/tiers.ts';
import { encodeSlowArrivals } from './actions/slow-arrivals.ts';
import { encodeSlowBlocks } from './actions/slow-blocks.ts';
import { encodeDepartures } from './actions/slow-departures.ts';

/**
 * Encodes the streams below 60 Hz that somebody is to be sent in this tick: all that happened in the ticks since they
 * were sent last, merged. Costs nothing while all streams are at 60 Hz.
 */
export function encodeSlowStreams(world: World): void {
  const { changes, forecasts, frame, ledger, sectors, streams } = world;
  const { history, span } = streams;
  const tick = ledger.tick[0];
  if (streams.slowPlaces === 0) return;
  if (!history.append(tick, changes, forecasts, sectors.of)) loseSlowStreams(world);
  for (let tier = 1; tier < TIERS; tier++) {
    if (!streams.isTierHeard(tier, tick) || frame.bytes.overflowed) continue;
    history.merge(TIER_TICKS[tier], span);
    encodeSlowBlocks(world, tier);
    encodeSlowArrivals(world, tier);
    if (!encodeDepartures(world, tier)) loseSlowStreams(world);
    span.clear();
  }
}

/** More happened than is kept: whoever has a slow stream starts anew. */
function loseSlowStreams({ frame }: World): void {
  frame.loss = LOSS.slowStreams;
  frame.slowLosses++;
}
