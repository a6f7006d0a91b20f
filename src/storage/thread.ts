import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { CONTROL, type SharedBlocks, SNAPSHOT_SLOT, viewControl } from '../memory/control-block.ts';
import { Metrics } from '../memory/metrics-block.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { CollectionCounter } from '../ops/collections.ts';
import { threadId } from '../ops/thread-usage.ts';
import { openDatabase } from './database.ts';
import { type JournalIdentity, readTail } from './journal.ts';
import { journalFiles } from './journal-files.ts';
import { type SavedWorld, Snapshots } from './snapshots.ts';

/**
 * The storage thread: owns the database, restores the world before it runs, and saves the copies the sim hands over.
 */

export interface StorageData {
  readonly blocks: SharedBlocks;
  readonly directory: string;
  readonly saved: SavedWorld;
  readonly snapshotsKept: number;
  readonly identity: JournalIdentity;
}

/** What the disk holds of a world. The snapshot's state is in the world memory already. */
export interface Recovered {
  /** Undefined for a world without a snapshot. */
  readonly snapshot: { readonly tick: number; readonly hash: number } | undefined;
  /** Base entry of the journal of that snapshot. */
  readonly base: Int32Array | undefined;
  /** What entered after it, to be replayed. */
  readonly entries: Int32Array;
  /** Where the journal's checksums ended. */
  readonly checksum: number;
  /** Number of the boot that begins now. */
  readonly epoch: number;
  readonly problems: readonly string[];
}

export type StorageReport =
  | {
      readonly kind: 'ready';
      readonly recovered: Recovered;
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
    Atomics.store(control, CONTROL.oldestSnapshotTick, written.oldestTick);
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

/** Restores the newest good snapshot into the world's memory and reads what entered after it. */
function recover(snapshots: Snapshots): Recovered {
  const { directory, identity } = data;
  const restored = snapshots.restore(data.blocks.world);
  const from = restored.found ? restored : { epoch: 0, tick: 0 };
  const newestJournal = journalFiles(directory).at(-1)?.epoch ?? 0;
  const epoch = 1 + Math.max(snapshots.newestEpoch(), newestJournal);
  const tail = readTail(directory, from.epoch, from.tick, identity);
  snapshots.beginEpoch(epoch);
  return {
    snapshot: restored.found ? { tick: restored.tick, hash: restored.hash } : undefined,
    base: tail.base,
    entries: tail.entries,
    checksum: tail.checksum,
    epoch,
    problems: [...restored.problems, ...tail.problems],
  };
}

try {
  const database = openDatabase(join(data.directory, 'world.db'), 'schema');
  const snapshots = new Snapshots(database, data.saved, data.snapshotsKept);
  report({ kind: 'ready', recovered: recover(snapshots), threadId: threadId() });
  collections.poll();
  serve(snapshots);
  database.close();
} catch (error) {
  report({ kind: 'failed', reason: `storage.directory ${data.directory}: ${(error as Error).message}` });
}
