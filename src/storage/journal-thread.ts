import { parentPort, workerData } from 'node:worker_threads';
import { DISK_FULL_RETRY_MS } from '../limits.ts';
import { CONTROL, type SharedBlocks, viewControl } from '../memory/control-block.ts';
import { LANE, LaneWriter, SAVE_ROW } from '../memory/flight-recorder.ts';
import { JOURNAL_KIND, JournalRing } from '../memory/journal-ring.ts';
import { Metrics } from '../memory/metrics-block.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { CollectionCounter } from '../ops/collections.ts';
import { threadId } from '../ops/thread-usage.ts';
import { type DiskRetryHooks, writeWhenRoom } from './disk-retry.ts';
import { entryWords, type JournalIdentity, JournalWriter } from './journal.ts';

/**
 * The journal thread: takes what the simulation hands over, makes it safe in one transaction per wake, and only then
 * says so. A full disk is waited for. Any other error of the disk ends the thread: SQLite would go on after a failed
 * sync and confirm what is not there.
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
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'log'; readonly level: 'warn' | 'error'; readonly text: string };

/** Longest sleep without an entry: a stop is noticed after it. */
const IDLE_MS = 100;

const data = workerData as JournalData;
const control = viewControl(data.blocks.control);
const ring = new JournalRing(data.blocks.journal);
const metrics = new Metrics(data.blocks.metrics, 'journal');
const recorder = new LaneWriter(data.blocks.flight, LANE.journal);
const collections = new CollectionCounter(metrics);
const at = {
  entries: metrics.at('entries'),
  bytes: metrics.at('journalBytes'),
  commits: metrics.at('commitMicros'),
  durable: metrics.at('durableTick'),
  diskFull: metrics.at('diskFull'),
  diskFullFailures: metrics.at('diskFullFailures'),
};
/** Nobody writes it: the thread sleeps on it between two attempts. */
const sleepWord = new Int32Array(new SharedArrayBuffer(4));

function report(message: JournalReport): void {
  parentPort!.postMessage(message);
}

function setDiskFull(full: 0 | 1): void {
  Atomics.store(control, CONTROL.diskFull, full);
  metrics.set(at.diskFull, full);
}

function setPaused(paused: 0 | 1): void {
  Atomics.store(control, CONTROL.paused, paused);
  Atomics.notify(control, CONTROL.paused);
}

const fullDisk: DiskRetryHooks = {
  full: (reason) => {
    setDiskFull(1);
    report({
      kind: 'log',
      level: 'error',
      text: `journal: ${reason}; nothing is confirmed until there is room`,
    });
  },
  pause: () => {
    setPaused(1);
    report({ kind: 'log', level: 'error', text: 'journal: the disk is still full; the world stands still' });
  },
  recovered: (waitedMs) => {
    setDiskFull(0);
    setPaused(0);
    const seconds = (waitedMs / 1000).toFixed(1);
    report({ kind: 'log', level: 'warn', text: `journal: there is room again after ${seconds} s` });
  },
  wait: () => {
    metrics.add(at.diskFullFailures, 1);
    // A server that is to stop cannot wait for somebody to tidy up.
    if (Atomics.load(control, CONTROL.stopping) !== 0) return false;
    Atomics.wait(sleepWord, 0, 0, DISK_FULL_RETRY_MS);
    return true;
  },
  nowMs: () => monotonicMicros() / 1000,
};

function serve(writer: JournalWriter): void {
  let prunedTick = 0;
  for (;;) {
    // Read before the ring: whoever asks for the stop has nothing more to write.
    const stopping = Atomics.load(control, CONTROL.stopping) !== 0;
    ring.wait(IDLE_MS);
    const words = ring.take();
    if (words.length > 0) commitAll(writer, words);
    const oldest = Atomics.load(control, CONTROL.oldestSnapshotTick);
    if (oldest > prunedTick) {
      writer.prune(oldest);
      prunedTick = oldest;
      collections.poll();
    }
    if (stopping && words.length === 0) return;
  }
}

/** Commits what was taken in parts that can each be tried again: a base entry, or what is between two of them. */
function commitAll(writer: JournalWriter, words: Int32Array): void {
  let start = 0;
  for (let next = 0; next < words.length; ) {
    const isBase = words[next] === JOURNAL_KIND.base;
    if (isBase && start < next) commit(writer, words.subarray(start, next));
    if (isBase) start = next;
    next += entryWords(words, next);
    if (isBase || next === words.length) {
      commit(writer, words.subarray(start, next));
      start = next;
    }
  }
}

/** Makes entries safe, and only then says so. */
function commit(writer: JournalWriter, words: Int32Array): void {
  const start = monotonicMicros();
  const before = writer.entries;
  writeWhenRoom(
    () => writer.write(words),
    () => writer.disconnect(),
    fullDisk,
  );
  Atomics.store(control, CONTROL.durableTick, writer.lastTick);
  ring.confirm(writer.entries - before);
  const micros = monotonicMicros() - start;
  metrics.record(at.commits, micros);
  recorder.begin();
  recorder.set(SAVE_ROW.tick, writer.lastTick);
  recorder.set(SAVE_ROW.startMicros, start);
  recorder.set(SAVE_ROW.micros, micros);
  recorder.set(SAVE_ROW.size, writer.entries - before);
  recorder.end();
  metrics.set(at.entries, writer.entries);
  metrics.set(at.bytes, writer.bytes);
  metrics.set(at.durable, writer.lastTick);
}

try {
  const writer = new JournalWriter(data.directory, data.epoch, data.identity, data.checksum);
  report({ kind: 'ready', threadId: threadId() });
  serve(writer);
  writer.close();
} catch (error) {
  const reason = `journal in ${data.directory}: ${(error as Error).message}`;
  report({ kind: 'failed', reason });
  throw new Error(reason, { cause: error });
}
