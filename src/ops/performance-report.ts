import { summarize } from '../memory/metrics-block.ts';
import { type FightFigures, fightFigures } from './fight-figures.ts';
import type { MetricsSample, MetricsSources } from './metrics-sample.ts';
import { type MindFigures, mindFigures } from './mind-figures.ts';
import { type RouteFigures, routeFigures } from './route-figures.ts';
import { hashText } from './start-message.ts';

/** Processor use in cores, 1 = one core busy all the time. Figures per thread are there on Linux only. */
export interface ServerCores {
  readonly total: number;
  readonly sim?: number;
  readonly gateway?: number;
  readonly storage?: number;
  readonly routes?: number;
  readonly main?: number;
}

/** Garbage collections of one thread; `ms` is the time they took together. */
export interface CollectionFigures {
  readonly scavenges: number;
  readonly major: number;
  readonly ms: number;
}

/** What happened between two moments. */
export interface SpanFigures {
  readonly seconds: number;
  readonly ticks: number;
  readonly ticksPerSecond: number;
  readonly tickMsP50: number;
  readonly tickMsP99: number;
  readonly tickMsMax: number;
  readonly latenessMsP50: number;
  readonly latenessMsP99: number;
  readonly catchUpTicks: number;
  readonly ticksOverBudget: number;
  readonly stretchedMs: number;
  /** Steps up the overload ladder. */
  readonly overloadClimbs: number;
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly bytesPerClientPerSecond: number;
  readonly ordersPerSecond: number;
  readonly scavengesSim: number;
  readonly majorCollectionsSim: number;
  /** By name of the thread: `sim`, `gateway-0` and so on, `storage`, `routes-0` and so on, `main`. */
  readonly collections: Readonly<Record<string, CollectionFigures>>;
  readonly serverCores: ServerCores;
  readonly routes: RouteFigures;
  readonly fights: FightFigures;
  readonly minds: MindFigures;
  readonly systems: Readonly<Record<string, { readonly usP50: number; readonly usP99: number }>>;
}

export interface GatewayFigures {
  readonly connections: number;
  readonly clients: number;
  readonly staleClients: number;
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly fanOutUsP50: number;
  readonly fanOutUsP99: number;
  readonly wakeUsP99: number;
  readonly clientFrameUsP99: number;
  readonly laps: number;
  readonly resyncRequests: number;
  readonly cores?: number;
}

export interface StorageFigures {
  readonly snapshots: number;
  readonly snapshotFailures: number;
  readonly snapshotTick: number;
  readonly snapshotBytes: number;
  readonly snapshotMsP99: number;
  readonly snapshotCopyMsP99: number;
}

/** The answer of GET /api/performance: the figures of the span that was asked for, and the state of this moment. */
export interface PerformanceReport extends SpanFigures {
  readonly span: Span;
  readonly sinceStart: SpanFigures;
  readonly tick: number;
  /** Monotonic clock of tick 0, microseconds, once the world's clock is set. */
  readonly tickZeroMicros?: number;
  /** World time per real time, 1 = real time. */
  readonly pace: number;
  /** RUNG of the overload ladder that the server stands on now. */
  readonly overloadRung: number;
  readonly worldHash: string;
  readonly entities: number;
  readonly patrols: number;
  readonly avatars: number;
  readonly sessions: number;
  readonly clients: number;
  /** Clients by how far their streams are slowed down, from not at all. */
  readonly clientsByPressure: readonly number[];
  readonly serverRssMb: number;
  readonly gateways: readonly GatewayFigures[];
  readonly storage: StorageFigures;
}

/** Where a report begins: the last `windowSeconds` asked for, or a mark. */
export type Span = { readonly windowSeconds: number } | { readonly mark: string };

/** The sample of this moment, the one the span begins with, and the one taken at boot. */
export interface ReportSamples {
  readonly now: MetricsSample;
  readonly before: MetricsSample;
  readonly boot: MetricsSample;
}

const BYTES_PER_MB = 1024 * 1024;

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function milliseconds(micros: number): number {
  return micros / 1000;
}

function perSecond(amount: number, seconds: number): number {
  return seconds > 0 ? rounded(amount / seconds) : 0;
}

function secondsBetween(before: MetricsSample, now: MetricsSample): number {
  return (now.atMicros - before.atMicros) / 1e6;
}

/** Cores used by the threads whose name fits; undefined where the system does not tell. */
function coresOf(
  before: MetricsSample,
  now: MetricsSample,
  fits: (name: string) => boolean,
): number | undefined {
  const threads = now.threads.filter(({ name }) => fits(name));
  if (threads.length === 0) return undefined;
  const cpuSeconds = threads.reduce((sum, { name, cpuSeconds }) => {
    const earlier = before.threads.find((thread) => thread.name === name)?.cpuSeconds ?? 0;
    return sum + cpuSeconds - earlier;
  }, 0);
  return perSecond(cpuSeconds, secondsBetween(before, now));
}

function present<K extends string>(key: K, value: number | undefined): { readonly [key in K]?: number } {
  return (value === undefined ? {} : { [key]: value }) as { [key in K]?: number };
}

function serverCores(before: MetricsSample, now: MetricsSample): ServerCores {
  return {
    total: perSecond(now.processCpuSeconds - before.processCpuSeconds, secondsBetween(before, now)),
    ...present(
      'sim',
      coresOf(before, now, (name) => name === 'sim'),
    ),
    ...present(
      'gateway',
      coresOf(before, now, (name) => name.startsWith('gateway')),
    ),
    ...present(
      'storage',
      coresOf(before, now, (name) => name === 'storage' || name === 'journal' || name === 'history'),
    ),
    ...present(
      'routes',
      coresOf(before, now, (name) => name.startsWith('routes')),
    ),
    ...present(
      'main',
      coresOf(before, now, (name) => name === 'main'),
    ),
  };
}

type CollectionNumbers = Pick<
  MetricsSample['main']['numbers'],
  'scavenges' | 'majorCollections' | 'collectionMicros'
>;

function collectionFigures(before: CollectionNumbers, now: CollectionNumbers): CollectionFigures {
  return {
    scavenges: now.scavenges - before.scavenges,
    major: now.majorCollections - before.majorCollections,
    ms: rounded(milliseconds(now.collectionMicros - before.collectionMicros)),
  };
}

function collections(before: MetricsSample, now: MetricsSample): Record<string, CollectionFigures> {
  const gateways = now.gateways.map(({ numbers }, i) => [
    `gateway-${i}`,
    collectionFigures(before.gateways[i].numbers, numbers),
  ]);
  const workers = now.routes.map(({ numbers }, i) => [
    `routes-${i}`,
    collectionFigures(before.routes[i].numbers, numbers),
  ]);
  return {
    sim: collectionFigures(before.sim.numbers, now.sim.numbers),
    ...Object.fromEntries(gateways),
    ...Object.fromEntries(workers),
    storage: collectionFigures(before.storage.numbers, now.storage.numbers),
    journal: collectionFigures(before.journal.numbers, now.journal.numbers),
    history: collectionFigures(before.history.numbers, now.history.numbers),
    main: collectionFigures(before.main.numbers, now.main.numbers),
  };
}

type GatewayNumber = keyof MetricsSample['gateways'][number]['numbers'];

/** What happened between two samples. */
export function spanFigures(
  before: MetricsSample,
  now: MetricsSample,
  systemNames: readonly string[],
): SpanFigures {
  const seconds = secondsBetween(before, now);
  const sim = (name: keyof typeof now.sim.numbers) => now.sim.numbers[name] - before.sim.numbers[name];
  const gateways = (name: GatewayNumber) =>
    now.gateways.reduce((sum, { numbers }, i) => sum + numbers[name] - before.gateways[i].numbers[name], 0);
  const ticks = summarize(now.sim.histograms.tickMicros, before.sim.histograms.tickMicros);
  const lateness = summarize(now.sim.histograms.latenessMicros, before.sim.histograms.latenessMicros);
  const systems = systemNames.map((name, i) => {
    const { p50, p99 } = summarize(now.systems[i], before.systems[i]);
    return [name, { usP50: p50, usP99: p99 }];
  });
  return {
    seconds: rounded(seconds),
    ticks: sim('ticks'),
    ticksPerSecond: perSecond(sim('ticks'), seconds),
    tickMsP50: milliseconds(ticks.p50),
    tickMsP99: milliseconds(ticks.p99),
    tickMsMax: milliseconds(ticks.max),
    latenessMsP50: milliseconds(lateness.p50),
    latenessMsP99: milliseconds(lateness.p99),
    catchUpTicks: sim('catchUpTicks'),
    ticksOverBudget: sim('ticksOverBudget'),
    stretchedMs: rounded(milliseconds(sim('stretchedMicros'))),
    overloadClimbs: sim('overloadClimbs'),
    messagesPerSecond: perSecond(gateways('messagesSent'), seconds),
    bytesPerSecond: perSecond(gateways('bytesSent'), seconds),
    bytesPerClientPerSecond: perSecond(gateways('bytesSent'), now.clientSeconds - before.clientSeconds),
    ordersPerSecond: perSecond(gateways('ordersReceived'), seconds),
    scavengesSim: sim('scavenges'),
    majorCollectionsSim: sim('majorCollections'),
    collections: collections(before, now),
    serverCores: serverCores(before, now),
    routes: routeFigures(before, now),
    fights: fightFigures(before, now),
    minds: mindFigures(before, now),
    systems: Object.fromEntries(systems),
  };
}

function gatewayFigures(before: MetricsSample, now: MetricsSample): GatewayFigures[] {
  const seconds = secondsBetween(before, now);
  return now.gateways.map(({ numbers, histograms }, i) => {
    const earlier = before.gateways[i];
    const since = (name: GatewayNumber) => numbers[name] - earlier.numbers[name];
    const fanOut = summarize(histograms.fanOutMicros, earlier.histograms.fanOutMicros);
    return {
      connections: numbers.connections,
      clients: numbers.clients,
      staleClients: numbers.staleClients,
      messagesPerSecond: perSecond(since('messagesSent'), seconds),
      bytesPerSecond: perSecond(since('bytesSent'), seconds),
      fanOutUsP50: fanOut.p50,
      fanOutUsP99: fanOut.p99,
      wakeUsP99: summarize(histograms.wakeMicros, earlier.histograms.wakeMicros).p99,
      clientFrameUsP99: summarize(histograms.clientFrameMicros, earlier.histograms.clientFrameMicros).p99,
      laps: since('laps'),
      resyncRequests: since('resyncRequests'),
      ...present(
        'cores',
        coresOf(before, now, (name) => name === `gateway-${i}`),
      ),
    };
  });
}

function storageFigures(now: MetricsSample): StorageFigures {
  const { snapshots, snapshotFailures, snapshotTick, snapshotBytes } = now.storage.numbers;
  return {
    snapshots,
    snapshotFailures,
    snapshotTick,
    snapshotBytes,
    // Snapshots are half a minute apart: a short span would hold one or none, so these are since the start.
    snapshotMsP99: milliseconds(summarize(now.storage.histograms.snapshotMicros).p99),
    snapshotCopyMsP99: milliseconds(summarize(now.sim.histograms.snapshotCopyMicros).p99),
  };
}

/**
 * The report about the time between two samples. `tickZeroMicros` is the monotonic clock of tick 0, undefined as long
 * as no tick has run.
 */
export function performanceReport(
  span: Span,
  { now, before, boot }: ReportSamples,
  { systemNames }: Pick<MetricsSources, 'systemNames'>,
  tickZeroMicros: number | undefined,
): PerformanceReport {
  const { tick, paceThousandths, overloadRung, worldHash } = now.sim.numbers;
  const { entities, patrols, avatars, sessions } = now.sim.numbers;
  return {
    span,
    ...spanFigures(before, now, systemNames),
    tick,
    ...present('tickZeroMicros', tickZeroMicros),
    pace: paceThousandths / 1000,
    overloadRung,
    worldHash: hashText(worldHash),
    entities,
    patrols,
    avatars,
    sessions,
    clients: now.gateways.reduce((sum, { numbers }) => sum + numbers.clients, 0),
    clientsByPressure: now.pressures,
    serverRssMb: rounded(process.memoryUsage.rss() / BYTES_PER_MB),
    gateways: gatewayFigures(before, now),
    storage: storageFigures(now),
    sinceStart: spanFigures(boot, now, systemNames),
  };
}
