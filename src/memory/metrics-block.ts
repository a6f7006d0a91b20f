import { GATEWAY_COUNT_MAX, ROUTE_WORKER_COUNT_MAX } from '../limits.ts';
import { METRICS, type MetricRow, type MetricThread } from './metric-table.ts';

export { METRICS, type MetricKind, type MetricRow, type MetricThread } from './metric-table.ts';

/**
 * Counters and histograms as plain numbers in shared memory: each region has one writing thread, and the main thread
 * reads all of them for /metrics and /api/performance. Recording is a few array writes; nothing is ever allocated.
 */

export type MetricName<T extends MetricThread> = Extract<(typeof METRICS)[number], { thread: T }>['name'];

/** Histograms per system of the schedule, after the metrics of the sim. */
export const SYSTEM_HISTOGRAMS_MAX = 48;

/** Counters per refusal code, after the metrics of a gateway. */
export const REFUSAL_COUNTERS_MAX = 32;

/** Clients by the pressure on their streams, after the refusals: a gauge for each of 0 .. PRESSURE_MAX. */
export const PRESSURE_GAUGES = 8;

/** Values below 32 have a bucket each; above, 16 buckets per power of two, so a percentile is good to 6 %. */
const EXACT = 32;
const BUCKETS = EXACT + 26 * 16;
/** count, sum and largest value come before the buckets. */
const HISTOGRAM_WORDS = 3 + BUCKETS;

/** First regions; those of which there are several come last. */
const REGIONS: Readonly<Record<MetricThread, number>> = {
  sim: 0,
  storage: 1,
  main: 2,
  journal: 3,
  history: 4,
  routes: 5,
  gateway: 5 + ROUTE_WORKER_COUNT_MAX,
};

const REGION_WORDS = regionWords();

function rowsOf(thread: MetricThread): readonly MetricRow[] {
  return METRICS.filter((row) => row.thread === thread);
}

function wordsOf(row: MetricRow): number {
  return row.kind === 'histogram' ? HISTOGRAM_WORDS : 1;
}

function regionWords(): number {
  const sizes = (Object.keys(REGIONS) as MetricThread[]).map((thread) =>
    rowsOf(thread).reduce((words, row) => words + wordsOf(row), 0),
  );
  return (
    Math.max(...sizes) +
    Math.max(SYSTEM_HISTOGRAMS_MAX * HISTOGRAM_WORDS, REFUSAL_COUNTERS_MAX + PRESSURE_GAUGES)
  );
}

/** One region for each thread there is one of, and one per route worker and gateway. */
export function allocateMetrics(): SharedArrayBuffer {
  return new SharedArrayBuffer((REGIONS.gateway + GATEWAY_COUNT_MAX) * REGION_WORDS * 8);
}

function bucketOf(value: number): number {
  const v = value < 0 ? 0 : value > 0x7fff_ffff ? 0x7fff_ffff : value | 0;
  if (v < EXACT) return v;
  const exponent = 31 - Math.clz32(v);
  return EXACT + (exponent - 5) * 16 + ((v >> (exponent - 4)) & 15);
}

function bucketUpperBound(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const exponent = 5 + Math.floor((bucket - EXACT) / 16);
  const sixteenth = (bucket - EXACT) % 16;
  return 2 ** exponent + (sixteenth + 1) * 2 ** (exponent - 4) - 1;
}

export interface HistogramSummary {
  readonly count: number;
  readonly sum: number;
  readonly max: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The metrics of one thread. The thread itself writes; others read. */
export class Metrics<T extends MetricThread> {
  readonly #words: Float64Array;
  readonly #place = new Map<string, number>();
  readonly #rowsEnd: number;
  readonly thread: T;

  /** `instance` counts gateways and route workers from 0; it is 0 for the others. */
  constructor(memory: SharedArrayBuffer, thread: T, instance = 0) {
    const region = REGIONS[thread] + instance;
    this.thread = thread;
    this.#words = new Float64Array(memory, region * REGION_WORDS * 8, REGION_WORDS);
    let at = 0;
    for (const row of rowsOf(thread)) {
      this.#place.set(row.name, at);
      at += wordsOf(row);
    }
    this.#rowsEnd = at;
  }

  /** The place of a metric, to be looked up once and used with `add`, `set` and `record`. */
  at(name: MetricName<T>): number {
    return this.#place.get(name)!;
  }

  /** The place of the histogram of the `index`-th system, in microseconds. */
  systemAt(index: number): number {
    return this.#rowsEnd + index * HISTOGRAM_WORDS;
  }

  /** The place of a gateway's counter of the frames it refused with `code`. */
  refusalAt(code: number): number {
    return this.#rowsEnd + code;
  }

  /** The place of a gateway's gauge of the clients at `pressure`. */
  pressureAt(pressure: number): number {
    return this.#rowsEnd + REFUSAL_COUNTERS_MAX + pressure;
  }

  add(place: number, amount: number): void {
    this.#words[place] += amount;
  }

  set(place: number, value: number): void {
    this.#words[place] = value;
  }

  value(place: number): number {
    return this.#words[place];
  }

  /** Adds a value to a histogram. */
  record(place: number, value: number): void {
    const words = this.#words;
    words[place]++;
    words[place + 1] += value;
    if (value > words[place + 2]) words[place + 2] = value;
    words[place + 3 + bucketOf(value)]++;
  }

  /** How many values a histogram holds. */
  countOf(place: number): number {
    return this.#words[place];
  }

  /** The sum of the values of a histogram. */
  sumOf(place: number): number {
    return this.#words[place + 1];
  }

  /** A copy of a histogram, to take differences between two moments. */
  buckets(place: number): Float64Array {
    const copy = this.#words.slice(place, place + HISTOGRAM_WORDS);
    // The writer may stand between its count and its bucket: a copy that counts one more than its buckets hold
    // would find no bucket for the largest value.
    copy[0] = 0;
    for (let word = 3; word < HISTOGRAM_WORDS; word++) copy[0] += copy[word];
    return copy;
  }
}

/**
 * How many values of a copied histogram lie below `bound`. Exact where a bucket ends at `bound` (whole numbers to 32,
 * then every sixteenth of a power of two); elsewhere the bucket that holds `bound` is left out.
 */
export function countBelow(copy: Float64Array, bound: number): number {
  let count = 0;
  for (let bucket = 0; bucket < BUCKETS && bucketUpperBound(bucket) < bound; bucket++) {
    count += copy[3 + bucket];
  }
  return count;
}

/** Percentiles of a histogram, of all its values or of those since `before` (an earlier copy of it). */
export function summarize(now: Float64Array, before?: Float64Array): HistogramSummary {
  const counts = before ? now.map((value, i) => value - before[i]) : now;
  const count = counts[0];
  const percentile = (share: number): number => {
    let rest = Math.ceil(count * share);
    if (rest <= 0) return 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      rest -= counts[3 + bucket];
      if (rest <= 0) return bucketUpperBound(bucket);
    }
    return now[2];
  };
  return {
    count,
    sum: counts[1],
    // The largest value is kept for all time only; since a moment, the highest bucket in use bounds it.
    max: before ? percentile(1) : now[2],
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
  };
}
