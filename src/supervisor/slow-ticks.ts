import { TRACE_INTERVAL_MS, TRACE_WARM_UP_TICKS } from '../limits.ts';

export interface SlowTick {
  readonly tick: number;
  readonly micros: number;
}

/**
 * A tick so many times as slow as the one traced last does not wait: under load snapshots follow each other so fast
 * that the one to begin a replay at would be gone. Doubling from trace to trace, there are few of these.
 */
const URGENT_FACTOR = 2;

/**
 * Decides which slow ticks get a trace of their own: the slowest since the last trace, at most one in the time that a
 * trace shows, and at once what is far slower. The others are in it as well, marked.
 */
export class SlowTicks {
  readonly #limitMicros: number;
  #slowest: SlowTick | undefined;
  #traced: SlowTick | undefined;
  #dueMs = Number.NEGATIVE_INFINITY;

  /** Ticks that take longer than `limitMicros` are slow. */
  constructor(limitMicros: number) {
    this.#limitMicros = limitMicros;
  }

  /** `lifeTicks` counts the ticks since the simulation began: those of a cold program tell nothing. */
  take(tick: number, micros: number, lifeTicks: number): void {
    if (lifeTicks <= TRACE_WARM_UP_TICKS || micros <= this.#limitMicros) return;
    if (this.#slowest === undefined || micros > this.#slowest.micros) this.#slowest = { tick, micros };
  }

  /** The tick to be traced now, told once; undefined when there is none or the last trace is too young. */
  due(nowMs: number): SlowTick | undefined {
    const slowest = this.#slowest;
    if (slowest === undefined) return undefined;
    const isUrgent = slowest.micros >= URGENT_FACTOR * (this.#traced?.micros ?? 0);
    if (nowMs < this.#dueMs && !isUrgent) return undefined;
    this.#slowest = undefined;
    this.#traced = slowest;
    this.#dueMs = nowMs + TRACE_INTERVAL_MS;
    return slowest;
  }
}
