export interface BackoffOptions {
  /** Wait before the first retry. */
  firstMs: number;
  /** Growth from one retry to the next. */
  factor: number;
  maxMs: number;
  /** Part of the wait that is random: 0.3 spreads it over 70-130 %. */
  jitter: number;
}

export const BACKOFF_DEFAULTS: BackoffOptions = { firstMs: 250, factor: 1.6, maxMs: 10_000, jitter: 0.3 };

/**
 * Waits between attempts to connect. Random, or all clients of a restarted server would come back in the same
 * instant.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;
  #attempts = 0;

  constructor(options: BackoffOptions, random: () => number) {
    this.#options = options;
    this.#random = random;
  }

  /** Milliseconds to wait before the next attempt; each call waits longer than the one before. */
  next(): number {
    const { firstMs, factor, maxMs, jitter } = this.#options;
    const base = Math.min(maxMs, firstMs * factor ** this.#attempts);
    this.#attempts++;
    return base * (1 + jitter * (2 * this.#random() - 1));
  }

  reset(): void {
    this.#attempts = 0;
  }
}
