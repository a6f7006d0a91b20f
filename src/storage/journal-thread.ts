import { parentPort, workerData } from 'node:worker_threads';
import { CONTROL, type SharedBlocks, viewControl } from '../memory/control-block.ts';
import { JournalRing } from '../memory/journal-ring.ts';
import { Metrics } from '../memory/metrics-block.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { CollectionCounter } from '../ops/collections.ts';
import { threadId } from '../ops/thread-usage.ts';
import { type JournalIdentity, JournalWriter } from './journal.ts';

/**
 * The journal thread: takes what the simulation hands over, makes it safe in one transaction per wake, and only then says
 * so. Any error of the disk ends the thread: SQLite would go on after a failed sync and confirm what is not there.
 */

export interface JournalData {
  readonly blocks: SharedBlocks;
  readonly directory: string;
  readonly epoch: number;
  readonly identity: JournalIdentity;
  /** Where the checksums of the epoch before ended. */
  readonly checksum: number;
}

export type JournalReport =
  | { readonly kind: 'ready'; readonly threadId: number | undefined }
  | { readonly kind: 'failed'; readonly reason: string };

/** Longest sleep without an entry: a stop is noticed after it. */
const IDLE_MS = 100;

const data = workerData as JournalData;
const control = viewControl(data.blocks.control);
const ring = new JournalRing(data.blocks.journal);
const metrics = new Metrics(data.blocks.metrics, 'journal');
const collections = new CollectionCounter(metrics);
const at = {
  entries: metrics.at('entries'),
  bytes: metrics.at('journalBytes'),
  commits: metrics.at('commitMicros'),
  durable: metrics.at('durableTick'),
};

function serve(writer: JournalWriter): void {
  let prunedTick = 0;
  for (;;) {
    // Read before the ring: whoever asks for the stop has nothing more to write.
    const stopping = Atomics.load(control, CONTROL.stopping) !== 0;
    ring.wait(IDLE_MS);
    const words = ring.take();
    if (words.length > 0) commit(writer, words);
    const oldest = Atomics.load(control, CONTROL.oldestSnapshotTick);
    if (oldest > prunedTick) {
      writer.prune(oldest);
      prunedTick = oldest;
      collections.poll();
    }
    if (stopping && words.length === 0) return;
  }
}

/** Makes entries safe, and only then says so. */
function commit(writer: JournalWriter, words: Int32Array): void {
  const start = monotonicMicros();
  const before = writer.entries;
  writer.write(words);
  Atomics.store(control, CONTROL.durableTick, writer.lastTick);
  ring.confirm(writer.entries - before);
  metrics.record(at.commits, monotonicMicros() - start);
  metrics.set(at.entries, writer.entries);
  metrics.set(at.bytes, writer.bytes);
  metrics.set(at.durable, writer.lastTick);
}

try {
  const writer = new JournalWriter(data.directory, data.epoch, data.identity, data.checksum);
  parentPort!.postMessage({ kind: 'ready', threadId: threadId() } satisfies JournalReport);
  serve(writer);
  writer.close();
} catch (error) {
  parentPort!.postMessage({
    kind: 'failed',
    reason: `journal in ${data.directory}: ${(error as Error).message}`,
  } satisfies JournalReport);
  process.exitCode = 1;
  throw error;
}
