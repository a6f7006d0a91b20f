import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { viewStores } from '../src/memory/world-memory.ts';
import { openDatabase } from '../src/storage/database.ts';
import { seeded } from './support/random-life.ts';
import { hashOf, recover, recoveredWorld, SavedRun } from './support/saved-run.ts';

/**
 * Damages the files of a saved world one byte at a time and recovers it. Either somebody is told (a problem is named,
 * the recovery refuses, or the replay finds that it left history), or the world recovered is the very same.
 */

/** In memory where there is such a place: ten thousand recoveries would wait for the disk twenty times each. */
const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'corruption-'));
afterAll(() => rmSync(directory, { recursive: true }));

type Files = ReadonlyMap<string, Buffer>;

/** Puts files into a directory of their own, in place of what was there. */
function layOut(files: Files): string {
  const target = join(directory, 'trial');
  rmSync(target, { recursive: true, force: true });
  cpSync(join(directory, 'empty'), target, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(target, name), bytes);
  return target;
}

function filesOf(path: string): Map<string, Buffer> {
  const names = readdirSync(path).filter((name) => !name.endsWith('-shm'));
  return new Map(names.map((name) => [name, readFileSync(join(path, name))]));
}

type Outcome = { kind: 'detected'; how: string } | { kind: 'recovered'; tick: number; hash: number };

const worldsByInputs = new Map<string, { tick: number; hash: number }>();

function outcomeOf(files: Files): Outcome {
  try {
    const found = recover(layOut(files));
    const { problems } = found.recovered;
    if (problems.length > 0) return { kind: 'detected', how: problems[0] };
    const { snapshot, base, entries } = found.recovered;
    const inputs = `${JSON.stringify(snapshot)} ${base?.join()} ${entries.join()}`;
    // The same snapshot and the same entries lead to the same world; that is computed once.
    let world = worldsByInputs.get(inputs);
    if (world === undefined) {
      const { ledger } = recoveredWorld(found);
      world = { tick: ledger.tick[0], hash: hashOf(viewStores(found.memory)) };
      worldsByInputs.set(inputs, world);
    }
    return { kind: 'recovered', ...world };
  } catch (error) {
    return { kind: 'detected', how: (error as Error).message };
  }
}

/** A world of two boots: the files as they lie there when the server was stopped, and when it was killed. */
function savedWorlds(): { stopped: Files; killed: Files; truth: Outcome } {
  cpSync('worlds/tiny.txt', join(directory, 'empty/tiny.txt'), { recursive: true });
  const home = join(directory, 'home');
  const first = new SavedRun(home, { patrols: 4 });
  first.play(6);
  first.snapshot();
  first.play(6);
  first.close();
  const second = new SavedRun(home, { patrols: 5 });
  second.play(5);
  second.snapshot();
  second.play(5);
  const database = openDatabase(join(home, 'world.db'), 'schema');
  database.exec('BEGIN; UPDATE snapshot SET saved_at = saved_at; COMMIT');
  const killed = filesOf(home);
  database.close();
  second.close();
  const truth: Outcome = { kind: 'recovered', tick: second.tickNow, hash: second.hash };
  return { stopped: filesOf(home), killed, truth };
}

let worlds: ReturnType<typeof savedWorlds>;
beforeAll(() => {
  worlds = savedWorlds();
});

/** Changes one byte somewhere; `inUse` looks for one that is not zero, for most of a database is empty space. */
function corruptOneByte(files: Files, random: (limit: number) => number, inUse: boolean) {
  const all = [...files].filter(([name]) => !name.endsWith('.txt'));
  for (;;) {
    let place = random(all.reduce((sum, [, bytes]) => sum + bytes.length, 0));
    const hit = all.find(([, bytes]) => {
      if (place < bytes.length) return true;
      place -= bytes.length;
      return false;
    });
    const [name, bytes] = hit!;
    if (inUse && bytes[place] === 0) continue;
    const changed = Buffer.from(bytes);
    changed[place] ^= 1 + random(255);
    const where = `${name} byte ${place}: ${bytes[place]} became ${changed[place]}`;
    return { files: new Map([...files, [name, changed]]), where };
  }
}

function undetected(files: Files, rounds: number, seed: number): { silent: string[]; detected: number } {
  const random = seeded(seed);
  const silent: string[] = [];
  let detected = 0;
  for (let round = 0; round < rounds; round++) {
    const changed = corruptOneByte(files, random, round % 2 === 0);
    const outcome = outcomeOf(changed.files);
    if (outcome.kind === 'detected') detected++;
    else if (JSON.stringify(outcome) !== JSON.stringify(worlds.truth)) silent.push(changed.where);
  }
  return { silent, detected };
}

/** Enough for every run; `CORRUPTIONS=10000` tries more. */
const CORRUPTIONS = Number(process.env['CORRUPTIONS'] ?? 2_000);

describe(`of ${CORRUPTIONS} single-byte corruptions none goes unnoticed and changes the world`, () => {
  test('in the files of a stopped server', () => {
    const { silent, detected } = undetected(worlds.stopped, 0.6 * CORRUPTIONS, 1);
    expect(silent).toEqual([]);
    expect(detected).toBeGreaterThan(0.06 * CORRUPTIONS);
  }, 300_000);

  test('in the files of a killed server, write-ahead logs among them', () => {
    expect([...worlds.killed.keys()].filter((name) => name.endsWith('-wal')).length).toBeGreaterThan(0);
    const { silent, detected } = undetected(worlds.killed, 0.4 * CORRUPTIONS, 2);
    expect(silent).toEqual([]);
    expect(detected).toBeGreaterThan(0.1 * CORRUPTIONS);
  }, 300_000);
});

test('both sets of files recover to the world that was left', () => {
  expect(outcomeOf(worlds.stopped)).toEqual(worlds.truth);
  expect(outcomeOf(worlds.killed)).toEqual(worlds.truth);
});

describe('a file cut short at any place', () => {
  test.each(['stopped', 'killed'] as const)('of a %s server leads to a prefix, or is named', (kind) => {
    const random = seeded(3);
    const truth = worlds.truth as Extract<Outcome, { kind: 'recovered' }>;
    for (const [name, bytes] of worlds[kind]) {
      if (name.endsWith('.txt')) continue;
      for (const length of [0, 1, 99, 4096, ...Array.from({ length: 8 }, () => random(bytes.length))]) {
        if (length >= bytes.length) continue;
        const outcome = outcomeOf(new Map([...worlds[kind], [name, bytes.subarray(0, length)]]));
        if (outcome.kind === 'detected') continue;
        // Cut between two transactions of a log, nothing tells that there were more.
        expect(outcome.tick, `${name} cut to ${length}`).toBeLessThanOrEqual(truth.tick);
        if (outcome.tick === truth.tick) expect(outcome.hash).toBe(truth.hash);
        else expect(name).toMatch(/-wal$/);
      }
    }
  });
});

test('a header that claims 4 GB is named and nothing of the size is allocated', () => {
  for (const [name, bytes] of worlds.stopped) {
    if (!name.endsWith('.db')) continue;
    const changed = Buffer.from(bytes);
    changed.writeUInt32BE(0x0010_0000, 28);
    const before = process.memoryUsage().rss;
    const outcome = outcomeOf(new Map([...worlds.stopped, [name, changed]]));
    expect(process.memoryUsage().rss - before).toBeLessThan(512 * 1024 * 1024);
    if (outcome.kind === 'recovered') expect(outcome).toEqual(worlds.truth);
  }
});
