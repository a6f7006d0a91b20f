import { METRICS, Metrics, type MetricThread, PRESSURE_GAUGES } from '../memory/metrics-block.ts';
import { monotonicMicros } from './clock.ts';
import { processCpuSeconds, type ThreadUsage } from './thread-usage.ts';

type Row = (typeof METRICS)[number];
type NumberName<T extends MetricThread> = Exclude<Extract<Row, { thread: T }>, { kind: 'histogram' }>['name'];
type HistogramName<T extends MetricThread> = Extract<Row, { thread: T; kind: 'histogram' }>['name'];

/** The metrics of one thread at one moment. */
export interface ThreadSample<T extends MetricThread> {
  readonly numbers: Readonly<Record<NumberName<T>, number>>;
  readonly histograms: Readonly<Record<HistogramName<T>, Float64Array>>;
}

/** Everything measured, at one moment: two of these make a report about the time between them. */
export interface MetricsSample {
  /** Monotonic clock, microseconds. */
  readonly atMicros: number;
  readonly sim: ThreadSample<'sim'>;
  readonly storage: ThreadSample<'storage'>;
  readonly journal: ThreadSample<'journal'>;
  readonly history: ThreadSample<'history'>;
  readonly main: ThreadSample<'main'>;
  readonly gateways: readonly ThreadSample<'gateway'>[];
  /** Of each route worker; without any, of what the simulation's thread does in their place. */
  readonly routes: readonly ThreadSample<'routes'>[];
  /** Histograms in microseconds, in the order of the schedule. */
  readonly systems: readonly Float64Array[];
  /** Client frames refused by all gateways, in the order of `refusalNames`. */
  readonly refusals: readonly number[];
  /** Clients of all gateways by the pressure on their streams. */
  readonly pressures: readonly number[];
  readonly threads: readonly ThreadUsage[];
  readonly processCpuSeconds: number;
  /** Clients connected, added up over time: rates per client stay right while clients come and go. */
  readonly clientSeconds: number;
}

/** Where figures come from. `threads` gives the CPU time of each thread, as `threadUsage` does. */
export interface MetricsSources {
  readonly metrics: SharedArrayBuffer;
  readonly gatewayCount: number;
  readonly routeWorkerCount: number;
  /** Names of the systems in the order of the schedule. */
  readonly systemNames: readonly string[];
  /** Names of the protocol's refusals, each at the place of its code; code 0 refuses nothing. */
  readonly refusalNames: readonly string[];
  threads(): ThreadUsage[];
}

function sampleThread<T extends MetricThread>(metrics: Metrics<T>): ThreadSample<T> {
  const numbers: Record<string, number> = {};
  const histograms: Record<string, Float64Array> = {};
  for (const row of METRICS) {
    if (row.thread !== metrics.thread) continue;
    const place = metrics.at(row.name as Parameters<typeof metrics.at>[0]);
    if (row.kind === 'histogram') histograms[row.name] = metrics.buckets(place);
    else numbers[row.name] = metrics.value(place);
  }
  return { numbers, histograms } as ThreadSample<T>;
}

/** Takes samples of the metrics block. */
export class MetricsReader {
  readonly sources: MetricsSources;
  readonly #sim: Metrics<'sim'>;
  readonly #storage: Metrics<'storage'>;
  readonly #journal: Metrics<'journal'>;
  readonly #history: Metrics<'history'>;
  readonly #main: Metrics<'main'>;
  readonly #gateways: Metrics<'gateway'>[];
  readonly #routes: Metrics<'routes'>[];
  readonly #nowMicros: () => number;
  #lastMicros: number;
  #clientSeconds = 0;

  constructor(sources: MetricsSources, nowMicros: () => number = monotonicMicros) {
    this.sources = sources;
    this.#sim = new Metrics(sources.metrics, 'sim');
    this.#storage = new Metrics(sources.metrics, 'storage');
    this.#journal = new Metrics(sources.metrics, 'journal');
    this.#history = new Metrics(sources.metrics, 'history');
    this.#main = new Metrics(sources.metrics, 'main');
    this.#gateways = Array.from(
      { length: sources.gatewayCount },
      (_, gateway) => new Metrics(sources.metrics, 'gateway', gateway),
    );
    this.#routes = Array.from(
      { length: Math.max(1, sources.routeWorkerCount) },
      (_, worker) => new Metrics(sources.metrics, 'routes', worker),
    );
    this.#nowMicros = nowMicros;
    this.#lastMicros = nowMicros();
  }

  /** The figures of this moment; well below a millisecond with one gateway. */
  read(): MetricsSample {
    const atMicros = this.#nowMicros();
    const sim = sampleThread(this.#sim);
    const gateways = this.#gateways.map((metrics) => sampleThread(metrics));
    const clients = gateways.reduce((sum, { numbers }) => sum + numbers.clients, 0);
    this.#clientSeconds += (clients * (atMicros - this.#lastMicros)) / 1e6;
    this.#lastMicros = atMicros;
    return {
      atMicros,
      sim,
      storage: sampleThread(this.#storage),
      journal: sampleThread(this.#journal),
      history: sampleThread(this.#history),
      main: sampleThread(this.#main),
      gateways,
      routes: this.#routes.map((metrics) => sampleThread(metrics)),
      systems: this.sources.systemNames.map((_, index) => this.#sim.buckets(this.#sim.systemAt(index))),
      refusals: this.sources.refusalNames.map((_, code) =>
        this.#gateways.reduce((sum, metrics) => sum + metrics.value(metrics.refusalAt(code)), 0),
      ),
      pressures: Array.from({ length: PRESSURE_GAUGES }, (_, pressure) =>
        this.#gateways.reduce((sum, metrics) => sum + metrics.value(metrics.pressureAt(pressure)), 0),
      ),
      threads: this.sources.threads(),
      processCpuSeconds: processCpuSeconds(),
      clientSeconds: this.#clientSeconds,
    };
  }
}
