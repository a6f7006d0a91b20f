import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { JOURNAL_KIND } from '../src/memory/journal-ring.ts';
import { type JournalIdentity, JournalWriter } from '../src/storage/journal.ts';
import { journalPath } from '../src/storage/journal-files.ts';
import { JournalMismatch, readTail } from '../src/storage/journal-reader.ts';
import { entry, IDENTITY } from './support/saved-run.ts';
import { startServer } from './support/server.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sectors-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

const sized = (meters: number): JournalIdentity => ({ ...IDENTITY, sectorUnits: meters * UNITS_PER_METER });
const BASE = entry(JOURNAL_KIND.base, 0, 0, new Int32Array(16).fill(1));
const INPUTS = entry(JOURNAL_KIND.inputs, 1, 7, new Int32Array(16).fill(2));

function write(identity: JournalIdentity, ...entries: Int32Array[]): void {
  const writer = new JournalWriter(directory, 1, identity, 0);
  for (const words of entries) writer.write(words);
  writer.close();
}

const read = (identity: JournalIdentity) => readTail(directory, 1, 0, identity);

describe('a journal of another sector size', () => {
  it('is refused with both sizes and the way out', () => {
    write(sized(1000), BASE, INPUTS);
    expect(() => read(sized(250))).toThrow(JournalMismatch);
    expect(() => read(sized(250))).toThrow(
      /sectorSizeMeters 1000, now it is 250:.*back to 1000, start and stop the server once, then change it/,
    );
    expect(read(sized(1000)).entries).toEqual(INPUTS);
  });

  it('is no obstacle when nothing entered after the snapshot', () => {
    write(sized(1000), BASE);
    expect(read(sized(250))).toMatchObject({ base: undefined, entries: new Int32Array(0), problems: [] });
  });

  it('is read by who does not say a size, and one without a size by who does', () => {
    write(sized(1000), BASE, INPUTS);
    expect(read(IDENTITY).entries).toEqual(INPUTS);
    rmSync(journalPath(directory, 1, 0));
    write(IDENTITY, BASE, INPUTS);
    expect(read(sized(250)).entries).toEqual(INPUTS);
  });

  it.each([
    "UPDATE meta SET value = '1024000' WHERE key = 'sectorUnits'",
    "DELETE FROM meta WHERE key = 'sectorUnits'",
  ])('cannot be made another one by damage: %s', (sql) => {
    write(sized(1000), BASE, INPUTS);
    const database = new Database(journalPath(directory, 1, 0));
    expect(database.prepare(sql).run().changes).toBe(1);
    database.close();
    expect(read(sized(250)).problems.join()).toContain('its head is damaged');
  });
});

it('a killed world whose sector size was changed says what to do, and that loses nothing', async () => {
  const dataDirectory = join(directory, 'data');
  const start = (meters: number) =>
    startServer({ dataDirectory, args: ['--set', `world.sectorSizeMeters=${meters}`] });
  const killed = await start(1000);
  const { operatorUrl } = killed;
  const journalled = async () => {
    const metrics = await (await fetch(new URL('/metrics', operatorUrl))).text();
    return Number(/^world_durable_tick (\d+)$/m.exec(metrics)?.[1]);
  };
  while (!((await journalled()) > 60)) await new Promise((resolve) => setTimeout(resolve, 50));
  const tick = await journalled();
  await killed.kill();
  await expect(start(500)).rejects.toThrow(/sectorSizeMeters 1000, now it is 500.*back to 1000/);
  const same = await start(1000);
  expect(same.facts.tick).toBeGreaterThanOrEqual(tick);
  const stopped = await same.stop();
  const changed = await start(500);
  expect(changed.facts).toMatchObject({ restored: true, tick: stopped.tick });
  await changed.stop();
});
