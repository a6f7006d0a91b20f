import { parentPort, workerData } from 'node:worker_threads';
import { CONTROL, type SharedBlocks, SNAPSHOT_SLOT, viewControl } from '../memory/control-block.ts';
import { Metrics } from '../memory/metrics-block.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { CollectionCounter } from '../ops/collections.ts';
import { threadId } from '../ops/thread-usage.ts';
import { openDatabase } from './database.ts';
import { type SavedWorld, Snapshots } from './snapshots.ts';

/**
 * The storage thread: owns the database, restores the world before it runs, and saves the copies the sim hands over.
 */

export interface StorageData {
  readonly blocks: SharedBlocks;
  readonly directory: string;
  readonly saved: SavedWorld;
  readonly snapshotsKept: number;
}

export type StorageReport =
  | {
      readonly kind: 'ready';
      /** Tick and hash restored; undefined for a world that begins. */
      readonly restored: { readonly tick: number; readonly hash: number } | undefined;
      readonly problems: readonly string[];
      readonly threadId: number | undefined;
    }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'saved'; readonly tick: number; readonly hash: number }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly text: string };

/** A stop that is told just before the thread goes to sleep is noticed after this time. */
const STOP_CHECK_MS = 200;

const data = workerData as StorageData;
const port = parentPort!;
const control = viewControl(data.blocks.control);
const metrics = new Metrics(data.blocks.metrics, 'storage');
const collections = new CollectionCounter(metrics);

function report(message: StorageReport): void {
  port.postMessage(message);
}

function save(snapshots: Snapshots): void {
  const start = monotonicMicros();
  try {
    const written = snapshots.write(data.blocks.snapshot);
    metrics.add(metrics.at('snapshots'), 1);
    metrics.set(metrics.at('snapshotBytes'), written.bytes);
    metrics.set(metrics.at('snapshotTick'), written.tick);
    metrics.record(metrics.at('snapshotMicros'), monotonicMicros() - start);
    Atomics.store(control, CONTROL.durableTick, written.tick);
    report({ kind: 'saved', tick: written.tick, hash: written.hash });
  } catch (error) {
    metrics.add(metrics.at('snapshotFailures'), 1);
    report({ kind: 'log', level: 'error', text: `snapshot failed: ${(error as Error).message}` });
  }
  collections.poll();
}

/**
 * Sleeps until a copy of the world lies in the slot, saves it, and frees the slot; ends when told to and the slot is
 * empty.
 */
function serve(snapshots: Snapshots): void {
  for (;;) {
    Atomics.wait(control, CONTROL.snapshotSlot, SNAPSHOT_SLOT.empty, STOP_CHECK_MS);
    if (Atomics.load(control, CONTROL.snapshotSlot) === SNAPSHOT_SLOT.full) {
      save(snapshots);
      Atomics.store(control, CONTROL.snapshotSlot, SNAPSHOT_SLOT.empty);
      Atomics.notify(control, CONTROL.snapshotSlot);
    }
    if (Atomics.load(control, CONTROL.stopping) !== 0) return;
  }
}

try {
  const database = openDatabase(data.directory);
  const snapshots = new Snapshots(database, data.saved, data.snapshotsKept);
  const restored = snapshots.restore(data.blocks.world);
  if (restored.found) Atomics.store(control, CONTROL.durableTick, restored.tick);
  report({
    kind: 'ready',
    restored: restored.found ? { tick: restored.tick, hash: restored.hash } : undefined,
    problems: restored.problems,
    threadId: threadId(),
  });
  collections.poll();
  serve(snapshots);
  database.close();
} catch (error) {
  report({ kind: 'failed', reason: `storage.directory ${data.directory}: ${(error as Error).message}` });
}
