import { Interval } from './interval.ts';
import type { MetricsReader, MetricsSample } from './metrics-sample.ts';
import { type PerformanceReport, performanceReport } from './performance-report.ts';

export const WINDOW_SECONDS_MAX = 60;
export const WINDOW_SECONDS_DEFAULT = 10;
export const MARK_COUNT_MAX = 16;

const SAMPLE_INTERVAL_MS = 1_000;

/** What a query for a report comes to: the report, or why there is none. */
export type ReportAnswer =
  | { readonly status: 200; readonly body: PerformanceReport }
  | { readonly status: 400 | 404; readonly body: { readonly error: string } };

/**
 * Keeps a sample of every second of the last minute and up to 16 marked moments, so that a report can be about the
 * last seconds or about exactly the time since a mark.
 */
export class PerformanceHistory {
  readonly #interval = new Interval(SAMPLE_INTERVAL_MS, () => this.sample());
  readonly #reader: MetricsReader;
  readonly #tickZeroMicros: () => number | undefined;
  readonly #boot: MetricsSample;
  readonly #seconds: MetricsSample[];
  readonly #marks = new Map<string, MetricsSample>();
  #marksMade = 0;

  /** The first sample is taken here: construct it before the first tick. */
  constructor(reader: MetricsReader, tickZeroMicros: () => number | undefined) {
    this.#reader = reader;
    this.#tickZeroMicros = tickZeroMicros;
    this.#boot = reader.read();
    // Copies of one moment, which a minute of moments replaces: the memory for them is taken now.
    this.#seconds = Array.from({ length: WINDOW_SECONDS_MAX + 1 }, () => structuredClone(this.#boot));
  }

  /** Takes a sample every second until `close`. */
  start(): void {
    this.#interval.start();
  }

  close(): void {
    this.#interval.close();
  }

  /** Keeps the figures of this moment. */
  sample(): void {
    this.#seconds.push(this.#reader.read());
    // One more than there are seconds: the ends of 60 seconds are 61 moments.
    if (this.#seconds.length > WINDOW_SECONDS_MAX + 1) this.#seconds.shift();
  }

  /** Marks this moment and returns its id; of more than 16 marks the oldest is forgotten. */
  mark(): { readonly mark: string; readonly tick: number } {
    const sample = this.#reader.read();
    const mark = String(++this.#marksMade);
    this.#marks.set(mark, sample);
    if (this.#marks.size > MARK_COUNT_MAX) {
      const [oldest] = this.#marks.keys();
      this.#marks.delete(oldest);
    }
    return { mark, tick: sample.sim.numbers.tick };
  }

  /** The report for `?window=SECONDS` or `?mark=ID`; without either, about the last ten seconds. */
  answer(query: URLSearchParams): ReportAnswer {
    for (const key of query.keys()) {
      if (key !== 'window' && key !== 'mark') return refusal(400, `found ${key}, allowed: window or mark`);
    }
    const mark = query.get('mark');
    const window = query.get('window');
    if (mark !== null && window !== null) return refusal(400, 'found window and mark, allowed: one of them');
    if (mark !== null) return this.#sinceMark(mark);
    const windowSeconds = window === null ? WINDOW_SECONDS_DEFAULT : Number(window || Number.NaN);
    if (!(windowSeconds > 0 && windowSeconds <= WINDOW_SECONDS_MAX)) {
      return refusal(
        400,
        `window: found ${window}, allowed: a number of seconds above 0, up to ${WINDOW_SECONDS_MAX}`,
      );
    }
    return this.#overWindow(windowSeconds);
  }

  #sinceMark(mark: string): ReportAnswer {
    const before = this.#marks.get(mark);
    if (before === undefined) {
      const known = [...this.#marks.keys()].join(', ') || 'none yet, POST /api/performance/mark makes one';
      return refusal(404, `mark: found ${mark}, known: ${known}`);
    }
    return this.#report({ mark }, before, this.#reader.read());
  }

  #overWindow(windowSeconds: number): ReportAnswer {
    const now = this.#reader.read();
    const wantedMicros = now.atMicros - windowSeconds * 1e6;
    const distance = ({ atMicros }: MetricsSample) => Math.abs(atMicros - wantedMicros);
    const before = this.#seconds.reduce((best, sample) =>
      distance(sample) < distance(best) ? sample : best,
    );
    return this.#report({ windowSeconds }, before, now);
  }

  #report(span: PerformanceReport['span'], before: MetricsSample, now: MetricsSample): ReportAnswer {
    const samples = { now, before, boot: this.#boot };
    const body = performanceReport(span, samples, this.#reader.sources, this.#tickZeroMicros());
    return { status: 200, body };
  }
}

function refusal(status: 400 | 404, error: string): ReportAnswer {
  return { status, body: { error } };
}
