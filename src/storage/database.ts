import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';

/** Values of PRAGMA synchronous. */
const SYNCHRONOUS_FULL = 2;

/** Folders of numbered SQL files, beside this file. */
export type Schema = 'schema' | 'journal-schema' | 'history-schema';

/**
 * Opens (or makes) a database of the world and brings its tables up to date, forward only. Throws when the directory
 * cannot be written, when the file was made by a newer version, or when SQLite does not take the durability it is told
 * to have: better-sqlite3 builds it with a weaker default, under which a power cut may undo what was acknowledged.
 */
export function openDatabase(file: string, schema: Schema): Database.Database {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('journal_size_limit = 16777216');
  const synchronous = database.pragma('synchronous', { simple: true });
  if (synchronous !== SYNCHRONOUS_FULL) {
    throw new Error(
      `SQLite runs with synchronous=${synchronous}, needed is ${SYNCHRONOUS_FULL} (FULL): not starting`,
    );
  }
  migrate(database, fileURLToPath(new URL(`./${schema}/`, import.meta.url)));
  return database;
}

function migrate(database: Database.Database, directory: string): void {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  if (migrated(database, files.length) === files.length) return;
  // Looked at again under the lock: of two processes that open a new file at once, both find it without tables.
  const bringUpToDate = database.transaction(() => {
    const version = migrated(database, files.length);
    for (const file of files.slice(version)) database.exec(readFileSync(join(directory, file), 'utf8'));
    database.pragma(`user_version = ${files.length}`);
  });
  bringUpToDate.immediate();
}

/** How many of the SQL files the database has had. Throws when those are more than there are. */
function migrated(database: Database.Database, fileCount: number): number {
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version <= fileCount) return version;
  throw new Error(`${database.name} has schema version ${version}, this program knows up to ${fileCount}`);
}
