import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { INBOX_RECORD_WORDS } from '../components/inbox.ts';
import { JOURNAL_HEAD_WORDS } from '../src/memory/journal-ring.ts';
import { Divergence, Replay } from '../src/sim/replay.ts';
import { hashOf, RULES, recover, recoveredWorld, SavedRun } from './support/saved-run.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sim-replay-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

/** A run whose hash after each tick is noted. */
function play(ticks: number, run = new SavedRun(directory)): { run: SavedRun; hashes: number[] } {
  const hashes: number[] = [];
  for (let i = 0; i < ticks; i++) {
    run.play(1);
    hashes[run.tickNow] = run.hash;
  }
  return { run, hashes };
}

/** The world of the snapshot, and a replay on it of what entered after it. */
function open(): { replay: Replay; world: ReturnType<typeof recoveredWorld>; entries: Int32Array } {
  const found = recover(directory);
  const { entries } = found.recovered;
  const world = recoveredWorld({ ...found, recovered: { ...found.recovered, entries: new Int32Array(0) } });
  return { replay: new Replay(world, entries), world, entries };
}

describe('a replay', () => {
  test('has the state of the run after every single tick', () => {
    const { run, hashes } = play(40);
    run.close();
    const { replay, world } = open();
    for (let tick = 1; tick <= 40; tick++) {
      replay.advanceTo(tick);
      expect([world.ledger.tick[0], hashOf(world)]).toEqual([tick, hashes[tick]]);
    }
    expect(replay.isDone).toBe(true);
    expect(replay.commands).toBe(40);
    replay.advanceTo(1000);
    expect(world.ledger.tick[0]).toBe(40);
  });

  test('runs the ticks between two entries although nothing entered in them', () => {
    const run = new SavedRun(directory);
    run.play(3);
    run.tick();
    run.close();
    const { replay, world, entries } = open();
    // The entry of tick 2 taken out, as if nothing had entered: the next one does not fit any more.
    const size = JOURNAL_HEAD_WORDS + INBOX_RECORD_WORDS;
    expect(entries).toHaveLength(3 * size + JOURNAL_HEAD_WORDS);
    replay.advanceTo(2);
    const rest = new Replay(world, entries.subarray(3 * size));
    rest.advanceTo(3);
    expect(world.ledger.tick[0]).toBe(3);
    expect(() => rest.advanceTo(4)).toThrow(Divergence);
  });

  test('takes over rules that were changed in the middle of the run, at the same tick', () => {
    const { run } = play(20);
    run.changeRules({
      ...RULES,
      avatarUnitsPerTick: RULES.avatarUnitsPerTick * 3,
      patrolUnitsPerTickMax: 60,
    });
    run.play(30);
    run.close();
    const world = recoveredWorld(recover(directory));
    expect(world.rules.avatarUnitsPerTick).toBe(RULES.avatarUnitsPerTick * 3);
    expect(hashOf(world)).toBe(run.hash);
  });

  test('begins with the rules of its snapshot, not with those of today', () => {
    const run = new SavedRun(directory, { rules: { ...RULES, avatarUnitsPerTick: 123, legTicksMax: 20 } });
    run.play(10);
    run.snapshot();
    run.play(30);
    run.close();
    const world = recoveredWorld(recover(directory));
    expect(world.rules.avatarUnitsPerTick).toBe(123);
    expect(hashOf(world)).toBe(run.hash);
  });
});

describe('a replay that leaves history stops there and says so', () => {
  test.each([
    [
      'an order was changed',
      (entries: Int32Array) => void (entries[at(20) + JOURNAL_HEAD_WORDS + 6] ^= 4096),
    ],
    [
      'an order is missing',
      (entries: Int32Array) => void entries.fill(0, at(20) + JOURNAL_HEAD_WORDS, at(21)),
    ],
    ['a trail was changed', (entries: Int32Array) => void (entries[at(20) + 3] ^= 1)],
  ])('when %s', (_, change) => {
    const { run } = play(130);
    run.close();
    const { world, entries } = open();
    change(entries);
    expect(() => new Replay(world, entries).advanceTo(130)).toThrow(
      /replay differs from history after tick \d+: trail [0-9a-f]{8} at tick \d+ instead of [0-9a-f]{8}/,
    );
    // The trail goes over the whole state once in 60 ticks.
    expect(world.ledger.tick[0]).toBeLessThanOrEqual(20 + 61);
  });

  test('at a base entry too: a boot is not done to another world', () => {
    const first = new SavedRun(directory);
    first.play(3);
    first.close();
    new SavedRun(directory, { patrols: 30 }).close();
    const { recovered } = recover(directory);
    expect(recovered.snapshot?.tick).toBe(3);
    const other = mkdtempSync(join(tmpdir(), 'sim-replay-other-'));
    const run = new SavedRun(other);
    run.play(2);
    run.tick();
    expect(run.tickNow).toBe(3);
    const base = new Replay(run.world, Int32Array.of(2, 3, 1, 12345, ...new Int32Array(INBOX_RECORD_WORDS)));
    expect(() => base.advanceTo(3)).toThrow(Divergence);
    run.close();
    rmSync(other, { recursive: true });
  });
});

/** Where the entry of a tick begins, in a journal of one record per tick. */
function at(tick: number): number {
  return (tick - 1) * (JOURNAL_HEAD_WORDS + INBOX_RECORD_WORDS);
}
