import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { INBOX_RECORD_WORDS } from '../components/inbox.ts';
import { JOURNAL_KIND } from '../src/memory/journal-ring.ts';
import { JournalWriter } from '../src/storage/journal.ts';
import { journalFiles, journalPath } from '../src/storage/journal-files.ts';
import { JournalMismatch, readTail } from '../src/storage/journal-reader.ts';
import { entry, IDENTITY } from './support/saved-run.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'journal-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function records(count: number, value: number): Int32Array {
  return new Int32Array(count * INBOX_RECORD_WORDS).fill(value);
}

const base = (tick: number) => entry(JOURNAL_KIND.base, tick, tick, records(1, tick + 1));
const inputs = (tick: number, count = 1) => entry(JOURNAL_KIND.inputs, tick, ~tick, records(count, tick));

function words(...parts: Int32Array[]): Int32Array {
  return Int32Array.from(parts.flatMap((part) => [...part]));
}

/** Writes an epoch, one transaction for each of `transactions`; returns where its checksums ended. */
function write(epoch: number, checksum: number, ...transactions: Int32Array[]): number {
  const writer = new JournalWriter(directory, epoch, IDENTITY, checksum);
  for (const transaction of transactions) writer.write(transaction);
  writer.close();
  return readTail(directory, epoch, transactions[0][1], IDENTITY).checksum;
}

function alter(epoch: number, baseTick: number, sql: string): void {
  const database = new Database(journalPath(directory, epoch, baseTick));
  database.exec(sql);
  database.close();
}

/** Where the last page that `isWanted` begins. */
function findPage(bytes: Buffer, isWanted: (at: number) => boolean): number {
  for (let at = bytes.length - 4096; at > 0; at -= 4096) if (isWanted(at)) return at;
  throw new Error('no such page');
}

const read = (epoch = 1, tick = 0) => readTail(directory, epoch, tick, IDENTITY);

describe('a journal', () => {
  test('gives back what was written, over files and epochs, with the bases of later files in their places', () => {
    const end = write(
      1,
      0,
      words(base(0), inputs(1), inputs(2, 3)),
      inputs(5, 0),
      words(inputs(6), base(6), inputs(7)),
    );
    write(2, end, words(base(7)), inputs(9, 2));
    const tail = read();
    expect(tail.problems).toEqual([]);
    expect(tail.base).toEqual(base(0));
    expect(tail.entries).toEqual(
      words(inputs(1), inputs(2, 3), inputs(5, 0), inputs(6), base(6), inputs(7), base(7), inputs(9, 2)),
    );
  });

  test('can be read from any of its files on', () => {
    const end = write(1, 0, words(base(0), inputs(1)), words(base(4), inputs(5)));
    write(2, end, words(base(5), inputs(6)));
    expect(read(1, 4)).toMatchObject({ base: base(4), entries: words(inputs(5), base(5), inputs(6)) });
    expect(read(2, 5)).toMatchObject({ base: base(5), entries: inputs(6), problems: [] });
  });

  test('of a world without a snapshot begins with the base of its first start', () => {
    write(1, 0, words(base(0), inputs(1)));
    expect(read(0, 0)).toMatchObject({ base: undefined, entries: words(base(0), inputs(1)), problems: [] });
  });

  test('counts entries, and its last tick is the one that is safe', () => {
    const writer = new JournalWriter(directory, 1, IDENTITY, 0);
    writer.write(words(base(3), inputs(4), inputs(8)));
    expect([writer.entries, writer.lastTick]).toEqual([3, 8]);
    writer.close();
  });

  test('keeps the files that the oldest snapshot needs, and no others', () => {
    const writer = new JournalWriter(directory, 1, IDENTITY, 0);
    for (const tick of [0, 10, 20, 30]) writer.write(words(base(tick), inputs(tick + 1)));
    writer.prune(19);
    expect(journalFiles(directory).map((file) => file.baseTick)).toEqual([10, 20, 30]);
    writer.prune(20);
    expect(journalFiles(directory).map((file) => file.baseTick)).toEqual([20, 30]);
    writer.close();
  });
});

describe('a damaged journal gives a prefix of history, and says why', () => {
  const all = words(inputs(1), inputs(2), inputs(3), base(3), inputs(4), inputs(5), base(5), inputs(6));
  beforeEach(() => {
    write(1, 0, base(0), inputs(1), inputs(2), inputs(3), base(3), inputs(4), inputs(5), base(5), inputs(6));
  });

  function expectPrefix(length: number, problem: RegExp): void {
    const tail = read();
    expect(tail.entries).toEqual(all.subarray(0, length));
    expect(tail.problems.join('\n')).toMatch(problem);
  }

  const entries = (...parts: Int32Array[]) => words(...parts).length;

  test.each([
    ['a changed word', 'UPDATE entry SET words = zeroblob(length(words)) WHERE id = 2', 1],
    ['a changed checksum', 'UPDATE entry SET checksum = checksum + 1 WHERE id = 3', 2],
    ['a row cut short', 'UPDATE entry SET words = substr(words, 1, 33) WHERE id = 2', 1],
    ['a row made longer', "UPDATE entry SET words = CAST(words || x'00000000' AS BLOB) WHERE id = 1", 0],
    ['two rows changed about', 'UPDATE entry SET id = -id WHERE id = 2', 0],
    ['a row from the middle gone', 'DELETE FROM entry WHERE id = 2', 1],
  ])('%s', (_, sql, good) => {
    alter(1, 0, sql);
    expectPrefix(
      entries(...[inputs(1), inputs(2), inputs(3)].slice(0, good)),
      /journal-000001-0000000000\.db: an entry after \d good rows is damaged/,
    );
  });

  test('a page that counts one row less than it has', () => {
    const path = journalPath(directory, 1, 5);
    const bytes = readFileSync(path);
    // The leaf page of the table: type 13, then (at 3) how many rows it holds.
    const page = findPage(bytes, (at) => bytes[at] === 13 && bytes.readUInt16BE(at + 3) === 1);
    bytes.writeUInt16BE(0, page + 3);
    writeFileSync(path, bytes);
    expectPrefix(all.length - inputs(6).length, /0000000005\.db: the database is damaged/);
  });

  test('the last row of a file gone: the file after it does not continue it', () => {
    alter(1, 0, 'DELETE FROM entry WHERE id = 3');
    expectPrefix(entries(inputs(1), inputs(2)), /0000000003\.db: history ends before this file/);
    expect(journalFiles(directory).map((file) => file.baseTick)).toEqual([0]);
  });

  test('a file from the middle gone', () => {
    rmSync(journalPath(directory, 1, 3));
    expectPrefix(entries(inputs(1), inputs(2), inputs(3)), /0000000005\.db: history ends before this file/);
  });

  test.each([
    ["UPDATE meta SET value = 'x' WHERE key = 'world'"],
    ["UPDATE meta SET value = 'AAAA' WHERE key = 'base'"],
    ["UPDATE meta SET value = '5' WHERE key = 'checksumBefore'"],
    ["DELETE FROM meta WHERE key = 'simulation'"],
  ])('a head changed by %s', (sql) => {
    alter(1, 3, sql);
    expectPrefix(entries(inputs(1), inputs(2), inputs(3)), /0000000003\.db: its head is damaged/);
  });

  test('the file of the snapshot gone: nothing is replayed, and it is named', () => {
    rmSync(journalPath(directory, 1, 0));
    const tail = read();
    expect(tail).toMatchObject({ base: undefined, entries: new Int32Array(0) });
    expect(tail.problems[0]).toMatch(/the journal that begins at tick 0 is missing/);
  });

  test('what comes after the damage is kept for people, out of the way', () => {
    alter(1, 0, 'DELETE FROM entry WHERE id = 2');
    read();
    expect(journalFiles(directory)).toHaveLength(1);
    expect(new Database(`${journalPath(directory, 1, 5)}.damaged`, { fileMustExist: true }).open).toBe(true);
  });

  test('an epoch that began on the good part goes on from it, although the damage is still there', () => {
    alter(1, 0, 'DELETE FROM entry WHERE id = 2');
    const { checksum } = read();
    write(2, checksum, words(base(1), inputs(2, 2)));
    expect(read().entries).toEqual(words(inputs(1), base(1), inputs(2, 2)));
    const file = journalPath(directory, 2, 1);
    write(3, 12345, base(2));
    expect(read().problems.at(-1)).toMatch(/journal-000003-0000000002\.db: history ends before this file/);
    expect(journalFiles(directory).at(-1)?.path).toBe(file);
  });
});

describe('a journal of another simulation', () => {
  const other = { ...IDENTITY, simulation: '999 other' };

  test('with entries is refused, with the remedy', () => {
    write(1, 0, words(base(0), inputs(1)));
    expect(() => readTail(directory, 1, 0, other)).toThrow(JournalMismatch);
    expect(() => readTail(directory, 1, 0, other)).toThrow(
      /another version of the simulation.+start and stop the version that wrote it once/,
    );
  });

  test('without entries is no obstacle, and its rules are not taken', () => {
    write(1, 0, base(0));
    const tail = readTail(directory, 1, 0, other);
    expect(tail).toMatchObject({ base: undefined, entries: new Int32Array(0), problems: [] });
  });
});
