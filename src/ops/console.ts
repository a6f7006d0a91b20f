import type { ServerConfig } from '../config/schema.ts';
import { CONTROL } from '../memory/control-block.ts';
import { Metrics } from '../memory/metrics-block.ts';
import { VERSION } from '../version.ts';
import { countCollections } from './collections.ts';
import { Health } from './health.ts';
import { MetricsReader } from './metrics-sample.ts';
import { serveOperator, type TraceSource } from './operator-http.ts';
import { PerformanceHistory } from './performance-history.ts';
import { PrometheusPage } from './prometheus.ts';
import type { TerritoryHistory } from './territory-history.ts';
import { type ThreadName, threadUsage } from './thread-usage.ts';

export interface ConsoleSources {
  readonly operator: ServerConfig['operator'];
  readonly metrics: SharedArrayBuffer;
  readonly control: Int32Array;
  readonly gatewayCount: number;
  readonly routeWorkerCount: number;
  readonly systemNames: readonly string[];
  /** Names of the protocol's refusals, each at the place of its code. */
  readonly refusalNames: readonly string[];
  /** Threads with their kernel ids; grows while the server starts. */
  readonly threads: readonly ThreadName[];
  readonly world: string;
  /** Whether the storage thread has its database open. */
  readonly storageOpen: () => boolean;
  readonly gatewaysListening: () => number;
  /** Why the world was given up, undefined while it was not. */
  readonly givenUp: () => string | undefined;
  /** Alarms that are on. */
  readonly alarms: () => readonly string[];
  /** What the server does without because of overload, in words. */
  readonly degraded: () => readonly string[];
  readonly history: TerritoryHistory;
  readonly traces: TraceSource;
}

/** The operator port with everything behind it. */
export interface OperatorConsole {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Puts the operator's pages together over the shared metrics, opens their port, and counts the collections of the
 * thread it is called in as those of the main thread. Throws when the port cannot be had.
 */
export async function openConsole(sources: ConsoleSources): Promise<OperatorConsole> {
  const { control, metrics, gatewayCount, routeWorkerCount, systemNames, refusalNames, threads } = sources;
  const metricsSources = {
    metrics,
    gatewayCount,
    routeWorkerCount,
    systemNames,
    refusalNames,
    threads: () => threadUsage(threads),
  };
  const sim = new Metrics(metrics, 'sim');
  const ticksAt = sim.at('ticks');
  const health = new Health({
    ticks: () => sim.value(ticksAt),
    gatewayCount,
    gatewaysListening: sources.gatewaysListening,
    storageOpen: sources.storageOpen,
    givenUp: sources.givenUp,
    alarms: sources.alarms,
    degraded: sources.degraded,
  });
  const performance = new PerformanceHistory(new MetricsReader(metricsSources), () => {
    const seconds = Atomics.load(control, CONTROL.tickZeroSeconds);
    return seconds === 0 ? undefined : seconds * 1_000_000 + Atomics.load(control, CONTROL.tickZeroMicros);
  });
  const prometheus = new PrometheusPage({
    ...metricsSources,
    info: { version: VERSION, node: process.versions.node, world: sources.world },
  });
  const server = await serveOperator(sources.operator, {
    prometheus,
    performance,
    health,
    history: sources.history,
    traces: sources.traces,
  });
  const stopCounting = countCollections(new Metrics(metrics, 'main'));
  health.start();
  performance.start();
  return {
    url: server.url,
    close: async () => {
      stopCounting();
      health.close();
      performance.close();
      prometheus.close();
      await server.close();
    },
  };
}
