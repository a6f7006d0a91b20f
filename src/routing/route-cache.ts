import { mix32 } from '../maths/random.ts';
import { NO_NODE, NO_PATH, PathPool } from './path-pool.ts';
import { beeline, type RouteGraph, UNREACHABLE } from './route-graph.ts';
import { PATH_STEPS_MAX, type RouteAnswer, type RouteQuery } from './route-query.ts';
import type { StepChanges } from './step-changes.ts';

/** Room for nodes per entry: paths between the hubs of a faction have a dozen or two on the default world. */
const PATH_NODES_PER_ENTRY = 48;
const NO_SLOT = -1;
/** In place of the faction: the slot is free. */
const FREE = 255;

/**
 * Exact answers by their whole question (faction, from, to, hopsMax, securityMin), the least recently used of them
 * given up when entries or room for paths run out.
 *
 * **When an answer stays true.** The state of node x changes; with it change only steps into x and out of it. Take
 * the question's own steps: one below its securityMin does not exist, that is, it costs infinitely much, so that a
 * change of security is a change of cost like any other. Take as ways those of at most hopsMax steps (0: all ways).
 * Let P be the answer, of cost C. It stays the answer, to the node, if
 *
 * 1. none of P's own steps got dearer, and
 * 2. no step (a, b) that got cheaper has L(from, a) + its cost now + L(b, to) <= C, where no way from u to v costs
 *    less than L(u, v).
 *
 * By 2 every way over a cheaper step still costs more than C, so none beats P and none ties with it. By 1 P costs
 * what it did; had one of its steps become cheaper, 2 would fail. Every other way costs what it did or more. So C is
 * the least cost, and the ways of cost C are some of those there were, among them P. That settles the choice among
 * equals too. The canonical path takes at each node u, with k steps left, the lowest neighbor from which a way of the
 * least cost goes on in the steps that are left. For u on P the least cost is that of P's own rest: a cheaper or new
 * way from u, put behind P's way to u, would be a way from `from` that costs C or less over a cheaper step. So the
 * neighbors to choose from have only become fewer, and P's, the lowest, is still there.
 *
 * With hopsMax the canonical path without that limit has precedence if it is short enough. It needs no test of its
 * own: the neighbors it chose from at each u include all those that reach the least cost in k steps, and its own
 * choice is one of these, so it is the canonical path within hopsMax steps too.
 *
 * "There is no way" stays true as long as nothing gets cheaper, appearing included. A node x farther off than C
 * (L(from, x) + L(x, to) > C) is neither on P nor of use for 2, which spares most entries the rest of the test.
 */
export class RouteCache {
  hits = 0;
  misses = 0;
  stored = 0;
  evicted = 0;
  voided = 0;
  readonly entriesMax: number;
  readonly #graph: RouteGraph;
  readonly #paths: PathPool;
  readonly #faction: Uint8Array;
  readonly #from: Uint32Array;
  readonly #to: Uint32Array;
  readonly #hopsMax: Uint32Array;
  readonly #securityMin: Uint16Array;
  readonly #cost: Uint32Array;
  readonly #hops: Uint32Array;
  readonly #path: Int32Array;
  readonly #isForeseen: Uint8Array;
  readonly #buckets: Int32Array;
  /** The next slot of the same bucket, or the next free slot. */
  readonly #chain: Int32Array;
  /** A ring in the order of last use; slot `entriesMax` stands between the oldest and the newest. */
  readonly #newer: Int32Array;
  readonly #older: Int32Array;
  #firstFree = 0;
  #count = 0;
  /** Slots from here on were never used. */
  #high = 0;

  constructor(graph: RouteGraph, entriesMax: number, pathNodesMax = entriesMax * PATH_NODES_PER_ENTRY) {
    this.#graph = graph;
    this.entriesMax = entriesMax;
    this.#paths = new PathPool(Math.max(pathNodesMax, PATH_STEPS_MAX + 1));
    this.#faction = new Uint8Array(entriesMax);
    this.#from = new Uint32Array(entriesMax);
    this.#to = new Uint32Array(entriesMax);
    this.#hopsMax = new Uint32Array(entriesMax);
    this.#securityMin = new Uint16Array(entriesMax);
    this.#cost = new Uint32Array(entriesMax);
    this.#hops = new Uint32Array(entriesMax);
    this.#path = new Int32Array(entriesMax);
    this.#isForeseen = new Uint8Array(entriesMax);
    let buckets = 16;
    while (buckets < entriesMax) buckets *= 2;
    this.#buckets = new Int32Array(buckets);
    this.#chain = new Int32Array(entriesMax);
    this.#newer = new Int32Array(entriesMax + 1);
    this.#older = new Int32Array(entriesMax + 1);
    this.clear();
  }

  get count(): number {
    return this.#count;
  }

  /** Forgets every answer; the counters stay. */
  clear(): void {
    const ring = this.entriesMax;
    this.#faction.fill(FREE);
    this.#buckets.fill(NO_SLOT);
    for (let slot = 0; slot < ring; slot++) this.#chain[slot] = slot + 1 < ring ? slot + 1 : NO_SLOT;
    this.#firstFree = ring > 0 ? 0 : NO_SLOT;
    this.#newer[ring] = ring;
    this.#older[ring] = ring;
    this.#paths.clear();
    this.#count = 0;
    this.#high = 0;
  }

  /** Gives the answer to a question if it is known: returns the slot it is in, or -1. */
  find(query: RouteQuery, into: RouteAnswer): number {
    const slot = this.#slotOf(query);
    if (slot === NO_SLOT) {
      this.misses++;
      return slot;
    }
    this.hits++;
    this.#unlink(slot);
    this.#linkNewest(slot);
    this.#read(slot, into);
    return slot;
  }

  /** Whether an answer is known; counts nothing. */
  has(query: RouteQuery): boolean {
    return this.#slotOf(query) !== NO_SLOT;
  }

  /** Whether the answer in a slot was worked out before the change that made it true. */
  isForeseen(slot: number): boolean {
    return this.#isForeseen[slot] !== 0;
  }

  /** Keeps an answer, in place of an older one to the same question. */
  put(query: RouteQuery, answer: RouteAnswer, isForeseen = false): void {
    if (this.entriesMax === 0) return;
    const known = this.#slotOf(query);
    if (known !== NO_SLOT) this.#drop(known);
    const nodes = pathNodes(answer.cost, answer.hops);
    while (this.#firstFree === NO_SLOT || !this.#paths.hasRoom(nodes)) {
      this.#drop(this.#newer[this.entriesMax]);
      this.evicted++;
    }
    const slot = this.#firstFree;
    this.#firstFree = this.#chain[slot];
    this.#high = Math.max(this.#high, slot + 1);
    this.#count++;
    this.stored++;
    this.#faction[slot] = query.faction;
    this.#from[slot] = query.from;
    this.#to[slot] = query.to;
    this.#hopsMax[slot] = query.hopsMax;
    this.#securityMin[slot] = query.securityMin;
    this.#cost[slot] = answer.cost;
    this.#hops[slot] = answer.hops;
    this.#isForeseen[slot] = isForeseen ? 1 : 0;
    this.#path[slot] = nodes === 0 ? NO_PATH : this.#paths.store(answer.nodes, nodes);
    const bucket = this.#bucketOf(query);
    this.#chain[slot] = this.#buckets[bucket];
    this.#buckets[bucket] = slot;
    this.#linkNewest(slot);
  }

  /** Forgets the answers that a change may have made wrong. */
  forget(changes: StepChanges): void {
    for (let slot = 0; slot < this.#high; slot++) {
      if (!this.#isVoidedBy(slot, changes)) continue;
      this.#drop(slot);
      this.voided++;
    }
  }

  /**
   * The first slot from `slot` on whose answer a change would void, with its question in `into`; -1 when there is none.
   */
  nextVoided(slot: number, changes: StepChanges, into: RouteQuery): number {
    for (let next = slot; next < this.#high; next++) {
      if (!this.#isVoidedBy(next, changes)) continue;
      this.#readQuery(next, into);
      return next;
    }
    return NO_SLOT;
  }

  /** Puts every answer into another cache, as foreseen ones. The arguments after it are overwritten. */
  copyTo(other: RouteCache, query: RouteQuery, answer: RouteAnswer): void {
    for (let slot = 0; slot < this.#high; slot++) {
      if (this.#faction[slot] === FREE) continue;
      this.#readQuery(slot, query);
      this.#read(slot, answer);
      other.put(query, answer, true);
    }
  }

  #isVoidedBy(slot: number, changes: StepChanges): boolean {
    const faction = this.#faction[slot];
    if (faction === FREE || !changes.matters(faction)) return false;
    const graph = this.#graph;
    const cost = this.#cost[slot];
    const from = this.#from[slot];
    const to = this.#to[slot];
    const { node } = changes;
    const hasPath = cost !== UNREACHABLE;
    if (hasPath && leastCost(graph, from, node) + leastCost(graph, node, to) > cost) return false;
    const securityMin = this.#securityMin[slot];
    const count = pathNodes(cost, this.#hops[slot]);
    // The nodes of a path that is too long to hold are not known: it may take any step.
    const isLong = hasPath && count === 0;
    const place = count === 0 ? NO_NODE : this.#paths.placeOf(this.#path[slot], count, node);
    const onPath = place !== NO_NODE;
    const previous = onPath ? this.#paths.nodeAt(this.#path[slot], count, place - 1) : NO_NODE;
    const next = onPath ? this.#paths.nodeAt(this.#path[slot], count, place + 1) : NO_NODE;
    for (let step = 0; step < changes.count; step++) {
      const before = changes.costBefore(faction, step, securityMin);
      const after = changes.costAfter(faction, step, securityMin);
      if (before === after) continue;
      const a = changes.from[step];
      const b = changes.to[step];
      if (after > before) {
        if (isLong || (onPath && (b === node ? a === previous : b === next))) return true;
      } else if (!hasPath || leastCost(graph, from, a) + after + leastCost(graph, b, to) <= cost) return true;
    }
    return false;
  }

  #slotOf(query: RouteQuery): number {
    let slot = this.#buckets[this.#bucketOf(query)];
    while (slot !== NO_SLOT && !this.#isOf(slot, query)) slot = this.#chain[slot];
    return slot;
  }

  #isOf(slot: number, query: RouteQuery): boolean {
    return (
      this.#to[slot] === query.to &&
      this.#from[slot] === query.from &&
      this.#faction[slot] === query.faction &&
      this.#hopsMax[slot] === query.hopsMax &&
      this.#securityMin[slot] === query.securityMin
    );
  }

  #bucketOf(query: RouteQuery): number {
    return routeKeyHash(query) & (this.#buckets.length - 1);
  }

  #readQuery(slot: number, into: RouteQuery): void {
    into.faction = this.#faction[slot];
    into.from = this.#from[slot];
    into.to = this.#to[slot];
    into.hopsMax = this.#hopsMax[slot];
    into.securityMin = this.#securityMin[slot];
  }

  #read(slot: number, into: RouteAnswer): void {
    into.cost = this.#cost[slot];
    into.hops = this.#hops[slot];
    this.#paths.read(this.#path[slot], pathNodes(into.cost, into.hops), into.nodes);
  }

  #drop(slot: number): void {
    this.#readQuery(slot, this.#dropped);
    const bucket = this.#bucketOf(this.#dropped);
    if (this.#buckets[bucket] === slot) this.#buckets[bucket] = this.#chain[slot];
    else {
      let before = this.#buckets[bucket];
      while (this.#chain[before] !== slot) before = this.#chain[before];
      this.#chain[before] = this.#chain[slot];
    }
    this.#unlink(slot);
    if (this.#path[slot] !== NO_PATH) this.#paths.free(this.#path[slot]);
    this.#faction[slot] = FREE;
    this.#chain[slot] = this.#firstFree;
    this.#firstFree = slot;
    this.#count--;
  }

  readonly #dropped: RouteQuery = { faction: 0, from: 0, to: 0, hopsMax: 0, securityMin: 0 };

  #linkNewest(slot: number): void {
    const ring = this.entriesMax;
    const newest = this.#older[ring];
    this.#older[slot] = newest;
    this.#newer[slot] = ring;
    this.#newer[newest] = slot;
    this.#older[ring] = slot;
  }

  #unlink(slot: number): void {
    this.#older[this.#newer[slot]] = this.#older[slot];
    this.#newer[this.#older[slot]] = this.#newer[slot];
  }
}

/**
 * What a way between two nodes costs at least: its beeline, less one part in 256. A length is a decimeter above its
 * rounded beeline, which may be 8/4096 dm below the true one, and steps can be as short as that decimeter: 1/512 in
 * all.
 */
function leastCost(graph: RouteGraph, from: number, to: number): number {
  const direct = beeline(graph, from, to);
  return direct - Math.ceil(direct / 256);
}

/** Nodes of an answer that are given. */
function pathNodes(cost: number, hops: number): number {
  return cost === UNREACHABLE || hops > PATH_STEPS_MAX ? 0 : hops + 1;
}

/** A hash over all of a question. */
export function routeKeyHash(query: RouteQuery): number {
  let hash = mix32(query.from ^ 0x9e37_79b9);
  hash = mix32(hash ^ query.to);
  return mix32(hash ^ (query.faction << 28) ^ (query.securityMin << 16) ^ query.hopsMax);
}
