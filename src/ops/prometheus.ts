import { type IntervalHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { countBelow, type MetricThread } from '../memory/metrics-block.ts';
import { METRIC_FAMILIES, type MetricFamily, OTHER_METRICS } from './metric-families.ts';
import {
  MetricsReader,
  type MetricsSample,
  type MetricsSources,
  type ThreadSample,
} from './metrics-sample.ts';

export interface PrometheusSources extends MetricsSources {
  readonly info: { readonly version: string; readonly node: string; readonly world: string };
}

/** Bucket bounds in microseconds. Each is an end of a bucket of the metrics block, so the counts are exact. */
const BOUNDS_MICROS: Readonly<Record<string, readonly number[]>> = {
  tickMicros: [256, 512, 1024, 2048, 3072, 4096, 6144, 8192, 12288, 16384, 32768, 65536],
  latenessMicros: [16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 16384, 65536, 262144],
  snapshotCopyMicros: [256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536],
  fanOutMicros: [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536],
  wakeMicros: [16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 65536],
  clientFrameMicros: [1, 2, 4, 8, 16, 32, 64, 128, 256, 1024, 4096],
  commitMicros: [64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 262144],
  historyWriteMicros: [64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 262144],
  snapshotMicros: [4096, 8192, 16384, 32768, 65536, 131072, 262144, 524288, 1048576, 2097152, 8388608],
};
const SYSTEM_BOUNDS_MICROS = [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384];

const DELAY_RESOLUTION_MS = 20;
const SLICE_MS = 1;

type AnySample = { readonly [part in keyof ThreadSample<MetricThread>]: object };
type Labels = Record<string, string>;
interface Series<V> {
  readonly labels: Labels;
  readonly value: V;
}

/** A histogram whose values were counted elsewhere, in microseconds. */
class CountedHistogram extends Histogram {
  readonly #boundsMicros: readonly number[];
  readonly #series: () => Series<Float64Array>[];
  readonly #name: string;
  readonly #help: string;

  constructor(
    family: { name: string; help: string; label: string | undefined; boundsMicros: readonly number[] },
    registry: Registry,
    series: () => Series<Float64Array>[],
  ) {
    const { name, help, label, boundsMicros } = family;
    super({ name, help, labelNames: label ? [label] : [], registers: [registry] });
    this.#name = name;
    this.#help = help;
    this.#boundsMicros = boundsMicros;
    this.#series = series;
  }

  /** Asked for by the registry: observing each value instead would mean a call per tick from another thread. */
  async getForPromString(): Promise<object> {
    const values = this.#series().flatMap(({ labels, value: copy }) => {
      const bucket = (le: number | string, value: number) => ({
        metricName: `${this.#name}_bucket`,
        labels: { le },
        sharedLabels: labels,
        value,
      });
      return [
        ...this.#boundsMicros.map((bound) => bucket(bound / 1e6, countBelow(copy, bound))),
        bucket('+Inf', copy[0]),
        { metricName: `${this.#name}_sum`, labels: {}, sharedLabels: labels, value: copy[1] / 1e6 },
        { metricName: `${this.#name}_count`, labels: {}, sharedLabels: labels, value: copy[0] },
      ];
    });
    return { name: this.#name, help: this.#help, type: 'histogram', values, aggregator: 'sum' };
  }
}

/** The page a Prometheus server scrapes. It lives in the main thread and only reads what the others have counted. */
export class PrometheusPage {
  readonly contentType: string;
  readonly #registry = new Registry();
  readonly #reader: MetricsReader;
  readonly #delay: IntervalHistogram;
  #sample: MetricsSample;
  #rendering: Promise<string> | undefined;

  constructor(sources: PrometheusSources) {
    this.contentType = this.#registry.contentType;
    this.#reader = new MetricsReader(sources);
    this.#sample = this.#reader.read();
    this.#delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
    this.#delay.enable();
    for (const family of METRIC_FAMILIES) this.#addFamily(family);
    this.#addSystems(sources.systemNames);
    this.#addRefusals(sources.refusalNames);
    this.#addNumbers(OTHER_METRICS.pressures, () =>
      this.#sample.pressures.map((value, pressure) => ({ labels: { pressure: `${pressure}` }, value })),
    );
    this.#addProcess();
    const { name, help } = OTHER_METRICS.info;
    const labelNames = Object.keys(sources.info);
    new Gauge({ name, help, labelNames, registers: [this.#registry] }).set({ ...sources.info }, 1);
  }

  /** All metrics in the Prometheus text format, of one moment. Who asks while a page is being made gets that page. */
  text(): Promise<string> {
    this.#rendering ??= this.#render().finally(() => {
      this.#rendering = undefined;
    });
    return this.#rendering;
  }

  /** With many gateways the page takes 10 ms; made in one go, it would hold up everything else of the main thread. */
  async #render(): Promise<string> {
    this.#sample = this.#reader.read();
    const parts: string[] = [];
    let sliceEnd = performance.now() + SLICE_MS;
    for (const { name } of this.#registry.getMetricsAsArray()) {
      if (performance.now() > sliceEnd) {
        await nextTurn();
        sliceEnd = performance.now() + SLICE_MS;
      }
      parts.push(await this.#registry.getSingleMetricAsString(name));
    }
    this.#delay.reset();
    return `${parts.join('\n\n')}\n`;
  }

  /** Ends the watch on the main thread's event loop. */
  close(): void {
    this.#delay.disable();
  }

  #addFamily(family: MetricFamily): void {
    const { name, help, kind, label, metric, factor } = family;
    if (kind === 'histogram') {
      const boundsMicros = BOUNDS_MICROS[metric];
      if (boundsMicros === undefined) throw new Error(`prometheus.ts: no bucket bounds for ${metric}`);
      const series = () => this.#series(family, ({ histograms }) => Reflect.get(histograms, metric));
      new CountedHistogram({ name, help, label, boundsMicros }, this.#registry, series);
    } else {
      const series = () => this.#series(family, ({ numbers }) => Reflect.get(numbers, metric) * factor);
      this.#addNumbers(family, series);
    }
  }

  /** One series per thread that has the metric. */
  #series<V>({ label, threads }: MetricFamily, valueIn: (sample: AnySample) => V): Series<V>[] {
    return threads.flatMap((thread) => {
      const isOne = thread !== 'gateway' && thread !== 'routes';
      const samples: readonly AnySample[] = isOne
        ? [this.#sample[thread]]
        : thread === 'gateway'
          ? this.#sample.gateways
          : this.#sample.routes;
      return samples.map((sample, index) => {
        const instance = isOne ? thread : `${thread}-${index}`;
        const labels: Labels = label ? { [label]: label === 'thread' ? instance : `${index}` } : {};
        return { labels, value: valueIn(sample) };
      });
    });
  }

  #addNumbers(
    family: { name: string; help: string; kind: string; label: string | undefined },
    series: () => Series<number>[],
  ): void {
    const { name, help, label } = family;
    const about = { name, help, labelNames: label ? [label] : [], registers: [this.#registry] };
    if (family.kind === 'counter') {
      const counter: Counter = new Counter({
        ...about,
        collect() {
          counter.reset();
          for (const { labels, value } of series()) counter.inc(labels, value);
        },
      });
    } else {
      const gauge: Gauge = new Gauge({
        ...about,
        collect() {
          gauge.reset();
          for (const { labels, value } of series()) gauge.set(labels, value);
        },
      });
    }
  }

  #addSystems(systemNames: readonly string[]): void {
    const family = { ...OTHER_METRICS.systems, boundsMicros: SYSTEM_BOUNDS_MICROS };
    new CountedHistogram(family, this.#registry, () =>
      systemNames.map((system, index) => ({ labels: { system }, value: this.#sample.systems[index] })),
    );
  }

  #addRefusals(refusalNames: readonly string[]): void {
    this.#addNumbers(OTHER_METRICS.refusals, () =>
      refusalNames.map((code, index) => ({ labels: { code }, value: this.#sample.refusals[index] })).slice(1),
    );
  }

  #addProcess(): void {
    const { threadCpu, processCpu, processMemory, mainDelay, mainDelayMax } = OTHER_METRICS;
    const alone = (value: number) => [{ labels: {}, value }];
    this.#addNumbers(threadCpu, () =>
      this.#sample.threads.map(({ name, cpuSeconds }) => ({ labels: { thread: name }, value: cpuSeconds })),
    );
    this.#addNumbers(processCpu, () => alone(this.#sample.processCpuSeconds));
    this.#addNumbers(processMemory, () => alone(process.memoryUsage.rss()));
    // The monitor gives the time from one firing of its timer to the next, so its own interval comes off.
    const delaySeconds = (nanos: number) => Math.max(0, nanos / 1e9 - DELAY_RESOLUTION_MS / 1e3);
    this.#addNumbers(mainDelay, () => alone(delaySeconds(this.#delay.percentile(99))));
    this.#addNumbers(mainDelayMax, () => alone(delaySeconds(this.#delay.max)));
  }
}
