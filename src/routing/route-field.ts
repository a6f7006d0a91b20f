import { RepairHeap } from './repair-heap.ts';
import { type RouteCosts, stepCost } from './route-costs.ts';
import { type RouteGraph, UNREACHABLE } from './route-graph.ts';
import { PATH_STEPS_MAX, type RouteAnswer } from './route-query.ts';

/**
 * More than one touched node in so many, and a rebuild is cheaper than a repair: measured on counties and on the
 * mesh.
 */
const NODES_PER_TOUCH_MIN = 128;
/** A small graph is repaired after this many touches nevertheless: there either is cheap. */
const TOUCHES_MIN = 8;

/**
 * Exact costs from every node to one target for one faction, kept exact while nodes change their state.
 *
 * Dynamic SWSF-FP (Ramalingam and Reps 1996), the basis of LPA* (Koenig, Likhachev and Furcy 2004), toward the target
 * and without a heuristic: beside its cost each node has the cost that its neighbors promise, the least of a step and
 * the neighbor's cost. Where both agree everywhere, the costs are the exact ones. A change of a state alters the
 * promises of that node (of steps out of it the security) and of its neighbors (steps into it); nodes that disagree
 * wait in a heap and are settled in the order of (the smaller of both, node). A rebuild is the same with all costs
 * forgotten, which makes it Dijkstra's algorithm.
 *
 * The states and costs are the caller's, given anew with every call: whoever alters a state calls `touch` before the
 * next repair, whoever alters the costs calls `aim`.
 */
export class RouteField {
  readonly #graph: RouteGraph;
  readonly #costs: Uint32Array;
  readonly #promises: Uint32Array;
  readonly #heap: RepairHeap;
  readonly #touched: Uint32Array;
  readonly #isTouched: Uint8Array;
  #touchedCount = 0;
  #mustRebuild = true;
  #work = 0;
  #rebuilds = 0;
  #faction = 0;
  #target = 0;

  constructor(graph: RouteGraph) {
    this.#graph = graph;
    this.#costs = new Uint32Array(graph.nodeCount);
    this.#promises = new Uint32Array(graph.nodeCount);
    this.#heap = new RepairHeap(graph.nodeCount);
    this.#touched = new Uint32Array(Math.max(TOUCHES_MIN, Math.floor(graph.nodeCount / NODES_PER_TOUCH_MIN)));
    this.#isTouched = new Uint8Array(graph.nodeCount);
  }

  get faction(): number {
    return this.#faction;
  }

  get target(): number {
    return this.#target;
  }

  /** Whether the costs are those of the states at the last `touch` or `aim`. */
  get isExact(): boolean {
    return !this.#mustRebuild && this.#touchedCount === 0 && this.#heap.count === 0;
  }

  /** Nodes that the last repair looked at: what it cost. */
  get work(): number {
    return this.#work;
  }

  /** Times that the field was built from nothing. */
  get rebuilds(): number {
    return this.#rebuilds;
  }

  /** Costs by node, decimeters; exact when `isExact`. */
  get costs(): Readonly<Uint32Array> {
    return this.#costs;
  }

  /** Makes this the field of a faction and a target; the next repairs build it. */
  aim(faction: number, target: number): void {
    this.#faction = faction;
    this.#target = target;
    this.#forgetTouched();
    this.#mustRebuild = true;
  }

  /** The state of a node has changed. */
  touch(node: number): void {
    if (this.#mustRebuild || this.#isTouched[node] !== 0) return;
    if (this.#touchedCount === this.#touched.length) {
      this.#forgetTouched();
      this.#mustRebuild = true;
      return;
    }
    this.#isTouched[node] = 1;
    this.#touched[this.#touchedCount++] = node;
  }

  /** Makes the field exact, or less wrong with about `workMax` nodes looked at; returns whether it is exact. */
  repair(states: Uint16Array, costs: RouteCosts, workMax = Infinity): boolean {
    this.#work = 0;
    if (this.#mustRebuild) this.#startRebuild();
    while (this.#touchedCount > 0 && this.#work < workMax) this.#renewAround(states, costs);
    if (this.#touchedCount > 0) return false;
    const heap = this.#heap;
    while (heap.count > 0 && this.#work < workMax) {
      this.#settle(heap.first(), states, costs);
      this.#work++;
    }
    return heap.count === 0;
  }

  /**
   * Reads the canonical path off an exact field. Throws when it is not exact: a walk over wrong costs might never end.
   * Beyond PATH_STEPS_MAX steps only cost and hops are given.
   */
  walk(from: number, states: Uint16Array, costs: RouteCosts, into: RouteAnswer): void {
    if (!this.isExact) throw new Error(`field of faction ${this.#faction} to ${this.#target} is not exact`);
    const { start, target, length } = this.#graph;
    const known = this.#costs;
    const nodes = into.nodes;
    const faction = this.#faction;
    into.cost = known[from];
    into.hops = 0;
    nodes[0] = from;
    if (into.cost === UNREACHABLE) return;
    let hops = 0;
    for (let node = from; node !== this.#target; ) {
      const state = states[node];
      const left = known[node];
      const end = start[node + 1];
      let edge = start[node];
      // The first neighbor that keeps the promise is the lowest of the best: edges ascend by target.
      for (; edge < end; edge++) {
        const to = target[edge];
        if (known[to] >= left) continue;
        if (stepCost(costs, faction, state, states[to], length[edge]) + known[to] === left) break;
      }
      if (edge === end) throw new Error(`node ${node} was not touched when states changed around it`);
      node = target[edge];
      if (++hops <= PATH_STEPS_MAX) nodes[hops] = node;
    }
    into.hops = hops;
  }

  #startRebuild(): void {
    this.#mustRebuild = false;
    this.#rebuilds++;
    this.#forgetTouched();
    this.#heap.clear();
    this.#costs.fill(UNREACHABLE);
    this.#promises.fill(UNREACHABLE);
    this.#promises[this.#target] = 0;
    this.#heap.set(this.#target, 0);
  }

  #forgetTouched(): void {
    for (let i = 0; i < this.#touchedCount; i++) this.#isTouched[this.#touched[i]] = 0;
    this.#touchedCount = 0;
  }

  /** Takes a touched node off the list and renews its promise and those of its neighbors. */
  #renewAround(states: Uint16Array, costs: RouteCosts): void {
    const { start, target } = this.#graph;
    const node = this.#touched[--this.#touchedCount];
    this.#isTouched[node] = 0;
    this.#renew(node, states, costs);
    for (let edge = start[node]; edge < start[node + 1]; edge++) this.#renew(target[edge], states, costs);
    this.#work++;
  }

  /** Works a node's promise out of its neighbors' costs, and lets the node wait if that is not its cost. */
  #renew(node: number, states: Uint16Array, costs: RouteCosts): void {
    if (node === this.#target) return;
    const { start, target, length } = this.#graph;
    const known = this.#costs;
    const faction = this.#faction;
    const state = states[node];
    const end = start[node + 1];
    let least = UNREACHABLE;
    for (let edge = start[node]; edge < end; edge++) {
      const to = target[edge];
      if (known[to] >= least) continue;
      const through = stepCost(costs, faction, state, states[to], length[edge]) + known[to];
      if (through < least) least = through;
    }
    this.#promises[node] = least;
    this.#place(node);
  }

  #place(node: number): void {
    const cost = this.#costs[node];
    const promise = this.#promises[node];
    if (cost === promise) this.#heap.remove(node);
    else this.#heap.set(node, cost < promise ? cost : promise);
  }

  /** Lets the first waiting node take its promise, or forget a cost that nobody promises any longer. */
  #settle(node: number, states: Uint16Array, costs: RouteCosts): void {
    const old = this.#costs[node];
    const promise = this.#promises[node];
    if (promise < old) {
      this.#heap.remove(node);
      this.#costs[node] = promise;
      this.#offer(node, promise, states, costs);
    } else {
      this.#costs[node] = UNREACHABLE;
      this.#withdraw(node, old, states, costs);
      this.#place(node);
    }
  }

  /** Tells the neighbors of a node of its cost, which has fallen. */
  #offer(node: number, cost: number, states: Uint16Array, costs: RouteCosts): void {
    const { start, target, length } = this.#graph;
    const promises = this.#promises;
    const faction = this.#faction;
    const state = states[node];
    const end = start[node + 1];
    for (let edge = start[node]; edge < end; edge++) {
      const from = target[edge];
      // No step costs less than its length: most neighbors know better, and are spared the arithmetic.
      if (promises[from] <= cost + length[edge]) continue;
      const through = stepCost(costs, faction, states[from], state, length[edge]) + cost;
      if (through >= promises[from]) continue;
      promises[from] = through;
      this.#place(from);
    }
  }

  /** Tells the neighbors that counted on a node's cost that it holds no longer. */
  #withdraw(node: number, cost: number, states: Uint16Array, costs: RouteCosts): void {
    const { start, target, length } = this.#graph;
    const promises = this.#promises;
    const state = states[node];
    const end = start[node + 1];
    for (let edge = start[node]; edge < end; edge++) {
      const from = target[edge];
      if (promises[from] < cost + length[edge]) continue;
      const through = stepCost(costs, this.#faction, states[from], state, length[edge]) + cost;
      if (through === promises[from]) this.#renew(from, states, costs);
    }
  }
}
