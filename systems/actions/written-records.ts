import type { ByteWriter } from '../../src/protocol/bytes.ts';

/** Words of a record: round in which it was written, its first byte in the frame, the byte after it, the told round. */
const WORDS = 4;

/**
 * Where in the frame a record was written already: several channels tell of it, and it is encoded once. What belongs to
 * one record lies in one line of the cache: from one change of a territory to the next it has left it.
 */
export class WrittenRecords {
  readonly #words: Uint32Array;

  constructor(count: number) {
    this.#words = new Uint32Array(count * WORDS);
  }

  keep(index: number, round: number, start: number, end: number): void {
    const words = this.#words;
    const at = index * WORDS;
    words[at] = round;
    words[at + 1] = start;
    words[at + 2] = end;
  }

  /** Appends the record of this round once more. Returns false when there is none. */
  copy(bytes: ByteWriter, index: number, round: number): boolean {
    const words = this.#words;
    const at = index * WORDS;
    if (words[at] !== round) return false;
    bytes.raw(bytes.bytes, words[at + 1], words[at + 2]);
    return true;
  }

  /** Notes that the territory's own channel has had its block in this round. */
  markTold(index: number, round: number): void {
    this.#words[index * WORDS + 3] = round;
  }

  wasTold(index: number, round: number): boolean {
    return this.#words[index * WORDS + 3] === round;
  }
}
