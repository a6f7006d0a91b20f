import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { openDatabase } from './database.ts';
import type { JournalIdentity } from './journal.ts';
import { type JournalHistory, readHistory } from './journal-reader.ts';
import { voidQuarantined } from './quarantine.ts';
import { type Restored, type SavedWorld, type SnapshotName, Snapshots } from './snapshots.ts';
import { walProblem } from './wal-check.ts';

/** A data directory that cannot be read: what was found, and what is needed. */
export class ArchiveError extends Error {}

const WORLD_DATABASE = 'world.db';
const FILES = /^(?:world|journal-\d+-\d+)\.db(?:-wal)?$/;

/**
 * The data directory of a world, for reading. All work is done on a copy: SQLite writes to a database that it merely
 * looks at when a write-ahead log lies beside it, and a recovery sets damaged files aside.
 */
export class Archive {
  readonly #directory: string;
  readonly #copy: string;
  readonly #database: Database.Database;
  readonly #snapshots: Snapshots;
  readonly #identity: JournalIdentity;
  /** What is wrong with the database of snapshots. */
  readonly problems: readonly string[];

  /** Copies `directory`; call `close` afterwards. Throws ArchiveError when there is no world in it. */
  constructor(directory: string, saved: SavedWorld, identity: JournalIdentity) {
    if (!existsSync(directory)) throw new ArchiveError(`${directory}: no such directory`);
    if (!statSync(directory).isDirectory()) throw new ArchiveError(`${directory}: not a directory`);
    const names = readdirSync(directory).filter((name) => FILES.test(name));
    if (names.length === 0) {
      throw new ArchiveError(`${directory}: holds no world; looked for world.db and journal-*.db`);
    }
    this.#directory = directory;
    this.#identity = identity;
    this.#copy = mkdtempSync(join(tmpdir(), 'replay-'));
    try {
      for (const name of names) copyFileSync(join(directory, name), join(this.#copy, name));
      const path = join(this.#copy, WORLD_DATABASE);
      const inLog = walProblem(path);
      this.problems = inLog === undefined ? [] : [`${join(directory, WORLD_DATABASE)}: ${inLog}`];
      this.#database = this.#named(WORLD_DATABASE, () => openDatabase(path, 'schema'));
      this.#snapshots = new Snapshots(this.#database, saved, Number.MAX_SAFE_INTEGER);
    } catch (error) {
      rmSync(this.#copy, { recursive: true, force: true });
      throw error;
    }
  }

  /** All snapshots, oldest first. */
  snapshots(): SnapshotName[] {
    return this.#named(WORLD_DATABASE, () => this.#snapshots.list()).reverse();
  }

  /**
   * Fills zeroed `memory` with the oldest good snapshot, or with the newest good one at or before `fromTick`. Throws
   * ArchiveError when it is of another world or another version.
   */
  restore(memory: SharedArrayBuffer, fromTick?: number): Restored {
    const ticks = this.snapshots().map(({ tick }) => tick);
    const wanted = fromTick === undefined ? ticks : ticks.filter((tick) => tick <= fromTick).reverse();
    return this.#named(WORLD_DATABASE, () => this.#snapshots.restore(memory, wanted));
  }

  /** The journal from a snapshot on (0 and 0: from the beginning), as the server repeats it. Throws JournalMismatch. */
  history(epoch: number, tick: number): JournalHistory {
    const history = readHistory(this.#copy, epoch, tick, this.#identity);
    for (const { entries } of history.segments) voidQuarantined(this.#database, entries);
    return { ...history, problems: history.problems.map((problem) => this.#original(problem)) };
  }

  close(): void {
    this.#database.close();
    rmSync(this.#copy, { recursive: true, force: true });
  }

  #named<Result>(name: string, read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      throw new ArchiveError(`${join(this.#directory, name)}: ${this.#original((error as Error).message)}`);
    }
  }

  /** Words about the copy as words about the directory. */
  #original(text: string): string {
    return text.replaceAll(this.#copy, this.#directory);
  }
}
