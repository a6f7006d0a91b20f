import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { INBOX_RECORD_WORDS, INPUT, WORD } from '../components/inbox.ts';
import { JOURNAL_KIND } from '../src/memory/journal-ring.ts';
import { PoisonFilter } from '../src/sim/poison-filter.ts';
import { openDatabase } from '../src/storage/database.ts';
import { journalPath } from '../src/storage/journal-files.ts';
import { quarantine, quarantinedRecords, voidQuarantined } from '../src/storage/quarantine.ts';
import { withWorldDatabase } from '../src/storage/world-database.ts';

const directory = mkdtempSync(join(tmpdir(), 'marchland-quarantine-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** An order as it lies in an inbox. */
function order(slot: number, sequence: number, a: number): number[] {
  const words = new Array<number>(INBOX_RECORD_WORDS).fill(0);
  words[WORD.kind] = INPUT.order;
  words[WORD.slot] = slot;
  words[WORD.epoch] = 1;
  words[WORD.sequence] = sequence;
  words[WORD.op] = 1;
  words[WORD.a] = a;
  return words;
}

function entry(tick: number, ...records: number[][]): number[] {
  return [JOURNAL_KIND.inputs, tick, records.length, 0, ...records.flat()];
}

describe('a quarantined record', () => {
  const database = openDatabase(join(directory, 'world.db'), 'schema');
  const entries = () =>
    Int32Array.from([
      ...entry(5, order(0, 1, 11)),
      ...entry(9, order(0, 2, 22), order(1, 1, 66), order(2, 1, 33)),
    ]);
  const poison = { tick: 9, record: 1, reason: 'planted' };

  it('is void in every later replay, and nothing else is', () => {
    quarantine(database, [poison], entries());
    const expected = Int32Array.from([
      ...entry(5, order(0, 1, 11)),
      ...entry(9, order(0, 2, 22), new Array<number>(INBOX_RECORD_WORDS).fill(0), order(2, 1, 33)),
    ]);
    for (let replay = 0; replay < 2; replay++) {
      const words = entries();
      expect(voidQuarantined(database, words)).toBe(1);
      expect(words).toEqual(expected);
    }
  });

  it('is kept once, with words and reason', () => {
    quarantine(database, [poison], entries());
    const voided = entries();
    voidQuarantined(database, voided);
    quarantine(database, [poison], voided);
    expect(database.prepare('SELECT tick, record, reason FROM quarantine').all()).toEqual([poison]);
    expect(quarantinedRecords(database)).toEqual([Int32Array.from(order(1, 1, 66))]);
  });

  it('does not touch another record at its place, should history have been cut', () => {
    const others = Int32Array.from(entry(9, order(0, 2, 22), order(1, 1, 67)));
    const before = others.slice();
    expect(voidQuarantined(database, others)).toBe(0);
    expect(others).toEqual(before);
  });

  it('that its client sends again is answered as unknown instead of done', () => {
    const filter = new PoisonFilter([Int32Array.from(order(1, 1, 66))]);
    const again = order(1, 1, 66);
    again[WORD.epoch] = 2;
    again[WORD.gateway] = 3;
    const words = Int32Array.from([...order(0, 3, 66), ...again, ...order(1, 2, 66)]);
    const before = words.slice();
    filter.apply(words, 3);
    expect(words[INBOX_RECORD_WORDS + WORD.op]).toBe(-1);
    expect(words[INBOX_RECORD_WORDS + WORD.a]).toBe(0);
    expect(words[INBOX_RECORD_WORDS + WORD.sequence]).toBe(1);
    expect(words.subarray(0, INBOX_RECORD_WORDS)).toEqual(before.subarray(0, INBOX_RECORD_WORDS));
    expect(words.subarray(2 * INBOX_RECORD_WORDS)).toEqual(before.subarray(2 * INBOX_RECORD_WORDS));
  });
});

describe('a world.db that is no database', () => {
  function damagedWorld(name: string): string {
    const path = join(directory, name);
    openDatabase(join(path, 'world.db'), 'schema').close();
    writeFileSync(
      join(path, 'world.db'),
      'no database at all, and longer than a header of SQLite would be'.repeat(99),
    );
    return path;
  }
  const count = (database: ReturnType<typeof openDatabase>) =>
    database.prepare('SELECT count(*) FROM snapshot').pluck().get();

  it('is set aside when the journal holds the world from its beginning', () => {
    const path = damagedWorld('with-journal');
    openDatabase(journalPath(path, 1, 0), 'journal-schema').close();
    const { database, result, problems } = withWorldDatabase(path, count);
    database.close();
    expect(result).toBe(0);
    expect(problems).toEqual([expect.stringContaining('world.db.damaged')]);
  });

  it('is refused and left alone without such a journal, and what to do is said', () => {
    const path = damagedWorld('late-journal');
    openDatabase(journalPath(path, 3, 700), 'journal-schema').close();
    const open = () => withWorldDatabase(path, count);
    expect(open).toThrow(/world\.db is damaged .* begins at tick 700, not at 0.*put back a copy/);
    expect(open).toThrow(/damaged/);
  });
});
