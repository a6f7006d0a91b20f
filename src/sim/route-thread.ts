import { parentPort, workerData } from 'node:worker_threads';
import { RUNG } from '../../components/overload.ts';
import { CONTROL, viewControl } from '../memory/control-block.ts';
import { Metrics } from '../memory/metrics-block.ts';
import { RouteSlots } from '../memory/route-slots.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { CollectionCounter } from '../ops/collections.ts';
import { threadId } from '../ops/thread-usage.ts';
import type { RouteGraph } from '../routing/route-graph.ts';
import type { RouteBlocks } from './route-exchange.ts';
import { RouteWorker, workerDeskLimits } from './route-worker.ts';

/**
 * A route worker thread: answers questions as they come, works ahead when there are none, sleeps when that is done. It
 * never returns to its event loop.
 */

export interface RouteThreadData {
  readonly control: SharedArrayBuffer;
  readonly metrics: SharedArrayBuffer;
  readonly blocks: RouteBlocks;
  readonly graph: RouteGraph;
  /** Number of this worker, and of how many. */
  readonly worker: number;
  readonly workers: number;
}

/** What the thread tells main. */
export type RouteThreadReport = { readonly kind: 'ready'; readonly threadId: number | undefined };

/** Longest sleep: a stop is noticed after it even when nobody rings. */
const SLEEP_MS = 100;

/** Nodes of work ahead between two looks for a question: about 0.2 ms. */
const REST_NODES = 1_000;

/** Between two looks at heap and collections, each of which makes a little garbage itself. */
const HEAP_INTERVAL_MICROS = 10_000_000;

const { control: controlBlock, metrics, blocks, graph, worker, workers } = workerData as RouteThreadData;
const control = viewControl(controlBlock);
const slots = new RouteSlots(blocks.slots, workers);
const { board } = blocks;
const answerer = new RouteWorker({ slots, board, metrics, graph, limits: workerDeskLimits(graph), worker });
const collections = new CollectionCounter(new Metrics(metrics, 'routes', worker));
let heapDueMicros = monotonicMicros() + HEAP_INTERVAL_MICROS;

/** Work ahead is of use to nobody whose processor is needed elsewhere. */
function isOverloaded(): boolean {
  return Atomics.load(control, CONTROL.overloadRung) >= RUNG.mindsWait;
}

parentPort!.postMessage({ kind: 'ready', threadId: threadId() } satisfies RouteThreadReport);

while (Atomics.load(control, CONTROL.stopping) === 0) {
  const bell = slots.bell;
  if (answerer.answerNext() || (!isOverloaded() && answerer.rest(REST_NODES))) continue;
  if (monotonicMicros() >= heapDueMicros) {
    collections.poll();
    heapDueMicros = monotonicMicros() + HEAP_INTERVAL_MICROS;
  }
  slots.sleep(worker, bell, SLEEP_MS);
}
collections.poll();
