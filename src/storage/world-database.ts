import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { openDatabase } from './database.ts';
import { journalFiles } from './journal-files.ts';

/** Codes with which SQLite says that a file is no database, or not a whole one. */
const DAMAGE = /^SQLITE_(NOTADB|CORRUPT)/;

/**
 * Opens world.db in `directory` and hands it to `use`. When the file turns out to be damaged it is set aside, a new one
 * is begun and `use` is called again: a journal from the beginning holds the whole world. Throws when there is none: a
 * new world in the place of one that may still be saved by hand would be worse than no start.
 */
export function withWorldDatabase<Result>(
  directory: string,
  use: (database: Database.Database) => Result,
): { database: Database.Database; result: Result; problems: string[] } {
  const path = join(directory, 'world.db');
  let database: Database.Database | undefined;
  try {
    database = openDatabase(path, 'schema');
    return { database, result: use(database), problems: [] };
  } catch (error) {
    database?.close();
    if (!DAMAGE.test(String(Reflect.get(Object(error), 'code')))) throw error;
    const { message } = error as Error;
    const first = journalFiles(directory)[0];
    if (first?.baseTick !== 0) {
      const found = first ? `the journal begins at tick ${first.baseTick}, not at 0` : 'there is no journal';
      throw new Error(
        `world.db is damaged (${message}) and ${found}: the world cannot be recovered from here; ` +
          'put back a copy of the directory, or move it away to begin a new world',
      );
    }
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${path}.damaged${suffix}`);
    }
    const problem = `world.db is damaged (${message}) and was set aside as world.db.damaged; the journal is used`;
    const fresh = openDatabase(path, 'schema');
    return { database: fresh, result: use(fresh), problems: [problem] };
  }
}
