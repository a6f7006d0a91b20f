import { METRICS, type MetricKind, type MetricThread } from '../memory/metrics-block.ts';

/** A metric as Prometheus sees it: one name, fed by one kind of thread or by several. */
export interface MetricFamily {
  /** With the prefix `world_` and the base unit at the end. */
  readonly name: string;
  readonly kind: MetricKind;
  readonly help: string;
  /** What one unit of the metrics block is worth here: 1e-6 for microseconds. */
  readonly factor: number;
  readonly label: 'thread' | 'gateway' | 'worker' | undefined;
  /** Name in the metrics block, and the threads that have it. */
  readonly metric: string;
  readonly threads: readonly MetricThread[];
}

const UNITS = [
  { suffix: 'Micros', unit: 'Seconds', factor: 1e-6 },
  { suffix: 'Thousandths', unit: 'Ratio', factor: 1e-3 },
];

/** The help of a metric speaks of the unit of the metrics block. */
function exportedHelp(help: string, factor: number): string {
  return factor === 1e-3 ? help.replace('1000 =', '1 =') : help;
}

function exportedName(metric: string, kind: MetricKind): { name: string; factor: number } {
  const unit = UNITS.find(({ suffix }) => metric.endsWith(suffix));
  const based = unit ? metric.slice(0, -unit.suffix.length) + unit.unit : metric;
  const unitLast = based.replace(/^bytes(.+)$/, '$1Bytes');
  const words = unitLast.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
  const prefixed = words.startsWith('world_') ? words : `world_${words}`;
  return { name: kind === 'counter' ? `${prefixed}_total` : prefixed, factor: unit?.factor ?? 1 };
}

/** What tells those apart of which there are several. */
const LABELS: { readonly [thread in MetricThread]?: MetricFamily['label'] } = {
  gateway: 'gateway',
  routes: 'worker',
};

function families(): MetricFamily[] {
  const metrics = [...new Set(METRICS.map((row) => row.name))];
  return metrics.map((metric) => {
    const rows = METRICS.filter((row) => row.name === metric);
    const threads = rows.map((row) => row.thread);
    const { kind, help } = rows[0];
    const label = threads.length > 1 ? 'thread' : LABELS[threads[0]];
    const { name, factor } = exportedName(metric, kind);
    return { name, kind, help: exportedHelp(help, factor), factor, label, metric, threads };
  });
}

/** Every metric of the metrics block, in its order. */
export const METRIC_FAMILIES: readonly MetricFamily[] = families();

/** What the page has besides the metrics block. */
export const OTHER_METRICS = {
  systems: {
    name: 'world_system_seconds',
    kind: 'histogram',
    label: 'system',
    help: 'time one system takes in a tick',
  },
  refusals: {
    name: 'world_frames_refused_total',
    kind: 'counter',
    label: 'code',
    help: 'client frames refused as malformed, by what was wrong with them',
  },
  pressures: {
    name: 'world_clients_by_pressure',
    kind: 'gauge',
    label: 'pressure',
    help: 'clients of all gateways by how far their streams are slowed down; 0 = not at all',
  },
  info: {
    name: 'world_info',
    kind: 'gauge',
    label: 'version, node, world',
    help: 'what runs; the value is 1',
  },
  threadCpu: {
    name: 'world_thread_cpu_seconds_total',
    kind: 'counter',
    label: 'thread',
    help: 'processor time of a thread; Linux only',
  },
  processCpu: {
    name: 'world_process_cpu_seconds_total',
    kind: 'counter',
    label: '',
    help: 'processor time of the whole process',
  },
  processMemory: {
    name: 'world_process_resident_memory_bytes',
    kind: 'gauge',
    label: '',
    help: 'memory of the whole process',
  },
  mainDelay: {
    name: 'world_main_event_loop_delay_p99_seconds',
    kind: 'gauge',
    label: '',
    help: 'how late timers of the main thread fire, since the last scrape',
  },
  mainDelayMax: {
    name: 'world_main_event_loop_delay_max_seconds',
    kind: 'gauge',
    label: '',
    help: 'the latest a timer of the main thread fired, since the last scrape',
  },
} as const;

/** The table of docs/OPERATIONS.md: every metric with its type, label and meaning. */
export function metricsTable(): string {
  const block = METRIC_FAMILIES.map((family) => ({ ...family, label: family.label ?? '' }));
  const rows = [...block, ...Object.values(OTHER_METRICS)].map(
    ({ name, kind, label, help }) => `| \`${name}\` | ${kind} | ${label} | ${help} |`,
  );
  return ['| Metric | Type | Label | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/**
 * The operations page with its table printed anew between its two marks.
 * Throws when the page has lost the marks.
 */
export function withMetricsTable(page: string): string {
  const place = /(<!-- metrics: printed, do not edit -->)[\s\S]*?(<!-- end of metrics -->)/;
  if (!place.test(page)) throw new Error('docs/OPERATIONS.md: found no marks around the table of metrics');
  return page.replace(place, (_, begin: string, end: string) => `${begin}\n\n${metricsTable()}\n\n${end}`);
}
