import type { World } from '../../components/world.ts';
import { LANDFALL_NEWS_COUNT_MAX } from '../../src/limits.ts';

/**
 * Writes down that the change of a district in this tick made a route of a faction invalid, degraded, or to be
 * searched anew. Called once for each route.
 */
export function noteLandfall(world: World, district: number, faction: number): void {
  const { landfallNews, ledger, newsLedger } = world;
  const tick = ledger.tick[0];
  const count = newsLedger.landfalls[0];
  for (let row = count - 1; row >= 0 && landfallNews.tick[row] === tick; row--) {
    if (landfallNews.district[row] !== district || landfallNews.faction[row] !== faction) continue;
    landfallNews.routes[row]++;
    return;
  }
  if (count >= LANDFALL_NEWS_COUNT_MAX) {
    newsLedger.lost[0]++;
    return;
  }
  newsLedger.landfalls[0] = count + 1;
  landfallNews.district[count] = district;
  landfallNews.faction[count] = faction;
  landfallNews.routes[count] = 1;
  landfallNews.tick[count] = tick;
}
