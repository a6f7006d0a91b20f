import { describe, expect, test } from 'vitest';
import { stepCost } from '../src/routing/route-costs.ts';
import { edgeBetween, type RouteGraph, UNREACHABLE } from '../src/routing/route-graph.ts';
import { createRouteAnswer, PATH_STEPS_MAX, type RouteQuery } from '../src/routing/route-query.ts';
import { RouteSearch } from '../src/routing/route-search.ts';
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

const costs = testCosts({ alliesOf: [0, 0, 0, 0, 0, 0, 0, 0] });

function ask(search: RouteSearch, query: RouteQuery, states: Uint16Array) {
  const answer = createRouteAnswer();
  search.find(query, states, costs, answer);
  return { cost: answer.cost, nodes: Array.from(answer.nodes.subarray(0, answer.hops + 1)) };
}

/** What one is tempted to write: the cheapest way to each node, given up where it has too many steps. */
function depthPruned(
  graph: RouteGraph,
  states: Uint16Array,
  { faction, from, to, hopsMax }: RouteQuery,
): number {
  const cost = new Float64Array(graph.nodeCount).fill(UNREACHABLE);
  const hops = new Uint32Array(graph.nodeCount);
  const open = new Set([to]);
  cost[to] = 0;
  while (open.size > 0) {
    const node = [...open].reduce((a, b) => (cost[b] < cost[a] ? b : a));
    open.delete(node);
    if (hops[node] === hopsMax) continue;
    for (let edge = graph.start[node]; edge < graph.start[node + 1]; edge++) {
      const next = graph.target[edge];
      const total = cost[node] + stepCost(costs, faction, states[next], states[node], graph.length[edge]);
      if (total >= cost[next]) continue;
      cost[next] = total;
      hops[next] = hops[node] + 1;
      open.add(next);
    }
  }
  return cost[from];
}

describe('a search with a limit of steps', () => {
  test('finds the canonical path in random worlds', () => {
    let limited = 0;
    let none = 0;
    for (let seed = 1; seed <= 250; seed++) {
      const below = randomDraws(seed);
      const graph = randomRouteGraph(seed, 5 + below(50));
      const search = new RouteSearch(graph);
      for (let i = 0; i < 8; i++) {
        const states = randomStates(10 * seed + i, graph);
        const [from, to] = [below(graph.nodeCount), below(graph.nodeCount)];
        const query = { faction: 1 + below(7), from, to, hopsMax: 1 + i, securityMin: [0, 0, 0, 100][i % 4] };
        const answer = ask(search, query, states);
        expect(answer, `seed ${seed}, query ${i}`).toEqual(canonicalPath(graph, costs, states, query));
        const free = canonicalPath(graph, costs, states, { ...query, hopsMax: 0 });
        if (free.nodes.length > answer.nodes.length) limited++;
        if (answer.cost === UNREACHABLE && free.cost !== UNREACHABLE) none++;
      }
    }
    expect(limited).toBeGreaterThan(50);
    expect(none).toBeGreaterThan(20);
  });

  test('takes the lowest ids where many short ways cost the same', () => {
    const graph = meshRouteGraph(5);
    const search = new RouteSearch(graph);
    let limited = 0;
    for (let seed = 1; seed <= 600; seed++) {
      const below = randomDraws(seed);
      const states = new Uint16Array(25).map(() => 1 + below(2));
      const query = { faction: 1, from: 0, to: 14 + below(11), hopsMax: 0, securityMin: 0 };
      query.hopsMax = Math.floor(query.to / 5) + (query.to % 5);
      const answer = ask(search, query, states);
      expect(answer, `seed ${seed}`).toEqual(canonicalPath(graph, costs, states, query));
      if (answer.cost > ask(search, { ...query, hopsMax: 0 }, states).cost) limited++;
    }
    expect(limited).toBeGreaterThan(10);
  });

  test('finds the way that a search cut at a depth does not see', () => {
    // In rows of 3, the road from 1 to 2 is long and the way round it over 4 and 5 short. From 0 there are two steps
    // over 1; a search that has found the short way from 1 has no step left to get to 0.
    const graph = meshRouteGraph(3);
    const states = new Uint16Array(9).fill(1);
    for (const [from, to] of [
      [1, 2],
      [2, 1],
    ]) {
      graph.length[edgeBetween(graph, from, to)] = 100_000;
    }
    const query = { faction: 1, from: 0, to: 2, hopsMax: 3, securityMin: 0 };
    expect(depthPruned(graph, states, query)).toBe(UNREACHABLE);
    expect(depthPruned(graph, states, { ...query, hopsMax: 4 })).toBe(40_004);
    expect(ask(new RouteSearch(graph), query, states)).toEqual({ cost: 110_001, nodes: [0, 1, 2] });
    expect(canonicalPath(graph, costs, states, query)).toEqual({ cost: 110_001, nodes: [0, 1, 2] });
  });

  test('leaves a path alone that is short enough', () => {
    const graph = meshRouteGraph(6);
    const [search, states] = [new RouteSearch(graph), new Uint16Array(36)];
    const query = { faction: 1, from: 0, to: 35, hopsMax: 10, securityMin: 0 };
    expect(ask(search, query, states)).toEqual(ask(search, { ...query, hopsMax: 0 }, states));
    expect(ask(search, { ...query, hopsMax: 9 }, states)).toEqual({ cost: UNREACHABLE, nodes: [0] });
  });

  test('pays more for fewer steps in the default world, and never for more', () => {
    const graph = countiesRouteGraph();
    const [search, states, below] = [new RouteSearch(graph), randomStates(3, graph), randomDraws(3)];
    let dearer = 0;
    for (let i = 0; i < 4; i++) {
      const query = {
        faction: 1 + i,
        from: below(graph.nodeCount),
        to: below(graph.nodeCount),
        securityMin: 0,
      };
      const free = ask(search, { ...query, hopsMax: 0 }, states);
      let last = free.cost;
      for (let hopsMax = free.nodes.length - 1; hopsMax > 0 && last !== UNREACHABLE; hopsMax--) {
        const { cost, nodes } = ask(search, { ...query, hopsMax }, states);
        expect(cost).toBeGreaterThanOrEqual(last);
        if (cost === UNREACHABLE) break;
        expect(nodes.length - 1).toBeLessThanOrEqual(hopsMax);
        let sum = 0;
        for (let step = 1; step < nodes.length; step++) {
          const length = graph.length[edgeBetween(graph, nodes[step - 1], nodes[step])];
          sum += stepCost(costs, query.faction, states[nodes[step - 1]], states[nodes[step]], length);
        }
        expect(sum).toBe(cost);
        if (cost > last) dearer++;
        last = cost;
      }
    }
    expect(dearer).toBeGreaterThan(3);
  });

  test('works at the largest limit', () => {
    const graph = meshRouteGraph(40);
    const search = new RouteSearch(graph);
    const states = new Uint16Array(graph.nodeCount).fill(1);
    // Walls of enemies with a gap at alternate ends: the cheap way winds through all of them.
    for (let row = 1; row < 40; row += 2) {
      for (let column = 0; column < 40; column++) states[row * 40 + column] = 2;
      states[row * 40 + (row % 4 === 1 ? 39 : 0)] = 1;
    }
    const query = { faction: 1, from: 0, to: graph.nodeCount - 1, hopsMax: 0, securityMin: 100 };
    const dear = testCosts({ relationPercent: [100, 100, 100, 30_000], alliesOf: [0, 0, 0, 0, 0, 0, 0, 0] });
    const [free, limited] = [createRouteAnswer(), createRouteAnswer()];
    search.find(query, states, dear, free);
    search.find({ ...query, hopsMax: PATH_STEPS_MAX }, states, dear, limited);
    expect(free.hops).toBeGreaterThan(PATH_STEPS_MAX);
    expect(free.cost).toBe(plainDijkstra(graph, dear, states, 1, query.to)[0]);
    expect(limited.hops).toBeLessThanOrEqual(PATH_STEPS_MAX);
    expect(limited.cost).toBeGreaterThan(free.cost);
    expect(limited.cost).toBeLessThan(UNREACHABLE);
  });
});
