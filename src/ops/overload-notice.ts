/** Under lasting overload time is stretched at every wake: an entry for each would bury all others in the log. */
const INTERVAL_MICROS = 1_000_000;

/** Decides when stretched time is worth an entry in the log: at most once a second, with nothing left out. */
export class OverloadNotice {
  #unsaidMicros = 0;
  #nextMicros = Number.NEGATIVE_INFINITY;

  /** World time was stretched by `micros` microseconds. */
  stretched(micros: number): void {
    this.#unsaidMicros += micros;
  }

  /**
   * Microseconds stretched since the last entry when one is due at `nowMicros` on the monotonic clock, which counts
   * as made; else 0. Ask every tick: an overload that has ended is then said within a second, not with the next one.
   */
  due(nowMicros: number): number {
    if (this.#unsaidMicros === 0 || nowMicros < this.#nextMicros) return 0;
    const micros = this.#unsaidMicros;
    this.#unsaidMicros = 0;
    this.#nextMicros = nowMicros + INTERVAL_MICROS;
    return micros;
  }
}
