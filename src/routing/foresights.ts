import { RouteCache } from './route-cache.ts';
import type { RouteCosts } from './route-costs.ts';
import type { RouteGraph } from './route-graph.ts';
import { createRouteAnswer, type RouteQuery } from './route-query.ts';
import type { RouteSearch } from './route-search.ts';
import { StepChanges } from './step-changes.ts';

/** Looking through the cache for answers that a change would void costs about as much as settling so many nodes. */
const LOOK_WORK = 64;
/** In place of the next slot: all were looked at. */
const DONE = -1;

/** A state that a node will probably have, and the answers that will then be true. */
interface Foresight {
  node: number;
  state: number;
  isLive: boolean;
  /** Slot of the desk's cache from which on no answer has been worked out yet. */
  nextSlot: number;
  foreseenAt: number;
  readonly answers: RouteCache;
}

/**
 * Answers worked out ahead, for changes that are likely. Each foresight is a cache of a world that differs from the
 * present one in a single node, and is kept true in that world by the test that keeps the desk's cache true in this
 * one. When just that change happens, both worlds are the same, and the answers move over.
 */
export class Foresights {
  /** Searches made ahead, and answers that came to be true. */
  searches = 0;
  taken = 0;
  readonly #graph: RouteGraph;
  readonly #list: Foresight[] = [];
  readonly #changes: StepChanges;
  readonly #query: RouteQuery = { faction: 0, from: 0, to: 0, hopsMax: 0, securityMin: 0 };
  readonly #answer = createRouteAnswer();
  #calls = 0;

  constructor(graph: RouteGraph, foresightsMax: number, answersMax: number) {
    this.#graph = graph;
    this.#changes = new StepChanges(graph);
    for (let i = 0; i < foresightsMax; i++) {
      const answers = new RouteCache(graph, answersMax);
      this.#list.push({ node: 0, state: 0, isLive: false, nextSlot: 0, foreseenAt: 0, answers });
    }
  }

  clear(): void {
    for (const foresight of this.#list) end(foresight);
  }

  /**
   * Expects a node to have a state soon; of too many expectations the one not repeated for longest is given up.
   * Repeating it lets answers be looked at that the cache has got since.
   */
  add(node: number, state: number): void {
    if (this.#list.length === 0) return;
    let place = this.#list[0];
    for (const foresight of this.#list) {
      if (foresight.isLive && foresight.node === node && foresight.state === state) {
        place = foresight;
        break;
      }
      if (!foresight.isLive ? place.isLive : place.isLive && foresight.foreseenAt < place.foreseenAt) {
        place = foresight;
      }
    }
    if (!place.isLive || place.node !== node || place.state !== state) {
      end(place);
      Object.assign(place, { node, state, isLive: true });
    }
    place.nextSlot = 0;
    place.foreseenAt = ++this.#calls;
  }

  /** Keeps the foreseen answers true while a node changes; to be told before the states are. */
  beforeChange(node: number, after: number, states: Uint16Array, costs: RouteCosts): void {
    for (const foresight of this.#list) {
      // A world in which the node has its foreseen state does not depend on the state it has here.
      if (!foresight.isLive || foresight.node === node) continue;
      if (foresight.answers.count === 0) continue;
      const present = states[foresight.node];
      states[foresight.node] = foresight.state;
      this.#changes.compare(this.#graph, states, costs, node, after);
      states[foresight.node] = present;
      const { voided } = foresight.answers;
      foresight.answers.forget(this.#changes);
      // What was lost is worked out again, if the change would still void it.
      if (foresight.answers.voided > voided) foresight.nextSlot = 0;
    }
  }

  /** Moves the answers foreseen for a change over to the desk's cache, once it has happened. */
  afterChange(node: number, state: number, cache: RouteCache): void {
    for (const foresight of this.#list) {
      if (!foresight.isLive || foresight.node !== node || foresight.state !== state) continue;
      this.taken += foresight.answers.count;
      foresight.answers.copyTo(cache, this.#query, this.#answer);
      end(foresight);
    }
  }

  /** Works out answers that the foreseen changes would void; returns about how many nodes it looked at. */
  workAhead(
    cache: RouteCache,
    search: RouteSearch,
    states: Uint16Array,
    costs: RouteCosts,
    workMax: number,
  ): number {
    let work = 0;
    for (const foresight of this.#list) {
      if (work >= workMax) break;
      if (!foresight.isLive || foresight.nextSlot === DONE) continue;
      work += this.#workOn(foresight, cache, search, states, costs, workMax - work);
    }
    return work;
  }

  #workOn(
    foresight: Foresight,
    cache: RouteCache,
    search: RouteSearch,
    states: Uint16Array,
    costs: RouteCosts,
    workMax: number,
  ): number {
    const { node, state, answers } = foresight;
    const present = states[node];
    this.#changes.compare(this.#graph, states, costs, node, state);
    // At least one look per call, however little work is allowed: otherwise it would never end.
    let work = 0;
    do {
      work += LOOK_WORK;
      const isFull = answers.count === answers.entriesMax;
      const slot = isFull ? -1 : cache.nextVoided(foresight.nextSlot, this.#changes, this.#query);
      foresight.nextSlot = slot < 0 ? DONE : slot + 1;
      if (slot < 0) break;
      if (answers.has(this.#query)) continue;
      states[node] = state;
      search.find(this.#query, states, costs, this.#answer);
      states[node] = present;
      answers.put(this.#query, this.#answer);
      this.searches++;
      work += search.expanded;
    } while (work < workMax);
    return work;
  }
}

function end(foresight: Foresight): void {
  foresight.isLive = false;
  foresight.answers.clear();
}
