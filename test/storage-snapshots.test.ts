import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { worldHash } from '../src/memory/used-rows.ts';
import { allocateWorldMemory, viewStores } from '../src/memory/world-memory.ts';
import { openDatabase } from '../src/storage/database.ts';
import { Snapshots } from '../src/storage/snapshots.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

let directory: string;
let database: Database.Database;
let server: WorldHarness;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'snapshots-'));
  database = openDatabase(join(directory, 'world.db'), 'schema');
  server = startWorld({ map: ['A--B'], patrols: 20 });
  server.join();
});

afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

function snapshots(options: { world?: string; kept?: number } = {}): Snapshots {
  const { world = 'drawn 1234', kept = 3 } = options;
  return new Snapshots(database, { world, districtCount: 2 }, kept);
}

/** Saves the world after each of some ticks; returns the hashes saved. */
function save(times: number, kept = 3): number[] {
  return Array.from({ length: times }, () => {
    server.tick(10);
    return snapshots({ kept }).write(server.memory).hash;
  });
}

function savedTicks(): number[] {
  return database.prepare('SELECT tick FROM snapshot ORDER BY tick').pluck().all() as number[];
}

/** Flips one bit in the bytes of a snapshot, as a bad disk does; `share` of the way through. */
function damage(tick: number, share: number): void {
  const bytes = database.prepare('SELECT bytes FROM snapshot WHERE tick = ?').pluck().get(tick) as Uint8Array;
  bytes[Math.floor((bytes.length - 1) * share)] ^= 1;
  database.prepare('UPDATE snapshot SET bytes = ? WHERE tick = ?').run(bytes, tick);
}

describe('a snapshot', () => {
  test('brings the world back exactly, after the database was closed', () => {
    const [hash] = save(1);
    database.close();
    database = openDatabase(join(directory, 'world.db'), 'schema');
    const memory = allocateWorldMemory();
    expect(snapshots().restore(memory)).toEqual({ found: true, epoch: 0, tick: 10, hash, problems: [] });
    expect(startWorld({ map: ['A--B'], memory }).hash()).toBe(hash);
    expect(Buffer.compare(Buffer.from(memory), Buffer.from(server.memory))).toBe(0);
  });

  test('is the newest of several; older ones beyond the number kept are gone', () => {
    const hashes = save(5, 2);
    expect(savedTicks()).toEqual([40, 50]);
    expect(snapshots().restore(allocateWorldMemory())).toMatchObject({ tick: 50, hash: hashes[4] });
  });

  test('of one tick may be written again', () => {
    save(1);
    snapshots().write(server.memory);
    expect(savedTicks()).toEqual([10]);
  });

  test('is looked for in vain in a new database', () => {
    const memory = allocateWorldMemory();
    expect(snapshots().restore(memory)).toEqual({ found: false, problems: [] });
    expect(viewStores(memory).ledger.tick[0]).toBe(0);
  });
});

describe('a damaged snapshot', () => {
  test.each([0, 0.01, 0.5, 1])(
    'at %f of its length is passed over for the one before it, and named',
    (share) => {
      const hashes = save(3);
      damage(30, share);
      const restored = snapshots().restore(allocateWorldMemory());
      expect(restored).toMatchObject({ found: true, tick: 20, hash: hashes[1] });
      expect(restored.problems).toHaveLength(1);
      expect(restored.problems[0]).toMatch(/^snapshot of tick 30 is damaged \(.+\) and passed over$/);
    },
  );

  test('leaves nothing of itself in the memory', () => {
    save(2);
    const good = allocateWorldMemory();
    database.prepare('UPDATE snapshot SET tick = -tick WHERE tick = 20').run();
    snapshots().restore(good);
    database.prepare('UPDATE snapshot SET tick = -tick WHERE tick < 0').run();
    damage(20, 0.9);
    const memory = allocateWorldMemory();
    expect(snapshots().restore(memory)).toMatchObject({ tick: 10 });
    expect(Buffer.compare(Buffer.from(memory), Buffer.from(good))).toBe(0);
  });

  test('that is cut short, has another hash, or stands under another tick is found', () => {
    save(4, 10);
    database.prepare('UPDATE snapshot SET bytes = substr(bytes, 1, 500) WHERE tick = 40').run();
    database.prepare('UPDATE snapshot SET hash = hash + 1 WHERE tick = 30').run();
    database.prepare('UPDATE snapshot SET tick = 25 WHERE tick = 20').run();
    const restored = snapshots().restore(allocateWorldMemory());
    expect(restored).toMatchObject({ found: true, tick: 10 });
    expect(restored.problems.map((problem) => /tick \d+/.exec(problem)![0])).toEqual([
      'tick 40',
      'tick 30',
      'tick 25',
    ]);
  });

  test('beside no good one means there is no world, and says why', () => {
    save(1);
    damage(10, 0.3);
    const restored = snapshots().restore(allocateWorldMemory());
    expect(restored.found).toBe(false);
    expect(restored.problems).toHaveLength(1);
  });
});

describe('a snapshot that does not belong here is refused, not written over', () => {
  test('of another world', () => {
    save(1);
    expect(() => snapshots({ world: 'counties 99' }).restore(allocateWorldMemory())).toThrow(
      /saved world is of "drawn 1234", this one is "counties 99"; choose another storage\.directory/,
    );
  });

  test('with another layout of the stores', () => {
    save(1);
    database.prepare("UPDATE snapshot SET store_schema = store_schema || 'x'").run();
    expect(() => snapshots().restore(allocateWorldMemory())).toThrow(/another layout of its stores/);
  });

  test('from a newer program', () => {
    database.pragma('user_version = 99');
    database.close();
    expect(() => openDatabase(join(directory, 'world.db'), 'schema')).toThrow(
      /has schema version 99, this program knows up to \d+/,
    );
    rmSync(join(directory, 'world.db'));
    database = openDatabase(join(directory, 'world.db'), 'schema');
  });
});

test('the database waits for the disk', () => {
  expect(database.pragma('synchronous', { simple: true })).toBe(2);
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
});

test('a snapshot that does not read back is an error, and the older ones stay', () => {
  save(2);
  database.exec(
    'CREATE TRIGGER bad_disk AFTER INSERT ON snapshot BEGIN UPDATE snapshot SET hash = hash + 1 WHERE tick = NEW.tick; END',
  );
  server.tick(10);
  expect(() => snapshots().write(server.memory)).toThrow(/snapshot of tick 30 does not read back/);
  expect(savedTicks()).toEqual([10, 20]);
});

test('a snapshot whose bytes changed on the way to the disk is an error', () => {
  save(2);
  database.exec(
    'CREATE TRIGGER bad_disk AFTER INSERT ON snapshot BEGIN ' +
      'UPDATE snapshot SET bytes = zeroblob(length(bytes)) WHERE tick = NEW.tick; END',
  );
  server.tick(10);
  expect(() => snapshots().write(server.memory)).toThrow(/the database holds something else/);
  expect(savedTicks()).toEqual([10, 20]);
});

test('snapshots of a world that grows and shrinks, one after the other, are each the world as it was', () => {
  const kept = snapshots({ kept: 5 });
  const hashes: number[] = [];
  for (let turn = 0; turn < 4; turn++) {
    if (turn === 1) for (let i = 0; i < 3; i++) server.join();
    server.tick(10);
    hashes.push(kept.write(server.memory).hash);
  }
  for (const [turn, { hash }] of kept.list().reverse().entries()) {
    expect(hash).toBe(hashes[turn]);
  }
  for (const { tick, hash } of kept.list()) {
    const memory = allocateWorldMemory();
    expect(kept.restore(memory, [tick])).toMatchObject({ found: true, tick, hash, problems: [] });
    expect(worldHash(viewStores(memory), 2)).toBe(hash);
  }
});
