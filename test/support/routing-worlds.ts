import { SIDE_COUNT } from '../../src/limits.ts';
import { UNITS_PER_METER } from '../../src/maths/fixed-point.ts';
import { mix32 } from '../../src/maths/random.ts';
import {
  type CostRules,
  makeRouteCosts,
  NODE,
  NODE_STATE_COUNT,
  type RouteCosts,
  securityClass,
  stepCost,
} from '../../src/routing/route-costs.ts';
import { beeline, type RouteGraph, routeGraphOf, UNREACHABLE } from '../../src/routing/route-graph.ts';
import type { RouteQuery } from '../../src/routing/route-query.ts';
import { buildTerritoryGraph } from '../../src/territory/graph.ts';
import { readWorldFile } from '../../src/territory/world-file.ts';

/** Random worlds, and searches so plain that nobody doubts them. */

/** Draws whole numbers in 0 .. limit - 1 from a seed. */
export function randomDraws(seed: number): (limit: number) => number {
  let draws = 0;
  return (limit) =>
    Math.floor((mix32(mix32(seed) ^ Math.imul(++draws, 0x9e37_79b9)) / 4_294_967_296) * limit);
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

function graphOf(places: readonly (readonly [x: number, y: number])[], borders: readonly Edge[]): RouteGraph {
  const edges = borders.flatMap((edge) => [edge, { from: edge.to, to: edge.from, length: edge.length }]);
  edges.sort((a, b) => a.from - b.from || a.to - b.to);
  const shared = (words: number) => new SharedArrayBuffer(words * 4);
  const graph = {
    nodeCount: places.length,
    edgeCount: edges.length,
    start: new Uint32Array(shared(places.length + 1)),
    target: new Uint32Array(shared(edges.length)),
    length: new Uint32Array(shared(edges.length)),
    x: new Int32Array(shared(places.length)),
    y: new Int32Array(shared(places.length)),
  };
  places.forEach(([x, y], node) => {
    graph.x[node] = x * UNITS_PER_METER;
    graph.y[node] = y * UNITS_PER_METER;
  });
  edges.forEach((edge, index) => {
    graph.start[edge.from + 1] = index + 1;
    graph.target[index] = edge.to;
    graph.length[index] = Math.max(edge.length, beeline(graph, edge.from, edge.to) + 1);
  });
  for (let node = 0; node < places.length; node++) {
    graph.start[node + 1] = Math.max(graph.start[node + 1], graph.start[node]);
  }
  return graph;
}

/**
 * A graph of any shape: nodes on a coarse raster, several on one spot, each with borders to a few of those near it
 * and at times to one far away. Often in several parts; many ways are equally long, as ties are what goes wrong.
 */
export function randomRouteGraph(seed: number, nodes: number): RouteGraph {
  const below = randomDraws(seed);
  const side = Math.max(2, Math.ceil(Math.sqrt(nodes)));
  const places = Array.from({ length: nodes }, () => [below(side) * 100, below(side) * 100] as const);
  const borders = new Map<string, Edge>();
  const join = (a: number, b: number) => {
    if (a === b) return;
    const [from, to] = [Math.min(a, b), Math.max(a, b)];
    borders.set(`${from} ${to}`, { from, to, length: below(3) * 500 });
  };
  for (let node = 0; node < nodes; node++) {
    const near = places
      .map(([x, y], other) => ({ other, far: Math.abs(x - places[node][0]) + Math.abs(y - places[node][1]) }))
      .sort((a, b) => a.far - b.far || a.other - b.other);
    for (let count = below(4); count > 0; count--) join(node, near[below(Math.min(6, nodes))].other);
    if (below(8) === 0) join(node, below(nodes));
  }
  return graphOf(places, [...borders.values()]);
}

/** `side` x `side` nodes, 1 km apart; node = row * side + column. */
export function meshRouteGraph(side: number): RouteGraph {
  const places = Array.from(
    { length: side * side },
    (_, node) => [(node % side) * 1000, Math.floor(node / side) * 1000] as const,
  );
  const borders: Edge[] = [];
  for (let node = 0; node < places.length; node++) {
    if (node % side < side - 1) borders.push({ from: node, to: node + 1, length: 10_000 });
    if (node + side < places.length) borders.push({ from: node, to: node + side, length: 10_000 });
  }
  return graphOf(places, borders);
}

/** The counties of the default world. */
export function countiesRouteGraph(): RouteGraph {
  return routeGraphOf(buildTerritoryGraph(readWorldFile('worlds/us-counties.json')));
}

/** States of all nodes: owners in patches along the ids, some contested, some disrupted. */
export function randomStates(seed: number, graph: Pick<RouteGraph, 'nodeCount'>): Uint16Array {
  const below = randomDraws(mix32(seed + 1));
  const states = new Uint16Array(graph.nodeCount);
  let owner = 0;
  for (let node = 0; node < states.length; node++) {
    if (below(4) === 0) owner = below(SIDE_COUNT);
    states[node] = owner;
    if (below(8) === 0) states[node] |= NODE.contested;
    if (below(8) === 0)
      states[node] |= below(NODE_STATE_COUNT >> NODE.disruptionShift) << NODE.disruptionShift;
  }
  return states;
}

const RULES: CostRules = {
  relationPercent: [100, 100, 100, 300],
  securityThousandths: [1000, 300, 100, 30],
  disruptionPercent: [80, 30, 60, 40, 70, 10],
  disruptionFloorPercent: 10,
  // Factions 1 and 2 are allies; the others stand alone.
  alliesOf: [0, 1 << 2, 1 << 1, 0, 0, 0, 0, 0],
};

/** Costs by the numbers of the source document, with some of the rules replaced. */
export function testCosts(overrides: Partial<CostRules> = {}): RouteCosts {
  return makeRouteCosts({ ...RULES, ...overrides });
}

/** Costs from every node to the target, by looking through all nodes for the nearest, again and again. */
export function plainDijkstra(
  graph: RouteGraph,
  costs: RouteCosts,
  states: Uint16Array,
  faction: number,
  target: number,
  securityMin = 0,
): Uint32Array {
  const cost = new Uint32Array(graph.nodeCount).fill(UNREACHABLE);
  const isDone = new Uint8Array(graph.nodeCount);
  cost[target] = 0;
  for (;;) {
    let to = -1;
    for (let node = 0; node < graph.nodeCount; node++) {
      if (!isDone[node] && cost[node] !== UNREACHABLE && (to < 0 || cost[node] < cost[to])) to = node;
    }
    if (to < 0) return cost;
    isDone[to] = 1;
    for (let edge = graph.start[to]; edge < graph.start[to + 1]; edge++) {
      const from = graph.target[edge];
      if (!isSafe(costs, states[from], states[to], securityMin)) continue;
      const step = stepCost(costs, faction, states[from], states[to], graph.length[edge]);
      cost[from] = Math.min(cost[from], cost[to] + step);
    }
  }
}

function isSafe(costs: RouteCosts, from: number, to: number, securityMin: number): boolean {
  return costs.rules.securityThousandths[securityClass(from, to)] >= securityMin;
}

/** The answer to a query, by its definition; without a path the cost is UNREACHABLE and the nodes are [from]. */
export function canonicalPath(
  graph: RouteGraph,
  costs: RouteCosts,
  states: Uint16Array,
  query: RouteQuery,
): { cost: number; nodes: number[] } {
  const { faction, from, to, hopsMax, securityMin } = query;
  const exact = plainDijkstra(graph, costs, states, faction, to, securityMin);
  const free = walk(graph, costs, states, query, () => exact);
  if (hopsMax === 0 || free.nodes.length - 1 <= hopsMax) return free;
  // within[k]: least costs to the target in at most k steps.
  const within = [new Uint32Array(graph.nodeCount).fill(UNREACHABLE)];
  within[0][to] = 0;
  for (let hops = 1; hops <= hopsMax; hops++) {
    within[hops] = within[hops - 1].slice();
    for (let node = 0; node < graph.nodeCount; node++) {
      const { total } = bestStep(graph, costs, states, query, node, within[hops - 1]);
      within[hops][node] = Math.min(within[hops][node], total);
    }
  }
  if (within[hopsMax][from] === UNREACHABLE) return { cost: UNREACHABLE, nodes: [from] };
  return walk(graph, costs, states, query, (done) => within[hopsMax - done]);
}

function walk(
  graph: RouteGraph,
  costs: RouteCosts,
  states: Uint16Array,
  query: RouteQuery,
  costsAfter: (done: number) => Uint32Array,
): { cost: number; nodes: number[] } {
  const cost = costsAfter(0)[query.from];
  const nodes = [query.from];
  if (cost === UNREACHABLE) return { cost, nodes };
  for (let node = query.from; node !== query.to; nodes.push(node)) {
    node = bestStep(graph, costs, states, query, node, costsAfter(nodes.length)).to;
  }
  return { cost, nodes };
}

/** The neighbor over which the target is cheapest, the first of equals, and the cost over it. */
function bestStep(
  graph: RouteGraph,
  costs: RouteCosts,
  states: Uint16Array,
  query: RouteQuery,
  node: number,
  after: Uint32Array,
): { to: number; total: number } {
  const best = { to: -1, total: UNREACHABLE };
  for (let edge = graph.start[node]; edge < graph.start[node + 1]; edge++) {
    const to = graph.target[edge];
    if (after[to] === UNREACHABLE || !isSafe(costs, states[node], states[to], query.securityMin)) continue;
    const step = stepCost(costs, query.faction, states[node], states[to], graph.length[edge]);
    if (step + after[to] < best.total) Object.assign(best, { to, total: step + after[to] });
  }
  return best;
}
