import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import { allocateMetrics, Metrics } from '../src/memory/metrics-block.ts';
import type { CollectionMetrics } from '../src/ops/collections.ts';
import { cpuSecondsOf, processCpuSeconds, threadId, threadUsage } from '../src/ops/thread-usage.ts';

/** Runs TypeScript in a worker; it finds our modules below `src/`. Resolves with its exit code. */
function runWorker(source: string, workerData: unknown): { worker: Worker; ended: Promise<number> } {
  const { outputFiles } = buildSync({
    stdin: { contents: source, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const worker = new Worker(outputFiles[0].text, { eval: true, workerData });
  const ended = new Promise<number>((resolve, reject) => {
    worker.on('error', reject).on('exit', resolve);
  });
  return { worker, ended };
}

test('CPU time is read right even when a thread has brackets and blanks in its name', () => {
  const stat = '4711 (a) b (c) R 1 2 3 4 -1 4194304 101 0 0 0 250 75 0 0 20 0 1 0 219609';
  expect(cpuSecondsOf(stat)).toBe(3.25);
});

test('a thread that is gone is left out', () => {
  expect(threadUsage([{ name: 'sim', tid: 2 ** 30 }])).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'a worker tells its own id, and its work is counted under its name',
  async () => {
    const own = threadId();
    expect(own).toBeGreaterThan(0);
    const flags = new Int32Array(new SharedArrayBuffer(8));
    const source = `
    import { workerData } from 'node:worker_threads';
    import { threadId } from './src/ops/thread-usage.ts';
    let sum = 0;
    for (let i = 0; i < 2e8; i++) sum += i % 7;
    Atomics.store(workerData, 0, threadId() + (sum < 0 ? 1 : 0));
    Atomics.notify(workerData, 0);
    Atomics.wait(workerData, 1, 0);`;
    const { ended } = runWorker(source, flags);
    const waiting = Atomics.waitAsync(flags, 0, 0);
    await waiting.value;
    const tid = flags[0];
    expect(tid).not.toBe(own);
    const [usage] = threadUsage([{ name: 'sim', tid }]);
    expect(usage.name).toBe('sim');
    expect(usage.cpuSeconds).toBeGreaterThan(0);
    expect(usage.cpuSeconds).toBeLessThanOrEqual(processCpuSeconds() + 0.02);
    Atomics.store(flags, 1, 1);
    Atomics.notify(flags, 1);
    expect(await ended).toBe(0);
  },
);

test.each(['sim', 'storage'] as const)(
  'collections are counted in a %s thread, which never returns to its event loop',
  async (thread) => {
    const metrics = allocateMetrics();
    const seen = new Float64Array(new SharedArrayBuffer(3 * 8));
    const source = `
    import { workerData } from 'node:worker_threads';
    import { Metrics } from './src/memory/metrics-block.ts';
    import { CollectionCounter } from './src/ops/collections.ts';
    const counted = new Metrics(workerData.metrics, workerData.thread);
    const counter = new CollectionCounter(counted);
    let kept = [];
    for (let i = 0; i < 3e6; i++) {
      kept.push({ i });
      if (kept.length > 1000) kept = [];
    }
    counter.poll();
    workerData.seen[0] = counted.value(counted.at('scavenges'));
    counter.poll();
    workerData.seen[1] = counted.value(counted.at('scavenges'));
    workerData.seen[2] = counted.value(counted.at('majorCollections'));`;
    expect(await runWorker(source, { metrics, seen, thread }).ended).toBe(0);
    const counted: CollectionMetrics & Pick<Metrics<'sim'>, 'value'> = new Metrics(metrics, thread);
    expect(seen[0]).toBeGreaterThan(5);
    // At rest nothing is collected, and nothing may be counted twice.
    expect(seen[1] - seen[0]).toBeLessThanOrEqual(1);
    expect(counted.value(counted.at('collectionMicros'))).toBeGreaterThan(0);
    expect(counted.value(counted.at('heapBytes'))).toBeGreaterThan(1e6);
  },
);

test('collections are counted in a thread with an event loop', async () => {
  const metrics = allocateMetrics();
  const source = `
    import { workerData } from 'node:worker_threads';
    import { Metrics } from './src/memory/metrics-block.ts';
    import { countCollections } from './src/ops/collections.ts';
    const stop = countCollections(new Metrics(workerData, 'gateway', 1));
    let kept = [];
    for (let i = 0; i < 3e6; i++) {
      kept.push({ i });
      if (kept.length > 1000) kept = [];
    }
    setTimeout(stop, 200);`;
  expect(await runWorker(source, metrics).ended).toBe(0);
  const gateway = new Metrics(metrics, 'gateway', 1);
  expect(gateway.value(gateway.at('scavenges'))).toBeGreaterThan(5);
  expect(gateway.value(gateway.at('collectionMicros'))).toBeGreaterThan(0);
  expect(gateway.value(gateway.at('heapBytes'))).toBeGreaterThan(1e6);
});
