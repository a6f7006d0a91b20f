import { type RouteCosts, securityClass, stepCost } from './route-costs.ts';
import { edgeBetween, type RouteGraph, UNREACHABLE } from './route-graph.ts';
import { PATH_STEPS_MAX, type RouteAnswer, type RouteQuery } from './route-query.ts';

/** A step count that no limit allows. */
const TOO_FAR = PATH_STEPS_MAX + 1;
const NONE = -1;

/** Whether the step between nodes of these states is as safe as a query asks for. */
export function isStepAllowed(costs: RouteCosts, from: number, to: number, securityMin: number): boolean {
  return costs.rules.securityThousandths[securityClass(from, to)] >= securityMin;
}

/**
 * Finds the cheapest path of at most so many steps, exactly: layer k holds the nodes from which the target costs less
 * in k steps than in any fewer. To cut a search by cost alone at a depth is wrong: the cheaper way to a node may have
 * used up the steps that a dearer one would have left over.
 *
 * Only nodes are looked at from which the start is near enough in steps, and none that costs more than a path already
 * found. Memory grows with what a search needs, at most an entry per node and step, and stays.
 */
export class HopLimitedSearch {
  private readonly graph: RouteGraph;
  private readonly lengths: Uint32Array;
  /** Steps from the start, TOO_FAR beyond the limit. */
  private readonly hopsFrom: Uint16Array;
  private readonly near: Uint32Array;
  private nearCount = 0;
  /** The last entry of each node; NONE. */
  private readonly newest: Int32Array;
  /** Entries in the order of layers: a node, its cost within as many steps, and the node's entry before. */
  private entryNode = new Uint32Array(1024);
  private entryCost = new Float64Array(1024);
  private entryLayer = new Uint8Array(1024);
  private entryBefore = new Int32Array(1024);
  private entryCount = 0;

  /** `lengths`: length of each edge, decimeters, at least that in the graph. */
  constructor(graph: RouteGraph, lengths: Uint32Array) {
    this.graph = graph;
    this.lengths = lengths;
    this.hopsFrom = new Uint16Array(graph.nodeCount).fill(TOO_FAR);
    this.near = new Uint32Array(graph.nodeCount);
    this.newest = new Int32Array(graph.nodeCount).fill(NONE);
  }

  /** Answers a query with a limit of 1 .. PATH_STEPS_MAX steps. */
  find(query: RouteQuery, states: Uint16Array, costs: RouteCosts, into: RouteAnswer): void {
    this.countHops(query.from, query.hopsMax);
    into.hops = 0;
    into.cost = UNREACHABLE;
    into.nodes[0] = query.from;
    if (this.hopsFrom[query.to] <= query.hopsMax) {
      into.cost = this.fillLayers(query, states, costs);
      if (into.cost !== UNREACHABLE) this.readPath(query, states, costs, into);
    }
    this.forget();
  }

  private countHops(from: number, hopsMax: number): void {
    const { graph, hopsFrom, near } = this;
    hopsFrom[from] = 0;
    near[0] = from;
    let count = 1;
    for (let i = 0; i < count && hopsFrom[near[i]] < hopsMax; i++) {
      for (let edge = graph.start[near[i]]; edge < graph.start[near[i] + 1]; edge++) {
        const node = graph.target[edge];
        if (hopsFrom[node] !== TOO_FAR) continue;
        hopsFrom[node] = hopsFrom[near[i]] + 1;
        near[count++] = node;
      }
    }
    this.nearCount = count;
  }

  /** Returns the least cost from the start within the limit. */
  private fillLayers(query: RouteQuery, states: Uint16Array, costs: RouteCosts): number {
    this.write(query.to, 0, 0);
    let begin = 0;
    let best = query.from === query.to ? 0 : UNREACHABLE;
    for (let layer = 1; layer <= query.hopsMax && begin < this.entryCount; layer++) {
      const end = this.entryCount;
      for (let entry = begin; entry < end; entry++)
        best = this.relax(entry, layer, best, query, states, costs);
      begin = end;
    }
    return best;
  }

  /** Goes one step back from the node of an entry. Returns the least cost from the start so far. */
  private relax(
    entry: number,
    layer: number,
    best: number,
    query: RouteQuery,
    states: Uint16Array,
    costs: RouteCosts,
  ): number {
    const { graph, lengths, hopsFrom, newest } = this;
    const to = this.entryNode[entry];
    const rest = this.entryCost[entry];
    let least = best;
    for (let back = graph.start[to]; back < graph.start[to + 1]; back++) {
      const from = graph.target[back];
      if (hopsFrom[from] + layer > query.hopsMax) continue;
      if (!isStepAllowed(costs, states[from], states[to], query.securityMin)) continue;
      // The two directions of a border are equally long in the graph, but may have been lengthened apart.
      const length = lengths[edgeBetween(graph, from, to)];
      const cost = rest + stepCost(costs, query.faction, states[from], states[to], length);
      const known = newest[from] === NONE ? UNREACHABLE : this.entryCost[newest[from]];
      if (cost >= known || cost > least) continue;
      this.write(from, layer, cost);
      if (from === query.from) least = cost;
    }
    return least;
  }

  /** Notes what the target costs from a node within `layer` steps. */
  private write(node: number, layer: number, cost: number): void {
    const before = this.newest[node];
    if (before !== NONE && this.entryLayer[before] === layer) {
      this.entryCost[before] = cost;
      return;
    }
    if (this.entryCount === this.entryNode.length) this.makeRoom();
    const entry = this.entryCount++;
    this.entryNode[entry] = node;
    this.entryCost[entry] = cost;
    this.entryLayer[entry] = layer;
    this.entryBefore[entry] = before;
    this.newest[node] = entry;
  }

  private makeRoom(): void {
    const { entryNode, entryCost, entryLayer, entryBefore } = this;
    const room = 2 * entryNode.length;
    (this.entryNode = new Uint32Array(room)).set(entryNode);
    (this.entryCost = new Float64Array(room)).set(entryCost);
    (this.entryLayer = new Uint8Array(room)).set(entryLayer);
    (this.entryBefore = new Int32Array(room)).set(entryBefore);
  }

  /** What the target costs from a node within `hops` steps. */
  private costWithin(node: number, hops: number): number {
    let entry = this.newest[node];
    while (entry !== NONE && this.entryLayer[entry] > hops) entry = this.entryBefore[entry];
    return entry === NONE ? UNREACHABLE : this.entryCost[entry];
  }

  private readPath(query: RouteQuery, states: Uint16Array, costs: RouteCosts, into: RouteAnswer): void {
    for (let node = query.from; node !== query.to; ) {
      node = this.nextNode(node, query.hopsMax - into.hops - 1, query, states, costs);
      into.nodes[++into.hops] = node;
    }
  }

  /** The first neighbor over which the target is cheapest when `hopsLeft` steps are left from there. */
  private nextNode(
    from: number,
    hopsLeft: number,
    query: RouteQuery,
    states: Uint16Array,
    costs: RouteCosts,
  ): number {
    const { graph, lengths } = this;
    let least = UNREACHABLE;
    let next = from;
    for (let edge = graph.start[from]; edge < graph.start[from + 1]; edge++) {
      const to = graph.target[edge];
      const rest = this.costWithin(to, hopsLeft);
      if (rest >= least || !isStepAllowed(costs, states[from], states[to], query.securityMin)) continue;
      const cost = stepCost(costs, query.faction, states[from], states[to], lengths[edge]) + rest;
      if (cost >= least) continue;
      least = cost;
      next = to;
    }
    return next;
  }

  private forget(): void {
    for (let i = 0; i < this.nearCount; i++) this.hopsFrom[this.near[i]] = TOO_FAR;
    for (let entry = 0; entry < this.entryCount; entry++) this.newest[this.entryNode[entry]] = NONE;
    this.entryCount = 0;
  }
}
