import { describe, expect, test } from 'vitest';
import { findAlternatives, pathCost } from '../src/routing/alternatives.ts';
import { explainRoute } from '../src/routing/explain-route.ts';
import { DISRUPTION, NODE } from '../src/routing/route-costs.ts';
import { UNREACHABLE } from '../src/routing/route-graph.ts';
import { createRouteAnswer } from '../src/routing/route-query.ts';
import { RouteSearch } from '../src/routing/route-search.ts';
import {
  countiesRouteGraph,
  meshRouteGraph,
  randomDraws,
  randomRouteGraph,
  randomStates,
  testCosts,
} from './support/routing-worlds.ts';

const costs = testCosts();
const ANY = { hopsMax: 0, securityMin: 0 };

function pathOf(...nodes: number[]) {
  return { hops: nodes.length - 1, nodes: Uint32Array.from(nodes) };
}

function disrupted(kind: keyof typeof DISRUPTION): number {
  return 1 << (NODE.disruptionShift + DISRUPTION[kind]);
}

describe('an explained route', () => {
  // Nodes 0, 1, 2 in a row; each step is 10,001 dm long.
  const graph = meshRouteGraph(3);

  test('on undisturbed own land is all distance, and safe', () => {
    expect(explainRoute(graph, costs, new Uint16Array(9).fill(1), 1, pathOf(0, 1, 2))).toEqual({
      cost: 20_002,
      parts: { distance: 20_002, enemy: 0, security: 0, disruption: 0 },
      security: { mean: 1000, min: 1000 },
      weakest: { from: 0, to: 1, cost: 10_001, security: 1000 },
      whatWouldChange: { margin: undefined, dearest: [] },
    });
  });

  test('says what an enemy, a jam and a border cost', () => {
    const states = Uint16Array.of(1, 3 | disrupted('jam'), 3 | NODE.contested, 0, 0, 0, 0, 0, 0);
    const { cost, parts, security, weakest, whatWouldChange } = explainRoute(
      graph,
      costs,
      states,
      1,
      pathOf(0, 1, 2),
      [{ cost: 200_000 }],
    );
    // 0-1: 10,001 x 3 / 0.8 x 1.9, rounded up; 1-2: 10,001 x 3 x 1.7.
    expect(cost).toBe(71_258 + 51_006);
    expect(parts).toEqual({
      distance: 20_002,
      enemy: 2 * 20_002,
      disruption: 37_503 - 30_003,
      security: 71_258 - 37_503 + (51_006 - 30_003),
    });
    expect(security).toEqual({ mean: 200, min: 100 });
    expect(weakest).toEqual({ from: 0, to: 1, cost: 71_258, security: 100 });
    expect(whatWouldChange).toEqual({
      margin: 200_000 - cost,
      dearest: [
        { node: 1, extra: 61_257, reasons: ['enemy', 'border', 'jam'] },
        { node: 2, extra: 41_005, reasons: ['enemy', 'contested'] },
      ],
    });
  });

  test('gives what rounding adds to the last part that there is', () => {
    const jam = Uint16Array.of(1, 1 | disrupted('pirates'), 0, 0, 0, 0, 0, 0, 0);
    // 10,001 / 0.7 = 14,287.14: rounded up by the cost of the step.
    expect(explainRoute(graph, costs, jam, 1, pathOf(0, 1)).parts).toEqual({
      ...{ distance: 10_001, enemy: 0, security: 0, disruption: 4_286 },
    });
    const odd = testCosts({ relationPercent: [100, 100, 100, 333] });
    const enemy = Uint16Array.of(3, 3, 0, 0, 0, 0, 0, 0, 0);
    expect(explainRoute(graph, odd, enemy, 1, pathOf(0, 1)).parts).toEqual({
      ...{ distance: 10_001, enemy: 23_303, security: 0, disruption: 0 },
    });
  });

  test('without steps costs nothing', () => {
    const none = explainRoute(graph, costs, new Uint16Array(9), 1, pathOf(4));
    expect(none).toMatchObject({ cost: 0, security: { mean: 1000, min: 1000 }, weakest: undefined });
  });

  test('has parts that add up to its cost, and names the dearest nodes first', () => {
    let explained = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const below = randomDraws(seed);
      const world = randomRouteGraph(seed, 40);
      const states = randomStates(seed, world);
      const rules = testCosts({ relationPercent: [100, 100 + below(50), 100 + below(20), 100 + below(400)] });
      const query = { faction: 1 + below(7), from: below(40), to: below(40), ...ANY };
      const answer = createRouteAnswer();
      new RouteSearch(world).find(query, states, rules, answer);
      const { cost, parts, security, weakest, whatWouldChange } = explainRoute(
        world,
        rules,
        states,
        query.faction,
        answer,
      );
      expect(cost).toBe(answer.cost === UNREACHABLE ? 0 : answer.cost);
      expect(parts.distance + parts.enemy + parts.security + parts.disruption).toBe(cost);
      for (const part of Object.values(parts)) expect(part).toBeGreaterThanOrEqual(0);
      expect(security.min).toBeLessThanOrEqual(security.mean);
      if (weakest) expect(weakest.security).toBe(security.min);
      const extras = whatWouldChange.dearest.map(({ extra }) => extra);
      expect(extras).toEqual(extras.slice().sort((a, b) => b - a));
      if (cost > 0) explained++;
    }
    expect(explained).toBeGreaterThan(50);
  });
});

describe('alternatives', () => {
  const graph = countiesRouteGraph();
  const search = new RouteSearch(graph);
  const states = randomStates(1, graph);

  test('are different paths, in order of what they truly cost', () => {
    const below = randomDraws(4);
    let found = 0;
    for (let i = 0; i < 30; i++) {
      const query = {
        faction: 1 + below(7),
        from: below(graph.nodeCount),
        to: below(graph.nodeCount),
        ...ANY,
      };
      const best = createRouteAnswer();
      search.find(query, states, costs, best);
      const others = findAlternatives(search, query, states, costs, best, 3);
      found += others.length;
      const all = [best, ...others];
      const paths = all.map(({ nodes, hops }) => nodes.subarray(0, hops + 1).join());
      expect(new Set(paths).size).toBe(all.length);
      all.forEach((path, n) => {
        expect(path.cost).toBe(pathCost(graph, costs, states, query.faction, path));
        expect(path.nodes[0]).toBe(query.from);
        expect(path.nodes[path.hops]).toBe(query.to);
        if (n > 0) expect(path.cost).toBeGreaterThanOrEqual(all[n - 1].cost);
      });
    }
    expect(found).toBeGreaterThan(80);
  });

  test('leave the search as it was', () => {
    const query = { faction: 2, from: 17, to: 2_900, ...ANY };
    const [before, after] = [createRouteAnswer(), createRouteAnswer()];
    search.find(query, states, costs, before);
    expect(findAlternatives(search, query, states, costs, before, 5)).toHaveLength(5);
    search.find(query, states, costs, after);
    expect(after).toEqual(before);
  });

  test('keep to the limit of steps and to the security asked for', () => {
    const mesh = meshRouteGraph(6);
    const own = new Uint16Array(36).fill(1);
    // In rows of 6, node 14 is two right and two down of node 0. Of the 6 ways in 4 steps 3 lead over 8.
    own[8] |= NODE.contested;
    const query = { faction: 1, from: 0, to: 14, hopsMax: 4, securityMin: 500 };
    const meshSearch = new RouteSearch(mesh);
    const best = createRouteAnswer();
    meshSearch.find(query, own, costs, best);
    const others = findAlternatives(meshSearch, query, own, costs, best, 10);
    const paths = [best, ...others].map(({ nodes, hops }) => nodes.subarray(0, hops + 1).join(' '));
    expect(paths.sort()).toEqual(['0 1 7 13 14', '0 6 12 13 14', '0 6 7 13 14']);
  });

  test('there are none without a path, without a step, and where there is one way only', () => {
    const line = meshRouteGraph(2);
    const lineSearch = new RouteSearch(line);
    const best = createRouteAnswer();
    const own = new Uint16Array(4);
    lineSearch.find({ faction: 1, from: 1, to: 1, ...ANY }, own, costs, best);
    expect(findAlternatives(lineSearch, { faction: 1, from: 1, to: 1, ...ANY }, own, costs, best, 3)).toEqual(
      [],
    );
    const direct = { faction: 1, from: 0, to: 1, hopsMax: 1, securityMin: 0 };
    lineSearch.find(direct, own, costs, best);
    expect(best.hops).toBe(1);
    expect(findAlternatives(lineSearch, direct, own, costs, best, 3)).toEqual([]);
    best.cost = UNREACHABLE;
    expect(findAlternatives(lineSearch, direct, own, costs, best, 3)).toEqual([]);
  });
});
