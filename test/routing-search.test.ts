import { describe, expect, test } from 'vitest';
import { NODE, type RouteCosts } from '../src/routing/route-costs.ts';
import { beeline, type RouteGraph, UNREACHABLE } from '../src/routing/route-graph.ts';
import { createRouteAnswer, PATH_STEPS_MAX, type RouteQuery } from '../src/routing/route-query.ts';
import { beelineBound, RouteSearch } from '../src/routing/route-search.ts';
import {
  canonicalPath,
  countiesRouteGraph,
  meshRouteGraph,
  plainDijkstra,
  randomDraws,
  randomRouteGraph,
  randomStates,
  testCosts,
} from './support/routing-worlds.ts';

const ANY = { hopsMax: 0, securityMin: 0 };

function ask(search: RouteSearch, query: RouteQuery, states: Uint16Array, costs: RouteCosts) {
  const answer = createRouteAnswer();
  search.find(query, states, costs, answer);
  return { cost: answer.cost, nodes: Array.from(answer.nodes.subarray(0, answer.hops + 1)) };
}

/** A graph whose edges are as short as they may be, with centers that lie anywhere. */
function tightGraph(seed: number, nodes: number): RouteGraph {
  const below = randomDraws(seed);
  const graph = randomRouteGraph(seed, nodes);
  for (let node = 0; node < nodes; node++) {
    graph.x[node] = below(2_000_000);
    graph.y[node] = below(5_000);
  }
  for (let node = 0; node < nodes; node++) {
    for (let edge = graph.start[node]; edge < graph.start[node + 1]; edge++) {
      graph.length[edge] = beeline(graph, node, graph.target[edge]) + 1;
    }
  }
  return graph;
}

function boundOf(graph: RouteGraph, from: number, to: number): number {
  return beelineBound(graph.x[to] - graph.x[from], graph.y[to] - graph.y[from]);
}

describe('a search', () => {
  test('finds the canonical path in random worlds', () => {
    const costs = testCosts();
    let found = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const below = randomDraws(seed);
      const graph = (seed % 4 === 0 ? tightGraph : randomRouteGraph)(seed, 1 + below(60));
      const search = new RouteSearch(graph);
      for (let i = 0; i < 5; i++) {
        const states = randomStates(10 * seed + i, graph);
        const [from, to] = [below(graph.nodeCount), below(graph.nodeCount)];
        const query = { faction: 1 + below(7), from, to, hopsMax: 0, securityMin: [0, 0, 30, 100, 300][i] };
        const answer = ask(search, query, states, costs);
        expect(answer, `seed ${seed}, query ${i}`).toEqual(canonicalPath(graph, costs, states, query));
        if (answer.nodes.length > 1) found++;
      }
    }
    expect(found).toBeGreaterThan(500);
  });

  test('finds the canonical path where many paths are equally long', () => {
    const [graph, costs] = [meshRouteGraph(12), testCosts()];
    const search = new RouteSearch(graph);
    const states = new Uint16Array(graph.nodeCount).fill(1);
    for (const [from, to] of [
      [0, 143],
      [143, 0],
      [11, 132],
      [66, 5],
    ]) {
      const query = { faction: 1, from, to, ...ANY };
      expect(ask(search, query, states, costs)).toEqual(canonicalPath(graph, costs, states, query));
    }
  });

  test('finds the cheapest paths of the default world', () => {
    const [graph, costs] = [countiesRouteGraph(), testCosts()];
    const search = new RouteSearch(graph);
    const below = randomDraws(5);
    for (let i = 0; i < 8; i++) {
      const states = randomStates(i, graph);
      const query = {
        faction: 1 + below(7),
        from: below(graph.nodeCount),
        to: below(graph.nodeCount),
        ...ANY,
      };
      expect(ask(search, query, states, costs)).toEqual(canonicalPath(graph, costs, states, query));
    }
  });

  test('answers for the states and costs it is given, whatever it was asked before', () => {
    const graph = randomRouteGraph(7, 80);
    const used = new RouteSearch(graph);
    for (let i = 0; i < 60; i++) {
      const below = randomDraws(i);
      const costs = testCosts({ relationPercent: [100, 110, 100 + below(200), 100 + below(30_000)] });
      const states = randomStates(i, graph);
      const query = { faction: 1 + below(7), from: below(80), to: below(80), ...ANY };
      const fresh = ask(new RouteSearch(graph), query, states, costs);
      expect(ask(used, query, states, costs)).toEqual(fresh);
      expect(fresh.cost).toBe(plainDijkstra(graph, costs, states, query.faction, query.to)[query.from]);
    }
  });

  test('bears edges of very different lengths', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const [graph, costs, below] = [randomRouteGraph(seed, 50), testCosts(), randomDraws(seed)];
      const [a, b] = [below(50), below(50)];
      // Places are joined both ways, and lengths are alike both ways.
      for (let node = 0; node < 50; node++) {
        for (let edge = graph.start[node]; edge < graph.start[node + 1]; edge++) {
          if ((node + graph.target[edge]) % 5 === 0) graph.length[edge] *= 1_000;
        }
      }
      const [search, states] = [new RouteSearch(graph), randomStates(seed, graph)];
      const query = { faction: 2, from: a, to: b, ...ANY };
      expect(ask(search, query, states, costs)).toEqual(canonicalPath(graph, costs, states, query));
    }
  });

  test('looks at few nodes for a neighbor', () => {
    const graph = meshRouteGraph(50);
    const search = new RouteSearch(graph);
    ask(search, { faction: 1, from: 1225, to: 1226, ...ANY }, new Uint16Array(2500), testCosts());
    expect(search.expanded).toBeGreaterThan(0);
    expect(search.expanded).toBeLessThan(10);
  });
});

describe('the lower bound', () => {
  test.each([
    ['counties', countiesRouteGraph],
    ['random', () => randomRouteGraph(3, 300)],
    ['the shortest of edges', () => tightGraph(4, 1_000)],
  ])('never falls by more than a step costs: %s', (_, make) => {
    const graph = make();
    const below = randomDraws(9);
    let worst = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < 30; i++) {
      const start = below(graph.nodeCount);
      for (let node = 0; node < graph.nodeCount; node++) {
        for (let edge = graph.start[node]; edge < graph.start[node + 1]; edge++) {
          const fall = boundOf(graph, start, node) - boundOf(graph, start, graph.target[edge]);
          worst = Math.max(worst, fall - graph.length[edge]);
        }
      }
    }
    expect(worst).toBeLessThanOrEqual(0);
  });

  test('bears the shortest edge that rounding allows, where the plain beeline would not', () => {
    const pair = meshRouteGraph(2);
    let broken = 0;
    let worst = Number.NEGATIVE_INFINITY;
    const plain = (side: number) => Math.floor((Math.sqrt(2 * side * side) * 10) / 4096);
    for (let side = 1; side < 60_000; side++) {
      pair.x[1] = pair.y[1] = side;
      const length = beeline(pair, 0, 1) + 1;
      if ((Math.sqrt(2 * side * side) * 10) / 4096 <= length) continue;
      for (let rest = 1; rest < 5_000; rest++) {
        if (plain(side + rest) - plain(rest) > length) broken++;
        worst = Math.max(worst, beelineBound(side + rest, side + rest) - beelineBound(rest, rest) - length);
      }
    }
    expect(broken).toBeGreaterThan(0);
    expect(worst).toBeLessThanOrEqual(0);
  });

  test('is never above what a path costs, and near it on a straight road', () => {
    const [graph, costs] = [countiesRouteGraph(), testCosts()];
    const states = new Uint16Array(graph.nodeCount);
    for (const start of [0, 1500, 3000]) {
      const exact = plainDijkstra(graph, costs, states, 1, start);
      for (let node = 0; node < graph.nodeCount; node++) {
        expect(boundOf(graph, start, node)).toBeLessThanOrEqual(exact[node]);
      }
    }
    expect(boundOf(meshRouteGraph(20), 0, 19)).toBeGreaterThan(189_000);
  });
});

describe('the rules', () => {
  test('a higher price of enemy land never makes a route cheaper', () => {
    let dearer = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const [graph, below] = [randomRouteGraph(seed, 40), randomDraws(seed)];
      const [search, states] = [new RouteSearch(graph), randomStates(seed, graph)];
      const query = { faction: 3, from: below(40), to: below(40), ...ANY };
      let last = 0;
      for (const enemy of [100, 150, 300, 1_000]) {
        const { cost } = ask(search, query, states, testCosts({ relationPercent: [100, 100, 100, enemy] }));
        expect(cost).toBeGreaterThanOrEqual(last);
        if (last > 0 && cost > last) dearer++;
        last = cost;
      }
    }
    expect(dearer).toBeGreaterThan(20);
  });

  test('a step less secure than asked for does not exist', () => {
    const [graph, costs] = [meshRouteGraph(5), testCosts()];
    const search = new RouteSearch(graph);
    const states = new Uint16Array(25).fill(1);
    for (const row of [0, 1, 2, 3]) states[row * 5 + 2] |= NODE.contested;
    const query = { faction: 1, from: 0, to: 4, hopsMax: 0 };
    expect(ask(search, { ...query, securityMin: 300 }, states, costs).nodes).toEqual([0, 1, 2, 3, 4]);
    const detour = ask(search, { ...query, securityMin: 301 }, states, costs).nodes;
    expect(detour).toHaveLength(13);
    expect(detour).toContain(22);
    states[22] |= NODE.contested;
    expect(ask(search, { ...query, securityMin: 301 }, states, costs).cost).toBe(UNREACHABLE);
    expect(ask(search, { ...query, securityMin: 1001 }, states, costs).cost).toBe(UNREACHABLE);
  });
});

describe('at the edges', () => {
  const costs = testCosts();

  test('a node is at no cost from itself', () => {
    const graph = randomRouteGraph(1, 1);
    const answer = ask(
      new RouteSearch(graph),
      { faction: 1, from: 0, to: 0, ...ANY },
      new Uint16Array(1),
      costs,
    );
    expect(answer).toEqual({ cost: 0, nodes: [0] });
  });

  test('what lies in another part cannot be reached, and the search can be used again', () => {
    const graph = randomRouteGraph(2, 60);
    const [search, states] = [new RouteSearch(graph), new Uint16Array(60)];
    const exact = plainDijkstra(graph, costs, states, 1, 0);
    expect(exact).toContain(UNREACHABLE);
    for (let from = 0; from < 60; from++) {
      const answer = ask(search, { faction: 1, from, to: 0, ...ANY }, states, costs);
      expect(answer.cost).toBe(exact[from]);
      if (answer.cost === UNREACHABLE) expect(answer.nodes).toEqual([from]);
    }
  });

  test('of a path longer than an answer holds, cost and steps are told', () => {
    const graph = meshRouteGraph(200);
    const states = new Uint16Array(graph.nodeCount);
    const answer = createRouteAnswer();
    const query = { faction: 1, from: 0, to: graph.nodeCount - 1, ...ANY };
    new RouteSearch(graph).find(query, states, costs, answer);
    expect(answer.hops).toBe(398);
    expect(answer.hops).toBeGreaterThan(PATH_STEPS_MAX);
    expect(answer.cost).toBe(3_980_398);
  });

  test('costs that would not fit are refused', () => {
    const search = new RouteSearch(meshRouteGraph(3));
    const states = new Uint16Array(9);
    const query = { faction: 1, from: 0, to: 1, ...ANY };
    const dear = testCosts({ relationPercent: [100, 100, 100, 10_000_000] });
    expect(() => ask(search, query, states, dear)).toThrow(RangeError);
    expect(ask(search, query, states, costs)).toEqual({ cost: 10_001, nodes: [0, 1] });
  });
});
