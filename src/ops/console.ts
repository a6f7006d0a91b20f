import type { ServerConfig } from '../config/schema.ts';
import { CONTROL } from '../memory/control-block.ts';
import { Metrics } from '../memory/metrics-block.ts';
import { VERSION } from '../version.ts';
import { Health } from './health.ts';
import { MetricsReader } from './metrics-sample.ts';
import { serveOperator } from './operator-http.ts';
import { PerformanceHistory } from './performance-history.ts';
import { PrometheusPage } from './prometheus.ts';
import { type ThreadName, threadUsage } from './thread-usage.ts';

export interface ConsoleSources {
  readonly operator: ServerConfig['operator'];
  readonly metrics: SharedArrayBuffer;
  readonly control: Int32Array;
  readonly gatewayCount: number;
  readonly systemNames: readonly string[];
  /** Threads with their kernel ids; grows while the server starts. */
  readonly threads: readonly ThreadName[];
  readonly world: string;
  /** Whether the storage thread has its database open. */
  readonly storageOpen: () => boolean;
}

/** The operator port with everything behind it. */
export interface OperatorConsole {
  readonly url: string;
  /** One more gateway is listening. */
  gatewayListening(): void;
  close(): Promise<void>;
}

/** Puts the operator's pages together over the shared metrics and opens their port. Throws when it cannot be had. */
export async function openConsole(sources: ConsoleSources): Promise<OperatorConsole> {
  const { control, metrics, gatewayCount, systemNames } = sources;
  const metricsSources = { metrics, gatewayCount, systemNames, threads: () => threadUsage(sources.threads) };
  const sim = new Metrics(metrics, 'sim');
  const ticksAt = sim.at('ticks');
  let listening = 0;
  const health = new Health({
    ticks: () => sim.value(ticksAt),
    gatewayCount,
    gatewaysListening: () => listening,
    storageOpen: sources.storageOpen,
  });
  const performance = new PerformanceHistory(new MetricsReader(metricsSources), () => {
    const seconds = Atomics.load(control, CONTROL.tickZeroSeconds);
    return seconds === 0 ? undefined : seconds * 1_000_000 + Atomics.load(control, CONTROL.tickZeroMicros);
  });
  const prometheus = new PrometheusPage({
    ...metricsSources,
    info: { version: VERSION, node: process.versions.node, world: sources.world },
  });
  const server = await serveOperator(sources.operator, { prometheus, performance, health });
  health.start();
  performance.start();
  return {
    url: server.url,
    gatewayListening: () => {
      listening++;
    },
    close: async () => {
      health.close();
      performance.close();
      prometheus.close();
      await server.close();
    },
  };
}
