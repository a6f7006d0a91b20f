import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { ROUTE_WORKER_COUNT_MAX } from '../src/limits.ts';
import {
  allocateMetrics,
  countBelow,
  METRICS,
  Metrics,
  type MetricThread,
  summarize,
} from '../src/memory/metrics-block.ts';
import { METRIC_FAMILIES, metricsTable, withMetricsTable } from '../src/ops/metric-families.ts';
import { PrometheusPage } from '../src/ops/prometheus.ts';

const metrics = allocateMetrics();
const sim = new Metrics(metrics, 'sim');
const storage = new Metrics(metrics, 'storage');
const main = new Metrics(metrics, 'main');
const gateways = [new Metrics(metrics, 'gateway', 0), new Metrics(metrics, 'gateway', 1)];

let page: PrometheusPage | undefined;
afterEach(() => {
  page?.close();
  page = undefined;
});

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Reads the text format line by line; throws on a line that is neither comment nor sample. */
function parse(text: string): { samples: Sample[]; types: Map<string, string> } {
  expect(text.endsWith('\n')).toBe(true);
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ')) continue;
    const type = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line);
    if (type) {
      expect(types.has(type[1]), line).toBe(false);
      types.set(type[1], type[2]);
      continue;
    }
    const sample = /^([a-z][a-z0-9_]*)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!sample) throw new Error(`not the text format: ${line}`);
    const labels = [...(sample[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"(?:,|$)/g)];
    expect(labels.map(([pair]) => pair).join(''), line).toBe(sample[2] ?? '');
    const value = Number(sample[3]);
    expect(value, line).not.toBeNaN();
    samples.push({ name: sample[1], labels: Object.fromEntries(labels.map(([, k, v]) => [k, v])), value });
  }
  return { samples, types };
}

async function scrape() {
  page ??= new PrometheusPage({
    metrics,
    gatewayCount: 2,
    routeWorkerCount: 2,
    systemNames: ['moveEntities', 'sealTick'],
    refusalNames: ['none', 'empty', 'tooShort'],
    threads: () => [
      { name: 'sim', cpuSeconds: 1.25 },
      { name: 'gateway-1', cpuSeconds: 0.5 },
    ],
    info: { version: '0.1.0', node: process.version, world: 'a "quoted" world' },
  });
  const { samples, types } = parse(await page.text());
  const value = (name: string, labels: Record<string, string> = {}) => {
    const found = samples.filter(
      (sample) => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels),
    );
    expect(found.length, `${name} ${JSON.stringify(labels)}`).toBe(1);
    return found[0].value;
  };
  return { samples, types, value };
}

test('every metric of the block is on the page with the type of the block', async () => {
  const { types, samples } = await scrape();
  for (const family of METRIC_FAMILIES) {
    expect(types.get(family.name), family.name).toBe(family.kind);
    const isMany = (thread: string) => thread === 'gateway' || thread === 'routes';
    const instances = family.threads.reduce((sum, thread) => sum + (isMany(thread) ? 2 : 1), 0);
    const series = family.kind === 'histogram' ? `${family.name}_count` : family.name;
    expect(samples.filter(({ name }) => name === series).length, series).toBe(instances);
  }
  const covered = METRIC_FAMILIES.reduce((sum, { threads }) => sum + threads.length, 0);
  expect(covered).toBe(METRICS.length);
});

test('names carry the prefix and base units, and only known labels', async () => {
  const { samples, types } = await scrape();
  for (const [name, type] of types) {
    expect(name).toMatch(/^world_/);
    expect(name).not.toMatch(/micros|thousandths|_ms|_us|world_world/);
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
  }
  const labels = new Set(
    samples.filter(({ name }) => name !== 'world_info').flatMap((s) => Object.keys(s.labels)),
  );
  expect([...labels].sort()).toEqual(['code', 'gateway', 'le', 'pressure', 'system', 'thread', 'worker']);
});

test('counters follow the block from scrape to scrape, in base units', async () => {
  const before = await scrape();
  sim.add(sim.at('ticks'), 60);
  sim.add(sim.at('stretchedMicros'), 2_500_000);
  sim.set(sim.at('paceThousandths'), 750);
  gateways[0].add(gateways[0].at('bytesSent'), 1000);
  gateways[1].add(gateways[1].at('bytesSent'), 234);
  gateways[1].add(gateways[1].at('scavenges'), 3);
  storage.add(storage.at('scavenges'), 5);
  main.add(main.at('scavenges'), 7);
  const after = await scrape();
  const grown = (name: string, labels = {}) => after.value(name, labels) - before.value(name, labels);
  expect(grown('world_ticks_total')).toBe(60);
  expect(grown('world_stretched_seconds_total')).toBeCloseTo(2.5, 9);
  expect(after.value('world_pace_ratio')).toBe(0.75);
  expect(grown('world_sent_bytes_total', { gateway: '0' })).toBe(1000);
  expect(grown('world_sent_bytes_total', { gateway: '1' })).toBe(234);
  expect(grown('world_scavenges_total', { thread: 'gateway-1' })).toBe(3);
  expect(grown('world_scavenges_total', { thread: 'sim' })).toBe(0);
  expect(grown('world_scavenges_total', { thread: 'storage' })).toBe(5);
  expect(grown('world_scavenges_total', { thread: 'main' })).toBe(7);
  expect(after.value('world_thread_cpu_seconds_total', { thread: 'sim' })).toBe(1.25);
  expect(after.value('world_process_resident_memory_bytes')).toBeGreaterThan(1e6);
  expect(
    after.value('world_info', { version: '0.1.0', node: process.version, world: 'a \\"quoted\\" world' }),
  ).toBe(1);
});

test('workers are told apart, and what only they count is labelled by their number', async () => {
  const workers = [0, 1].map((index) => new Metrics(metrics, 'routes', index));
  workers[0].add(workers[0].at('routeSearches'), 3);
  workers[1].add(workers[1].at('routeSearches'), 4);
  workers[1].add(workers[1].at('routeBusyMicros'), 1_500_000);
  const { value } = await scrape();
  expect(value('world_route_searches_total', { worker: '0' })).toBe(3);
  expect(value('world_route_searches_total', { worker: '1' })).toBe(4);
  expect(value('world_route_busy_seconds_total', { worker: '1' })).toBeCloseTo(1.5, 9);
});

test('collections and heap are there for every thread', async () => {
  const { samples } = await scrape();
  const collected = [
    'world_scavenges_total',
    'world_major_collections_total',
    'world_collection_seconds_total',
    'world_heap_bytes',
  ];
  for (const metric of collected) {
    const threads = samples.filter(({ name }) => name === metric).map(({ labels }) => labels['thread']);
    expect(threads.sort(), metric).toEqual([
      ...['gateway-0', 'gateway-1', 'history', 'journal', 'main', 'routes-0', 'routes-1', 'sim', 'storage'],
    ]);
  }
});

test('no number of the block stands in the place of another', () => {
  const memory = allocateMetrics();
  const threads = [
    ...(['sim', 'storage', 'journal', 'history', 'main'] as const).map(
      (thread) => new Metrics(memory, thread),
    ),
    ...[0, ROUTE_WORKER_COUNT_MAX - 1].map((index) => new Metrics(memory, 'routes', index)),
    ...[0, 1].map((index) => new Metrics(memory, 'gateway', index)),
  ];
  const places = threads.flatMap((thread) =>
    METRICS.filter((row) => row.thread === thread.thread).map((row) => ({
      thread: thread as Metrics<MetricThread>,
      place: (thread as Metrics<MetricThread>).at(row.name),
    })),
  );
  for (const [i, { thread, place }] of places.entries()) thread.set(place, i);
  expect(places.map(({ thread, place }) => thread.value(place))).toEqual(places.map((_, i) => i));
});

test('refused frames are counted by code over all gateways, and there is no code for none', async () => {
  gateways[0].add(gateways[0].refusalAt(2), 4);
  gateways[1].add(gateways[1].refusalAt(2), 1);
  const { samples } = await scrape();
  const refused = samples.filter(({ name }) => name === 'world_frames_refused_total');
  expect(refused.map(({ labels, value }) => [labels, value])).toEqual([
    [{ code: 'empty' }, 0],
    [{ code: 'tooShort' }, 5],
  ]);
});

test('clients are counted by pressure over all gateways, and every pressure is there', async () => {
  gateways[0].set(gateways[0].pressureAt(7), 2);
  gateways[1].set(gateways[1].pressureAt(7), 3);
  gateways[1].set(gateways[1].pressureAt(0), 9);
  const { samples } = await scrape();
  const clients = samples.filter(({ name }) => name === 'world_clients_by_pressure');
  expect(clients.map(({ labels, value }) => [labels, value])).toEqual(
    [9, 0, 0, 0, 0, 0, 0, 5].map((count, pressure) => [{ pressure: `${pressure}` }, count]),
  );
});

test('buckets of a histogram count exactly the values below their bound, up to all of them', async () => {
  const values = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 90_000);
  for (const value of values) sim.record(sim.at('tickMicros'), value);
  for (const value of values) sim.record(sim.systemAt(1), value % 40);
  const { samples, value } = await scrape();
  const buckets = samples.filter(({ name }) => name === 'world_tick_seconds_bucket');
  expect(buckets.length).toBe(13);
  for (const { labels, value: count } of buckets) {
    const bound = labels['le'] === '+Inf' ? Number.POSITIVE_INFINITY : Math.round(Number(labels['le']) * 1e6);
    expect(count, labels['le']).toBe(values.filter((micros) => micros < bound).length);
  }
  expect(value('world_tick_seconds_count')).toBe(values.length);
  expect(value('world_tick_seconds_sum')).toBeCloseTo(
    values.reduce((sum, micros) => sum + micros, 0) / 1e6,
    6,
  );
  expect(value('world_system_seconds_bucket', { le: '0.000016', system: 'sealTick' })).toBe(
    values.filter((micros) => micros % 40 < 16).length,
  );
  expect(value('world_system_seconds_count', { system: 'moveEntities' })).toBe(0);
});

test('every bound on the page is an end of a bucket of the block', async () => {
  const { samples } = await scrape();
  const probe = new Metrics(allocateMetrics(), 'sim');
  const bounds = new Set(samples.map(({ labels }) => labels['le']).filter((le) => le && le !== '+Inf'));
  for (const le of bounds) {
    const micros = Math.round(Number(le) * 1e6);
    const before = countBelow(probe.buckets(probe.at('tickMicros')), micros);
    probe.record(probe.at('tickMicros'), micros - 1);
    probe.record(probe.at('tickMicros'), micros);
    expect(countBelow(probe.buckets(probe.at('tickMicros')), micros) - before, le).toBe(1);
  }
});

test('percentiles of a copy agree with a sorted list to a sixteenth, and never lie below', () => {
  const probe = new Metrics(allocateMetrics(), 'sim');
  const place = probe.at('latenessMicros');
  for (let i = 0; i < 300; i++) probe.record(place, 5);
  const before = probe.buckets(place);
  const values = Array.from({ length: 4001 }, (_, i) =>
    Math.floor(((i * 2654435761) % 2 ** 32) / 2 ** (8 + (i % 17))),
  );
  for (const value of values) probe.record(place, value);
  const { count, p50, p95, p99 } = summarize(probe.buckets(place), before);
  expect(count).toBe(values.length);
  values.sort((a, b) => a - b);
  for (const [share, found] of [
    [0.5, p50],
    [0.95, p95],
    [0.99, p99],
  ]) {
    const exact = values[Math.ceil(values.length * share) - 1];
    expect(found).toBeGreaterThanOrEqual(exact);
    expect(found).toBeLessThanOrEqual(exact * (1 + 1 / 16));
  }
});

test('a copy taken between a count and its bucket counts what its buckets hold', () => {
  const probe = new Metrics(allocateMetrics(), 'sim');
  const place = probe.at('tickMicros');
  probe.record(place, 100_000);
  const before = probe.buckets(place);
  probe.record(place, 7);
  probe.add(place, 1);
  const copy = probe.buckets(place);
  expect(copy[0]).toBe(2);
  expect(summarize(copy, before).max).toBe(7);
});

test('who asks while a page is being made gets that page', async () => {
  await scrape();
  const [first, second] = await Promise.all([page!.text(), page!.text()]);
  expect(first).toBe(second);
});

test('docs/OPERATIONS.md holds the table of metrics as it prints now', () => {
  const stored = readFileSync('docs/OPERATIONS.md', 'utf8');
  expect(stored).toBe(withMetricsTable(stored));
  expect(metricsTable()).toContain('| `world_tick_seconds` | histogram |  | time one tick takes |');
  expect(() => withMetricsTable('# Operations')).toThrow('no marks');
});
