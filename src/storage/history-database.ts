import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { HISTORY_BYTES_MAX } from '../limits.ts';
import { CHRONICLE } from '../memory/chronicle-ring.ts';
import { openDatabase } from './database.ts';
import type { HistoryRow } from './history-coalescer.ts';
import { MIND_TABLES, MindReader, MindWriter } from './history-mind-tables.ts';
import type { MindRows } from './history-minds.ts';

export const HISTORY_FILE = 'history.db';

/** Codes with which SQLite says that a file is no database, or not a whole one. */
const DAMAGE = /^SQLITE_(NOTADB|CORRUPT)/;

/** Rows that one step of pruning takes away: a few milliseconds. */
const PRUNE_ROWS = 2_000;

/** Tables whose rows are of a tick, each in the order of its key. */
const TABLES = ['change', ...MIND_TABLES] as const;

const COLUMNS = 'first_tick AS firstTick, tick, kind, level, territory, faction, cause, actor, a, b';

/** Whether an error means that the file itself is bad, so that trying again is of no use. */
export function isDamage(error: unknown): boolean {
  return DAMAGE.test(String(Reflect.get(Object(error), 'code')));
}

/** Moves a damaged history out of the way, for people to look at. */
export function setHistoryAside(directory: string): void {
  const path = join(directory, HISTORY_FILE);
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${path}.damaged${suffix}`);
  }
}

/** From which tick to which a history tells, and of which world. */
export interface HistorySpan {
  readonly world: string;
  readonly sinceTick: number;
  readonly toldTick: number;
}

/** A place where rows are missing; `lost` is 0 when nobody knows how many. */
export interface HistoryGap {
  readonly tick: number;
  readonly lost: number;
}

/** Where a row stands: its tick, and its number among the rows of that tick. */
export interface HistoryPlace {
  readonly tick: number;
  readonly ordinal: number;
}

/** What one cause did for one faction over a while. */
export interface HistorySum {
  readonly faction: number;
  readonly cause: number;
  readonly actor: number;
  /** Milli-points. */
  readonly milli: number;
  readonly firstTick: number;
  readonly tick: number;
}

/** Looks into a history; the file is not changed. */
export class HistoryReader {
  /** What it tells of the minds of factions. */
  readonly minds: MindReader;
  protected readonly database: Database.Database;

  constructor(database: Database.Database) {
    this.database = database;
    this.minds = new MindReader(database);
  }

  /** Opens the history in a data directory, of a running server or a stopped one. Throws when there is none. */
  static open(directory: string): HistoryReader {
    const path = join(directory, HISTORY_FILE);
    if (!existsSync(path)) throw new Error(`${path}: no such file; a server writes it while it runs`);
    return new HistoryReader(new Database(path, { readonly: true }));
  }

  /** Undefined for a history that nobody has begun to write. */
  span(): HistorySpan | undefined {
    return this.database
      .prepare('SELECT world, since_tick AS sinceTick, told_tick AS toldTick FROM origin')
      .get() as HistorySpan | undefined;
  }

  /** The newest rows of several territories together, newest first. */
  newest(territories: readonly (readonly [level: number, territory: number])[], limit: number): HistoryRow[] {
    const places = territories.flatMap(
      ([level, territory]) =>
        this.database
          .prepare(
            'SELECT tick, ordinal FROM change WHERE level = ? AND territory = ? ' +
              'ORDER BY tick DESC, ordinal DESC LIMIT ?',
          )
          .raw()
          .all(level, territory, limit) as [tick: number, ordinal: number][],
    );
    places.sort((left, right) => right[0] - left[0] || right[1] - left[1]);
    const read = this.database.prepare(`SELECT ${COLUMNS} FROM change WHERE tick = ? AND ordinal = ?`);
    return places.slice(0, limit).map((place) => read.get(...place) as HistoryRow);
  }

  /** The newest rows of one kind, newest first, each with its place in history. */
  newestOfKind(level: number, territory: number, kind: number, limit: number): (HistoryRow & HistoryPlace)[] {
    return this.database
      .prepare(
        `SELECT ${COLUMNS}, ordinal FROM change WHERE level = ? AND territory = ? AND kind = ? ` +
          'ORDER BY tick DESC, ordinal DESC LIMIT ?',
      )
      .all(level, territory, kind, limit) as (HistoryRow & HistoryPlace)[];
  }

  /** How far each cause moved each faction between two places in history; the places themselves are left out. */
  sums(level: number, territory: number, after: HistoryPlace, before: HistoryPlace): HistorySum[] {
    return this.database
      .prepare(
        'SELECT faction, cause, actor, sum(a) AS milli, min(first_tick) AS firstTick, max(tick) AS tick FROM change ' +
          `WHERE level = ? AND territory = ? AND kind = ${CHRONICLE.influence} ` +
          'AND (tick, ordinal) > (?, ?) AND (tick, ordinal) < (?, ?) GROUP BY faction, cause, actor',
      )
      .all(level, territory, after.tick, after.ordinal, before.tick, before.ordinal) as HistorySum[];
  }

  /** Everything but influence between two places in history, newest first. */
  events(
    level: number,
    territory: number,
    after: HistoryPlace,
    before: HistoryPlace,
    limit: number,
  ): HistoryRow[] {
    return this.database
      .prepare(
        `SELECT ${COLUMNS} FROM change WHERE level = ? AND territory = ? AND kind <> ${CHRONICLE.influence} ` +
          'AND (tick, ordinal) > (?, ?) AND (tick, ordinal) < (?, ?) ORDER BY tick DESC, ordinal DESC LIMIT ?',
      )
      .all(level, territory, after.tick, after.ordinal, before.tick, before.ordinal, limit) as HistoryRow[];
  }

  gaps(fromTick: number, untilTick: number): HistoryGap[] {
    return this.database
      .prepare('SELECT tick, lost FROM gap WHERE tick > ? AND tick <= ? ORDER BY tick')
      .all(fromTick, untilTick) as HistoryGap[];
  }

  close(): void {
    this.database.close();
  }
}

/** The history of one world, for its writer. Every method throws what SQLite throws, and has done nothing then. */
export class HistoryDatabase extends HistoryReader {
  readonly #insert: Database.Statement;
  readonly #mindWriter: MindWriter;
  #ordinal = 0;

  /** Opens or makes the history in a data directory. */
  constructor(directory: string) {
    super(openDatabase(join(directory, HISTORY_FILE), 'history-schema'));
    // A commit need not wait for the disk: a power cut loses what the journal brings back, as history is written anew
    // from the newest snapshot on. Only what lies before a snapshot must be there before it is; `write` syncs that.
    this.database.pragma('synchronous = NORMAL');
    this.#insert = this.database.prepare('INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#mindWriter = new MindWriter(this.database);
  }

  /** Bytes in use in the file. */
  get bytes(): number {
    const pragma = (name: string) => this.database.pragma(name, { simple: true }) as number;
    return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  }

  /**
   * Prepares for a world that goes on from a snapshot of `fromTick`: what is told of later ticks will be told again,
   * and is removed. A history of another world is removed whole. Returns the rows removed.
   */
  begin(world: string, fromTick: number): number {
    return this.database.transaction(() => {
      const span = this.span();
      const isOther = span !== undefined && span.world !== world;
      const keepTick = isOther ? -1 : fromTick;
      const changes = this.#delete('tick > ?', keepTick);
      this.database.prepare('DELETE FROM gap WHERE tick > ?').run(keepTick);
      if (span === undefined || isOther || span.sinceTick > fromTick) {
        this.database.exec('DELETE FROM origin');
        this.database.prepare('INSERT INTO origin VALUES (?, ?, ?)').run(world, fromTick, fromTick);
      } else {
        if (span.toldTick < fromTick) this.noteGap(fromTick);
        this.database.prepare('UPDATE origin SET told_tick = ?').run(fromTick);
      }
      return changes;
    })();
  }

  /**
   * Adds rows; all up to `toldTick` is told then. `lost` more rows than before never came here. With `isSafe` it is on
   * disk, together with all that was written before, when this returns.
   */
  write(rows: readonly HistoryRow[], minds: MindRows, toldTick: number, lost: number, isSafe: boolean): void {
    if (isSafe) this.database.pragma('synchronous = FULL');
    try {
      this.database.transaction(() => {
        for (const row of rows) {
          // The order in the file is the order of the keys, so the ordinal only has to rise within a tick.
          this.#insert.run(
            ...[row.tick, this.#ordinal++, row.firstTick, row.kind, row.level, row.territory],
            ...[row.faction, row.cause, row.actor, row.a, row.b],
          );
        }
        this.#ordinal = this.#mindWriter.write(minds, this.#ordinal);
        if (lost > 0) this.noteGap(toldTick, lost);
        this.database.prepare('UPDATE origin SET told_tick = max(told_tick, ?)').run(toldTick);
      })();
    } finally {
      if (isSafe) this.database.pragma('synchronous = NORMAL');
    }
  }

  /**
   * Takes away a few of the rows before `keepTick`, or of the oldest when the file is too large. Returns how many there
   * were; 0 when nothing is left to be done.
   */
  prune(keepTick: number, bytesMax = HISTORY_BYTES_MAX): number {
    const isTooLarge = this.bytes > bytesMax;
    const oldest = this.#tickAt(0);
    if (oldest === undefined || (oldest >= keepTick && !isTooLarge)) return 0;
    // At least one tick, however many rows it has.
    const end = Math.max(oldest + 1, this.#tickAt(PRUNE_ROWS) ?? keepTick);
    const bound = isTooLarge ? end : Math.min(end, keepTick);
    return this.database.transaction(() => {
      const changes = this.#delete('tick < ?', bound);
      this.database.prepare('DELETE FROM gap WHERE tick < ?').run(bound);
      this.database.prepare('UPDATE origin SET since_tick = max(since_tick, ?)').run(bound);
      return changes;
    })();
  }

  /** The least tick of the rows that stand at a place, the oldest first, in each table; undefined beyond all ends. */
  #tickAt(place: number): number | undefined {
    const ticks = TABLES.flatMap(
      (table) =>
        this.database
          .prepare(`SELECT tick FROM ${table} ORDER BY tick, ordinal LIMIT 1 OFFSET ?`)
          .pluck()
          .all(place) as number[],
    );
    return ticks.length === 0 ? undefined : Math.min(...ticks);
  }

  #delete(where: string, tick: number): number {
    return TABLES.reduce(
      (sum, table) => sum + this.database.prepare(`DELETE FROM ${table} WHERE ${where}`).run(tick).changes,
      0,
    );
  }

  /** Notes that rows are missing before `tick`; without `lost`, nobody knows how many. */
  noteGap(tick: number, lost = 0): void {
    this.database
      .prepare('INSERT INTO gap VALUES (?, ?) ON CONFLICT (tick) DO UPDATE SET lost = lost + excluded.lost')
      .run(tick, lost);
  }
}
