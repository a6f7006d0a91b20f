import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GOAL, LAYER, STRATEGY, TEMPLATE } from '../components/ai-rules.ts';
import { CHRONICLE, Chronicle, OPERATION_EVENT, OPTION_FLAG, PACT_EVENT } from '../components/chronicle.ts';
import { CAUSE, LEVEL } from '../components/territory-rules.ts';
import type { World } from '../components/world.ts';
import { allocateChronicleRing, ChronicleRing } from '../src/memory/chronicle-ring.ts';
import { HistoryDatabase, HistoryReader } from '../src/storage/history-database.ts';
import { HistoryKeeper } from '../src/storage/history-keeper.ts';
import {
  traceDecision,
  traceInputs,
  traceOperation,
  traceOption,
  tracePact,
} from '../systems/actions/trace.ts';

const GROUND = {
  ...{ districtCount: 2, controlPointCount: 4, regionCount: 1 },
  controlPointStart: Uint32Array.of(0, 2, 4),
  controlPointDistrict: Uint32Array.of(0, 0, 1, 1),
};
const DAY_TICKS = 24 * 3600 * 60;
const FACTION = 7;
/** The largest numbers there can be, in the second half too. */
const INPUTS = Uint16Array.from({ length: 16 }, (_, i) => 1000 - i);

let directory: string;
let ring: ChronicleRing;
let keeper: HistoryKeeper;
let nowMicros = 0;
const chronicle = new Chronicle();
/** All of a world that traces write to and read. */
const world = {
  chronicle,
  operation: { template: [], district: [], decision: [], squads: [] },
  pact: { trust: [], endTick: [] },
} as unknown as World;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'history-minds-'));
  begin(0);
});

afterEach(() => {
  keeper.finish();
  rmSync(directory, { recursive: true, force: true });
});

function begin(fromTick: number, historyDays = 1000): void {
  ring = new ChronicleRing(allocateChronicleRing());
  const plan = { directory, world: 'drawn 1234', ground: GROUND, fromTick, historyDays };
  const nothing = () => {};
  keeper = new HistoryKeeper(ring, plan, {
    ...{ log: nothing, wrote: nothing, lost: nothing, pruned: nothing, nowMicros: () => nowMicros },
    failed: () => expect.fail('a write failed'),
  });
}

function happens(tick: number, ...told: (() => void)[]): void {
  chronicle.count = 0;
  for (const tell of told) tell();
  ring.push(tick, chronicle);
}

/** A decision to take district 1, with an option beside it. */
const decides = (number: number) => () => {
  traceDecision(world, FACTION, LAYER.strategic, number, GOAL.take, 1, 70_000, STRATEGY.trade, 65_000);
  const chosen = OPTION_FLAG.chosen | OPTION_FLAG.running;
  traceOption(world, FACTION, LAYER.strategic, number, 0, GOAL.take, 1, 5, chosen, 65_000);
  traceInputs(world, FACTION, number, 0, INPUTS, 0);
  traceOption(world, FACTION, LAYER.strategic, number, 1, GOAL.ally, -1, 3, 0, -4);
  traceInputs(world, FACTION, number, 1, INPUTS.toReversed(), 0);
};

const owner = (to: number) => () =>
  chronicle.add(CHRONICLE.owner, LEVEL.district, 0, to, CAUSE.presence, 0, 0, to);

/** What a fresh look into the file finds. */
function read<T>(look: (reader: HistoryReader) => T): T {
  const reader = HistoryReader.open(directory);
  const found = look(reader);
  reader.close();
  return found;
}

test('a decision is kept with its options and every number that they were weighed by', () => {
  happens(10, decides(3), owner(2));
  keeper.finish();
  const decision = read(({ minds }) => minds.decision(FACTION, 3))!;
  expect(decision).toEqual({
    ...{ tick: 10, faction: FACTION, number: 3, layer: LAYER.strategic, chosen: GOAL.take, district: 1 },
    ...{ weighed: 65_535, origin: STRATEGY.trade, score: 65_000 },
  });
  const [best, next] = read(({ minds }) => minds.options(decision));
  expect(best).toMatchObject({ rank: 0, kind: GOAL.take, district: 1, other: 5, flags: 5, score: 65_000 });
  expect(next).toMatchObject({ rank: 1, kind: GOAL.ally, district: -1, other: 3, flags: 0, score: -4 });
  expect([best.inputs, next.inputs]).toEqual([INPUTS, INPUTS.toReversed()]);
  expect(read(({ minds }) => minds.optionsAbout(FACTION, 1, 10, 9))).toHaveLength(1);
  expect(read(({ minds }) => minds.decisionsAbout(1, 9, 9))).toHaveLength(0);
});

test('what becomes of an operation is found by its decision, in order, and by its district', () => {
  const row = 7 * 16 + 3;
  const { operation, pact } = world as unknown as Record<string, Record<string, number[]>>;
  Object.assign(operation, { template: { [row]: TEMPLATE.raid }, district: { [row]: 1 } });
  Object.assign(operation, { decision: { [row]: 12 }, squads: { [row]: 4 } });
  Object.assign(pact, { trust: { 58: -900 }, endTick: { 58: 70_000 } });
  happens(10, () => traceOperation(world, row, OPERATION_EVENT.began, 24));
  happens(20, () => traceOperation(world, row, OPERATION_EVENT.ended, 1));
  happens(30, () => tracePact(world, FACTION, 2, PACT_EVENT.broken));
  keeper.finish();
  const rows = read(({ minds }) => minds.operationOf({ faction: FACTION, number: 12 }));
  expect(rows[0]).toEqual({
    ...{ tick: 10, faction: FACTION, number: 12, event: OPERATION_EVENT.began, template: TEMPLATE.raid },
    ...{ district: 1, operation: row, squads: 4, word: 24 },
  });
  expect(rows.map(({ event, word }) => [event, word])).toEqual([
    [OPERATION_EVENT.began, 24],
    [OPERATION_EVENT.ended, 1],
  ]);
  expect(read(({ minds }) => minds.operationsAbout(1, OPERATION_EVENT.began, 99, 9))).toHaveLength(1);
  expect(read(({ minds }) => minds.pactsOf(FACTION, 99, 9))).toEqual([
    { tick: 30, faction: FACTION, other: 2, event: PACT_EVENT.broken, trust: -900, endTick: 70_000 },
  ]);
});

test('decisions are not told as changes of a territory, waiting or written', () => {
  happens(10, decides(1), owner(2));
  const ticks = () => keeper.rows(LEVEL.district, 1, 9).concat(keeper.rows(LEVEL.district, 0, 9));
  nowMicros += 20_000_000;
  keeper.step();
  expect(ticks().map(({ kind }) => kind)).toEqual([CHRONICLE.owner]);
  happens(11, decides(2));
  keeper.step();
  expect(ticks()).toHaveLength(1);
});

test('what a world that goes on from a snapshot decides again is told once', () => {
  happens(10, decides(1));
  ring.mark(10);
  happens(20, decides(2));
  keeper.finish();
  begin(10);
  happens(20, decides(2));
  happens(30, decides(3));
  keeper.finish();
  const decisions = read(({ minds }) => minds.decisionsOf(FACTION, 99, 9));
  expect(decisions.map(({ number, tick }) => [number, tick])).toEqual([
    [3, 30],
    [2, 20],
    [1, 10],
  ]);
  expect(read(({ minds }) => minds.options(decisions[1]))).toHaveLength(2);
});

test('old decisions are taken away in steps although no territory changed', () => {
  keeper.finish();
  begin(0, 1);
  for (let tick = 1; tick <= 3000; tick++) happens(tick, decides(tick));
  happens(DAY_TICKS + 2500, decides(9999));
  const kept = () => read(({ minds }) => minds.decisionsOf(FACTION, 2 ** 40, 10_000).length);
  for (const left of [2001, 1001, 502]) {
    nowMicros += 20_000_000;
    keeper.step();
    expect(kept()).toBe(left);
  }
  expect(read(({ minds }) => minds.options({ faction: FACTION, number: 2400 }))).toEqual([]);
  expect(read((reader) => reader.span())).toMatchObject({ sinceTick: 2500 });
});

describe('a history that an older version wrote', () => {
  function writeOld(): void {
    keeper.finish();
    rmSync(join(directory, 'history.db'));
    const old = new Database(join(directory, 'history.db'));
    old.exec(readFileSync('src/storage/history-schema/001-changes.sql', 'utf8'));
    old.exec("INSERT INTO origin VALUES ('drawn 1234', 0, 5)");
    old.exec('INSERT INTO change VALUES (5, 0, 5, 2, 1, 0, 2, 1, 0, 0, 2)');
    old.pragma('user_version = 1');
    old.close();
  }

  test('says that it has no decisions', () => {
    writeOld();
    expect(read(({ minds }) => minds.isKept)).toBe(false);
  });

  test('is brought up to date by its writer, and loses nothing', () => {
    writeOld();
    new HistoryDatabase(directory).close();
    expect(read(({ minds }) => minds.isKept)).toBe(true);
    expect(read((reader) => reader.newestOfKind(LEVEL.district, 0, CHRONICLE.owner, 9))).toHaveLength(1);
  });
});
