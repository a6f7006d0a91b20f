import { PATH_NODES } from '../limits.ts';
import { joinHash } from '../maths/hash.ts';

/**
 * Questions for routes on their way to the route workers, and the answers on their way back. The simulation puts
 * questions in and takes answers out; workers claim what is asked. A slot belongs to one thread at a time: whoever its
 * state word names, which is changed by compare-and-exchange where two may want it. Nobody ever waits for a slot.
 */

/** Who may touch a slot: the simulation, any worker that claims it, the worker that did, the simulation again. */
export const SLOT_STATE = { free: 0, asked: 1, taken: 2, answered: 3 } as const;
const STATE_BITS = 2;
const STATE_MASK = 3;

/** Questions that are out at once. A worker answers thousands in a tick; the rest waits in the world, by priority. */
export const ROUTE_SLOT_COUNT = 64;

/** Deaths of workers over a question after which it is answered that there is no way: it may be what kills them. */
export const QUESTION_DEATHS_MAX = 2;

/** What a worker does: nothing, as it is not there; sleep; work. */
const WORKER = { gone: 0, idle: 1, busy: 2 } as const;

/** Words before the slots: a word to sleep on, 1 when no worker will ever come back, and WORKER of each. */
const HEAD_WORDS = 16;
const BELL = 0;
const GIVEN_UP = 1;
const WORKERS_AT = 8;

const SLOT = {
  state: 0,
  /** Question. */
  row: 1,
  serial: 2,
  faction: 3,
  from: 4,
  to: 5,
  hopsMax: 6,
  securityMin: 7,
  priority: 8,
  askTick: 9,
  owner: 10,
  deaths: 11,
  /** Answer. */
  versionTick: 12,
  cost: 13,
  hops: 14,
  nodes: 16,
} as const;
const SLOT_WORDS = SLOT.nodes + PATH_NODES;

/** What the simulation asks. */
export interface RouteQuestion {
  /** Row in the store of requests, and the number of the question in it. */
  row: number;
  serial: number;
  faction: number;
  from: number;
  to: number;
  hopsMax: number;
  securityMin: number;
  priority: number;
  /** Tick after which it was asked. */
  askTick: number;
}

export function createRouteQuestion(): RouteQuestion {
  return {
    ...{ row: 0, serial: 0, faction: 0, from: 0, to: 0 },
    ...{ hopsMax: 0, securityMin: 0, priority: 0, askTick: 0 },
  };
}

export function allocateRouteSlots(): SharedArrayBuffer {
  return new SharedArrayBuffer((HEAD_WORDS + ROUTE_SLOT_COUNT * SLOT_WORDS) * 4);
}

/** Both ends of the slots; `workers` is how many threads share the questions. */
export class RouteSlots {
  readonly #words: Int32Array;
  readonly #workers: number;
  /** Questions that are this worker's by right, as its newest look found them. */
  #own = 0;
  /** Questions taken that were another worker's by right. */
  stolen = 0;

  constructor(memory: SharedArrayBuffer, workers: number) {
    this.#words = new Int32Array(memory);
    this.#workers = workers;
  }

  stateOf(slot: number): number {
    return Atomics.load(this.#words, placeOf(slot)) & STATE_MASK;
  }

  /** Simulation: puts a question into a slot that is free. */
  ask(slot: number, question: Readonly<RouteQuestion>): void {
    const words = this.#words;
    const at = placeOf(slot);
    words[at + SLOT.row] = question.row;
    words[at + SLOT.serial] = question.serial;
    words[at + SLOT.faction] = question.faction;
    words[at + SLOT.from] = question.from;
    words[at + SLOT.to] = question.to;
    words[at + SLOT.hopsMax] = question.hopsMax;
    words[at + SLOT.securityMin] = question.securityMin;
    words[at + SLOT.priority] = question.priority;
    words[at + SLOT.askTick] = question.askTick;
    // Ways of one faction to one place come from one field: the worker that has it answers the next one from memory.
    words[at + SLOT.owner] = (joinHash(question.faction, question.to) >>> 0) % this.#workers;
    words[at + SLOT.deaths] = 0;
    Atomics.store(words, at, SLOT_STATE.asked);
  }

  /** Wakes the workers. */
  ring(): void {
    Atomics.add(this.#words, BELL, 1);
    Atomics.notify(this.#words, BELL);
  }

  /** Simulation: takes a question back. False when a worker has it already. */
  retract(slot: number): boolean {
    const at = placeOf(slot);
    return Atomics.compareExchange(this.#words, at, SLOT_STATE.asked, SLOT_STATE.free) === SLOT_STATE.asked;
  }

  /** Simulation: done with an answer. */
  free(slot: number): void {
    Atomics.store(this.#words, placeOf(slot), SLOT_STATE.free);
  }

  /** Simulation: tick of the roads that an answer is exact for, its cost (decimeters) and its steps. */
  versionTick(slot: number): number {
    return this.#words[placeOf(slot) + SLOT.versionTick] >>> 0;
  }

  cost(slot: number): number {
    return this.#words[placeOf(slot) + SLOT.cost] >>> 0;
  }

  hops(slot: number): number {
    return this.#words[placeOf(slot) + SLOT.hops];
  }

  /** Simulation: the nodes of an answer, from word `nodesAt` of `words` on. */
  get words(): Int32Array {
    return this.#words;
  }

  nodesAt(slot: number): number {
    return placeOf(slot) + SLOT.nodes;
  }

  /** Worker: the sign to give to `sleep`, to be read before looking for a question. */
  get bell(): number {
    return Atomics.load(this.#words, BELL);
  }

  /** Worker: sleeps until the bell rings or has rung since `bell` was read. */
  sleep(worker: number, bell: number, timeoutMs: number): void {
    Atomics.store(this.#words, WORKERS_AT + worker, WORKER.idle);
    Atomics.wait(this.#words, BELL, bell, timeoutMs);
  }

  /**
   * Worker: takes the question that comes first, -1 when there is none for it. Its own come before those of others, of
   * which it takes what their worker does not get to.
   */
  claim(worker: number): number {
    const words = this.#words;
    for (;;) {
      const slot = this.#first(worker);
      if (slot < 0) return -1;
      Atomics.store(words, WORKERS_AT + worker, WORKER.busy);
      const taken = SLOT_STATE.taken | (worker << STATE_BITS);
      const at = placeOf(slot);
      if (Atomics.compareExchange(words, at, SLOT_STATE.asked, taken) !== SLOT_STATE.asked) continue;
      if (words[at + SLOT.owner] !== worker) this.stolen++;
      // Those who looked while this worker was idle left them to it.
      else if (this.#own > 1 && this.#workers > 1) this.ring();
      return slot;
    }
  }

  /** Worker: the question of a slot that it claimed. Returns the deaths of workers over it. */
  question(slot: number, into: RouteQuestion): number {
    const words = this.#words;
    const at = placeOf(slot);
    into.row = words[at + SLOT.row];
    into.serial = words[at + SLOT.serial] >>> 0;
    into.faction = words[at + SLOT.faction];
    into.from = words[at + SLOT.from];
    into.to = words[at + SLOT.to];
    into.hopsMax = words[at + SLOT.hopsMax];
    into.securityMin = words[at + SLOT.securityMin];
    into.priority = words[at + SLOT.priority];
    into.askTick = words[at + SLOT.askTick] >>> 0;
    return words[at + SLOT.deaths];
  }

  /** Worker: answers a question that it claimed. Beyond PATH_NODES - 1 steps the nodes are not given. */
  answer(slot: number, versionTick: number, cost: number, hops: number, nodes: Uint32Array): void {
    const words = this.#words;
    const at = placeOf(slot);
    words[at + SLOT.versionTick] = versionTick;
    words[at + SLOT.cost] = cost;
    words[at + SLOT.hops] = hops;
    if (hops < PATH_NODES) for (let i = 0; i <= hops; i++) words[at + SLOT.nodes + i] = nodes[i];
    Atomics.store(words, at, SLOT_STATE.answered);
  }

  /** Worker: leaves a question that it claimed to whoever is next. */
  putBack(slot: number): void {
    Atomics.store(this.#words, placeOf(slot), SLOT_STATE.asked);
  }

  /** Whoever knows that a worker is gone for certain: what it had is asked again, and others may take what was its. */
  left(worker: number): void {
    const words = this.#words;
    const taken = SLOT_STATE.taken | (worker << STATE_BITS);
    Atomics.store(words, WORKERS_AT + worker, WORKER.gone);
    for (let slot = 0; slot < ROUTE_SLOT_COUNT; slot++) {
      const at = placeOf(slot);
      if (Atomics.load(words, at) !== taken) continue;
      words[at + SLOT.deaths]++;
      Atomics.store(words, at, SLOT_STATE.asked);
    }
    this.ring();
  }

  /** No worker comes back: the simulation has to find its answers itself. */
  giveUp(): void {
    Atomics.store(this.#words, GIVEN_UP, 1);
  }

  get isGivenUp(): boolean {
    return Atomics.load(this.#words, GIVEN_UP) === 1;
  }

  #first(worker: number): number {
    const words = this.#words;
    let best = -1;
    let bestRank = 0;
    this.#own = 0;
    for (let slot = 0; slot < ROUTE_SLOT_COUNT; slot++) {
      const at = placeOf(slot);
      if (Atomics.load(words, at) !== SLOT_STATE.asked) continue;
      const owner = words[at + SLOT.owner];
      if (owner === worker) this.#own++;
      else if (Atomics.load(words, WORKERS_AT + owner) === WORKER.idle) continue;
      const rank = rankOf(owner === worker, words[at + SLOT.priority], words[at + SLOT.serial] >>> 0);
      if (best >= 0 && rank <= bestRank) continue;
      best = slot;
      bestRank = rank;
    }
    return best;
  }
}

function placeOf(slot: number): number {
  return HEAD_WORDS + slot * SLOT_WORDS;
}

/** Greater for what comes first: own questions, then those of higher priority, then older ones. */
function rankOf(isOwn: boolean, priority: number, serial: number): number {
  return ((isOwn ? 256 : 0) + priority) * 2 ** 32 + (2 ** 32 - 1 - serial);
}
