import { TICKS_PER_SECOND } from '../maths/fixed-point.ts';
import { COMMON_TICKS, PRESSURE_MAX } from '../replication/tiers.ts';

/** Ticks between two reviews of a client: no wish is taken over sooner than at the next common tick. */
export const REVIEW_TICKS = COMMON_TICKS;

/** Shortest and longest time a client has to be calm before its streams are made one step faster. */
export const CALM_TICKS_MIN = TICKS_PER_SECOND;
export const CALM_TICKS_MAX = 64 * TICKS_PER_SECOND;

/** What waits in the kernel hides for a while that a step was too fast: it is blamed for this much beyond the calm. */
export const BLAME_TICKS = 5 * TICKS_PER_SECOND;

/** What a review goes by. */
export interface PaceLimits {
  /** Bytes a second that the client is to be sent at the most, lastingly. */
  readonly bytesPerSecond: number;
  /** Waiting bytes from which the line is badly congested. */
  readonly lowBytes: number;
}

/**
 * How fast one client may be told of the world: the pressure that its gateway wants on its streams. Congestion raises
 * it at once, by steps that each divide the rate; lasting calm lowers it step by step, and the calm asked for doubles
 * whenever a step down proved premature (additive increase, multiplicative decrease). Time is counted in ticks of the
 * world, so that the same frames have the same consequences.
 */
export class Pace {
  /** Wanted now, 0 .. PRESSURE_MAX; see src/replication/tiers.ts. */
  pressure = 0;
  /** Bytes sent since the last review. */
  bytes = 0;
  /** Whether something waits in the socket, as far as was said since `drained`. */
  isBackedUp = false;
  /** Whether the last review found more sent than the budget allows. */
  isOverBudget = false;
  #reviewedTick = -1;
  /** What waited at the last review, and has not all gone since. */
  #waitingBytes = 0;
  #reviewsOver = 0;
  #calmSinceTick = 0;
  #calmTicks = CALM_TICKS_MIN;
  /** Tick of the newest step down that nothing has proved premature yet; -1 = none. */
  #steppedDownTick = -1;
  /** Pressure of the newest step down that proved premature; -1 = none. */
  #failedPressure = -1;

  /** Nothing waits any more. */
  drained(): void {
    this.isBackedUp = false;
    this.#waitingBytes = 0;
  }

  /**
   * Looks at what was sent since the last review and at what waits in the socket now, and sets `pressure` anew.
   * `timeThousandths` is the world's time per real time, 1000 = real time. Returns the steps by which the pressure
   * rose, negative when it fell.
   */
  review(tick: number, timeThousandths: number, waitingBytes: number, limits: PaceLimits): number {
    const ticks = this.#reviewedTick < 0 ? 0 : tick - this.#reviewedTick;
    const bytes = this.bytes;
    const before = this.#waitingBytes;
    this.#reviewedTick = tick;
    this.bytes = 0;
    this.#waitingBytes = waitingBytes;
    if (ticks <= 0) {
      // The first review has no span to look at.
      this.isOverBudget = false;
      this.#calmSinceTick = tick;
      return 0;
    }
    const bytesPerSecond = (bytes * TICKS_PER_SECOND * timeThousandths) / (1000 * ticks);
    this.isOverBudget = bytesPerSecond > limits.bytesPerSecond;
    this.#reviewsOver = this.isOverBudget ? this.#reviewsOver + 1 : 0;
    const steps = Math.max(
      queueSteps(before, waitingBytes, limits.lowBytes),
      this.#budgetSteps(bytesPerSecond, limits.bytesPerSecond),
    );
    if (steps > 0) return this.#raise(tick, steps);
    // Close to the budget is no calm: one step down would be over it.
    const isCalm = waitingBytes === 0 && bytesPerSecond * 4 <= limits.bytesPerSecond * 3;
    if (!isCalm) this.#calmSinceTick = tick;
    if (this.pressure === 0 || tick - this.#calmSinceTick < this.#calmTicks) return 0;
    return this.#stepDown(tick);
  }

  /** A burst, such as a fresh view, is over within one span; what lasts for two is too much. */
  #budgetSteps(bytesPerSecond: number, budget: number): number {
    if (this.#reviewsOver < 2) return 0;
    this.#reviewsOver = 0;
    return bytesPerSecond > 2 * budget ? 2 : 1;
  }

  #raise(tick: number, steps: number): number {
    const from = this.pressure;
    this.pressure = Math.min(PRESSURE_MAX, from + steps);
    this.#calmSinceTick = tick;
    if (this.#steppedDownTick >= 0 && tick - this.#steppedDownTick <= this.#calmTicks + BLAME_TICKS) {
      this.#calmTicks = Math.min(CALM_TICKS_MAX, this.#calmTicks * 2);
      this.#failedPressure = from;
    }
    this.#steppedDownTick = -1;
    return this.pressure - from;
  }

  #stepDown(tick: number): number {
    // The step before this one has held. That it did above where one failed was to be expected, and earns no trust.
    if (this.#steppedDownTick >= 0 && this.pressure <= this.#failedPressure) {
      this.#calmTicks = Math.max(CALM_TICKS_MIN, Math.floor(this.#calmTicks / 2));
    }
    this.pressure--;
    this.#calmSinceTick = tick;
    this.#steppedDownTick = tick;
    return -1;
  }
}

/** Steps up for bytes that wait: none while they get fewer, for then the pace is right or the client is paused. */
function queueSteps(before: number, now: number, lowBytes: number): number {
  if (now >= lowBytes) return now >= before ? 2 : 0;
  // Little may wait by chance; what has not gone by the next review waits because the line is slow.
  return before > 0 && now >= before ? 1 : 0;
}
