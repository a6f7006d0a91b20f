import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { TRACE_JOURNAL_BYTES_MAX } from '../limits.ts';
import type { TraceSpan } from '../ops/trace-json.ts';
import { openDatabase } from './database.ts';
import { type JournalFile, journalFiles } from './journal-files.ts';

interface SnapshotPlace {
  readonly epoch: number;
  readonly tick: number;
}

/**
 * Copies what it takes to run `tick` once more: the newest snapshot before it, and the journal from there to the tick.
 * The server goes on writing meanwhile; SQLite gives each copy the state of one moment. `into` is made anew. Throws
 * when there is no such snapshot any more, or when the journal is too long to be kept.
 */
export function keepSpan(directory: string, tick: number, into: string): TraceSpan {
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const snapshot = copySnapshot(directory, tick, into);
  const files = journalsBetween(directory, snapshot, tick);
  const bytes = files.reduce((sum, { path }) => sum + bytesOf(path), 0);
  if (bytes > TRACE_JOURNAL_BYTES_MAX) {
    throw new Error(
      `${bytes} bytes of journal since the snapshot of tick ${snapshot.tick}, allowed: ${TRACE_JOURNAL_BYTES_MAX}`,
    );
  }
  for (const { path } of files) copyJournal(path, join(into, basename(path)));
  const journals = files.map(({ path }) => basename(path));
  return { directory: basename(into), snapshotTick: snapshot.tick, journals };
}

/** Copies the newest snapshot before `tick`, and the quarantine: a replay leaves the same inputs out. */
function copySnapshot(directory: string, tick: number, into: string): SnapshotPlace {
  const target = openDatabase(join(into, 'world.db'), 'schema');
  try {
    // A trace is not worth that the journal waits for the disk.
    target.pragma('synchronous = OFF');
    target.prepare('ATTACH DATABASE ? AS source').run(join(directory, 'world.db'));
    const found = target
      .prepare(
        'SELECT epoch, tick FROM source.snapshot WHERE tick < ? ORDER BY epoch DESC, tick DESC LIMIT 1',
      )
      .get(tick) as SnapshotPlace | undefined;
    if (found === undefined) throw new Error(`no snapshot from before tick ${tick} is kept any more`);
    target.prepare('INSERT INTO snapshot SELECT * FROM source.snapshot WHERE tick = ?').run(found.tick);
    target.exec('INSERT INTO quarantine SELECT * FROM source.quarantine');
    target.exec('DETACH DATABASE source');
    return found;
  } finally {
    target.close();
  }
}

/** The journal files that tell what entered after the snapshot, up to `tick`. */
function journalsBetween(directory: string, snapshot: SnapshotPlace, tick: number): JournalFile[] {
  return journalFiles(directory).filter(
    ({ epoch, baseTick }) =>
      (epoch > snapshot.epoch || (epoch === snapshot.epoch && baseTick >= snapshot.tick)) && baseTick < tick,
  );
}

/**
 * By SQLite and not as a file: a descriptor of its own, when closed, would drop the locks that the whole process holds
 * on the journal being written.
 */
function copyJournal(from: string, to: string): void {
  const source = new Database(from, { fileMustExist: true });
  try {
    source.prepare('VACUUM INTO ?').run(to);
  } finally {
    source.close();
  }
}

function bytesOf(path: string): number {
  return ['', '-wal'].reduce(
    (sum, suffix) => sum + (statSync(`${path}${suffix}`, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

const TRACE_NAME = /^(?:slow|crash|asked)-tick-\d+\.json$/;

/** Removes all but the newest `kept` traces of a directory, each with its span. */
export function removeOldTraces(directory: string, kept: number): void {
  const traces = readdirSync(directory)
    .filter((name) => TRACE_NAME.test(name))
    .map((name) => ({ path: join(directory, name), savedMs: statSync(join(directory, name)).mtimeMs }))
    .sort((one, other) => other.savedMs - one.savedMs);
  for (const { path } of traces.slice(kept)) {
    rmSync(path, { force: true });
    rmSync(path.replace(/\.json$/, ''), { recursive: true, force: true });
  }
}
