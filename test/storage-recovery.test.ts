import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../src/storage/database.ts';
import { journalFiles } from '../src/storage/journal-files.ts';
import { JournalMismatch } from '../src/storage/journal-reader.ts';
import { hashOf, IDENTITY, RULES, recover, recoveredWorld, SavedRun } from './support/saved-run.ts';

let parent: string;
let directory: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'recovery-'));
  directory = join(parent, 'tiny');
});

afterEach(() => rmSync(parent, { recursive: true }));

function alterSnapshots(sql: string): void {
  const database = new Database(join(directory, 'world.db'));
  database.exec(sql);
  database.close();
}

const DAMAGE = 'UPDATE snapshot SET hash = hash + 1';

/** Tick and hash that the directory leads to. */
function recoveredState(): { tick: number; hash: number } {
  const world = recoveredWorld(recover(directory));
  return { tick: world.ledger.tick[0], hash: hashOf(world) };
}

const stateOf = (run: SavedRun) => ({ tick: run.tickNow, hash: run.hash });

/** A world of three boots, each with other settings, ended as by a kill. */
function threeBoots(): SavedRun {
  const first = new SavedRun(directory, { patrols: 6, kept: 9 });
  first.play(30);
  first.snapshot();
  first.play(20);
  first.close();
  const second = new SavedRun(directory, {
    patrols: 9,
    kept: 9,
    rules: { ...RULES, avatarUnitsPerTick: 99 },
  });
  second.play(25);
  second.close();
  const third = new SavedRun(directory, { patrols: 4, kept: 9 });
  third.play(10);
  third.snapshot();
  third.play(15);
  third.close();
  return third;
}

describe('a killed world', () => {
  test('comes back as it was, from the newest snapshot and the journal', () => {
    const run = threeBoots();
    const { recovered } = recover(directory);
    expect(recovered).toMatchObject({ snapshot: { tick: 85 }, epoch: 4, problems: [] });
    expect(recoveredState()).toEqual(stateOf(run));
  });

  test('without any snapshot comes back from the journal alone, with every boot in it', () => {
    const run = threeBoots();
    alterSnapshots('DELETE FROM snapshot');
    expect(recover(directory).recovered).toMatchObject({ snapshot: undefined, epoch: 4, problems: [] });
    expect(recoveredState()).toEqual(stateOf(run));
  });

  test.each([
    ['the newest snapshot', 'tick = 85', 75],
    ['two, so that a boot is repeated', 'tick >= 75', 50],
    ['three, so that two boots are repeated', 'tick >= 50', 30],
    ['all but the first', 'tick > 0', 0],
  ])('with damage in %s comes back the same', (_, where, tick) => {
    const run = threeBoots();
    alterSnapshots(`${DAMAGE} WHERE ${where}`);
    const { recovered } = recover(directory);
    expect(recovered.snapshot?.tick).toBe(tick);
    expect(recovered.problems.length).toBeGreaterThan(0);
    for (const problem of recovered.problems) expect(problem).toMatch(/snapshot of tick \d+ is damaged/);
    expect(recoveredState()).toEqual(stateOf(run));
  });

  test('whose journal lost its end goes on from there, and later starts do so too', () => {
    threeBoots();
    const file = journalFiles(directory).at(-1)!;
    const database = new Database(file.path);
    database.exec('UPDATE entry SET checksum = 0 WHERE id = 6');
    database.close();
    expect(recoveredState().tick).toBe(90);
    const next = new SavedRun(directory, { kept: 9 });
    expect(next.recovered.problems[0]).toMatch(/an entry after 5 good rows is damaged/);
    next.play(8);
    next.close();
    expect(recover(directory).recovered).toMatchObject({ snapshot: { tick: 90 }, problems: [] });
    alterSnapshots(`${DAMAGE} WHERE tick = 90`);
    expect(recoveredState()).toEqual(stateOf(next));
  });

  test('that went back to an earlier tick keeps its new snapshots, not the damaged ones of later ticks', () => {
    const run = new SavedRun(directory);
    run.play(20);
    run.snapshot();
    run.play(10);
    run.snapshot();
    run.close();
    alterSnapshots(`${DAMAGE} WHERE tick >= 20`);
    const file = journalFiles(directory)[0];
    const database = new Database(file.path);
    database.exec('UPDATE entry SET checksum = 0 WHERE id = 11');
    database.close();
    const next = new SavedRun(directory);
    expect(next.tickNow).toBe(10);
    next.play(5);
    next.snapshot();
    next.play(1);
    next.snapshot();
    next.close();
    expect(recover(directory).recovered).toMatchObject({ snapshot: { tick: 16 }, problems: [] });
    alterSnapshots(`${DAMAGE} WHERE tick = 16`);
    expect(recover(directory).recovered).toMatchObject({ snapshot: { tick: 15 } });
    expect(recoveredState()).toEqual(stateOf(next));
  });
});

describe('a world that cannot be recovered is not begun anew over what there is', () => {
  function late(): void {
    const run = new SavedRun(directory, { kept: 2 });
    for (let i = 0; i < 3; i++) {
      run.play(5);
      run.snapshot();
    }
    run.close();
    expect(journalFiles(directory)[0].baseTick).toBeGreaterThan(0);
  }

  test('when every snapshot is damaged and the journal begins later', () => {
    late();
    alterSnapshots(DAMAGE);
    expect(() => recover(directory)).toThrow(
      /no good snapshot.+snapshot of tick 15 is damaged.+move it away to begin a new world/,
    );
    expect(journalFiles(directory).length).toBeGreaterThan(0);
  });

  test('when the snapshots are gone', () => {
    late();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(directory, `world.db${suffix}`), { force: true });
    expect(() => recover(directory)).toThrow(/no snapshot at all/);
  });

  test('when the journal was written by another version of the simulation', () => {
    late();
    const run = new SavedRun(directory);
    run.play(3);
    run.close();
    expect(() => recover(directory, { ...IDENTITY, simulation: 'other' })).toThrow(JournalMismatch);
  });
});

test('a version that follows one which stopped cleanly takes its world over', () => {
  const run = new SavedRun(directory);
  run.play(10);
  run.snapshot();
  run.close();
  const { recovered } = recover(directory, { ...IDENTITY, simulation: 'other' });
  expect(recovered).toMatchObject({ snapshot: { tick: 10, hash: run.hash }, base: undefined, problems: [] });
});

test('the journal of the newest snapshot gone is named', () => {
  const run = new SavedRun(directory);
  run.play(4);
  run.snapshot();
  run.play(4);
  run.close();
  rmSync(journalFiles(directory).at(-1)!.path);
  const { recovered } = recover(directory);
  expect(recovered.problems).toEqual([
    expect.stringContaining('the journal that begins at tick 4 is missing'),
  ]);
  expect(recoveredState().tick).toBe(4);
});

test('a file in place of the directory is an error that names it', () => {
  writeFileSync(directory, '');
  expect(() => openDatabase(join(directory, 'world.db'), 'schema')).toThrow(/tiny/);
});

test('what is no database is an error, and is not written over', () => {
  const run = new SavedRun(directory);
  run.close();
  writeFileSync(join(directory, 'world.db'), 'x'.repeat(5000));
  expect(() => recover(directory)).toThrow(/not a database/);
  expect(existsSync(join(directory, 'world.db'))).toBe(true);
});
