import { parentPort, workerData } from 'node:worker_threads';
import { ChronicleRing } from '../memory/chronicle-ring.ts';
import { Metrics } from '../memory/metrics-block.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { countCollections } from '../ops/collections.ts';
import { threadId } from '../ops/thread-usage.ts';
import type { HistoryRow } from './history-coalescer.ts';
import { HistoryKeeper, type HistoryPlan } from './history-keeper.ts';

/**
 * The history thread: writes down what happened to territories, and answers who asks. A thread of its own and not a
 * part of storage, which is busy for a while with each snapshot and without which there is no world: history may fail.
 */

export interface HistoryData {
  readonly ring: SharedArrayBuffer;
  readonly metrics: SharedArrayBuffer;
  readonly plan: HistoryPlan;
}

export interface HistoryQuery {
  /** LEVEL of the territory. */
  readonly level: number;
  readonly index: number;
  /** Rows wanted, the newest first. */
  readonly limit: number;
}

export type HistoryRequest =
  | { readonly kind: 'query'; readonly id: number; readonly query: HistoryQuery }
  | { readonly kind: 'stop' };

export type HistoryReport =
  | { readonly kind: 'ready'; readonly threadId: number | undefined }
  | { readonly kind: 'rows'; readonly id: number; readonly rows: readonly HistoryRow[] }
  | { readonly kind: 'noRows'; readonly id: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly text: string };

/** Storage waits for a mark to be safe before it writes a snapshot; it waits half as long on average. */
const STEP_INTERVAL_MS = 50;

const { ring, metrics: block, plan } = workerData as HistoryData;
const port = parentPort!;
const metrics = new Metrics(block, 'history');
const at = {
  rows: metrics.at('historyRows'),
  lost: metrics.at('historyRowsLost'),
  pruned: metrics.at('historyRowsPruned'),
  micros: metrics.at('historyWriteMicros'),
  failures: metrics.at('historyFailures'),
  tick: metrics.at('historyTick'),
  bytes: metrics.at('historyBytes'),
};

function report(message: HistoryReport): void {
  port.postMessage(message);
}

const keeper = new HistoryKeeper(new ChronicleRing(ring), plan, {
  log: (level, text) => report({ kind: 'log', level, text }),
  wrote: (rows, micros, toldTick, bytes) => {
    metrics.add(at.rows, rows);
    metrics.record(at.micros, micros);
    metrics.set(at.tick, toldTick);
    metrics.set(at.bytes, bytes);
  },
  failed: () => metrics.add(at.failures, 1),
  lost: (rows) => metrics.add(at.lost, rows),
  pruned: (rows) => metrics.add(at.pruned, rows),
  nowMicros: monotonicMicros,
});

function answer(id: number, { index, level, limit }: HistoryQuery): void {
  try {
    report({ kind: 'rows', id, rows: keeper.rows(level, index, limit) });
  } catch (error) {
    report({ kind: 'noRows', id, reason: (error as Error).message });
  }
}

const stopCounting = countCollections(metrics);
const stepper = setInterval(() => keeper.step(), STEP_INTERVAL_MS);
port.on('message', (request: HistoryRequest) => {
  if (request.kind === 'query') {
    answer(request.id, request.query);
    return;
  }
  clearInterval(stepper);
  keeper.finish();
  stopCounting();
  port.close();
});
report({ kind: 'ready', threadId: threadId() });
