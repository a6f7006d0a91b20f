import type { Roads } from '../../components/roads.ts';
import type { Rules } from '../../components/rules.ts';
import { depotMapOf } from '../convoys/depot-map.ts';
import { EXPECTED_ROADS_MAX, PATH_COUNT_MAX } from '../limits.ts';
import { makeRouteCosts } from '../routing/route-costs.ts';
import { routeGraphOf } from '../routing/route-graph.ts';
import type { TerritoryGraph } from '../territory/graph.ts';

/** The roads of a world; all districts are looked at in its first tick, which changes nothing in a restored one. */
export function createRoads(graph: TerritoryGraph, rules: Rules): Roads {
  return {
    graph: routeGraphOf(graph),
    depots: depotMapOf(graph),
    costs: makeRouteCosts(rules.convoys),
    changed: new Uint32Array(graph.districtCount),
    changedCount: 0,
    changedTick: new Uint32Array(graph.districtCount),
    stateBefore: new Uint16Array(graph.districtCount),
    expected: new Uint32Array(EXPECTED_ROADS_MAX),
    expectedState: new Uint16Array(EXPECTED_ROADS_MAX),
    expectedCount: 0,
    suspects: new Uint32Array(graph.districtCount),
    suspectCount: 0,
    allAreSuspect: true,
    pathIsTouched: new Uint8Array(PATH_COUNT_MAX),
  };
}
