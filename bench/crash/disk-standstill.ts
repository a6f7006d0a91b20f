import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../src/storage/database.ts';
import { journalFiles } from '../../src/storage/journal-files.ts';

/** Age at which a file has its tables: two processes that make them at once would disturb each other. */
const SETTLED_MS = 200;
const WAIT_MS = 10;

/**
 * Makes the disk stand still for the journal of a running server, by holding the lock on its newest file: what the
 * server has not committed yet, it cannot commit. Returns what lets it go on. There must be a journal.
 */
export async function holdJournal(dataDirectory: string): Promise<() => void> {
  const newest = () => journalFiles(dataDirectory).at(-1)!.path;
  while (Date.now() - statSync(newest()).birthtimeMs < SETTLED_MS) await sleep(WAIT_MS);
  const database = openDatabase(newest(), 'journal-schema');
  database.exec('BEGIN IMMEDIATE');
  return () => database.close();
}
