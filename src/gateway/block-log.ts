import { STRATEGIC_LOG_BLOCKS, STRATEGIC_LOG_BYTES, STRATEGIC_LOG_TICKS } from '../limits.ts';

/** No block. */
const NONE = -1;

export interface BlockLogLimits {
  readonly bytes: number;
  readonly blocks: number;
  readonly ticks: number;
}

const LIMITS: BlockLogLimits = {
  bytes: STRATEGIC_LOG_BYTES,
  blocks: STRATEGIC_LOG_BLOCKS,
  ticks: STRATEGIC_LOG_TICKS,
};

/**
 * The strategic blocks of the last minute, for clients that were away or slow. Blocks are numbered as they come and lie
 * in a ring, each with the number of the one before it in its channel; the oldest give way to the newest.
 */
export class BlockLog {
  readonly bytes: Uint8Array;
  readonly #limits: BlockLogLimits;
  readonly #start: Int32Array;
  readonly #length: Int32Array;
  readonly #tick: Uint32Array;
  readonly #sequence: Uint32Array;
  readonly #before: Float64Array;
  /** Newest block of each channel. */
  readonly #newest = new Map<number, number>();
  readonly #newestSequence = new Map<number, number>();
  /** Numbers of the oldest block that is still whole and of the next to come. */
  #oldest = 0;
  #next = 0;
  #at = 0;

  constructor(limits: BlockLogLimits = LIMITS) {
    this.#limits = limits;
    this.bytes = new Uint8Array(limits.bytes);
    this.#start = new Int32Array(limits.blocks);
    this.#length = new Int32Array(limits.blocks);
    this.#tick = new Uint32Array(limits.blocks);
    this.#sequence = new Uint32Array(limits.blocks);
    this.#before = new Float64Array(limits.blocks);
  }

  /** Forgets all blocks, and up to where each channel was heard. */
  clear(): void {
    this.#oldest = this.#next;
    this.#newest.clear();
    this.#newestSequence.clear();
  }

  /** Keeps `source[start..start + length)` as the newest block of a channel. */
  append(
    key: number,
    sequence: number,
    tick: number,
    source: Uint8Array,
    start: number,
    length: number,
  ): void {
    const { blocks, ticks } = this.#limits;
    if (this.#at + length > this.bytes.length) {
      this.#retire(this.#at, this.bytes.length);
      this.#at = 0;
    }
    this.#retire(this.#at, this.#at + length);
    while (this.#oldest < this.#next) {
      const isFull = this.#next - this.#oldest >= blocks;
      if (!isFull && tick - this.#tick[this.#oldest % blocks] <= ticks) break;
      this.#oldest++;
    }
    const place = this.#next % blocks;
    const follows = this.#newestSequence.get(key) === sequence - 1;
    this.#start[place] = this.#at;
    this.#length[place] = length;
    this.#tick[place] = tick;
    this.#sequence[place] = sequence;
    this.#before[place] = follows ? this.#newest.get(key)! : NONE;
    this.bytes.set(source.subarray(start, start + length), this.#at);
    this.#at += length;
    this.#newest.set(key, this.#next++);
    this.#newestSequence.set(key, sequence);
  }

  /** Sequence of the newest block of a channel, whether or not it is still kept; NONE (-1) when none was heard. */
  newestSequence(key: number): number {
    return this.#newestSequence.get(key) ?? NONE;
  }

  /**
   * Fills `into` with the numbers of the blocks of a channel after `sequence`, oldest first. Returns false when one of
   * them is no longer kept.
   */
  collect(key: number, sequence: number, into: number[]): boolean {
    into.length = 0;
    let block = this.#newest.get(key) ?? NONE;
    while (block >= this.#oldest && this.sequenceOf(block) > sequence) {
      into.push(block);
      if (this.sequenceOf(block) === sequence + 1) {
        into.reverse();
        return true;
      }
      block = this.#before[block % this.#limits.blocks];
    }
    return false;
  }

  sequenceOf(block: number): number {
    return this.#sequence[block % this.#limits.blocks];
  }

  startOf(block: number): number {
    return this.#start[block % this.#limits.blocks];
  }

  endOf(block: number): number {
    const place = block % this.#limits.blocks;
    return this.#start[place] + this.#length[place];
  }

  /** Gives up the blocks in the bytes that will be written over. */
  #retire(start: number, end: number): void {
    while (this.#oldest < this.#next) {
      const place = this.#oldest % this.#limits.blocks;
      if (this.#start[place] >= end || this.#start[place] + this.#length[place] <= start) break;
      this.#oldest++;
    }
  }
}
