import { LEVEL } from '../components/territory-rules.ts';
import type { World } from '../components/world.ts';
import { EXPECTED_ROADS_MAX } from '../src/limits.ts';
import { NODE } from '../src/routing/route-costs.ts';
import { judgeConvoys, judgeRoutes } from './actions/judge-routes.ts';
import { listedDisruptions, roadState } from './actions/road-state.ts';
import { INDEX_MASK, LEVEL_SHIFT } from './actions/territory-news.ts';

/**
 * Brings the roads up to date with the front: what changed hands, became contested or was disrupted in this tick. Every
 * path across it is measured again at once, and a path that may no longer be the best is marked. However much changes
 * in a tick, a path is looked at once.
 */
export function followFront(world: World): void {
  const { graph, ledger, roads, routeLedger, territories } = world;
  roads.changedCount = 0;
  roads.expectedCount = 0;
  if (roads.allAreSuspect) {
    for (let d = 0; d < graph.districtCount; d++)
      setRoad(world, d, roadState(world, d, listedDisruptions(world, d)));
    roads.allAreSuspect = false;
  } else {
    for (let i = 0; i < territories.newsCount; i++) {
      const entry = territories.news[i];
      const district = entry & INDEX_MASK;
      if (entry >> LEVEL_SHIFT !== LEVEL.district) continue;
      setRoad(world, district, roadState(world, district));
      expect(world, district);
    }
    for (let i = 0; i < roads.suspectCount; i++) {
      const district = roads.suspects[i];
      setRoad(world, district, roadState(world, district, listedDisruptions(world, district)));
    }
  }
  roads.suspectCount = 0;
  if (roads.changedCount === 0) return;
  routeLedger.changeTick[0] = ledger.tick[0];
  judgeRoutes(world);
  judgeConvoys(world);
}

/** A claim that holds becomes a capture in a while: who searches routes can work ahead. */
function expect(world: World, district: number): void {
  const { road, roads } = world;
  const challenger = world.district.challenger[district];
  if (challenger === 0 || roads.expectedCount === EXPECTED_ROADS_MAX) return;
  roads.expected[roads.expectedCount] = district;
  roads.expectedState[roads.expectedCount++] = (road.state[district] & ~NODE.owner) | challenger;
}

function setRoad(world: World, district: number, state: number): void {
  const { ledger, road, roads } = world;
  if (road.state[district] === state) return;
  // News and a disruption may name a district twice: what counts as before is before the tick.
  if (roads.changedTick[district] !== ledger.tick[0]) {
    roads.changedTick[district] = ledger.tick[0];
    roads.stateBefore[district] = road.state[district];
    roads.changed[roads.changedCount++] = district;
  }
  road.state[district] = state;
}
