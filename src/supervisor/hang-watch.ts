import { SCHEDULE } from '../../systems/schedule.ts';
import { HANG_MS } from '../limits.ts';
import { Metrics } from '../memory/metrics-block.ts';

/** How often the watch is to be asked. */
export const HANG_LOOK_MS = 500;

/** A look that comes so late was kept waiting by whatever kept the simulation waiting too. */
const LATE_LOOK_MS = 4 * HANG_LOOK_MS;

/**
 * Tells a simulation that hangs (an endless loop in a system, a wait for what never comes) from one that rests for a
 * reason. Time in which this thread did not run does not count: after a laptop's sleep, or a pause of the virtual
 * machine, the first look finds an old tick, and a healthy world would be taken for a hung one.
 */
export class HangWatch {
  #tick = -1;
  #advancedMs = 0;
  #lookedMs: number;

  /** `nowMs`: a monotonic clock, in milliseconds. */
  constructor(nowMs: number) {
    this.#lookedMs = nowMs;
    this.#advancedMs = nowMs;
  }

  /** Whether the simulation hangs: `tick` has been the same for HANG_MS, and the world is not paused. */
  look(nowMs: number, tick: number, isPaused: boolean): boolean {
    const isLate = nowMs - this.#lookedMs >= LATE_LOOK_MS;
    this.#lookedMs = nowMs;
    if (tick === this.#tick && !isPaused && !isLate) return nowMs - this.#advancedMs >= HANG_MS;
    this.#tick = tick;
    this.#advancedMs = nowMs;
    return false;
  }
}

/** Knows by the counts that a live simulation keeps which system it is in. */
export class SystemRuns {
  readonly #metrics: Metrics<'sim'>;
  /** Counts outlive the simulation, and one that died in a tick leaves them uneven. */
  readonly #before: readonly number[];

  /** To be made before the simulation begins. */
  constructor(memory: SharedArrayBuffer) {
    this.#metrics = new Metrics(memory, 'sim');
    this.#before = this.#counts();
  }

  /** `system NAME` when the tick has got that far and no farther; empty between ticks, and in a replay. */
  get unfinished(): string {
    const runs = this.#counts().map((count, i) => count - this.#before[i]);
    const index = runs.findIndex((count) => count < runs[0]);
    return index < 0 ? '' : `system ${SCHEDULE[index].name}`;
  }

  #counts(): number[] {
    return SCHEDULE.map((_, i) => this.#metrics.value(this.#metrics.systemAt(i)));
  }
}
