import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hex } from '../scripts/replay/history-run.ts';
import { main } from '../scripts/replay.ts';
import { runScript } from './support/run-script.ts';
import { RULES, SavedRun, TINY_WORLD } from './support/saved-run.ts';

let parent: string;
let directory: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'replay-script-'));
  directory = join(parent, 'tiny');
});

afterEach(() => rmSync(parent, { recursive: true }));

function run(...args: string[]) {
  return runScript(main, ['--world', TINY_WORLD, ...args]);
}

/** Two boots; snapshots at ticks 0, 20, 35 (the second start) and 50, the last tick is 60. */
function save(into = directory): SavedRun {
  const first = new SavedRun(into, { patrols: 8, kept: 9 });
  first.play(20);
  first.snapshot();
  first.play(15);
  first.close();
  const second = new SavedRun(into, { patrols: 10, kept: 9, rules: { ...RULES, avatarUnitsPerTick: 500 } });
  second.play(15);
  second.snapshot();
  second.play(10);
  second.close();
  return second;
}

function alter(file: string, sql: string): void {
  const database = new Database(join(directory, file));
  database.exec(sql);
  database.close();
}

const contents = (path: string) =>
  readdirSync(path)
    .sort()
    .map((name) => [name, readFileSync(join(path, name)).toString('base64')]);

describe('npm run replay', () => {
  test('repeats the whole history exactly, over a restart, and proves it at every later snapshot', () => {
    const saved = save();
    const { code, json } = run(directory, '--json');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      ticks: 60,
      fromTick: 0,
      toTick: 60,
      commands: 60,
      snapshotsVerified: 3,
      hashMismatches: 0,
      hash: hex(saved.hash),
      problems: [],
    });
    expect(json.timesRealTime).toBeGreaterThan(0);
    expect(json.entries).toBe(60 + 3);
  });

  test('changes nothing in the directory, write-ahead logs included', () => {
    const saved = new SavedRun(directory);
    saved.play(10);
    const copy = join(parent, 'killed');
    cpSync(directory, copy, { recursive: true });
    saved.close();
    for (const name of readdirSync(copy)) if (name.endsWith('-shm')) rmSync(join(copy, name));
    const before = contents(copy);
    expect(before.map(([name]) => name)).toContainEqual(expect.stringMatching(/-wal$/));
    expect(run(copy, '--json').json).toMatchObject({ ticks: 10, hash: hex(saved.hash) });
    expect(contents(copy)).toEqual(before);
  });

  test('begins and ends where it is told', () => {
    save();
    expect(run(directory, '--from', '34', '--until', '40', '--json').json).toMatchObject({
      fromTick: 20,
      toTick: 40,
      snapshotsVerified: 1,
    });
  });

  test('prints the rows in use of a store at a tick, or one value', () => {
    save();
    const { rows } = run(directory, '--until', '40', '--dump', 'ledger', '--json').json;
    // 10 patrols, 3 avatars, 10 forts and 4 bases.
    expect(rows).toEqual([expect.objectContaining({ row: 0, tick: 40, aliveCount: 27 })]);
    const one = run(directory, '--until', '40', '--dump', 'motion.x', '--entity', '3');
    expect(one.words).toMatch(/row +x\n +3 +\d+\n$/);
    expect(run(directory, '--dump', 'avatar', '--json').json.rows).toHaveLength(3);
  });

  test('--diff of a history with itself finds nothing; with another one, the first place', () => {
    save();
    const other = join(parent, 'other');
    cpSync(directory, other, { recursive: true });
    expect(run(directory, '--diff', other, '--json')).toMatchObject({ code: 0, json: { difference: null } });
    const longer = new SavedRun(other, {
      patrols: 10,
      kept: 9,
      rules: { ...RULES, avatarUnitsPerTick: 500 },
    });
    longer.close();
    // At tick 60 the other one was started again, which disconnects everybody.
    const { code, json } = run(directory, '--diff', other, '--json');
    expect(code).toBe(1);
    expect(json.difference).toMatchObject({
      tick: 60,
      store: 'session',
      column: 'state',
      row: 0,
      values: [1, 2],
    });
  });

  test('--diff names the tick at which an input differed', () => {
    const other = join(parent, 'other');
    const runs = [new SavedRun(directory), new SavedRun(other)];
    for (const saved of runs) saved.play(10);
    runs[1].changeRules({ ...RULES, avatarUnitsPerTick: 1 });
    runs[0].tick();
    for (const saved of runs) saved.play(5);
    for (const saved of runs) saved.close();
    const { json } = run(directory, '--diff', other, '--json');
    expect(json.difference).toMatchObject({ store: 'motion', row: expect.any(Number) });
    expect(json.difference.tick).toBeGreaterThanOrEqual(11);
    expect(json.difference.tick).toBeLessThanOrEqual(13);
  });
});

describe('a history that is not what was saved', () => {
  test('ends with 1 when a snapshot on the way is another', () => {
    save();
    alter('world.db', 'UPDATE snapshot SET hash = hash + 1 WHERE tick = 50');
    const { code, json, errors } = run(directory, '--json');
    expect(code).toBe(1);
    expect(json).toMatchObject({ hashMismatches: 1, snapshotsVerified: 2, toTick: 60 });
    expect(errors).toMatch(/snapshot of tick 50: hash/);
  });

  test('ends with 2 when something is damaged, after all that is good before it', () => {
    save();
    alter('journal-000002-0000000035.db', 'UPDATE entry SET checksum = 0 WHERE id = 6');
    const { code, json, errors } = run(directory, '--json');
    expect(code).toBe(2);
    expect(json).toMatchObject({ toTick: 40, hashMismatches: 0 });
    expect(errors).toContain(join(directory, 'journal-000002-0000000035.db'));
    expect(errors).toMatch(/an entry after 5 good rows is damaged/);
    expect(existsSync(join(directory, 'journal-000002-0000000050.db'))).toBe(true);
  });

  test('passes a damaged oldest snapshot over and names it', () => {
    save();
    alter('world.db', 'UPDATE snapshot SET bytes = zeroblob(length(bytes)) WHERE tick = 0');
    const { code, json } = run(directory, '--json');
    expect(code).toBe(2);
    expect(json).toMatchObject({ fromTick: 20, toTick: 60, hashMismatches: 0 });
    expect(json.problems).toEqual([expect.stringMatching(/snapshot of tick 0 is damaged/)]);
  });
});

describe('bad usage or input is refused with 2 and words', () => {
  test.each([
    [[], /found 0 directories/],
    [['DIR', 'DIR'], /found 2 directories/],
    [['gone'], /gone: no such directory/],
    [['package.json'], /package\.json: not a directory/],
    [['test'], /test: holds no world; looked for world\.db and journal-\*\.db/],
    [['DIR', '--from', 'x'], /--from: found "x", allowed: a whole number/],
    [['DIR', '--from', '9', '--until', '3'], /--until: found 3, allowed: 9/],
    [['DIR', '--dump', 'motions'], /--dump: found "motions", allowed: ledger, .*motion/],
    [['DIR', '--dump', 'motion.z'], /allowed: motion, motion\.x, motion\.y/],
    [['DIR', '--entity', '3'], /--entity: found without --dump/],
    [['DIR', '--config', 'gone'], /gone: no such configuration directory/],
    [['DIR', '--world', 'gone.json'], /gone\.json/],
    [['DIR', '--faster'], /--faster/],
  ])('%j', (args, words) => {
    save();
    const { code, errors } = run(...args.map((arg) => (arg === 'DIR' ? directory : arg)));
    expect(code).toBe(2);
    expect(errors).toMatch(words);
  });

  test('a tick before everything that is kept', () => {
    const saved = new SavedRun(directory, { kept: 1 });
    saved.play(9);
    saved.snapshot();
    saved.close();
    const { code, errors } = run(directory, '--until', '5', '--dump', 'motion');
    expect(code).toBe(2);
    expect(errors).toMatch(/--until: found 5, allowed: 9 and later/);
  });

  test('two histories without a tick in common', () => {
    const [early, late] = [directory, join(parent, 'late')].map((into) => new SavedRun(into, { kept: 1 }));
    early.play(3);
    late.play(9);
    late.snapshot();
    for (const saved of [early, late]) saved.close();
    const { code, errors } = run(directory, '--diff', join(parent, 'late'));
    expect(code).toBe(2);
    expect(errors).toMatch(/one history ends at tick 3, the other begins at 9/);
  });

  test('another world file', () => {
    save();
    const other = join(parent, 'other.txt');
    writeFileSync(other, `${readFileSync(TINY_WORLD, 'utf8')}\n`);
    const { code, errors } = run(directory, '--world', other);
    expect(code).toBe(2);
    expect(errors).toMatch(/world\.db: the saved world is of "tiny [0-9a-f]+", this one is "tiny [0-9a-f]+"/);
  });

  test('a world.db that is none', () => {
    save();
    for (const suffix of ['-wal', '-shm']) rmSync(join(directory, `world.db${suffix}`), { force: true });
    writeFileSync(join(directory, 'world.db'), 'x'.repeat(9000));
    expect(run(directory)).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/world\.db: .*not a database/),
    });
  });
});

test('--help tells the options', () => {
  expect(run('--help')).toMatchObject({ code: 0, words: expect.stringContaining('--diff DIR2') });
});
