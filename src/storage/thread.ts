import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { ChronicleRing } from '../memory/chronicle-ring.ts';
import { CONTROL, type SharedBlocks, SNAPSHOT_SLOT, viewControl } from '../memory/control-block.ts';
import { LANE, LaneWriter, SAVE_ROW } from '../memory/flight-recorder.ts';
import { JournalRing } from '../memory/journal-ring.ts';
import { Metrics } from '../memory/metrics-block.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { CollectionCounter } from '../ops/collections.ts';
import { threadId } from '../ops/thread-usage.ts';
import { openDatabase } from './database.ts';
import type { JournalIdentity } from './journal.ts';
import { quarantine, quarantinedRecords, type Suspect, voidQuarantined } from './quarantine.ts';
import { type Recovered, recoverWorld } from './recovery.ts';
import { type SavedWorld, Snapshots } from './snapshots.ts';
import { withWorldDatabase } from './world-database.ts';

/**
 * The storage thread: owns the database, restores the world before it runs, and saves the copies the sim hands over.
 */

export interface StorageData {
  readonly blocks: SharedBlocks;
  /** Ring to the history thread. */
  readonly chronicle: SharedArrayBuffer;
  readonly directory: string;
  readonly saved: SavedWorld;
  readonly snapshotsKept: number;
  readonly identity: JournalIdentity;
  /** Inbox records that the simulation died at twice. They are quarantined. */
  readonly poison: readonly Suspect[];
}

export type StorageReport =
  | {
      readonly kind: 'ready';
      readonly recovered: Recovered;
      /** Words of every record in quarantine. */
      readonly quarantined: readonly Int32Array[];
      readonly threadId: number | undefined;
    }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'saved'; readonly tick: number; readonly hash: number }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly text: string };

/** Longest time the journal may lag behind a snapshot before that is given up, and how often it is looked at. */
const JOURNAL_WAIT_MS = 5_000;
const JOURNAL_POLL_MS = 2;

/** Longest time that history may lag behind a snapshot. It is not worth more. */
const HISTORY_WAIT_MS = 1_000;

/** A stop that is told just before the thread goes to sleep is noticed after this time. */
const STOP_CHECK_MS = 200;

const data = workerData as StorageData;
const port = parentPort!;
const control = viewControl(data.blocks.control);
const journal = new JournalRing(data.blocks.journal);
const chronicle = new ChronicleRing(data.chronicle);
const metrics = new Metrics(data.blocks.metrics, 'storage');
const recorder = new LaneWriter(data.blocks.flight, LANE.storage);
const collections = new CollectionCounter(metrics);

function report(message: StorageReport): void {
  port.postMessage(message);
}

/**
 * Waits until the journal up to the snapshot is safe. A crash between the two would leave a hole in history otherwise,
 * and whoever has to begin at an older snapshot, because the newest is damaged, could not get past it.
 */
function awaitJournal(): void {
  const written = journal.written;
  for (let waitedMs = 0; !journal.isSafe(written); waitedMs += JOURNAL_POLL_MS) {
    if (waitedMs >= JOURNAL_WAIT_MS) throw new Error(`the journal is more than ${JOURNAL_WAIT_MS} ms behind`);
    Atomics.wait(control, CONTROL.snapshotSlot, SNAPSHOT_SLOT.full, JOURNAL_POLL_MS);
  }
}

/**
 * Gives history time to put down what happened before the snapshot: a recovery from it will not tell of that again. A
 * snapshot is worth more than history, so it is taken in any case.
 */
function awaitHistory(): void {
  const { markedTick } = chronicle;
  for (let waitedMs = 0; !chronicle.isSafe(markedTick); waitedMs += JOURNAL_POLL_MS) {
    if (waitedMs >= HISTORY_WAIT_MS) return;
    Atomics.wait(control, CONTROL.snapshotSlot, SNAPSHOT_SLOT.full, JOURNAL_POLL_MS);
  }
}

/** Saves what comes to lie in the slot, until told to stop. */
class Saver {
  readonly #epoch: number;
  #database: Database.Database | undefined;
  #snapshots: Snapshots | undefined;

  constructor(database: Database.Database, epoch: number) {
    this.#database = database;
    this.#epoch = epoch;
  }

  /** Sleeps until a copy of the world lies in the slot, saves it, and frees the slot. */
  serve(): void {
    for (;;) {
      Atomics.wait(control, CONTROL.snapshotSlot, SNAPSHOT_SLOT.empty, STOP_CHECK_MS);
      if (Atomics.load(control, CONTROL.snapshotSlot) === SNAPSHOT_SLOT.full) {
        this.#save();
        Atomics.store(control, CONTROL.snapshotSlot, SNAPSHOT_SLOT.empty);
        Atomics.notify(control, CONTROL.snapshotSlot);
      }
      if (Atomics.load(control, CONTROL.stopping) !== 0) break;
    }
    this.#database?.close();
  }

  #save(): void {
    const start = monotonicMicros();
    try {
      awaitJournal();
      awaitHistory();
      const written = this.#opened().write(data.blocks.snapshot);
      metrics.add(metrics.at('snapshots'), 1);
      metrics.set(metrics.at('snapshotBytes'), written.bytes);
      metrics.set(metrics.at('snapshotTick'), written.tick);
      const micros = monotonicMicros() - start;
      metrics.record(metrics.at('snapshotMicros'), micros);
      recorder.begin();
      recorder.set(SAVE_ROW.tick, written.tick);
      recorder.set(SAVE_ROW.startMicros, start);
      recorder.set(SAVE_ROW.micros, micros);
      recorder.set(SAVE_ROW.size, written.bytes);
      recorder.end();
      Atomics.store(control, CONTROL.oldestSnapshotTick, written.oldestTick);
      report({ kind: 'saved', tick: written.tick, hash: written.hash });
    } catch (error) {
      metrics.add(metrics.at('snapshotFailures'), 1);
      const text = `snapshot failed: ${(error as Error).message}; the older ones stay`;
      report({ kind: 'log', level: 'error', text });
      // After a failed sync a connection may hold pages that are not on disk, and read them back as if they were.
      this.#database?.close();
      this.#database = undefined;
      this.#snapshots = undefined;
    }
    collections.poll();
  }

  #opened(): Snapshots {
    if (this.#snapshots === undefined) {
      this.#database ??= openDatabase(join(data.directory, 'world.db'), 'schema');
      this.#snapshots = new Snapshots(this.#database, data.saved, data.snapshotsKept);
      this.#snapshots.beginEpoch(this.#epoch);
    }
    return this.#snapshots;
  }
}

interface Recovery {
  readonly recovered: Recovered;
  readonly quarantined: readonly Int32Array[];
}

function recover(database: Database.Database): Recovery {
  const snapshots = new Snapshots(database, data.saved, data.snapshotsKept);
  const recovered = recoverWorld(snapshots, data.blocks.world, data.directory, data.identity);
  quarantine(database, data.poison, recovered.entries);
  voidQuarantined(database, recovered.entries);
  const quarantined = quarantinedRecords(database);
  metrics.set(metrics.at('quarantined'), quarantined.length);
  return { recovered, quarantined };
}

try {
  const { database, result, problems } = withWorldDatabase(data.directory, recover);
  const { recovered, quarantined } = result;
  const found = { ...recovered, problems: [...problems, ...recovered.problems] };
  report({ kind: 'ready', recovered: found, quarantined, threadId: threadId() });
  collections.poll();
  new Saver(database, recovered.epoch).serve();
} catch (error) {
  const reason = `storage.directory ${data.directory}: ${(error as Error).message}`;
  report({ kind: 'failed', reason });
  throw new Error(reason, { cause: error });
}
