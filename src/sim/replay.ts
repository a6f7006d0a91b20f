import { INBOX_RECORD_WORDS } from '../../components/inbox.ts';
import { RULES_RECORDS, type Rules, readRules, writeRules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { setRules } from '../../systems/actions/set-rules.ts';
import { JOURNAL_HEAD_WORDS, JOURNAL_KIND } from '../memory/journal-ring.ts';
import { disconnectAll, populate } from './create-world.ts';
import { type AfterSystem, runTick } from './tick.ts';

/**
 * What a server does to a world when it starts on it: a record in the journal's base entries, so that a replay can do
 * it too. The records of the rules follow it.
 */
const BOOT_WORD = { patrols: 14, isBoot: 15 } as const;

/** Inbox records of a base entry. */
export const BASE_RECORDS = 1 + RULES_RECORDS;

/**
 * Writes the records of a base entry. `patrols` is the wanted number, or -1 for a base that is no start of a server.
 */
export function writeBase(world: World, patrols: number, into: Int32Array): void {
  into.fill(0, 0, INBOX_RECORD_WORDS);
  into[BOOT_WORD.patrols] = patrols;
  into[BOOT_WORD.isBoot] = patrols >= 0 ? 1 : 0;
  writeRules(world.rules, into, INBOX_RECORD_WORDS);
}

/** The rules that hold from a base entry on. */
export function baseRules(entry: Int32Array): Rules {
  return readRules(entry, JOURNAL_HEAD_WORDS + INBOX_RECORD_WORDS);
}

/** Takes over a resting world: no client is connected any more, the rules are these, and so many patrols walk. */
export function beginBoot(world: World, patrols: number): void {
  disconnectAll(world);
  populate(world, patrols);
}

/** The replay left the history it repeats: something the tick does is not a function of its inputs. */
export class Divergence extends Error {}

/** Called after every replayed tick. */
export type AfterTick = (world: World) => void;

const nothing = () => {};

/** Around every replayed tick, for whoever measures it. The inbox is full when `beforeTick` is called. */
export interface TickHooks {
  beforeTick(world: World): void;
  readonly afterSystem: AfterSystem;
  afterTick(world: World): void;
}

const NO_HOOKS: TickHooks = { beforeTick: nothing, afterSystem: nothing, afterTick: nothing };

/**
 * Repeats journal entries on a world: whole entries as `storage/journal-reader.ts` gives them, each checked by the
 * trail of the state before it. Returns the ticks run. Throws Divergence at the first state that is not the recorded
 * one.
 */
export function replay(world: World, entries: Int32Array, afterTick: AfterTick = nothing): number {
  const first = world.ledger.tick[0];
  new Replay(world, entries, afterTick).advanceTo(LAST_TICK);
  return world.ledger.tick[0] - first;
}

/** Later than every tick there can be. */
export const LAST_TICK = 0xffff_ffff;

/** A replay that can be stopped at any tick on the way. */
export class Replay {
  /** Entries repeated so far, and the inbox records in those of ticks. */
  entries = 0;
  commands = 0;
  hooks = NO_HOOKS;
  readonly #world: World;
  readonly #words: Int32Array;
  readonly #afterTick: AfterTick;
  #at = 0;

  constructor(world: World, entries: Int32Array, afterTick: AfterTick = nothing) {
    this.#world = world;
    this.#words = entries;
    this.#afterTick = afterTick;
  }

  /** Whether all entries are repeated. */
  get isDone(): boolean {
    return this.#at >= this.#words.length;
  }

  /**
   * Repeats what entered up to `tick` and what was done to the world between that tick and the next. History ends with
   * the last entry, so the world may stand before `tick`. Throws Divergence.
   */
  advanceTo(tick: number): void {
    const { ledger } = this.#world;
    while (!this.isDone) {
      const restingTick = this.#restingTick();
      while (ledger.tick[0] < Math.min(restingTick, tick)) this.#step();
      const isInput = this.#words[this.#at] === JOURNAL_KIND.inputs;
      if (restingTick + (isInput ? 1 : 0) > tick) return;
      this.#take(restingTick, isInput);
    }
  }

  /** An entry of inputs stands for the tick it entered, a base for the moment after its tick. */
  #restingTick(): number {
    const tick = this.#words[this.#at + 1] >>> 0;
    return this.#words[this.#at] === JOURNAL_KIND.base ? tick : tick - 1;
  }

  #take(restingTick: number, isInput: boolean): void {
    const { inbox, ledger } = this.#world;
    const count = this.#words[this.#at + 2];
    const trail = this.#words[this.#at + 3];
    const records = this.#at + JOURNAL_HEAD_WORDS;
    if (ledger.tick[0] !== restingTick || ledger.trail[0] !== trail) {
      throw new Divergence(
        `replay differs from history after tick ${restingTick}: trail ${hex(ledger.trail[0])} at tick ` +
          `${ledger.tick[0]} instead of ${hex(trail)}`,
      );
    }
    this.#at = records + count * INBOX_RECORD_WORDS;
    this.entries++;
    if (isInput) {
      this.commands += count;
      inbox.words.set(this.#words.subarray(records, this.#at));
      inbox.count = count;
      this.#step();
    } else if (this.#words[records + BOOT_WORD.isBoot] !== 0) {
      setRules(this.#world, readRules(this.#words, records + INBOX_RECORD_WORDS));
      beginBoot(this.#world, this.#words[records + BOOT_WORD.patrols]);
    }
  }

  #step(): void {
    this.hooks.beforeTick(this.#world);
    runTick(this.#world, this.hooks.afterSystem);
    this.hooks.afterTick(this.#world);
    this.#afterTick(this.#world);
  }
}

function hex(trail: number): string {
  return (trail >>> 0).toString(16).padStart(8, '0');
}
