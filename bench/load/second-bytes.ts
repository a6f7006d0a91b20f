import { monotonicMicros } from '../../src/ops/clock.ts';

const BUCKET_BYTES = 16;
/** 64 KB in a second; what is more counts as the last. */
const BUCKET_COUNT = 4096;
/** A shorter span than this says nothing about a second. */
const SPAN_MICROS_MIN = 500_000;

/** How many bytes clients were sent in a second: a mean over a run hides the seconds in which much happened. */
export class SecondBytes {
  readonly #clients: readonly { readonly messageBytes: number }[];
  readonly #before: Float64Array;
  readonly #buckets = new Float64Array(BUCKET_COUNT);
  #count = 0;
  #lastMicros = 0;

  constructor(clients: readonly { readonly messageBytes: number }[]) {
    this.#clients = clients;
    this.#before = new Float64Array(clients.length);
  }

  /** The first second begins now. */
  begin(nowMicros = monotonicMicros()): void {
    this.#buckets.fill(0);
    this.#count = 0;
    this.#remember(nowMicros);
  }

  /** A second is over, about: what came in between is counted for as long as it was. */
  sample(nowMicros = monotonicMicros()): void {
    const spanMicros = nowMicros - this.#lastMicros;
    if (spanMicros < SPAN_MICROS_MIN) return;
    for (let i = 0; i < this.#before.length; i++) {
      const bytes = ((this.#clients[i].messageBytes - this.#before[i]) * 1_000_000) / spanMicros;
      this.#buckets[Math.min(BUCKET_COUNT - 1, Math.floor(bytes / BUCKET_BYTES))]++;
    }
    this.#count += this.#before.length;
    this.#remember(nowMicros);
  }

  /** Bytes that a share (0-1) of all seconds of all clients do not exceed, to 16 bytes; 0 without any. */
  quantile(share: number): number {
    let seen = 0;
    for (let bucket = 0; bucket < BUCKET_COUNT && this.#count > 0; bucket++) {
      seen += this.#buckets[bucket];
      if (seen >= share * this.#count) return (bucket + 1) * BUCKET_BYTES;
    }
    return 0;
  }

  #remember(nowMicros: number): void {
    this.#lastMicros = nowMicros;
    for (let i = 0; i < this.#before.length; i++) this.#before[i] = this.#clients[i].messageBytes;
  }
}
