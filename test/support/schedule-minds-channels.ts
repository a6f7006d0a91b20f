import { STRATEGY } from '../../components/ai-rules.ts';
import { CHRONICLE } from '../../components/chronicle.ts';
import { CONFLICT } from '../../components/mind-news.ts';
import { DRAWN_LAND } from './schedule-scenes.ts';
import type { Witness } from './schedule-witness.ts';
import { startWorld } from './world-harness.ts';

/** What happened in a tick in which nothing is told: a faction decided, and a district became calm. */
export function watchMindChannels(witness: Witness): void {
  const server = startWorld(DRAWN_LAND);
  const { aiLedger, conflictNews, ledger, mind, mindNews } = server.world;
  for (let tick = 0; tick < 4; tick++) {
    if (ledger.tick[0] % 2 === 1) {
      mind.strategy[2] = STRATEGY.expand;
      mindNews.kind[0] = CHRONICLE.decision;
      mindNews.faction[0] = 2;
      conflictNews.event[0] = CONFLICT.calm;
      aiLedger.news[0] = 1;
      aiLedger.conflicts[0] = 1;
    }
    witness.tick(server);
  }
}
