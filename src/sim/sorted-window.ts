/** The values of a span of time, kept in order as they come: a percentile without sorting or allocating. */
export class SortedWindow {
  readonly #values: Float64Array;
  count = 0;

  constructor(countMax: number) {
    this.#values = new Float64Array(countMax);
  }

  /** Adds a value. With `countMax` of them it is left out. */
  add(value: number): void {
    const values = this.#values;
    if (this.count === values.length) return;
    let at = this.count++;
    for (; at > 0 && values[at - 1] > value; at--) values[at] = values[at - 1];
    values[at] = value;
  }

  /** The least value that so large a share of all, 0 to 1, does not exceed; 0 without values. */
  percentile(share: number): number {
    return this.count === 0 ? 0 : this.#values[Math.max(0, Math.ceil(this.count * share) - 1)];
  }

  clear(): void {
    this.count = 0;
  }
}
