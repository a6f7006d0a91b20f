import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHRONICLE, Chronicle } from '../components/chronicle.ts';
import { CAUSE, LEVEL } from '../components/territory-rules.ts';
import { allocateChronicleRing, ChronicleRing } from '../src/memory/chronicle-ring.ts';
import { HistoryReader } from '../src/storage/history-database.ts';
import { HistoryKeeper } from '../src/storage/history-keeper.ts';

/** Two districts; the control points 0 and 1 are of the first, 2 and 3 of the second. */
const GROUND = {
  ...{ districtCount: 2, controlPointCount: 4, regionCount: 1 },
  controlPointStart: Uint32Array.of(0, 2, 4),
  controlPointDistrict: Uint32Array.of(0, 0, 1, 1),
};
const DAY_TICKS = 24 * 3600 * 60;

let directory: string;
let ring: ChronicleRing;
let keeper: HistoryKeeper;
let nowMicros: number;
let log: string[];
let chronicle: Chronicle;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'history-'));
  chronicle = new Chronicle();
  nowMicros = 1;
  log = [];
  begin(0);
});

afterEach(() => {
  keeper.finish();
  rmSync(directory, { recursive: true, force: true });
});

/** A keeper with a ring of its own, as in one life of the world. */
function begin(fromTick: number | undefined, options: { world?: string; days?: number } = {}): void {
  const { days = 1000, world = 'drawn 1234' } = options;
  if (fromTick !== undefined) ring = new ChronicleRing(allocateChronicleRing());
  const plan = { directory, world, ground: GROUND, fromTick, historyDays: days };
  keeper = new HistoryKeeper(ring, plan, {
    log: (level, text) => log.push(`${level}: ${text}`),
    wrote: () => {},
    failed: () => log.push('failed'),
    lost: (rows) => log.push(`lost ${rows}`),
    pruned: (rows) => log.push(`pruned ${rows}`),
    nowMicros: () => nowMicros,
  });
}

/** A row of the chronicle: kind, level, territory, faction, cause, actor, a, b. */
type Row = Parameters<Chronicle['add']>;

const gain = (
  point: number,
  faction: number,
  delta: number,
  value: number,
  cause: number = CAUSE.presence,
): Row => [...([CHRONICLE.influence, LEVEL.controlPoint, point, faction, cause, 0] as const), delta, value];
const owner = (level: number, territory: number, from: number, to: number): Row => [
  ...([CHRONICLE.owner, level, territory, to, CAUSE.presence, 0] as const),
  from,
  to,
];

function happens(tick: number, ...rows: Row[]): void {
  chronicle.count = 0;
  for (const row of rows) chronicle.add(...row);
  ring.push(tick, chronicle);
}

/** Lets the keeper work as it does some seconds later. */
function step(): void {
  nowMicros += 20_000_000;
  keeper.step();
}

/** What the file says: kind, level, territory, faction, cause, first and last tick, a, b; oldest first. */
function written(): number[][] {
  const database = new Database(join(directory, 'history.db'), { readonly: true });
  const rows = database
    .prepare(
      'SELECT kind, level, territory, faction, cause, first_tick, tick, a, b FROM change ORDER BY tick, ordinal',
    )
    .raw()
    .all() as number[][];
  database.close();
  return rows;
}

function span() {
  const reader = HistoryReader.open(directory);
  const found = { ...reader.span(), gaps: reader.gaps(-1, 1e9) };
  reader.close();
  return found;
}

describe('influence', () => {
  test('is summed up for ten seconds, by territory, faction and cause', () => {
    for (let tick = 3; tick <= 900; tick += 60)
      happens(tick, gain(1, 2, 100, tick), gain(1, 3, -50, 9000 - tick));
    happens(903, gain(1, 2, -7, 5, CAUSE.decay));
    keeper.finish();
    expect(written()).toEqual([
      [1, 0, 1, 2, 1, 3, 543, 1000, 543],
      [1, 0, 1, 3, 1, 3, 543, -500, 8457],
      [1, 0, 1, 2, 1, 603, 843, 500, 843],
      [1, 0, 1, 3, 1, 603, 843, -250, 8157],
      [1, 0, 1, 2, 2, 903, 903, -7, 5],
    ]);
  });

  test('is never summed up over a change of owner, and stands before it when it led to it', () => {
    happens(10, gain(0, 2, 100, 100), gain(2, 2, 1, 1));
    happens(20, gain(0, 2, 50, 150), owner(LEVEL.controlPoint, 0, 1, 2), gain(0, 2, 25, 175));
    keeper.finish();
    expect(written().filter(([, , territory]) => territory === 0)).toEqual([
      [1, 0, 0, 2, 1, 10, 20, 150, 150],
      [2, 0, 0, 2, 1, 20, 20, 1, 2],
      [1, 0, 0, 2, 1, 20, 20, 25, 175],
    ]);
  });

  test('of all control points of a district ends with a change of its owner, and of no other', () => {
    happens(10, gain(0, 2, 1, 1), gain(1, 2, 2, 2), gain(2, 2, 4, 4));
    happens(20, owner(LEVEL.district, 0, 1, 2));
    happens(30, gain(0, 2, 1, 2), gain(1, 2, 2, 4), gain(2, 2, 4, 8));
    keeper.finish();
    const sums = written().filter(([kind]) => kind === CHRONICLE.influence);
    expect(sums.map(([, , territory, , , first, last, a]) => [territory, first, last, a])).toEqual([
      [0, 10, 10, 1],
      [1, 10, 10, 2],
      [2, 10, 30, 8],
      [0, 30, 30, 1],
      [1, 30, 30, 2],
    ]);
  });

  test('is on disk after ten seconds of the world although nothing else happens', () => {
    happens(10, gain(0, 2, 100, 100));
    happens(609);
    step();
    expect(written()).toEqual([]);
    happens(610);
    step();
    expect(written()).toHaveLength(1);
  });
});

describe('a mark', () => {
  test('has everything before it on disk when it is safe, and no row reaches over it', () => {
    happens(10, gain(0, 2, 100, 100));
    ring.mark(10);
    expect(ring.isSafe(ring.markedTick)).toBe(false);
    happens(20, gain(0, 2, 50, 150));
    keeper.step();
    expect(ring.isSafe(ring.markedTick)).toBe(true);
    expect(written()).toEqual([[1, 0, 0, 2, 1, 10, 10, 100, 100]]);
    keeper.finish();
    expect(written()[1]).toEqual([1, 0, 0, 2, 1, 20, 20, 50, 150]);
  });

  test('is nothing to wait for when there never was one', () => {
    expect(ring.isSafe(ring.markedTick)).toBe(true);
  });
});

describe('a world that goes on from a snapshot', () => {
  test('has what came after it told once', () => {
    happens(10, gain(0, 2, 100, 100));
    ring.mark(10);
    happens(20, gain(0, 2, 50, 150), owner(LEVEL.controlPoint, 0, 1, 2));
    keeper.finish();
    begin(10);
    happens(20, gain(0, 2, 50, 150), owner(LEVEL.controlPoint, 0, 1, 2));
    happens(30, gain(0, 2, 1, 151));
    keeper.finish();
    expect(written()).toEqual([
      [1, 0, 0, 2, 1, 10, 10, 100, 100],
      [1, 0, 0, 2, 1, 20, 20, 50, 150],
      [2, 0, 0, 2, 1, 20, 20, 1, 2],
      [1, 0, 0, 2, 1, 30, 30, 1, 151],
    ]);
    expect(span()).toMatchObject({ sinceTick: 0, toldTick: 30, gaps: [] });
  });

  test('from the beginning has no history left', () => {
    happens(10, gain(0, 2, 100, 100));
    keeper.finish();
    begin(0);
    keeper.finish();
    expect(written()).toEqual([]);
  });

  test('finds a gap where history ended before the snapshot', () => {
    happens(10, gain(0, 2, 100, 100));
    keeper.finish();
    begin(500);
    keeper.finish();
    expect(span()).toMatchObject({ sinceTick: 0, toldTick: 500, gaps: [{ tick: 500, lost: 0 }] });
    expect(written()).toHaveLength(1);
  });

  test('does not go on with the history of another world', () => {
    happens(10, gain(0, 2, 100, 100));
    keeper.finish();
    begin(500, { world: 'counties 99' });
    keeper.finish();
    expect(span()).toEqual({ world: 'counties 99', sinceTick: 500, toldTick: 500, gaps: [] });
    expect(written()).toEqual([]);
  });
});

describe('what goes wrong stays here', () => {
  test('a damaged file is set aside, and history begins anew', () => {
    keeper.finish();
    writeFileSync(
      join(directory, 'history.db'),
      'no database at all, but long enough to be taken for one'.repeat(20),
    );
    begin(10);
    happens(20, owner(LEVEL.district, 0, 1, 2));
    step();
    expect(log[1]).toMatch(/^error: history.db is damaged .* and was set aside as history.db.damaged/);
    step();
    expect(existsSync(join(directory, 'history.db.damaged'))).toBe(true);
    expect(written()).toHaveLength(1);
    expect(span()).toMatchObject({ sinceTick: 10, gaps: [] });
  });

  test('a write that fails is tried again, nothing is lost or told twice, and a snapshot does not wait for it', () => {
    step();
    const other = new Database(join(directory, 'history.db'));
    other.exec("CREATE TRIGGER full BEFORE INSERT ON change BEGIN SELECT RAISE(ABORT, 'no room'); END");
    happens(20, owner(LEVEL.district, 0, 1, 2));
    ring.mark(20);
    step();
    step();
    expect(log).toEqual([
      'failed',
      'error: history cannot be written (no room); the world goes on, next attempt in 5 s',
      'failed',
    ]);
    expect(ring.isSafe(ring.markedTick)).toBe(true);
    happens(30, owner(LEVEL.district, 0, 2, 3));
    other.exec('DROP TRIGGER full');
    other.close();
    step();
    expect(log.at(-1)).toBe('warn: history is written again');
    expect(written().map(([, , , , , , tick]) => tick)).toEqual([20, 30]);
  });

  test('rows that find no room in the ring are counted and leave a gap', () => {
    chronicle.lost += 5;
    happens(20, owner(LEVEL.district, 0, 1, 2));
    step();
    expect(log).toEqual(['lost 5']);
    expect(span().gaps).toEqual([{ tick: 20, lost: 5 }]);
  });

  test('a keeper that died is followed by one that leaves its rows alone and notes the gap', () => {
    happens(20, owner(LEVEL.district, 0, 1, 2));
    step();
    happens(25, owner(LEVEL.district, 0, 2, 1));
    begin(undefined);
    happens(30, owner(LEVEL.district, 0, 1, 3));
    step();
    expect(written().map(([, , , , , , tick]) => tick)).toEqual([20, 25, 30]);
    expect(span().gaps).toEqual([{ tick: 30, lost: 0 }]);
  });
});

test('old history is taken away in steps, and the tick from which on it is kept is noted', () => {
  keeper.finish();
  begin(0, { days: 1 });
  for (let tick = 1; tick <= 5000; tick++) happens(tick, owner(LEVEL.district, 0, 1, 2));
  happens(DAY_TICKS + 4000, owner(LEVEL.district, 1, 1, 2));
  step();
  expect(log).toEqual(['pruned 2000']);
  step();
  step();
  expect(log).toEqual(['pruned 2000', 'pruned 1999']);
  expect(span()).toMatchObject({ sinceTick: 4000 });
  expect(written()).toHaveLength(1002);
});

test('who asks for a district gets its control points too, the newest first, and what is still summed up', () => {
  happens(10, gain(0, 2, 100, 100), gain(2, 2, 1, 1));
  happens(20, owner(LEVEL.district, 0, 1, 2), owner(LEVEL.district, 1, 1, 2));
  happens(30, gain(1, 2, 3, 3));
  step();
  const found = keeper
    .rows(LEVEL.district, 0, 10)
    .map(({ a, level, territory, tick }) => [tick, level, territory, a]);
  expect(found).toEqual([
    [30, 0, 1, 3],
    [20, 1, 0, 1],
    [10, 0, 0, 100],
  ]);
  expect(keeper.rows(LEVEL.district, 0, 2)).toHaveLength(2);
  expect(keeper.rows(LEVEL.controlPoint, 2, 10).map(({ tick }) => tick)).toEqual([10]);
});
