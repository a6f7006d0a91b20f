import { expect, test } from 'vitest';
import { allocateMetrics, Metrics } from '../src/memory/metrics-block.ts';
import type { CollectionMetrics } from '../src/ops/collections.ts';
import { MetricsReader } from '../src/ops/metrics-sample.ts';
import { MARK_COUNT_MAX, PerformanceHistory } from '../src/ops/performance-history.ts';
import type { PerformanceReport } from '../src/ops/performance-report.ts';
import type { ThreadUsage } from '../src/ops/thread-usage.ts';

/** A server whose seconds pass when told to: 60 ticks of `tickMicros`, 100 messages of 20 bytes per client. */
function measuredServer(threads: () => ThreadUsage[] = () => []) {
  const metrics = allocateMetrics();
  const sim = new Metrics(metrics, 'sim');
  const gateways = [new Metrics(metrics, 'gateway', 0), new Metrics(metrics, 'gateway', 1)];
  const clock = { micros: 5e12 };
  const sources = {
    metrics,
    gatewayCount: 2,
    routeWorkerCount: 1,
    systemNames: ['moveEntities'],
    refusalNames: ['none', 'empty'],
    threads,
  };
  const reader = new MetricsReader(sources, () => clock.micros);
  const history = new PerformanceHistory(reader, () => 4.9e12);
  return {
    metrics,
    sim,
    gateways,
    history,
    clock,
    second({ tickMicros = 900, clients = 0 } = {}) {
      gateways[0].set(gateways[0].at('clients'), clients);
      clock.micros += 1e6;
      for (let i = 0; i < 60; i++) {
        sim.record(sim.at('tickMicros'), tickMicros);
        sim.record(sim.systemAt(0), tickMicros / 2);
      }
      sim.add(sim.at('ticks'), 60);
      sim.add(sim.at('tick'), 60);
      gateways[0].add(gateways[0].at('messagesSent'), 100 * clients);
      gateways[0].add(gateways[0].at('bytesSent'), 2000 * clients);
      gateways[1].add(gateways[1].at('messagesSent'), 10);
      history.sample();
    },
    report(query = ''): PerformanceReport {
      const answer = history.answer(new URLSearchParams(query));
      if (answer.status !== 200) throw new Error(answer.body.error);
      return answer.body;
    },
  };
}

const near = (found: number, exact: number) => {
  expect(found).toBeGreaterThanOrEqual(exact);
  expect(found).toBeLessThanOrEqual(exact * (1 + 1 / 16));
};

test('a window sees its own seconds only, and sinceStart all of them', () => {
  const server = measuredServer();
  for (let i = 0; i < 20; i++) server.second({ tickMicros: 9000 });
  for (let i = 0; i < 5; i++) server.second({ tickMicros: 1000 });
  const report = server.report('window=5');
  expect(report).toMatchObject({
    span: { windowSeconds: 5 },
    seconds: 5,
    ticks: 300,
    ticksPerSecond: 60,
    tick: 1500,
  });
  near(report.tickMsP50, 1);
  near(report.tickMsMax, 1);
  near(report.systems['moveEntities'].usP99, 500);
  expect(report.sinceStart).toMatchObject({ seconds: 25, ticks: 1500, ticksPerSecond: 60 });
  near(report.sinceStart.tickMsP99, 9);
});

test('without a query the last ten seconds are reported, or all there are', () => {
  const server = measuredServer();
  for (let i = 0; i < 3; i++) server.second();
  expect(server.report()).toMatchObject({ span: { windowSeconds: 10 }, seconds: 3, ticks: 180 });
  for (let i = 0; i < 97; i++) server.second();
  expect(server.report()).toMatchObject({ seconds: 10, ticks: 600 });
});

test('a window of a minute reaches back a whole minute and no more', () => {
  const server = measuredServer();
  for (let i = 0; i < 200; i++) server.second();
  expect(server.report('window=60')).toMatchObject({ seconds: 60, ticks: 3600, ticksPerSecond: 60 });
});

test('a mark reports exactly what came after it', () => {
  const server = measuredServer();
  for (let i = 0; i < 8; i++) server.second({ tickMicros: 12_000 });
  const { mark, tick } = server.history.mark();
  expect(tick).toBe(480);
  for (let i = 0; i < 90; i++) server.second({ tickMicros: 2000 });
  const report = server.report(`mark=${mark}`);
  expect(report).toMatchObject({ span: { mark }, seconds: 90, ticks: 5400 });
  near(report.tickMsP99, 2);
});

test('of more marks than are kept the oldest is forgotten, and the refusal names the known ones', () => {
  const { history } = measuredServer();
  const marks = Array.from({ length: MARK_COUNT_MAX + 1 }, () => history.mark().mark);
  expect(new Set(marks).size).toBe(marks.length);
  const answer = (mark: string) => history.answer(new URLSearchParams({ mark }));
  expect(answer(marks[0])).toMatchObject({
    status: 404,
    body: { error: expect.stringContaining('known: 2, 3,') },
  });
  expect(answer(marks[1]).status).toBe(200);
});

test.each([
  ['window=0', 'window: found 0'],
  ['window=61', 'up to 60'],
  ['window=', 'window: found'],
  ['window=ten', 'window: found ten'],
  ['window=1&mark=1', 'one of them'],
  ['since=1', 'found since, allowed: window or mark'],
])('?%s is refused', (query, words) => {
  const answer = measuredServer().history.answer(new URLSearchParams(query));
  expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining(words) } });
});

test('bytes per client count the time clients were there, not how many are left', () => {
  const server = measuredServer();
  for (let i = 0; i < 4; i++) server.second({ clients: 10 });
  for (let i = 0; i < 4; i++) server.second({ clients: 0 });
  const report = server.report('window=8');
  expect(report).toMatchObject({ clients: 0, bytesPerSecond: 10_000, bytesPerClientPerSecond: 2000 });
  expect(report.messagesPerSecond).toBe(510);
  expect(report.gateways.map(({ messagesPerSecond }) => messagesPerSecond)).toEqual([500, 10]);
});

test('cores are summed over gateways, and left out where a thread is not measured', () => {
  const usage = [
    { name: 'sim', cpuSeconds: 3 },
    { name: 'gateway-0', cpuSeconds: 1 },
    { name: 'gateway-1', cpuSeconds: 2 },
  ];
  const server = measuredServer(() => usage.map((thread) => ({ ...thread })));
  for (let i = 0; i < 4; i++) server.second();
  usage[0].cpuSeconds += 1;
  usage[1].cpuSeconds += 0.5;
  usage[2].cpuSeconds += 1.5;
  const { serverCores, gateways } = server.report('window=4');
  expect(serverCores).toEqual({ total: expect.any(Number), sim: 0.25, gateway: 0.5 });
  expect(gateways.map(({ cores }) => cores)).toEqual([0.125, 0.375]);
});

test('routes are told with both hit rates, of a span only', () => {
  const server = measuredServer();
  const worker = new Metrics(server.metrics, 'routes', 0);
  const answered = (count: number, searches: number, repeats: number, repeatHits: number) => {
    server.sim.add(server.sim.at('routeQuestions'), count);
    worker.add(worker.at('routeAnswers'), count);
    worker.add(worker.at('routeSearches'), searches);
    worker.add(worker.at('routeAnswersFromFields'), 1);
    worker.add(worker.at('routeAnswersFromCache'), count - searches - 1);
    worker.add(worker.at('routeRepeats'), repeats);
    worker.add(worker.at('routeRepeatsFromCache'), repeatHits - 1);
    worker.add(worker.at('routeRepeatsFromFields'), 1);
    worker.add(worker.at('routeNodesExpanded'), 100 * searches);
    worker.add(worker.at('routeBusyMicros'), 250_000);
  };
  answered(1000, 1000, 0, 0);
  server.second();
  const { mark } = server.history.mark();
  answered(40, 10, 20, 18);
  server.second();
  expect(server.report(`mark=${mark}`).routes).toMatchObject({
    ...{ questions: 40, questionsPerSecond: 40, answers: 40, searches: 10, nodesPerSearch: 100 },
    ...{ fromCache: 29, fromFields: 1, hitRate: 0.75, repeats: 20, repeatsWithoutSearch: 18 },
    ...{ repeatHitRate: 0.9, busyCores: 0.25, answersLate: 0, inFlight: 0 },
  });
});

test('collections are told per thread, in a span and since the start', () => {
  const server = measuredServer();
  const collected = (thread: 'sim' | 'gateway' | 'storage' | 'main', instance: number, scavenges: number) => {
    const metrics: CollectionMetrics = new Metrics(server.metrics, thread, instance);
    metrics.add(metrics.at('scavenges'), scavenges);
    metrics.add(metrics.at('majorCollections'), 1);
    metrics.add(metrics.at('collectionMicros'), scavenges * 1500);
  };
  collected('main', 0, 2);
  server.second();
  const { mark } = server.history.mark();
  collected('sim', 0, 1);
  collected('gateway', 1, 3);
  collected('storage', 0, 4);
  collected('main', 0, 5);
  server.second();
  const { collections, sinceStart, scavengesSim } = server.report(`mark=${mark}`);
  expect(collections).toEqual({
    sim: { scavenges: 1, major: 1, ms: 1.5 },
    'gateway-0': { scavenges: 0, major: 0, ms: 0 },
    'gateway-1': { scavenges: 3, major: 1, ms: 4.5 },
    storage: { scavenges: 4, major: 1, ms: 6 },
    journal: { scavenges: 0, major: 0, ms: 0 },
    history: { scavenges: 0, major: 0, ms: 0 },
    'routes-0': { scavenges: 0, major: 0, ms: 0 },
    main: { scavenges: 5, major: 1, ms: 7.5 },
  });
  expect(scavengesSim).toBe(1);
  expect(sinceStart.collections['main']).toEqual({ scavenges: 7, major: 2, ms: 10.5 });
});

test('a report is plain JSON without a hole, even before the first second', () => {
  const { history } = measuredServer();
  const answer = history.answer(new URLSearchParams());
  expect(JSON.parse(JSON.stringify(answer.body))).toEqual(answer.body);
  expect(JSON.stringify(answer.body)).not.toContain('null');
  expect(answer.body).toMatchObject({ ticksPerSecond: 0, tickZeroMicros: 4.9e12, worldHash: '00000000' });
});
