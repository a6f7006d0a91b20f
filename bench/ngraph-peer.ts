import createGraph from 'ngraph.graph';
import { aStar, nba, type PathFinder } from 'ngraph.path';
import { SIDE_COUNT } from '../src/limits.ts';
import { type RouteCosts, stepCost } from '../src/routing/route-costs.ts';
import { edgeBetween, type RouteGraph, UNREACHABLE } from '../src/routing/route-graph.ts';
import { beelineBound } from '../src/routing/route-search.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The searches that a path is asked of: bidirectional and plain A*. */
export type PeerKind = 'nba' | 'aStar';

/**
 * The same world in ngraph.path: one link per direction, as a search from both ends needs when the two cost unlike,
 * with the same lower bound. It is given every cost worked out beforehand, which ours works out as it goes.
 */
export class NgraphPeer {
  private readonly graph: RouteGraph;
  private readonly finders: Readonly<Record<PeerKind, PathFinder<Place>>>;
  /** Cost of each edge, by faction. */
  private readonly edgeCosts: readonly Uint32Array[];
  private current: Uint32Array;

  constructor(graph: RouteGraph, states: Uint16Array, costs: RouteCosts) {
    this.graph = graph;
    this.edgeCosts = Array.from({ length: SIDE_COUNT }, (_, faction) =>
      edgeCostsOf(graph, states, costs, faction),
    );
    this.current = this.edgeCosts[0];
    const linked = createGraph<Place, number>();
    for (let node = 0; node < graph.nodeCount; node++)
      linked.addNode(node, { x: graph.x[node], y: graph.y[node] });
    for (let node = 0; node < graph.nodeCount; node++) {
      for (let edge = graph.start[node]; edge < graph.start[node + 1]; edge++) {
        linked.addLink(node, graph.target[edge], edge);
      }
    }
    const options = {
      oriented: true,
      distance: (_from: unknown, _to: unknown, link: { readonly data: number }) => this.current[link.data],
      heuristic: (from: { readonly data: Place }, to: { readonly data: Place }) =>
        beelineBound(to.data.x - from.data.x, to.data.y - from.data.y),
    };
    this.finders = { nba: nba(linked, options), aStar: aStar(linked, options) };
  }

  /** The path as the library gives it, from the last node to the first; none is empty. */
  find(kind: PeerKind, faction: number, from: number, to: number): ReturnType<PathFinder<Place>['find']> {
    this.current = this.edgeCosts[faction];
    return this.finders[kind].find(from, to);
  }

  /** What a path found for a faction costs; UNREACHABLE when it is empty. */
  costOf(faction: number, path: ReturnType<PathFinder<Place>['find']>): number {
    if (path.length === 0) return UNREACHABLE;
    let cost = 0;
    for (let i = path.length - 1; i > 0; i--) {
      cost += this.edgeCosts[faction][edgeBetween(this.graph, Number(path[i].id), Number(path[i - 1].id))];
    }
    return cost;
  }
}

function edgeCostsOf(
  graph: RouteGraph,
  states: Uint16Array,
  costs: RouteCosts,
  faction: number,
): Uint32Array {
  const edgeCosts = new Uint32Array(graph.edgeCount);
  for (let from = 0; from < graph.nodeCount; from++) {
    for (let edge = graph.start[from]; edge < graph.start[from + 1]; edge++) {
      const to = graph.target[edge];
      edgeCosts[edge] = stepCost(costs, faction, states[from], states[to], graph.length[edge]);
    }
  }
  return edgeCosts;
}
