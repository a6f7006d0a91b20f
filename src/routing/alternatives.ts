import { type RouteCosts, stepCost } from './route-costs.ts';
import { edgeBetween, type RouteGraph, UNREACHABLE } from './route-graph.ts';
import { createRouteAnswer, PATH_STEPS_MAX, type RouteAnswer, type RouteQuery } from './route-query.ts';
import type { RouteSearch } from './route-search.ts';

/** How much longer a step gets each time that a path has used it, percent. */
const PENALTY_PERCENT = 130;
/** A step is not made longer than this: what still leads over it then has no other way. */
const PENALTY_PERCENT_MAX = 300;
/** Searches for each alternative wanted; many find a path that is known. */
const SEARCHES_PER_ALTERNATIVE = 6;

/** What a path costs: the sum of its steps, by their lengths in the graph. `nodes[0 .. hops]`. */
export function pathCost(
  graph: RouteGraph,
  costs: RouteCosts,
  states: Uint16Array,
  faction: number,
  { nodes, hops }: Pick<RouteAnswer, 'nodes' | 'hops'>,
): number {
  let cost = 0;
  for (let step = 0; step < hops; step++) {
    const [from, to] = [nodes[step], nodes[step + 1]];
    const length = graph.length[edgeBetween(graph, from, to)];
    cost += stepCost(costs, faction, states[from], states[to], length);
  }
  return cost;
}

/**
 * Other paths than the best one, by the penalty method: steps of the paths found so far count as 1.3 times as long
 * (once more for each path that uses them), and the search is asked again. Answers hold what the paths truly cost, are
 * all different and lie in order of cost. The best path must have at most PATH_STEPS_MAX steps.
 *
 * @param best the answer to the query
 * @param count most alternatives to return
 */
export function findAlternatives(
  search: RouteSearch,
  query: RouteQuery,
  states: Uint16Array,
  costs: RouteCosts,
  best: RouteAnswer,
  count: number,
): RouteAnswer[] {
  const known = [best];
  if (best.cost === UNREACHABLE || best.hops === 0 || best.hops > PATH_STEPS_MAX) return [];
  const penalties = new Map<number, number>();
  let last = best;
  try {
    for (let left = count * SEARCHES_PER_ALTERNATIVE; left > 0 && known.length <= count; left--) {
      if (!penalize(search, penalties, last)) break;
      last = createRouteAnswer();
      search.find(query, states, costs, last);
      if (last.hops === 0 || last.hops > PATH_STEPS_MAX) break;
      if (known.some((path) => isSamePath(path, last))) continue;
      last.cost = pathCost(search.graph, costs, states, query.faction, last);
      known.push(last);
    }
  } finally {
    forgive(search, penalties);
  }
  return known.slice(1).sort((a, b) => a.cost - b.cost);
}

/** Makes the steps of a path longer. Returns false when none can be. */
function penalize(
  search: RouteSearch,
  penalties: Map<number, number>,
  { nodes, hops }: RouteAnswer,
): boolean {
  let isLonger = false;
  for (let step = 0; step < hops; step++) {
    const edge = edgeBetween(search.graph, nodes[step], nodes[step + 1]);
    const before = penalties.get(edge) ?? 100;
    const percent = Math.min(PENALTY_PERCENT_MAX, Math.ceil((before * PENALTY_PERCENT) / 100));
    if (percent === before) continue;
    penalties.set(edge, percent);
    search.lengthen(nodes[step], edge, percent);
    isLonger = true;
  }
  return isLonger;
}

function forgive(search: RouteSearch, penalties: Map<number, number>): void {
  const { start } = search.graph;
  const edges = Uint32Array.from(penalties.keys()).sort();
  let from = 0;
  for (const edge of edges) {
    while (start[from + 1] <= edge) from++;
    search.lengthen(from, edge, 100);
  }
}

function isSamePath(a: RouteAnswer, b: RouteAnswer): boolean {
  if (a.hops !== b.hops) return false;
  for (let i = 0; i <= a.hops; i++) if (a.nodes[i] !== b.nodes[i]) return false;
  return true;
}
