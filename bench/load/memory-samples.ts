import type { PerformanceReport } from '../../src/ops/performance-report.ts';

/** Memory of a server over a run, megabytes. */
export interface MemoryFigures {
  readonly samples: number;
  /** Of the line that fits the samples best; null with too few of them to tell. */
  readonly slopeMbPerMinute: number | null;
  /** The same of the last two thirds of the run, in which what is taken once at the start is there. */
  readonly settledSlopeMbPerMinute: number | null;
  /** How far that may be off, by how the samples scatter about the line: one standard error. */
  readonly settledSlopeErrorMbPerMinute: number | null;
  /** Means of the first and of the last third of the run. */
  readonly firstThirdMb: number | null;
  readonly lastThirdMb: number | null;
}

const INTERVAL_MS_MIN = 1_000;
const INTERVAL_MS_MAX = 10_000;
/** To ask is dear for a generator that shares the machine: a long run has no more samples than this. */
const SAMPLES_MAX = 120;
/** Fewer say nothing about a slope. */
const SAMPLES_MIN = 6;

/** Asks a server for its memory now and then. */
export class MemorySamples {
  readonly #ask: () => Promise<PerformanceReport>;
  readonly #seconds: number[] = [];
  readonly #megabytes: number[] = [];
  readonly #start = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(ask: () => Promise<PerformanceReport>) {
    this.#ask = ask;
  }

  /** Samples from now on, for a run of so many seconds. */
  start(seconds: number): void {
    const intervalMs = Math.min(INTERVAL_MS_MAX, Math.max(INTERVAL_MS_MIN, (seconds * 1000) / SAMPLES_MAX));
    this.#timer = setInterval(() => {
      // A server that does not answer in time has one sample less; what it is worth is seen in the end.
      this.#ask().then(
        ({ serverRssMb }) => this.add((performance.now() - this.#start) / 1000, serverRssMb),
        () => {},
      );
    }, intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  add(seconds: number, megabytes: number): void {
    this.#seconds.push(seconds);
    this.#megabytes.push(megabytes);
  }

  figures(): MemoryFigures {
    const count = this.#megabytes.length;
    if (count < SAMPLES_MIN) {
      return {
        samples: count,
        ...{ slopeMbPerMinute: null, settledSlopeMbPerMinute: null, settledSlopeErrorMbPerMinute: null },
        ...{ firstThirdMb: null, lastThirdMb: null },
      };
    }
    const third = Math.floor(count / 3);
    const settled = line(this.#seconds.slice(third), this.#megabytes.slice(third));
    return {
      samples: count,
      slopeMbPerMinute: rounded(line(this.#seconds, this.#megabytes).slope * 60),
      settledSlopeMbPerMinute: rounded(settled.slope * 60),
      settledSlopeErrorMbPerMinute: rounded(settled.error * 60),
      firstThirdMb: rounded(mean(this.#megabytes.slice(0, third))),
      lastThirdMb: rounded(mean(this.#megabytes.slice(-third))),
    };
  }
}

/** The line through (x, y) with the least squares: its slope, and the standard error of that. */
function line(x: readonly number[], y: readonly number[]): { slope: number; error: number } {
  const [middleX, middleY] = [mean(x), mean(y)];
  let both = 0;
  let square = 0;
  x.forEach((value, i) => {
    both += (value - middleX) * (y[i] - middleY);
    square += (value - middleX) ** 2;
  });
  if (square === 0) return { slope: 0, error: 0 };
  const slope = both / square;
  const left = x.reduce((sum, value, i) => sum + (y[i] - middleY - slope * (value - middleX)) ** 2, 0);
  return { slope, error: Math.sqrt(left / Math.max(1, x.length - 2) / square) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
