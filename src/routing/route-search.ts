import { UNITS_PER_METER } from '../maths/fixed-point.ts';
import { HopLimitedSearch, isStepAllowed } from './hop-limited-search.ts';
import { NODE, NODE_STATE_COUNT, type RouteCosts, SECURITY, SECURITY_MAX, stepCost } from './route-costs.ts';
import { DECIMETERS_PER_METER, edgeBetween, type RouteGraph, UNREACHABLE } from './route-graph.ts';
import { PATH_STEPS_MAX, type RouteAnswer, type RouteQuery } from './route-query.ts';

const COST_MAX = 0x7fff_ffff;
const NOWHERE = -1;
/** Costs beyond it would leave 32 bits: 107,000 km of own road in one step. */
const STEP_COST_MAX = 1 << 30;
/** A factor of one, in the units of entry times risk. */
const FACTOR_ONE = 10_000_000;

/**
 * Decimeters to a unit of position, less one part in 256. With B and C the rounded lengths of two sides of a triangle,
 * the third is below B + C + 2 units, and those two units would be missing from the lengths of edges, which are made
 * from rounded ones; an edge has at least one decimeter above its rounded beeline, and the 256th part is the rest.
 */
const BOUND_PER_UNIT = (DECIMETERS_PER_METER / UNITS_PER_METER) * (255 / 256);

/**
 * Finds the cheapest path between two nodes, exactly: A* from the target back to the start.
 *
 * The bound is the beeline to the start. No factor is below one and no length below the beeline, so a step never costs
 * less than the bound falls by: a bound that is never too high and never falls faster than the cost rises.
 *
 * Nodes wait in buckets by cost plus bound, all of half a mean length in one bucket and in no order there. A node may
 * so be taken before its cost is final and be taken once more (3 in 100 are), which is far cheaper than to keep
 * them in order. When every bucket up to the cost of the start has been emptied, the costs of all nodes that lie on a
 * cheapest path are final, whatever the order was, and the path is read off them: at each node the first neighbor over
 * which the cost comes out exactly.
 *
 * Nothing is allocated by a search, except when it needs more entries in the buckets than any before it.
 */
export class RouteSearch {
  readonly graph: RouteGraph;
  /** Nodes the last search took from its buckets. */
  expanded = 0;
  /** Length of each edge as this search sees it, decimeters; at least that in the graph. */
  private readonly lengths: Uint32Array;
  /** Least cost found so far from each node to the target; COST_MAX = none. */
  private readonly costs: Int32Array;
  /** Lower bound of the cost from the start, for nodes with a cost. */
  private readonly bounds: Int32Array;
  /** The bucket each node waits in; NOWHERE. */
  private readonly bucketOf: Int32Array;
  /** Per edge v to u: u, and the length of the edge u to v. */
  private readonly edges: Int32Array;
  private readonly touched: Int32Array;
  private readonly hopLimited: HopLimitedSearch;
  private readonly bucketBits: number;
  /** First entry of each bucket; bucket b lies at b modulo their number. */
  private buckets: Int32Array = new Int32Array(0);
  /** Entries of buckets in pairs: a node's place, the next entry. */
  private entries: Int32Array;
  private touchedCount = 0;
  private lengthMax = 0;
  private preparedFor: RouteCosts | undefined;
  private bucketMax = 0;

  constructor(graph: RouteGraph) {
    this.graph = graph;
    this.lengths = Uint32Array.from(graph.length);
    this.touched = new Int32Array(graph.nodeCount);
    this.entries = new Int32Array(2 * graph.nodeCount);
    this.costs = new Int32Array(graph.nodeCount).fill(COST_MAX);
    this.bounds = new Int32Array(graph.nodeCount);
    this.bucketOf = new Int32Array(graph.nodeCount).fill(NOWHERE);
    this.edges = new Int32Array(2 * graph.edgeCount);
    this.hopLimited = new HopLimitedSearch(graph, this.lengths);
    for (let node = 0; node < graph.nodeCount; node++) {
      for (let edge = graph.start[node]; edge < graph.start[node + 1]; edge++) {
        this.edges[2 * edge] = graph.target[edge];
        this.lengthen(node, edge, 100);
      }
    }
    const mean = graph.length.reduce((sum, length) => sum + length, 0) / Math.max(1, graph.edgeCount);
    this.bucketBits = Math.max(0, 30 - Math.clz32(Math.floor(mean)));
  }

  /** Sets an edge out of `from` to so many percent, at least 100, of its length, for this search alone. */
  lengthen(from: number, edge: number, percent: number): void {
    const length = Math.ceil((this.graph.length[edge] * percent) / 100);
    this.lengths[edge] = length;
    this.edges[2 * edgeBetween(this.graph, this.graph.target[edge], from) + 1] = length;
    if (length > this.lengthMax) {
      this.lengthMax = length;
      this.preparedFor = undefined;
    }
  }

  /**
   * Answers the query for nodes in these states. Throws a RangeError when one step could cost 2^30 dm or more; paths
   * that cost near 2^31 dm count as none.
   */
  find(query: RouteQuery, states: Uint16Array, costs: RouteCosts, into: RouteAnswer): void {
    if (this.preparedFor !== costs) this.prepare(costs);
    this.expanded = 0;
    const cost = this.search(query, states, costs);
    this.readPath(query, states, costs, cost, into);
    this.forget();
    if (query.hopsMax > 0 && into.hops > query.hopsMax) this.hopLimited.find(query, states, costs, into);
  }

  private prepare(costs: RouteCosts): void {
    const factorMax = largest(costs.entry) * largest(costs.risk);
    const stepMax = Math.ceil((this.lengthMax * factorMax) / FACTOR_ONE);
    if (stepMax >= STEP_COST_MAX)
      throw new RangeError(`a step can cost ${stepMax} dm, at most ${STEP_COST_MAX - 1}`);
    // From one node to the next the bound rises by no more than the length.
    const riseMax = stepMax + this.lengthMax;
    this.bucketMax = ((COST_MAX - riseMax) >> this.bucketBits) - 1;
    const bucketCount = 1 << (32 - Math.clz32((riseMax >> this.bucketBits) + 1));
    if (bucketCount > this.buckets.length) this.buckets = new Int32Array(bucketCount).fill(NOWHERE);
    this.preparedFor = costs;
  }

  /** Works out the costs of all nodes that a cheapest path can lead over; returns that of the start. */
  private search(query: RouteQuery, states: Uint16Array, costs: RouteCosts): number {
    // Within modules a constant of a module is fetched at each use: what the loop needs is taken into variables.
    const { costs: costOf, bounds, bucketOf, edges, touched, buckets, bucketBits } = this;
    const { start: edgeStart, x, y } = this.graph;
    const { owner: ownerBits, contested: contestedBit } = NODE;
    const entryOf = costs.entry;
    const [unknown, nowhere, forbidden, one, safe] = [COST_MAX, NOWHERE, FORBIDDEN, FACTOR_ONE, SECURITY_MAX];
    const boundPerUnit = BOUND_PER_UNIT;
    let { entries } = this;
    const { from: start, to: first } = query;
    const startX = x[start];
    const startY = y[start];
    const entryBase = query.faction * NODE_STATE_COUNT;
    const riskSafe = riskOf(costs, SECURITY.safe, query.securityMin);
    const riskContested = riskOf(costs, SECURITY.contested, query.securityMin);
    const riskBorder = riskOf(costs, SECURITY.border, query.securityMin);
    const riskBoth = riskOf(costs, SECURITY.contestedBorder, query.securityMin);
    const bucketMask = buckets.length - 1;
    let best = start === first ? 0 : unknown;
    let bucketLast = this.bucketMax;
    let expanded = 0;
    let touchedCount = 1;
    touched[0] = first;
    costOf[first] = 0;
    bounds[first] = beelineBound(x[first] - startX, y[first] - startY, boundPerUnit);
    let bucket = bounds[first] >> bucketBits;
    let bucketHigh = bucket;
    bucketOf[first] = bucket;
    buckets[bucket & bucketMask] = 0;
    entries[0] = first;
    entries[1] = nowhere;
    let entriesUsed = 2;
    let waiting = 1;
    while (waiting > 0) {
      const entry = buckets[bucket & bucketMask];
      if (entry === nowhere) {
        if (++bucket > bucketLast) break;
        continue;
      }
      buckets[bucket & bucketMask] = entries[entry + 1];
      waiting--;
      const to = entries[entry];
      // It went to an earlier bucket since, or cannot be on a cheapest path any more.
      if (bucketOf[to] !== bucket) continue;
      bucketOf[to] = nowhere;
      const cost = costOf[to];
      if (to === start || cost + bounds[to] > best) continue;
      expanded++;
      const state = states[to];
      const owner = state & ownerBits;
      const contested = state & contestedBit;
      const factor = entryOf[entryBase + state];
      // Most steps cost a whole number of times their length, and no step less than the whole part of that.
      const whole = Math.floor((factor * safe) / one);
      const isWhole = riskSafe === safe && whole * one === factor * safe;
      for (let edge = 2 * edgeStart[to], end = 2 * edgeStart[to + 1]; edge < end; edge += 2) {
        const from = edges[edge];
        const length = edges[edge + 1];
        const costKnown = costOf[from];
        let costNew = (cost + Math.imul(length, whole)) | 0;
        if (costNew >= costKnown) continue;
        const stateFrom = states[from];
        const ownerFrom = stateFrom & ownerBits;
        const isBorder = ownerFrom !== owner && ownerFrom !== 0 && owner !== 0;
        const isContested = ((stateFrom & contestedBit) | contested) !== 0;
        if (isContested || isBorder || !isWhole) {
          const risk = isContested ? (isBorder ? riskBoth : riskContested) : isBorder ? riskBorder : riskSafe;
          if (risk === forbidden) continue;
          costNew = (cost + Math.ceil((length * (factor * risk)) / one)) | 0;
          if (costNew >= costKnown) continue;
        }
        costOf[from] = costNew;
        if (costKnown === unknown) {
          touched[touchedCount++] = from;
          bounds[from] = beelineBound(x[from] - startX, y[from] - startY, boundPerUnit);
        }
        if (from === start) {
          best = costNew;
          bucketLast = Math.min(bucketLast, best >> bucketBits);
        }
        const total = (costNew + bounds[from]) | 0;
        const bucketNew = total > best ? nowhere : total >> bucketBits;
        if (bucketNew === bucketOf[from]) continue;
        bucketOf[from] = bucketNew;
        if (bucketNew === nowhere) continue;
        if (bucketNew > bucketHigh) bucketHigh = bucketNew;
        if (entriesUsed === entries.length) entries = this.moreEntries();
        entries[entriesUsed] = from;
        entries[entriesUsed + 1] = buckets[bucketNew & bucketMask];
        buckets[bucketNew & bucketMask] = entriesUsed;
        entriesUsed += 2;
        waiting++;
      }
    }
    for (; bucket <= bucketHigh; bucket++) buckets[bucket & bucketMask] = nowhere;
    this.touchedCount = touchedCount;
    this.expanded = expanded;
    return best >> bucketBits > this.bucketMax ? UNREACHABLE : best;
  }

  private moreEntries(): Int32Array {
    const more = new Int32Array(2 * this.entries.length);
    more.set(this.entries);
    this.entries = more;
    return more;
  }

  private readPath(
    query: RouteQuery,
    states: Uint16Array,
    costs: RouteCosts,
    cost: number,
    into: RouteAnswer,
  ): void {
    into.cost = cost;
    into.hops = 0;
    into.nodes[0] = query.from;
    if (cost === UNREACHABLE) return;
    for (let node = query.from; node !== query.to; ) {
      node = this.nextNode(node, query, states, costs);
      into.hops++;
      if (into.hops <= PATH_STEPS_MAX) into.nodes[into.hops] = node;
    }
  }

  /** The first neighbor over which the target costs what it costs from here. */
  private nextNode(from: number, query: RouteQuery, states: Uint16Array, costs: RouteCosts): number {
    const { graph, lengths } = this;
    const cost = this.costs[from];
    for (let edge = graph.start[from]; edge < graph.start[from + 1]; edge++) {
      const to = graph.target[edge];
      const rest = this.costs[to];
      if (rest >= cost || !isStepAllowed(costs, states[from], states[to], query.securityMin)) continue;
      if (stepCost(costs, query.faction, states[from], states[to], lengths[edge]) + rest === cost) return to;
    }
    throw new Error(`no step from node ${from} costs what the search says`);
  }

  /** Makes all nodes unknown again. */
  private forget(): void {
    const { costs, bucketOf, touched } = this;
    for (let i = 0; i < this.touchedCount; i++) {
      costs[touched[i]] = COST_MAX;
      bucketOf[touched[i]] = NOWHERE;
    }
  }
}

/** Risk of a step that the query does not allow. */
const FORBIDDEN = 0;

function riskOf(costs: RouteCosts, security: number, securityMin: number): number {
  return costs.rules.securityThousandths[security] < securityMin ? FORBIDDEN : costs.risk[security];
}

/** Least cost in decimeters between places that lie so many units apart: see BOUND_PER_UNIT. */
export function beelineBound(dx: number, dy: number, boundPerUnit = BOUND_PER_UNIT): number {
  return Math.floor(Math.sqrt(dx * dx + dy * dy) * boundPerUnit);
}

function largest(factors: Uint32Array): number {
  let most = 0;
  for (let i = 0; i < factors.length; i++) most = Math.max(most, factors[i]);
  return most;
}
