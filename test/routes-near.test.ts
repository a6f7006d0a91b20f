import { expect, test } from 'vitest';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { RoutesNear, stepPasses } from '../src/routing/routes-near.ts';
import {
  countiesRouteGraph,
  meshRouteGraph,
  randomDraws,
  randomRouteGraph,
} from './support/routing-worlds.ts';

type Graph = ReturnType<typeof meshRouteGraph>;

/** A walk from neighbor to neighbor. */
function randomWalk(graph: Graph, below: (limit: number) => number, steps: number): number[] {
  const nodes = [below(graph.nodeCount)];
  while (nodes.length <= steps) {
    const node = nodes[nodes.length - 1];
    const borders = graph.start[node + 1] - graph.start[node];
    if (borders === 0) break;
    nodes.push(graph.target[graph.start[node] + below(borders)]);
  }
  return nodes;
}

function linearScan(
  graph: Graph,
  routes: ReadonlyMap<number, number[][]>,
  x: number,
  y: number,
  radius: number,
) {
  const passes = (nodes: number[]) =>
    nodes.some((node, i) => stepPasses(graph, node, nodes[Math.min(i + 1, nodes.length - 1)], x, y, radius));
  return [...routes]
    .filter(([, paths]) => paths.some(passes))
    .map(([id]) => id)
    .sort((a, b) => a - b);
}

test('the routes near a point are those a look at every step of every route finds', () => {
  let found = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const below = randomDraws(seed);
    const graph = seed % 2 === 0 ? randomRouteGraph(seed, 200) : meshRouteGraph(5 + seed);
    const index = new RoutesNear(graph);
    for (let round = 0; round < 3; round++) {
      index.clear();
      const routes = new Map<number, number[][]>();
      for (let count = below(300); count > 0; count--) {
        const nodes = randomWalk(graph, below, below(30));
        const id = below(400);
        routes.set(id, [...(routes.get(id) ?? []), nodes]);
        index.add(id, nodes, nodes.length - 1);
      }
      index.pack();
      for (let ask = 0; ask < 40; ask++) {
        const place = below(graph.nodeCount);
        const x = graph.x[place] + (below(3001) - 1500) * UNITS_PER_METER;
        const y = graph.y[place] + (below(3001) - 1500) * UNITS_PER_METER;
        const radius = below(3000) * UNITS_PER_METER;
        const near = [...index.near(x, y, radius)];
        expect(near, `seed ${seed}`).toEqual(linearScan(graph, routes, x, y, radius));
        found += near.length;
      }
    }
  }
  expect(found).toBeGreaterThan(10_000);
});

test('a route counts where it passes, not only where it has a node', () => {
  const graph = meshRouteGraph(8);
  const index = new RoutesNear(graph);
  index.add(7, [0, 1, 2, 3], 3);
  index.pack();
  const meters = (value: number) => value * UNITS_PER_METER;
  expect([...index.near(meters(1500), meters(100), meters(100))]).toEqual([7]);
  expect([...index.near(meters(1500), meters(101), meters(100))]).toEqual([]);
  expect([...index.near(meters(3100), 0, meters(99))]).toEqual([]);
});

test('a route of one node is a point, and an index of nothing knows nothing', () => {
  const graph = countiesRouteGraph();
  const index = new RoutesNear(graph);
  index.pack();
  expect([...index.near(0, 0, 2 ** 31)]).toEqual([]);
  index.add(3, [5], 0);
  expect(() => index.near(0, 0, 1)).toThrow('not packed');
  index.pack();
  expect([...index.near(graph.x[5], graph.y[5], 0)]).toEqual([3]);
  expect([...index.near(graph.x[5] + 2, graph.y[5], 1)]).toEqual([]);
});
