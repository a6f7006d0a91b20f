import { expect, test } from 'vitest';
import { NgraphPeer } from '../bench/ngraph-peer.ts';
import { createRouteAnswer } from '../src/routing/route-query.ts';
import { RouteSearch } from '../src/routing/route-search.ts';
import {
  countiesRouteGraph,
  randomDraws,
  randomRouteGraph,
  randomStates,
  testCosts,
} from './support/routing-worlds.ts';

/** The same questions to a library that others wrote: paths may differ among equals, costs may not. */

test.each([
  ['the default world', 120, () => countiesRouteGraph()],
  ['random worlds in parts', 400, () => randomRouteGraph(11, 200)],
  ['a small random world', 400, () => randomRouteGraph(12, 25)],
])('ngraph.path finds paths of the same cost: %s', (_, count, make) => {
  const graph = make();
  const costs = testCosts();
  const states = randomStates(6, graph);
  const search = new RouteSearch(graph);
  const peer = new NgraphPeer(graph, states, costs);
  const answer = createRouteAnswer();
  const below = randomDraws(8);
  let found = 0;
  for (let i = 0; i < count; i++) {
    const [faction, from] = [1 + below(7), below(graph.nodeCount)];
    // From a place to itself the library's bidirectional search goes out and back.
    const to = (from + 1 + below(graph.nodeCount - 1)) % graph.nodeCount;
    search.find({ faction, from, to, hopsMax: 0, securityMin: 0 }, states, costs, answer);
    for (const kind of ['nba', 'aStar'] as const) {
      const path = peer.find(kind, faction, from, to);
      expect(peer.costOf(faction, path), `${kind} ${from} to ${to}`).toBe(answer.cost);
    }
    if (answer.hops > 0) found++;
  }
  expect(found).toBeGreaterThan(count / 4);
});
