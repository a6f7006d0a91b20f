/** Does something again and again, from `start` until `close`. Keeps no process alive. */
export class Interval {
  readonly #intervalMs: number;
  readonly #work: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(intervalMs: number, work: () => void) {
    this.#intervalMs = intervalMs;
    this.#work = work;
  }

  /** Begins, the first time after one interval. One that runs goes on as it was. */
  start(): void {
    this.#timer ??= setInterval(this.#work, this.#intervalMs);
    this.#timer.unref();
  }

  /** Ends it; it may be started again. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
