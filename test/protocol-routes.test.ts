import { describe, expect, test } from 'vitest';
import { CONVOY_EVENT } from '../components/convoy-news.ts';
import { STANCE } from '../components/convoys.ts';
import { ROUTE_REASON, ROUTE_STATE } from '../components/routes.ts';
import { PATH_NODES, SIDE_COUNT } from '../src/limits.ts';
import { ByteReader, ByteWriter } from '../src/protocol/bytes.ts';
import { channelName, routesChannel, splitChannelName } from '../src/protocol/channel-names.ts';
import {
  type ConvoyRecord,
  createRouteRecord,
  type LandfallRecord,
  PATH_DISTRICTS_MAX,
  pathAfter,
  type RouteRecord,
  type RouteSummaryRecord,
  writeConvoy,
  writeLandfall,
  writeRoute,
  writeRouteSummary,
} from '../src/protocol/route-records.ts';
import {
  CONVOY_EVENTS,
  CONVOY_RESOURCES,
  CONVOY_STANCES,
  LAST_CONVOY_EVENTS,
  ROUTE_REASONS,
  ROUTE_STATES,
} from '../src/protocol/route-words.ts';
import { readStrategic } from '../src/protocol/strategic-messages.ts';
import { CHANNEL, CHANNEL_LEVEL_MAX, RECORDS, readRecords } from '../src/protocol/territory-records.ts';
import { RESOURCES } from '../src/territory/world-schema.ts';
import { seeded } from './support/random-life.ts';
import { SERVER_SAMPLES } from './support/wire-samples.ts';

function routeOf(path: readonly number[], fields: Partial<RouteRecord> = {}): RouteRecord {
  const record = { ...createRouteRecord(), from: path[0] ?? 0, to: path.at(-1) ?? 0, ...fields };
  record.count = path.length - record.kept;
  record.districts.set(path.slice(record.kept));
  return record;
}

function written(write: (to: ByteWriter) => void): Uint8Array {
  const to = new ByteWriter(new Uint8Array(8192));
  write(to);
  expect(to.overflowed).toBe(false);
  return to.bytes.slice(0, to.at);
}

interface Heard {
  routes: RouteRecord[];
  summaries: RouteSummaryRecord[];
  landfalls: LandfallRecord[];
  convoys: ConvoyRecord[];
}

function heard(bytes: Uint8Array, count: number): Heard & { isRead: boolean; left: number } {
  const told: Heard = { routes: [], summaries: [], landfalls: [], convoys: [] };
  const reader = new ByteReader(bytes);
  const isRead = readRecords(reader, count, {
    territory: () => {},
    event: () => {},
    route: (record) => told.routes.push(structuredClone(record)),
    summary: (record) => told.summaries.push({ ...record }),
    landfall: (record) => told.landfalls.push({ ...record }),
    convoy: (record) => told.convoys.push({ ...record }),
  });
  return { ...told, isRead, left: reader.left };
}

/** The districts of a record that are told, as a plain list; nothing behind them. */
function told({ districts, ...record }: RouteRecord): object {
  return { ...record, districts: [...districts.subarray(0, record.count)] };
}

const FULL = {
  ...{ route: 255, faction: 7, state: 4, reason: 10, version: 0xffff_ffff, cost: 0xffff_fff0 },
  ...{ securityMean: 1000, securityMin: 1, profit: 10_000, convoys: 65_535, trips: 0xffff_ffff },
  ...{ reasonDistrict: 131_071, causeTick: 0xffff_ffff, tick: 0xffff_fffe },
};

test('every record is read as it was written', () => {
  const path = [131_071, 0, 131_070, 7, 8];
  const routes = [routeOf(path, FULL), routeOf(path, { kept: 3, isProposal: true }), routeOf([])];
  const summary: RouteSummaryRecord = {
    ...{ faction: 1, pending: 1, active: 2, degraded: 3, invalid: 4, profit: 360_000, convoys: 2_048 },
    ...{ money: -0x8000_0000, tick: 9 },
  };
  const landfall = { district: 131_071, faction: 2, routes: 36, causeTick: 5, tick: 0xffff_ffff };
  const convoy: ConvoyRecord = {
    ...{ entity: 131_071, generation: 255, event: 8, route: -1, vehicle: 6, resource: 6, cargo: 65_535 },
    ...{ stance: 2, district: 131_071, to: 0, tick: 0xffff_ffff },
  };
  const bytes = written((to) => {
    for (const route of routes) writeRoute(to, route);
    writeRouteSummary(to, summary);
    writeLandfall(to, landfall);
    writeConvoy(to, convoy);
  });
  const all = heard(bytes, 6);
  expect([all.isRead, all.left]).toEqual([true, 0]);
  expect(all.routes.map(told)).toEqual(routes.map(told));
  expect([all.summaries, all.landfalls, all.convoys]).toEqual([[summary], [landfall], [convoy]]);
});

test('a path that goes on as before costs two bytes, and a detour only its districts', () => {
  const path = Array.from({ length: 200 }, (_, i) => 1000 + 7 * i);
  const whole = written((to) => writeRoute(to, routeOf(path))).length;
  const same = written((to) => writeRoute(to, routeOf(path, { kept: 200 }))).length;
  const detour = [...path.slice(0, 190), ...Array.from({ length: 10 }, (_, i) => 2400 + i)];
  const changed = written((to) => writeRoute(to, routeOf(detour, { kept: 190 }))).length;
  expect(whole - same).toBeGreaterThan(199);
  expect(changed - same).toBeLessThan(13);
});

describe('a path after a record', () => {
  test('is what is kept of the one before, and the further districts', () => {
    expect(pathAfter([1, 2, 3, 4], routeOf([1, 2, 9, 8, 4], { kept: 2 }))).toEqual([1, 2, 9, 8, 4]);
    expect(pathAfter([1, 2, 3], routeOf([]))).toEqual([]);
  });

  test('is unknown to whoever does not hold as much as is kept', () => {
    expect(pathAfter([1], routeOf([1, 2, 9], { kept: 2 }))).toBeUndefined();
  });
});

describe('what cannot be read is refused and never thrown', () => {
  const bytes = SERVER_SAMPLES['strategic'];
  const sink = { part: () => {}, territory: () => {}, event: () => {} };

  test('the sample message is whole', () => {
    expect(readStrategic(new ByteReader(bytes, 1), sink)).toBe(true);
  });

  test('a record that ends too soon', () => {
    const record = written((to) => writeRoute(to, routeOf([5, 6, 7], FULL)));
    for (let end = 0; end < record.length; end++) expect(heard(record.slice(0, end), 1).isRead).toBe(false);
  });

  test('a path longer than any', () => {
    const long = Array.from({ length: PATH_DISTRICTS_MAX }, (_, i) => i);
    const most = written((to) => writeRoute(to, routeOf(long)));
    expect(heard(most, 1).isRead).toBe(true);
    const record = routeOf(long);
    record.kept = 1;
    expect(
      heard(
        written((to) => writeRoute(to, record)),
        1,
      ).isRead,
    ).toBe(false);
  });

  test('a district below the first, and a kind that is none', () => {
    const record = routeOf([3, 4]);
    record.districts[0] = 2;
    record.from = 3;
    const good = written((to) => writeRoute(to, record));
    expect(heard(good, 1).isRead).toBe(true);
    const bad = good.slice();
    // The first step, from district 3: back by four.
    bad[bad.length - 2] = 7;
    expect(heard(bad, 1).isRead).toBe(false);
    expect(heard(Uint8Array.of(8, 0, 0, 0), 1).isRead).toBe(false);
  });

  test('thousands of flipped bits and cut ends', () => {
    const dice = seeded(11);
    let refused = 0;
    for (let i = 0; i < 5000; i++) {
      const spoiled = bytes.slice(0, 1 + dice(bytes.length));
      for (let k = dice(4); k >= 0; k--) spoiled[dice(spoiled.length)] ^= 1 << dice(8);
      if (!readStrategic(new ByteReader(spoiled, 1), sink)) refused++;
    }
    expect(refused).toBeGreaterThan(3000);
  });
});

describe('words stand for the numbers of the simulation', () => {
  const words = (numbers: Record<string, number>, omitted: readonly string[] = []) =>
    Object.entries(numbers)
      .filter(([name]) => !omitted.includes(name))
      .map(([name, number]) => [number, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]);

  test.each([
    ['reasons', words(ROUTE_REASON), ROUTE_REASONS, {}],
    // A row that is free is told as a route that ended; one that is retired too.
    ['states', words(ROUTE_STATE, ['retired']), ROUTE_STATES, { free: 'ended' }],
    ['events', words(CONVOY_EVENT), CONVOY_EVENTS, { none: 'under_way' }],
    ['stances', words(STANCE), CONVOY_STANCES, {}],
  ] as const)('%s', (_what, numbers, names, renamed) => {
    const told = numbers.map(([number, name]) => [number, (renamed as Record<string, string>)[name] ?? name]);
    expect(told).toEqual(names.map((name, number) => [number, name]));
  });

  test('resources, and the events that end a convoy', () => {
    expect(CONVOY_RESOURCES).toEqual(RESOURCES);
    expect(LAST_CONVOY_EVENTS).toEqual([CONVOY_EVENT.delivered, CONVOY_EVENT.lost]);
    expect(PATH_DISTRICTS_MAX).toBe(PATH_NODES);
  });
});

test('the channel of a faction has a name, and no other name means it', () => {
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    const name = routesChannel(faction);
    expect(name).toBe(`convoy:faction:${faction}:routes`);
    expect(channelName(CHANNEL.routes, faction)).toBe(name);
    expect(splitChannelName(name)).toEqual({ level: CHANNEL.routes, id: `${faction}` });
  }
  for (const name of ['convoy:faction::routes', 'convoy:faction:1', 'convoy:routes', 'faction:1:routes']) {
    expect(splitChannelName(name)).toBeUndefined();
  }
});

test('kinds of records and levels of channels are each used once', () => {
  expect(RECORDS.map(({ kind }) => kind)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  expect(Math.max(...Object.values(CHANNEL))).toBe(CHANNEL_LEVEL_MAX);
});
