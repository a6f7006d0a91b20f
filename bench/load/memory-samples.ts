import type { PerformanceReport } from '../../src/ops/performance-report.ts';

/** Memory of a server over a run, megabytes. */
export interface MemoryFigures {
  readonly samples: number;
  /** Of the line that fits the samples best; null with too few of them to tell. */
  readonly slopeMbPerMinute: number | null;
  /** Means of the first and of the last third of the run. */
  readonly firstThirdMb: number | null;
  readonly lastThirdMb: number | null;
}

const INTERVAL_MS = 1_000;
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

  start(): void {
    this.#timer = setInterval(() => {
      // A server that does not answer in time has one sample less; what it is worth is seen in the end.
      this.#ask().then(
        ({ serverRssMb }) => this.add((performance.now() - this.#start) / 1000, serverRssMb),
        () => {},
      );
    }, INTERVAL_MS);
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
      return { samples: count, slopeMbPerMinute: null, firstThirdMb: null, lastThirdMb: null };
    }
    const third = Math.floor(count / 3);
    return {
      samples: count,
      slopeMbPerMinute: rounded(slope(this.#seconds, this.#megabytes) * 60),
      firstThirdMb: rounded(mean(this.#megabytes.slice(0, third))),
      lastThirdMb: rounded(mean(this.#megabytes.slice(-third))),
    };
  }
}

/** Of the line through (x, y) with the least squares. */
function slope(x: readonly number[], y: readonly number[]): number {
  const [middleX, middleY] = [mean(x), mean(y)];
  let both = 0;
  let square = 0;
  x.forEach((value, i) => {
    both += (value - middleX) * (y[i] - middleY);
    square += (value - middleX) ** 2;
  });
  return square === 0 ? 0 : both / square;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
