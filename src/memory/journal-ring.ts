import { INBOX_RECORD_WORDS } from '../../components/inbox.ts';
import { INBOX_RECORDS_PER_TICK_MAX, JOURNAL_RING_WORDS } from '../limits.ts';

/**
 * What entered each tick, on its way from the simulation (sole writer) to the journal thread (sole reader). An entry is
 * a head and the tick's inbox; it is in the ring before the tick runs, so that an input that brings the simulation down
 * is on record. The simulation never waits: while there is no room for a full inbox, it takes no input at all.
 */

const CONTROL_WORDS = 16;
/** Words written and taken since boot, modulo 2^32; the reader sleeps on the first. */
const WRITTEN = 0;
const TAKEN = 1;
/** Entries written, and entries that are safe on disk. */
const ENTRIES = 2;
const DURABLE = 3;

/** Head of an entry: kind, tick, inbox records, trail of the state before the tick. */
export const JOURNAL_HEAD_WORDS = 4;
export const JOURNAL_KIND = { inputs: 1, base: 2 } as const;

const ENTRY_WORDS_MAX = JOURNAL_HEAD_WORDS + INBOX_RECORDS_PER_TICK_MAX * INBOX_RECORD_WORDS;

export function allocateJournalRing(): SharedArrayBuffer {
  return new SharedArrayBuffer((CONTROL_WORDS + JOURNAL_RING_WORDS) * 4);
}

/** Both ends of the ring; each thread uses its own half only. */
export class JournalRing {
  readonly #control: Int32Array;
  readonly #words: Int32Array;
  #entries: number;

  constructor(memory: SharedArrayBuffer) {
    this.#control = new Int32Array(memory, 0, CONTROL_WORDS);
    this.#words = new Int32Array(memory, CONTROL_WORDS * 4);
    this.#entries = Atomics.load(this.#control, ENTRIES);
  }

  /** Simulation: whether an entry with a full inbox would fit now. */
  get hasRoom(): boolean {
    const used = (Atomics.load(this.#control, WRITTEN) - Atomics.load(this.#control, TAKEN)) >>> 0;
    return used + ENTRY_WORDS_MAX <= JOURNAL_RING_WORDS;
  }

  /** Simulation: whether everything written is safe on disk. */
  get isDurable(): boolean {
    return Atomics.load(this.#control, DURABLE) === this.#entries;
  }

  /** Simulation: writes an entry of `count` inbox records and wakes the reader. There must be room. */
  push(kind: number, tick: number, trail: number, words: Int32Array, count: number): void {
    const size = count * INBOX_RECORD_WORDS;
    const written = Atomics.load(this.#control, WRITTEN);
    let at = (written >>> 0) % JOURNAL_RING_WORDS;
    at = this.#put(at, kind);
    at = this.#put(at, tick);
    at = this.#put(at, count);
    at = this.#put(at, trail);
    for (let i = 0; i < size; i++) at = this.#put(at, words[i]);
    this.#entries = (this.#entries + 1) | 0;
    Atomics.store(this.#control, ENTRIES, this.#entries);
    Atomics.store(this.#control, WRITTEN, (written + JOURNAL_HEAD_WORDS + size) | 0);
    Atomics.notify(this.#control, WRITTEN);
  }

  #put(at: number, word: number): number {
    this.#words[at] = word;
    return at + 1 === JOURNAL_RING_WORDS ? 0 : at + 1;
  }

  /** Journal: sleeps until there is something to take, at most `timeoutMs`. */
  wait(timeoutMs: number): void {
    const taken = Atomics.load(this.#control, TAKEN);
    if (Atomics.load(this.#control, WRITTEN) === taken)
      Atomics.wait(this.#control, WRITTEN, taken, timeoutMs);
  }

  /** Journal: everything that waits, whole entries one after the other; the room is free again at once. */
  take(): Int32Array {
    const taken = Atomics.load(this.#control, TAKEN);
    const count = (Atomics.load(this.#control, WRITTEN) - taken) >>> 0;
    const entries = new Int32Array(count);
    let from = (taken >>> 0) % JOURNAL_RING_WORDS;
    for (let i = 0; i < count; i++) {
      entries[i] = this.#words[from];
      from = from + 1 === JOURNAL_RING_WORDS ? 0 : from + 1;
    }
    Atomics.store(this.#control, TAKEN, (taken + count) | 0);
    return entries;
  }

  /** Journal: `count` more entries are safe on disk. */
  confirm(count: number): void {
    Atomics.store(this.#control, DURABLE, (Atomics.load(this.#control, DURABLE) + count) | 0);
  }
}
