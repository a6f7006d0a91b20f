import { CHRONICLE_WORDS, type Chronicle } from '../../components/chronicle.ts';
import { CHRONICLE_RING_WORDS, CHRONICLE_ROWS_PER_TICK_MAX } from '../limits.ts';

export { CHRONICLE, CHRONICLE_WORDS } from '../../components/chronicle.ts';

/**
 * What happened to territories in each tick, on its way from the simulation (sole writer) to the history thread (sole
 * reader). The simulation never waits in play: a tick that does not fit is counted as lost. History can bear that, as
 * it tells what was and decides nothing.
 */

const CONTROL_WORDS = 16;
/** Words written and taken since boot, modulo 2^32. A replay sleeps on the second. */
const WRITTEN = 0;
const TAKEN = 1;
/** Newest tick told of, whether or not anything happened in it. */
const TICK = 2;
/** Tick of the newest mark, and of the newest one before which all rows are safe on disk. */
const MARKED = 3;
const SAFE = 4;
/** Rows that found no room. */
const LOST = 5;
/** 1 while the history thread cannot write. */
const FAILING = 6;

/** Head of an entry: number of rows or MARK, tick. */
export const CHRONICLE_HEAD_WORDS = 2;
export const MARK = -1;

const ENTRY_WORDS_MAX = CHRONICLE_HEAD_WORDS + CHRONICLE_ROWS_PER_TICK_MAX * CHRONICLE_WORDS;
/** Kept free by ticks, so that marks fit into a full ring. */
const RESERVE_WORDS = 64 * CHRONICLE_HEAD_WORDS;

export function allocateChronicleRing(): SharedArrayBuffer {
  return new SharedArrayBuffer((CONTROL_WORDS + CHRONICLE_RING_WORDS) * 4);
}

/** All ends of the ring; each thread uses its own part only. */
export class ChronicleRing {
  readonly #control: Int32Array;
  readonly #words: Int32Array;
  /** Rows that the chronicle itself had no room for, as far as they are counted here. */
  #chronicleLost = 0;
  #isReaderLate = false;

  constructor(memory: SharedArrayBuffer) {
    this.#control = new Int32Array(memory, 0, CONTROL_WORDS);
    this.#words = new Int32Array(memory, CONTROL_WORDS * 4);
  }

  /** Simulation: writes the rows of a finished tick. Returns false when they were lost. */
  push(tick: number, chronicle: Chronicle): boolean {
    const { count } = chronicle;
    if (chronicle.lost !== this.#chronicleLost) {
      this.#lose(chronicle.lost - this.#chronicleLost);
      this.#chronicleLost = chronicle.lost;
    }
    const size = count * CHRONICLE_WORDS;
    const fits = this.#free >= CHRONICLE_HEAD_WORDS + size + RESERVE_WORDS;
    if (count > 0 && fits) this.#write(count, tick, chronicle.words, size);
    else if (count > 0) this.#lose(count);
    Atomics.store(this.#control, TICK, tick);
    return fits;
  }

  /**
   * Simulation: marks that a snapshot shows the world after `tick`, between two ticks and before the snapshot is
   * handed over. No row of history reaches over a mark: a recovery from the snapshot repeats what came after it and
   * nothing else.
   */
  mark(tick: number): void {
    if (this.#free < CHRONICLE_HEAD_WORDS) return;
    this.#write(MARK, tick, this.#words, 0);
    Atomics.store(this.#control, MARKED, tick);
  }

  /**
   * Simulation, in a replay at boot: waits until the fullest tick has room, at most `timeoutMs`. Returns whether it
   * has. After the first wait in vain it does not wait again: a reader that is gone must not hold up the start.
   */
  waitForRoom(timeoutMs: number): boolean {
    for (const deadline = performance.now() + timeoutMs; ; ) {
      const taken = Atomics.load(this.#control, TAKEN);
      if (this.#free >= ENTRY_WORDS_MAX + RESERVE_WORDS) return true;
      const leftMs = deadline - performance.now();
      if (this.#isReaderLate || leftMs <= 0) break;
      Atomics.wait(this.#control, TAKEN, taken, leftMs);
    }
    this.#isReaderLate = true;
    return false;
  }

  /** Storage: tick of the newest mark, to be asked about with `isSafe`. */
  get markedTick(): number {
    return Atomics.load(this.#control, MARKED) >>> 0;
  }

  /** Storage: whether all rows before the mark of a tick are on disk, or cannot be put there: nothing to wait for. */
  isSafe(markedTick: number): boolean {
    if (Atomics.load(this.#control, FAILING) !== 0) return true;
    return Atomics.load(this.#control, SAFE) >>> 0 >= markedTick;
  }

  /** History: newest tick told of. Read it before `take`, or rows of that tick may still be missing. */
  get tick(): number {
    return Atomics.load(this.#control, TICK) >>> 0;
  }

  /** History: rows that found no room since the ring was made. */
  get lost(): number {
    return Atomics.load(this.#control, LOST) >>> 0;
  }

  /** History: whole entries, one after the other, `wordsMax` of them unless a single one is longer; none when empty. */
  take(wordsMax: number): Int32Array<ArrayBuffer> {
    const taken = Atomics.load(this.#control, TAKEN);
    const waiting = (Atomics.load(this.#control, WRITTEN) - taken) >>> 0;
    const start = (taken >>> 0) % CHRONICLE_RING_WORDS;
    let count = 0;
    while (count < waiting) {
      const rows = this.#words[(start + count) % CHRONICLE_RING_WORDS];
      const size = entryWords(rows);
      if (count > 0 && count + size > wordsMax) break;
      count += size;
    }
    const entries = new Int32Array(count);
    const before = Math.min(count, CHRONICLE_RING_WORDS - start);
    entries.set(this.#words.subarray(start, start + before));
    entries.set(this.#words.subarray(0, count - before), before);
    Atomics.store(this.#control, TAKEN, (taken + count) | 0);
    if (count > 0) Atomics.notify(this.#control, TAKEN);
    return entries;
  }

  /** History: all rows before the mark of this tick are safe on disk. */
  confirm(markedTick: number): void {
    Atomics.store(this.#control, SAFE, markedTick);
  }

  /** History: whether it can write at all. Storage does not wait for one that cannot. */
  setFailing(isFailing: boolean): void {
    Atomics.store(this.#control, FAILING, isFailing ? 1 : 0);
  }

  get #free(): number {
    const used = (Atomics.load(this.#control, WRITTEN) - Atomics.load(this.#control, TAKEN)) >>> 0;
    return CHRONICLE_RING_WORDS - used;
  }

  #lose(rows: number): void {
    Atomics.store(this.#control, LOST, (Atomics.load(this.#control, LOST) + rows) | 0);
  }

  #write(head: number, tick: number, words: Int32Array, size: number): void {
    const written = Atomics.load(this.#control, WRITTEN);
    const ring = this.#words;
    let at = (written >>> 0) % CHRONICLE_RING_WORDS;
    ring[at] = head;
    at = (at + 1) % CHRONICLE_RING_WORDS;
    ring[at] = tick;
    at = (at + 1) % CHRONICLE_RING_WORDS;
    // Two runs at the most, as in the journal ring: a check for the end at every word would cost more than the word.
    const before = Math.min(size, CHRONICLE_RING_WORDS - at);
    for (let i = 0; i < before; i++) ring[at + i] = words[i];
    for (let i = before; i < size; i++) ring[i - before] = words[i];
    Atomics.store(this.#control, WRITTEN, (written + CHRONICLE_HEAD_WORDS + size) | 0);
  }
}

/** Words of an entry, by the first word of its head. */
export function entryWords(rows: number): number {
  return CHRONICLE_HEAD_WORDS + (rows === MARK ? 0 : rows * CHRONICLE_WORDS);
}
