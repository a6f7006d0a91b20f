import { beforeEach, describe, expect, test } from 'vitest';
import { MemorySamples } from '../bench/load/memory-samples.ts';
import { RouteEar } from '../bench/load/route-ear.ts';
import { Tally } from '../bench/load/tally.ts';
import { tradeFigures } from '../bench/load/trade-figures.ts';
import { WORKLOADS } from '../bench/load/workload.ts';
import { ByteReader, ByteWriter } from '../src/protocol/bytes.ts';
import { ROLE } from '../src/protocol/client-messages.ts';
import { createRouteRecord, type RouteRecord, writeRoute } from '../src/protocol/route-records.ts';
import { PART, writePartHead } from '../src/protocol/strategic-messages.ts';
import { CHANNEL } from '../src/protocol/territory-records.ts';
import { load } from './support/load-script.ts';

const TIMEOUT_MS = 90_000;
const FACTION = 3;
const SESSION = 41;
const ERA = 7;
const MICROS_PER_TICK = 1_000_000 / 60;

let tally: Tally;
let ear: RouteEar;

beforeEach(() => {
  tally = new Tally();
  ear = new RouteEar([{ level: CHANNEL.routes, index: FACTION }], tally);
  ear.session = SESSION;
  ear.opened();
});

function route(fields: Partial<RouteRecord>, path: readonly number[] = [10, 11, 12]): RouteRecord {
  const record = {
    ...createRouteRecord(),
    route: 5,
    faction: FACTION,
    state: 2,
    from: 10,
    to: 12,
    version: 1,
    ...fields,
  };
  record.count = path.length;
  record.districts.set(path);
  return record;
}

/** Lets the ear hear a message of one part. */
function hear(sequence: number, records: readonly RouteRecord[], flags = 0): void {
  const to = new ByteWriter(new Uint8Array(4096));
  to.u32(ERA);
  writePartHead(to, flags, CHANNEL.routes, FACTION, sequence);
  to.varint(records.length);
  for (const record of records) writeRoute(to, record);
  ear.message(new ByteReader(to.bytes, 0, to.at));
}

describe('an ear for routes', () => {
  test('holds what it heard against the whole state', () => {
    hear(1, [route({})], PART.whole);
    hear(2, [route({ cost: 700, kept: 1 }, [13, 12])]);
    expect(ear.view.route(5)).toMatchObject({ cost: 700, path: [10, 13, 12] });
    ear.check();
    hear(2, [route({ cost: 700 }, [10, 13, 12])], PART.whole);
    expect(ear.isChecked).toBe(true);
    expect(tally.strategic).toMatchObject({
      lost: 0,
      outOfOrder: 0,
      differences: 0,
      refused: 0,
      wholeAgain: 0,
    });
  });

  test.each([
    ['another path', [route({ cost: 700 }, [10, 14, 12])]],
    ['another cost', [route({ cost: 701 }, [10, 13, 12])]],
    ['no such route', []],
    ['one route more', [route({ cost: 700 }, [10, 13, 12]), route({ route: 6 })]],
  ])('counts a difference: %s', (_, records) => {
    hear(1, [route({ cost: 700 }, [10, 13, 12])], PART.whole);
    ear.check();
    hear(1, records, PART.whole);
    expect(tally.strategic.differences).toBe(1);
  });

  test('is checked later when the board is ahead of what was told', () => {
    hear(1, [route({})], PART.whole);
    ear.check();
    hear(2, [route({ cost: 9 })], PART.whole);
    expect(ear.isChecked).toBe(false);
    hear(2, [route({ cost: 9 })], PART.whole);
    expect([ear.isChecked, tally.strategic.differences]).toEqual([true, 0]);
  });

  test('counts blocks that are left out or come again', () => {
    hear(1, [route({})], PART.whole);
    hear(4, [route({})]);
    expect(tally.strategic).toMatchObject({ lost: 2, outOfOrder: 0 });
    hear(3, [route({})]);
    expect(tally.strategic).toMatchObject({ lost: 2, outOfOrder: 1 });
  });

  test('measures from the change of a territory to the route that it affected, once', () => {
    hear(1, [route({ causeTick: 50 })], PART.whole);
    tally.nowMicros = 100 * MICROS_PER_TICK + 7_000;
    hear(2, [route({ causeTick: 100, reasonDistrict: 11 })]);
    tally.nowMicros += 50_000;
    hear(3, [route({ causeTick: 100, reasonDistrict: 11, convoys: 2 })]);
    const { causedDelays, causes } = tally.trade;
    expect([causedDelays.count, causes.size]).toEqual([1, 1]);
    expect(causedDelays.maxMicros).toBeCloseTo(7_000, 0);
  });

  test('measures up to the new path only for the change that it was searched for', () => {
    hear(1, [route({})], PART.whole);
    tally.nowMicros = 103 * MICROS_PER_TICK;
    hear(2, [route({ causeTick: 100, version: 2 })]);
    expect(tally.trade.newPathDelays.count).toBe(0);
    tally.nowMicros = 106 * MICROS_PER_TICK;
    hear(3, [route({ causeTick: 100, version: 3 })]);
    hear(4, [route({ causeTick: 100, version: 4 })]);
    expect(tally.trade.newPathDelays.count).toBe(1);
    expect(tally.trade.newPathDelays.maxMicros).toBeCloseTo(100_000, 0);
  });

  test('takes for its answer the proposal to its own session, and no other', () => {
    const proposal = { isProposal: true, from: 1, to: 2 };
    hear(1, [], PART.whole);
    ear.asked(1, 2, 9);
    tally.nowMicros = 40_000;
    hear(2, [route({ ...proposal, route: SESSION + 1 }, [1, 2])]);
    expect(ear.isAsking).toBe(true);
    hear(3, [route({ ...proposal, route: SESSION }, [1, 2])]);
    expect(ear.isAsking).toBe(false);
    expect(tally.trade).toMatchObject({ asked: 1, answered: 1, askedRefused: 0 });
    expect(tally.trade.askedDelays.maxMicros).toBe(40_000);
    expect(tally.trade.generatedByFaction).toEqual({ [FACTION]: 2 });
  });

  test('waits for no answer to an order that was refused', () => {
    ear.asked(1, 2, 9);
    ear.refused(8);
    expect(ear.isAsking).toBe(true);
    ear.refused(9);
    expect(ear.isAsking).toBe(false);
    expect(tally.trade).toMatchObject({ asked: 1, answered: 0, askedRefused: 1 });
  });
});

test('a path that several clients hear of is generated once', () => {
  const other = new RouteEar([{ level: CHANNEL.routes, index: FACTION }], tally);
  other.opened();
  for (const one of [ear, other]) {
    ear = one;
    hear(1, [route({})], PART.whole);
    hear(2, [route({ version: 2 })]);
  }
  expect(tally.trade.generatedByFaction).toEqual({ [FACTION]: 1 });
});

test('few changes are said to be few, in place of a percentile', () => {
  for (let i = 0; i < 19; i++) tally.trade.causes.add(`district ${i}`);
  expect(tradeFigures(tally, 10, undefined).trade.note).toMatch(/^only 19 changes of territories/);
  tally.trade.causes.add('district 19');
  expect(tradeFigures(tally, 10, undefined).trade.note).toBe('');
  expect(tradeFigures(tally, 10, undefined)).toMatchObject({
    askedAnsweredMsP95: null,
    rssSlopeMbPerMinute: null,
  });
});

test('a slope of memory is that of the line through its samples', () => {
  const samples = new MemorySamples(() => Promise.reject(new Error('not asked')));
  for (let second = 0; second < 5; second++) samples.add(second, 100);
  expect(samples.figures()).toMatchObject({ samples: 5, slopeMbPerMinute: null });
  for (let second = 5; second < 9; second++) samples.add(second, 100);
  expect(samples.figures().slopeMbPerMinute).toBeCloseTo(0, 9);
  const growing = new MemorySamples(() => Promise.reject(new Error('not asked')));
  for (let second = 0; second < 9; second++) growing.add(second, 100 + second / 30);
  const { firstThirdMb, lastThirdMb, slopeMbPerMinute } = growing.figures();
  expect(slopeMbPerMinute).toBeCloseTo(2, 9);
  expect(lastThirdMb! - firstThirdMb!).toBeCloseTo(0.2, 6);
});

test('most clients play, as many for each faction, and the rest hears them all', () => {
  const { channels, faction, role } = WORKLOADS['convoy'];
  const players = Array.from({ length: 56 }, (_, i) => i).filter((client) => role(client) === ROLE.player);
  expect(players).toHaveLength(49);
  for (let side = 1; side <= 7; side++) {
    expect(players.filter((client) => faction!(client) === side)).toHaveLength(7);
  }
  for (const client of players)
    expect(channels!(client)).toEqual([{ level: CHANNEL.routes, index: faction!(client) }]);
  expect(channels!(7)).toHaveLength(7);
});

test(
  'players get the ways they ask for, nobody misses a block, and all hold what the server has',
  async () => {
    const { code, words, result } = await load(
      ...['--workload', 'convoy', '--clients', '30', '--seconds', '7', '--json'],
    );
    expect(code, words).toBe(0);
    expect(result).toMatchObject({ connected: 30, lost: 0, outOfOrder: 0, hashMismatches: 0, losses: {} });
    expect(result.strategic).toMatchObject({
      drops: 3,
      resumes: 3,
      refused: 0,
      checkedClients: 30,
      differences: 0,
    });
    expect(result.orders).toMatchObject({ unanswered: 0, repeated: 0, unasked: 0 });
    expect(result.trade).toMatchObject({ unanswered: 0 });
    expect(result.trade.asked).toBeGreaterThanOrEqual(7 * 14);
    expect(result.routesGeneratedPerSecondPerFaction).toBeGreaterThan(1);
    for (const name of ['updatesPerSecond', 'askedAnsweredMsP95', 'serverRssMb']) {
      expect(result[name], name).toBeGreaterThan(0);
    }
    const isTold = result.trade.causedChanges >= 20;
    expect(result.trade.note === '').toBe(isTold);
    expect(result.eventToClientMsP95 !== null).toBe(isTold);
  },
  TIMEOUT_MS,
);
