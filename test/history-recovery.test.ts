import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CHRONICLE } from '../components/chronicle.ts';
import type { World } from '../components/world.ts';
import { allocateChronicleRing, ChronicleRing } from '../src/memory/chronicle-ring.ts';
import { replay } from '../src/sim/replay.ts';
import { HistoryKeeper } from '../src/storage/history-keeper.ts';
import { seeded } from './support/random-life.ts';
import { RULES, recover, recoveredWorld, SAVED, SavedRun } from './support/saved-run.ts';
import { expectHistory, isInfluence, KIND, rowsOf, type Told } from './support/told-history.ts';

/** A world in which a lot happens in seconds. */
const LIVELY = {
  ...RULES,
  territory: {
    ...RULES.territory,
    presenceMilliPerSecond: 60_000,
    presenceContestedPercent: 100,
    supportFloorMilli: 100_000,
    defenceMax: 1,
    captureMilli: 30_000,
    captureLeadMilli: 1_000,
    captureHoldTicks: 30,
    graceTicks: 60,
    hubImmune: 0,
  },
};

const TICKS = 900;

let directory: string;
let random: (below: number) => number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'history-recovery-'));
  random = seeded(11);
});

afterEach(() => rmSync(directory, { recursive: true }));

/** One life of the world, from the start of the server until it is killed or stopped. */
class Life {
  readonly run: SavedRun;
  readonly keeper: HistoryKeeper;
  readonly #ring = new ChronicleRing(allocateChronicleRing());
  #nowMicros = 0;

  /** What was told of ticks that are not in the world any more is dropped from `told`. */
  constructor(told: Told[]) {
    const found = recover(directory);
    const fromTick = found.recovered.snapshot?.tick ?? 0;
    const world = recoveredWorld({ ...found, recovered: { ...found.recovered, entries: new Int32Array(0) } });
    const plan = { directory, world: SAVED.world, ground: world.graph, fromTick, historyDays: 1000 };
    const nothing = () => {};
    this.keeper = new HistoryKeeper(this.#ring, plan, {
      ...{ log: (_, text) => expect.fail(text), wrote: nothing, lost: nothing, pruned: nothing },
      ...{ failed: () => expect.fail('a write failed'), nowMicros: () => this.#nowMicros },
    });
    replay(world, found.recovered.entries, (replayed) => this.#tell(replayed));
    const newest = told.findLastIndex(([tick]) => tick <= world.ledger.tick[0]);
    told.length = newest + 1;
    // A start takes a snapshot.
    this.#mark(world.ledger.tick[0]);
    this.run = new SavedRun(directory, { patrols: 60, kept: 2, rules: LIVELY });
  }

  /** Plays ticks; the keeper works now and then, and snapshots are taken. */
  play(ticks: number, told: Told[]): void {
    for (let i = 0; i < ticks; i++) {
      this.run.play(1);
      told.push(...rowsOf(this.run.tickNow, this.run.world.chronicle));
      this.#tell(this.run.world);
      if (random(40) === 0) this.#step();
      if (random(100) === 0) {
        this.#mark(this.run.tickNow);
        this.run.snapshot();
      }
    }
  }

  /** The process is gone: what lies in memory is, too. */
  kill(): void {
    this.run.close();
  }

  #tell(world: World): void {
    this.#ring.push(world.ledger.tick[0], world.chronicle);
  }

  #step(): void {
    this.#nowMicros += 2_000_000;
    this.keeper.step();
  }

  /** As before each snapshot of the server: storage waits for what history has to put down. */
  #mark(tick: number): void {
    this.#ring.mark(tick);
    this.#step();
    expect(this.#ring.isSafe(this.#ring.markedTick)).toBe(true);
  }
}

test('history after kills tells what an undisturbed history would: everything once, and every sum is right', () => {
  const told: Told[] = [];
  let life = new Life(told);
  for (let kill = 0; kill < 3; kill++) {
    life.play(TICKS / 4 + random(20), told);
    life.kill();
    life = new Life(told);
  }
  life.play(TICKS / 4, told);
  life.kill();
  life.keeper.finish();
  expect(told.filter(isInfluence).length).toBeGreaterThan(100);
  expect(told.filter((row) => row[KIND] === CHRONICLE.owner).length).toBeGreaterThan(3);
  expectHistory(directory, told);
}, 60_000);

test('a life that was not killed tells the same', () => {
  const told: Told[] = [];
  const life = new Life(told);
  life.play(200, told);
  life.kill();
  life.keeper.finish();
  expectHistory(directory, told);
  expect(() => expectHistory(directory, told.slice(1))).toThrow();
  expect(() => expectHistory(directory, [...told, told[0]])).toThrow();
}, 60_000);
