const BUCKET_MICROS = 10;
const BUCKET_COUNT = 200_000;

/** Counts of delays in buckets of 10 µs up to two seconds; what is longer counts as the last. Makes no garbage. */
export class DelayCounts {
  count = 0;
  maxMicros = 0;
  readonly #buckets = new Uint32Array(BUCKET_COUNT);

  add(micros: number): void {
    this.count++;
    if (micros > this.maxMicros) this.maxMicros = micros;
    const bucket = (micros / BUCKET_MICROS) | 0;
    this.#buckets[bucket < 0 ? 0 : bucket < BUCKET_COUNT ? bucket : BUCKET_COUNT - 1]++;
  }

  clear(): void {
    this.count = 0;
    this.maxMicros = 0;
    this.#buckets.fill(0);
  }

  /** Counts all of `others` as well. */
  addAll(others: DelayCounts): void {
    this.count += others.count;
    this.maxMicros = Math.max(this.maxMicros, others.maxMicros);
    for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) this.#buckets[bucket] += others.#buckets[bucket];
  }

  /** The delay in milliseconds that a share (0-1) of all counts do not exceed, to 10 µs; 0 with no counts. */
  quantileMs(share: number): number {
    if (this.count === 0) return 0;
    const wanted = Math.max(1, Math.ceil(share * this.count));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
      seen += this.#buckets[bucket];
      if (seen >= wanted) return ((bucket + 1) * BUCKET_MICROS) / 1000;
    }
    return (BUCKET_COUNT * BUCKET_MICROS) / 1000;
  }
}
