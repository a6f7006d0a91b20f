import type { World } from '../../components/world.ts';
import { CONVOY_NEWS_COUNT_MAX } from '../../src/limits.ts';

/**
 * Writes down what happened to a convoy (a CONVOY_EVENT), as the convoy is now, for its faction's route channel. To be
 * called before a convoy that is no more is cleared.
 */
export function noteConvoy(world: World, id: number, event: number): void {
  const { convoy, convoyNews, identity, ledger, newsLedger, roads } = world;
  const row = newsLedger.convoys[0];
  const faction = identity.faction[id];
  if (row >= CONVOY_NEWS_COUNT_MAX) {
    newsLedger.lost[0]++;
    newsLedger.lostSides[0] |= 1 << faction;
    return;
  }
  newsLedger.convoys[0] = row + 1;
  convoyNews.entity[row] = id;
  convoyNews.generation[row] = identity.generation[id];
  convoyNews.faction[row] = faction;
  convoyNews.event[row] = event;
  convoyNews.route[row] = convoy.route[id];
  convoyNews.vehicle[row] = convoy.vehicle[id];
  convoyNews.resource[row] = convoy.resource[id];
  convoyNews.cargo[row] = convoy.cargo[id];
  convoyNews.stance[row] = convoy.stance[id];
  convoyNews.district[row] = convoy.district[id];
  convoyNews.to[row] = roads.depots.district[convoy.to[id]];
  convoyNews.tick[row] = ledger.tick[0];
}
