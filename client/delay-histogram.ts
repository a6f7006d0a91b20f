const SMALLEST_MS = 0.05;
const BUCKETS_PER_OCTAVE = 16;
const OCTAVES = 20;

/** Counts of delays in buckets 4.4 % apart, 0.05 ms to 52 s. */
export class DelayHistogram {
  readonly #counts = new Uint32Array(BUCKETS_PER_OCTAVE * OCTAVES);
  count = 0;

  add(ms: number): void {
    const bucket = ms <= SMALLEST_MS ? 0 : Math.ceil(Math.log2(ms / SMALLEST_MS) * BUCKETS_PER_OCTAVE);
    this.#counts[Math.min(bucket, this.#counts.length - 1)]++;
    this.count++;
  }

  /** The delay in milliseconds that `share` (0-1) of all counts do not exceed; 0 with no counts. */
  quantile(share: number): number {
    if (this.count === 0) return 0;
    const wanted = Math.max(1, Math.ceil(share * this.count));
    let seen = 0;
    let bucket = 0;
    while (bucket < this.#counts.length - 1 && (seen += this.#counts[bucket]) < wanted) bucket++;
    return SMALLEST_MS * 2 ** (bucket / BUCKETS_PER_OCTAVE);
  }
}
