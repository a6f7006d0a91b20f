import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../src/storage/database.ts';

const SCHEMA = 'src/storage/schema';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'migrate-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function schemaTexts(): string[] {
  const names = readdirSync(SCHEMA).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name) => readFileSync(join(SCHEMA, name), 'utf8'));
}

/** Another process that makes the tables, and holds them back for `holdMs` after having said so. */
const OTHER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const Database = require('better-sqlite3');
  const { file, texts, holdMs } = workerData;
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.exec('BEGIN IMMEDIATE');
  for (const text of texts) database.exec(text);
  database.pragma('user_version = ' + texts.length);
  parentPort.postMessage('locked');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, holdMs);
  database.exec('COMMIT');
  database.close();
`;

it('a database that another process is making at this moment is taken as that one makes it', async () => {
  const file = join(directory, 'world.db');
  const texts = schemaTexts();
  const other = new Worker(OTHER, { eval: true, workerData: { file, texts, holdMs: 500 } });
  const ended = new Promise((resolve) => other.once('exit', resolve));
  await new Promise((resolve) => other.once('message', resolve));
  const database = openDatabase(file, 'schema');
  expect(database.pragma('user_version', { simple: true })).toBe(texts.length);
  expect(database.prepare('SELECT count(*) FROM snapshot').pluck().get()).toBe(0);
  database.close();
  expect(await ended).toBe(0);
});

it('a database that is up to date is opened without a write, which a full disk could refuse', () => {
  const file = join(directory, 'world.db');
  const first = openDatabase(file, 'schema');
  const second = openDatabase(file, 'schema');
  first.exec('BEGIN IMMEDIATE');
  const third = openDatabase(file, 'schema');
  first.exec('ROLLBACK');
  for (const database of [first, second, third]) database.close();
});
