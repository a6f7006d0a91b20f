/** Restarts within this span are counted together. */
const SPAN_MS = 60_000;
const RESTARTS_MAX = 5;

/**
 * How often threads may be restarted. What dies again and again is not mended by one more restart; it only fills the
 * disk with logs and hides the reason.
 */
export class RestartPolicy {
  readonly #nowMs: () => number;
  #restarts: number[] = [];

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Counts a restart that is about to be made; false when it would be more than five within 60 seconds. */
  allows(): boolean {
    const now = this.#nowMs();
    this.#restarts = this.#restarts.filter((at) => now - at < SPAN_MS);
    if (this.#restarts.length >= RESTARTS_MAX) return false;
    this.#restarts.push(now);
    return true;
  }
}
