/** Rows of a frame by a key: the last one with each key, and before each row the one with the same key. */
export class RowIndex {
  readonly #stamp: Int32Array;
  readonly #row: Int32Array;

  constructor(keyCount: number) {
    this.#stamp = new Int32Array(keyCount);
    this.#row = new Int32Array(keyCount);
  }

  set(key: number, stamp: number, row: number): void {
    this.#stamp[key] = stamp;
    this.#row[key] = row;
  }

  /** The row, -1 when there is none. */
  get(key: number, stamp: number): number {
    return this.#stamp[key] === stamp ? this.#row[key] : -1;
  }
}
