import type { ByteWriter } from '../../src/protocol/bytes.ts';

/** Where in the frame a record was written already: several channels tell of it, and it is encoded once. */
export class WrittenRecords {
  /** Round in which it was written. */
  readonly #round: Uint32Array;
  readonly #start: Uint32Array;
  readonly #end: Uint32Array;

  constructor(count: number) {
    this.#round = new Uint32Array(count);
    this.#start = new Uint32Array(count);
    this.#end = new Uint32Array(count);
  }

  keep(index: number, round: number, start: number, end: number): void {
    this.#round[index] = round;
    this.#start[index] = start;
    this.#end[index] = end;
  }

  /** Appends the record of this round once more. Returns false when there is none. */
  copy(bytes: ByteWriter, index: number, round: number): boolean {
    if (this.#round[index] !== round) return false;
    const end = this.#end[index];
    bytes.raw(bytes.bytes, this.#start[index], end);
    return true;
  }
}
