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

/** Writes a word and returns the place of the next. */
function put(ring: Int32Array, at: number, word: number): number {
  ring[at] = word;
  return at + 1 === JOURNAL_RING_WORDS ? 0 : at + 1;
}

/** Both ends of the ring; each thread uses its own half only. */
export class JournalRing {
  readonly #control: Int32Array;
  readonly #words: Int32Array;
  #entries: number;
  /** Whether entries were written that the reader may not know of. */
  #asleep = false;

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

  /** Storage: entries written so far, to be asked about with `isSafe`. */
  get written(): number {
    return Atomics.load(this.#control, ENTRIES);
  }

  /** Storage: whether the first `written` entries are safe on disk. */
  isSafe(written: number): boolean {
    return ((Atomics.load(this.#control, DURABLE) - written) | 0) >= 0;
  }

  /** Simulation: writes an entry of `count` inbox records. There must be room. */
  push(kind: number, tick: number, trail: number, words: Int32Array, count: number): void {
    const size = count * INBOX_RECORD_WORDS;
    const written = Atomics.load(this.#control, WRITTEN);
    const ring = this.#words;
    let at = (written >>> 0) % JOURNAL_RING_WORDS;
    at = put(ring, at, kind);
    at = put(ring, at, tick);
    at = put(ring, at, count);
    at = put(ring, at, trail);
    // Two runs at the most: a check for the end of the ring at every word would cost more than the word.
    const before = Math.min(size, JOURNAL_RING_WORDS - at);
    for (let i = 0; i < before; i++) ring[at + i] = words[i];
    for (let i = before; i < size; i++) ring[i - before] = words[i];
    this.#entries = (this.#entries + 1) | 0;
    Atomics.store(this.#control, ENTRIES, this.#entries);
    Atomics.store(this.#control, WRITTEN, (written + JOURNAL_HEAD_WORDS + size) | 0);
    this.#asleep = true;
  }

  /**
   * Simulation: wakes the reader if there is something new for it. Apart from `push`, because it is a system call of
   * some 10 µs, and the tick need not wait for it: what is committed can only be told in the next frame anyway.
   */
  wake(): void {
    if (!this.#asleep) return;
    this.#asleep = false;
    Atomics.notify(this.#control, WRITTEN);
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
