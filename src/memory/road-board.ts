import { CONVOY_RULES } from '../../components/convoy-rules.ts';
import { appendWords, takeWords, wordsOf } from '../../components/rule-words.ts';
import type { CostRules } from '../routing/route-costs.ts';

/**
 * What roads are like, written by the simulation after every tick and read by route workers, who never hold it up:
 * they read again when a write came in between (a sequence lock). Beside the states of all nodes lie the newest
 * changes and what is expected to change, so that a worker which looks often learns what is new without comparing whole
 * maps.
 */

/** Words before the rest: writes (odd while one goes on), tick, changes ever put down, version of the costs. */
const HEAD_WORDS = 8;
const WRITES = 0;
const TICK = 1;
const CHANGES = 2;
const COSTS_VERSION = 3;

/** Changes that are kept. After more of them, in one tick or in a long pause, a reader loads all states. */
const CHANGES_KEPT = 4_096;
/** Set in the state of a change that is only expected. */
const EXPECTED = 1 << 16;
/** Words of a change: node, state. */
const CHANGE_WORDS = 2;

/** Attempts of a reader, a millisecond or so: longer than any write. A writer that died in one is not waited for. */
const ATTEMPTS_MAX = 100_000;

/** The rules of costs as they are journalled. */
const COST_SHAPE = {
  relationPercent: CONVOY_RULES.relationPercent,
  securityThousandths: CONVOY_RULES.securityThousandths,
  disruptionPercent: CONVOY_RULES.disruptionPercent,
  disruptionFloorPercent: CONVOY_RULES.disruptionFloorPercent,
  alliesOf: CONVOY_RULES.alliesOf,
} as const;

const COST_WORDS = wordsOf(COST_SHAPE);
const CHANGES_AT = HEAD_WORDS + COST_WORDS;
const STATES_AT = CHANGES_AT + CHANGES_KEPT * CHANGE_WORDS;

/** Memory of a board for so many districts. */
export function allocateRoadBoard(nodeCount: number): SharedArrayBuffer {
  return new SharedArrayBuffer(STATES_AT * 4 + nodeCount * 2);
}

/** The simulation's end of the board. */
export class RoadBoardWriter {
  readonly #words: Int32Array;
  readonly #states: Uint16Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory, 0, STATES_AT);
    this.#states = new Uint16Array(memory, STATES_AT * 4);
  }

  /** Begins the write of what roads are like after `tick`. Every write must be ended. */
  begin(tick: number): void {
    Atomics.store(this.#words, WRITES, this.#words[WRITES] + 1);
    this.#words[TICK] = tick;
  }

  /** Puts down all states, between `begin` and `end`, as for a reader that knows none. */
  putAll(states: Uint16Array): void {
    for (let node = 0; node < this.#states.length; node++) this.#states[node] = states[node];
    this.#words[CHANGES] = (this.#words[CHANGES] + CHANGES_KEPT + 1) | 0;
  }

  /** Puts down the new state of a node, between `begin` and `end`. */
  change(node: number, state: number): void {
    this.#append(node, state);
    this.#states[node] = state;
  }

  /** Puts down a state that a node will probably have soon, between `begin` and `end`. */
  expect(node: number, state: number): void {
    this.#append(node, state | EXPECTED);
  }

  #append(node: number, state: number): void {
    const words = this.#words;
    const at = CHANGES_AT + ((words[CHANGES] >>> 0) % CHANGES_KEPT) * CHANGE_WORDS;
    words[at] = node;
    words[at + 1] = state;
    words[CHANGES] = (words[CHANGES] + 1) | 0;
  }

  /** Puts down what steps cost from now on, between `begin` and `end`. */
  setCosts(rules: CostRules): void {
    const words: number[] = [];
    appendWords(COST_SHAPE, rules, words);
    this.#words.set(words, HEAD_WORDS);
    this.#words[COSTS_VERSION]++;
  }

  end(): void {
    Atomics.store(this.#words, WRITES, this.#words[WRITES] + 1);
  }
}

/** Who is told what a reader of the board finds. */
export interface RoadFollower {
  /** All states, after which `change` tells what is new. */
  load(states: Uint16Array): void;
  change(node: number, state: number): void;
  /** A node will probably have a state soon. */
  foresee(node: number, state: number): void;
  setCosts(rules: CostRules): void;
}

/** A worker's end of the board: brings a follower to the newest tick on it. */
export class RoadBoardReader {
  readonly #words: Int32Array;
  readonly #states: Uint16Array;
  /** Copies, because what is read counts only when no write came in between. */
  readonly #copy: Uint16Array;
  readonly #changes = new Int32Array(CHANGES_KEPT * CHANGE_WORDS);
  readonly #costs = new Int32Array(COST_WORDS);
  readonly #found = { tick: 0, changed: 0, costsVersion: 0 };
  #writes = 0;
  #seen = 0;
  #costsVersion = 0;
  #hasLoaded = false;
  /** Tick of the roads that the follower knows. */
  tick = 0;
  /** Times that all states were loaded. */
  loads = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory, 0, STATES_AT);
    this.#states = new Uint16Array(memory, STATES_AT * 4);
    this.#copy = new Uint16Array(this.#states.length);
  }

  /**
   * Tells `follower` all that is new, exactly as after `tick`. False when nothing can be read: nothing was put down
   * yet, or a write lasts too long.
   */
  follow(follower: RoadFollower): boolean {
    const words = this.#words;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const writes = Atomics.load(words, WRITES);
      if (writes === 0) return false;
      if (writes === this.#writes) return true;
      if ((writes & 1) === 1) continue;
      const { tick, changed, costsVersion } = this.#read();
      if (Atomics.load(words, WRITES) !== writes) continue;
      this.#writes = writes;
      this.tick = tick;
      this.#tellCosts(costsVersion, follower);
      this.#tellChanges(changed, follower);
      return true;
    }
    return false;
  }

  #read(): { tick: number; changed: number; costsVersion: number } {
    const words = this.#words;
    const found = this.#found;
    found.tick = words[TICK] >>> 0;
    found.changed = words[CHANGES];
    found.costsVersion = words[COSTS_VERSION];
    for (let i = 0; i < COST_WORDS; i++) this.#costs[i] = words[HEAD_WORDS + i];
    if (this.#isLapped(found.changed)) {
      this.#copy.set(this.#states);
      return found;
    }
    let into = 0;
    for (let change = this.#seen; change !== found.changed; change = (change + 1) | 0) {
      const at = CHANGES_AT + ((change >>> 0) % CHANGES_KEPT) * CHANGE_WORDS;
      this.#changes[into++] = words[at];
      this.#changes[into++] = words[at + 1];
    }
    return found;
  }

  #isLapped(changed: number): boolean {
    return !this.#hasLoaded || (changed - this.#seen) >>> 0 > CHANGES_KEPT;
  }

  #tellCosts(version: number, follower: RoadFollower): void {
    if (version === this.#costsVersion) return;
    this.#costsVersion = version;
    follower.setCosts(takeWords(COST_SHAPE, this.#costs.values()));
  }

  #tellChanges(changed: number, follower: RoadFollower): void {
    const count = (changed - this.#seen) | 0;
    if (this.#isLapped(changed)) {
      follower.load(this.#copy);
      this.#hasLoaded = true;
      this.loads++;
    } else {
      for (let i = 0; i < count; i++) {
        const node = this.#changes[2 * i];
        const state = this.#changes[2 * i + 1];
        if ((state & EXPECTED) === 0) follower.change(node, state);
        else follower.foresee(node, state & ~EXPECTED);
      }
    }
    this.#seen = changed;
  }
}
