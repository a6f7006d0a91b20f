import { AskedKeys } from './asked-keys.ts';
import { createDeskCounters, type DeskCounters } from './desk-counters.ts';
import { FieldSet } from './field-set.ts';
import { Foresights } from './foresights.ts';
import { RouteCache } from './route-cache.ts';
import { type RouteCosts, securityClass } from './route-costs.ts';
import { type RouteGraph, UNREACHABLE } from './route-graph.ts';
import { PATH_STEPS_MAX, type RouteAnswer, type RouteQuery } from './route-query.ts';
import { RouteSearch } from './route-search.ts';
import { StepChanges } from './step-changes.ts';

/** Where an answer came from. */
export const TIER = { none: 0, cache: 1, field: 2, search: 3 } as const;

export type Tier = (typeof TIER)[keyof typeof TIER];

/** How much a desk may keep. */
export interface DeskLimits {
  /** Answers in the cache. */
  readonly entriesMax: number;
  readonly fieldsMax: number;
  /** Expected changes, and answers worked out ahead for each. */
  readonly foresightsMax: number;
  readonly foreseenAnswersMax: number;
}

/** With more tests of an answer against a change than this, 50 ms, the cache is emptied instead. */
const VOID_TESTS_MAX = 1_000_000;
/** So is it when one node in so many has changed: hardly an answer would be left. */
const NODES_PER_CHANGE_MIN = 16;

/**
 * Answers questions for routes from its own copy of the states, exactly, by the cheapest means: the cache, a field
 * toward the destination, a search. Changes are gathered and worked in when an answer is next needed. All tiers give
 * the same answer, so what a desk happens to keep shows in nothing but its counters.
 */
export class RouteDesk {
  readonly counters: DeskCounters = createDeskCounters();
  readonly cache: RouteCache;
  readonly fields: FieldSet;
  readonly foresights: Foresights;
  readonly #graph: RouteGraph;
  readonly #search: RouteSearch;
  readonly #changes: StepChanges;
  readonly #asked = new AskedKeys();
  readonly #states: Uint16Array;
  /** States to come, of the nodes on the list. */
  readonly #next: Uint16Array;
  readonly #changed: Uint32Array;
  readonly #isChanged: Uint8Array;
  #changedCount = 0;
  #costs: RouteCosts;
  /** Nodes that a question may repair a field by: about what a search would look at. */
  readonly #fieldWorkMax: number;

  constructor(graph: RouteGraph, costs: RouteCosts, limits: DeskLimits) {
    this.#graph = graph;
    this.#costs = costs;
    this.cache = new RouteCache(graph, limits.entriesMax);
    this.fields = new FieldSet(graph, limits.fieldsMax);
    this.foresights = new Foresights(graph, limits.foresightsMax, limits.foreseenAnswersMax);
    this.#search = new RouteSearch(graph);
    this.#changes = new StepChanges(graph);
    this.#states = new Uint16Array(graph.nodeCount);
    this.#next = new Uint16Array(graph.nodeCount);
    this.#changed = new Uint32Array(graph.nodeCount);
    this.#isChanged = new Uint8Array(graph.nodeCount);
    this.#fieldWorkMax = graph.nodeCount >> 1;
  }

  /** Takes over the states of all nodes. */
  load(states: Uint16Array): void {
    this.#forgetChanges();
    this.#states.set(states);
    this.#startOver();
  }

  /** Takes over other rules. */
  setCosts(costs: RouteCosts): void {
    this.#costs = costs;
    this.#startOver();
  }

  /** A node has another state from now on. */
  change(node: number, state: number): void {
    this.#next[node] = state;
    if (this.#isChanged[node] !== 0) return;
    this.#isChanged[node] = 1;
    this.#changed[this.#changedCount++] = node;
  }

  /** The state of a node, with the changes told so far. */
  stateOf(node: number): number {
    return this.#isChanged[node] === 0 ? this.#states[node] : this.#next[node];
  }

  /** Keeps a field of a faction toward a node; of too many, those longest unused are given up. */
  keepField(faction: number, target: number): void {
    this.fields.keep(faction, target);
  }

  /** A node will probably have a state soon: `idle` works out what will then be asked again. */
  foresee(node: number, state: number): void {
    if (this.stateOf(node) !== state) this.foresights.add(node, state);
  }

  /** Answers for the states told so far. */
  answer(query: RouteQuery, into: RouteAnswer): Tier {
    this.#workInChanges();
    const { counters } = this;
    counters.questions++;
    if (query.from === query.to) {
      Object.assign(into, { cost: 0, hops: 0 });
      into.nodes[0] = query.from;
      counters.atOnce++;
      return TIER.none;
    }
    const isRepeat = this.#asked.ask(query);
    if (isRepeat) counters.repeats++;
    const slot = this.cache.find(query, into);
    if (slot >= 0) {
      counters.fromCache++;
      if (isRepeat) counters.repeatsFromCache++;
      if (this.cache.isForeseen(slot)) counters.fromForesight++;
      return TIER.cache;
    }
    const isFromField = this.#askField(query, into);
    if (isFromField) {
      counters.fromFields++;
      if (isRepeat) counters.repeatsFromFields++;
    } else {
      this.#search.find(query, this.#states, this.#costs, into);
      counters.searches++;
      counters.expanded += this.#search.expanded;
    }
    this.cache.put(query, into);
    return isFromField ? TIER.field : TIER.search;
  }

  /**
   * Works ahead while nobody asks, looking at about `workMax` nodes: repairs fields, then foresees. Returns the nodes
   * looked at; fewer than `workMax` when there is nothing left to do.
   */
  idle(workMax: number): number {
    this.#workInChanges();
    const work = this.fields.repairSome(this.#states, this.#costs, workMax);
    if (work >= workMax) return work;
    return (
      work + this.foresights.workAhead(this.cache, this.#search, this.#states, this.#costs, workMax - work)
    );
  }

  /**
   * A field knows nothing of limits. But if its path keeps them it is the answer: of fewer ways it is still a cheapest
   * one, and at each of its nodes the lowest choice among fewer.
   */
  #askField(query: RouteQuery, into: RouteAnswer): boolean {
    const { faction, from, to, hopsMax, securityMin } = query;
    const field = this.fields.exact(faction, to, this.#states, this.#costs, this.#fieldWorkMax);
    if (!field) return false;
    field.walk(from, this.#states, this.#costs, into);
    if (into.cost === UNREACHABLE) return true;
    if (hopsMax !== 0 && into.hops > hopsMax) return false;
    return securityMin === 0 || this.#isSafe(into, securityMin);
  }

  #isSafe(answer: RouteAnswer, securityMin: number): boolean {
    if (answer.hops > PATH_STEPS_MAX) return false;
    const { securityThousandths } = this.#costs.rules;
    for (let step = 0; step < answer.hops; step++) {
      const from = this.#states[answer.nodes[step]];
      const to = this.#states[answer.nodes[step + 1]];
      if (securityThousandths[securityClass(from, to)] < securityMin) return false;
    }
    return true;
  }

  #workInChanges(): void {
    if (this.#changedCount === 0) return;
    // One change after the other: the test of an answer is about one node, with all others as they are.
    const isStorm =
      this.#changedCount * NODES_PER_CHANGE_MIN > this.#graph.nodeCount ||
      this.#changedCount * this.cache.count > VOID_TESTS_MAX;
    if (isStorm) {
      this.cache.clear();
      this.foresights.clear();
      this.counters.cacheEmptied++;
    }
    for (let i = 0; i < this.#changedCount; i++) {
      const node = this.#changed[i];
      if (this.#states[node] !== this.#next[node]) this.#workIn(node, this.#next[node]);
    }
    this.#forgetChanges();
  }

  #workIn(node: number, state: number): void {
    this.counters.changes++;
    if (this.cache.count > 0) {
      this.#changes.compare(this.#graph, this.#states, this.#costs, node, state);
      this.cache.forget(this.#changes);
    }
    this.foresights.beforeChange(node, state, this.#states, this.#costs);
    this.#states[node] = state;
    this.foresights.afterChange(node, state, this.cache);
    this.fields.touch(node);
  }

  #forgetChanges(): void {
    for (let i = 0; i < this.#changedCount; i++) this.#isChanged[this.#changed[i]] = 0;
    this.#changedCount = 0;
  }

  #startOver(): void {
    this.cache.clear();
    this.foresights.clear();
    this.fields.restart();
  }
}
