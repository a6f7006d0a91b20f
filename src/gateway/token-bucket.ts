/** A lasting rate with a burst. Time is given by the caller, in microseconds of one clock. */
export class TokenBucket {
  readonly #perMicro: number;
  readonly #burst: number;
  #tokens: number;
  #lastMicros: number;

  constructor(perSecond: number, burst: number, nowMicros: number) {
    this.#perMicro = perSecond / 1_000_000;
    this.#burst = burst;
    this.#tokens = burst;
    this.#lastMicros = nowMicros;
  }

  /** Takes `cost` tokens if there are so many; what is refused costs nothing. */
  take(cost: number, nowMicros: number): boolean {
    const refill = (nowMicros - this.#lastMicros) * this.#perMicro;
    this.#lastMicros = nowMicros;
    this.#tokens = Math.min(this.#burst, this.#tokens + refill);
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Whether nothing was taken for so long that the bucket is full again. */
  isFull(nowMicros: number): boolean {
    return this.#tokens + (nowMicros - this.#lastMicros) * this.#perMicro >= this.#burst;
  }
}
