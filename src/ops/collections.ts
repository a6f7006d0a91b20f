import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { GCProfiler, getHeapStatistics } from 'node:v8';

type CollectionEntry = PerformanceEntry & { readonly detail: { readonly kind: number } };

/** What collections are written to: the metrics of any thread, as all of them have these rows. */
export interface CollectionMetrics {
  at(name: 'scavenges' | 'majorCollections' | 'collectionMicros' | 'heapBytes'): number;
  add(place: number, amount: number): void;
  set(place: number, value: number): void;
}

const HEAP_INTERVAL_MS = 5_000;

/**
 * Counts the collections of a thread that returns to its event loop, and keeps its heap gauge.
 * Returns the function that ends it.
 */
export function countCollections(metrics: CollectionMetrics): () => void {
  const scavengesAt = metrics.at('scavenges');
  const majorAt = metrics.at('majorCollections');
  const microsAt = metrics.at('collectionMicros');
  const heapAt = metrics.at('heapBytes');
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as CollectionEntry[]) {
      const { kind } = entry.detail;
      if (kind === constants.NODE_PERFORMANCE_GC_MINOR) metrics.add(scavengesAt, 1);
      else if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) metrics.add(majorAt, 1);
      metrics.add(microsAt, entry.duration * 1000);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  const readHeap = () => metrics.set(heapAt, getHeapStatistics().used_heap_size);
  readHeap();
  const timer = setInterval(readHeap, HEAP_INTERVAL_MS);
  timer.unref();
  return () => {
    observer.disconnect();
    clearInterval(timer);
  };
}

/**
 * Counts the collections of a thread that never returns to its event loop, as the sim and storage: no
 * PerformanceObserver would ever be called there; the profiler of V8 hands its list over when asked.
 */
export class CollectionCounter {
  readonly #metrics: CollectionMetrics;
  readonly #profiler = new GCProfiler();
  readonly #scavengesAt: number;
  readonly #majorAt: number;
  readonly #microsAt: number;
  readonly #heapAt: number;

  /** Begins to count; construct it in the thread that is counted. */
  constructor(metrics: CollectionMetrics) {
    this.#metrics = metrics;
    this.#scavengesAt = metrics.at('scavenges');
    this.#majorAt = metrics.at('majorCollections');
    this.#microsAt = metrics.at('collectionMicros');
    this.#heapAt = metrics.at('heapBytes');
    this.#profiler.start();
  }

  /**
   * Adds what was collected since the last call to the metrics. Call it between two pieces of work, every
   * ten seconds or more: it allocates a few kilobytes itself, which would cause a collection if done every tick.
   */
  poll(): void {
    const { statistics } = this.#profiler.stop();
    this.#profiler.start();
    for (const { gcType, cost } of statistics) {
      if (gcType === 'Scavenge' || gcType === 'MinorMarkCompact') this.#metrics.add(this.#scavengesAt, 1);
      // A major collection comes with several steps of marking, which are listed too: their time counts, they do not.
      else if (gcType === 'MarkSweepCompact') this.#metrics.add(this.#majorAt, 1);
      this.#metrics.add(this.#microsAt, cost);
    }
    this.#metrics.set(this.#heapAt, getHeapStatistics().used_heap_size);
  }
}
