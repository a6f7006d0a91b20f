import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MarchlandClient } from '../client/client.ts';
import { CONVOY_EVENTS, ROUTE_STATES } from '../client/index.ts';
import { ByteReader, ByteWriter } from '../src/protocol/bytes.ts';
import { CLIENT_MESSAGE, ClientFrame, ORDER, readClientFrame } from '../src/protocol/client-messages.ts';
import {
  type ConvoyRecord,
  createConvoyRecord,
  createRouteRecord,
  createRouteSummary,
  type RouteRecord,
  writeConvoy,
  writeLandfall,
  writeRoute,
  writeRouteSummary,
} from '../src/protocol/route-records.ts';
import { SERVER_MESSAGE } from '../src/protocol/server-messages.ts';
import { PART, writePartHead } from '../src/protocol/strategic-messages.ts';
import { CHANNEL } from '../src/protocol/territory-records.ts';
import { FakeNetwork } from './support/fake-socket.ts';
import { AVATAR, firstView, frameBytes, welcomeBytes } from './support/server-bytes.ts';

const FACTION = 3;
const CHANNEL_NAME = `convoy:faction:${FACTION}:routes`;

let network: FakeNetwork;
let client: MarchlandClient;
let told: string[];

beforeEach(async () => {
  vi.useFakeTimers();
  network = new FakeNetwork();
  told = [];
  client = new MarchlandClient({ url: 'ws://a', socket: network.open, random: () => 0.5 });
  client.on('routeGenerated', ({ route, state, path }) =>
    told.push(`route ${route} ${ROUTE_STATES[state]} ${path.join('-')}`),
  );
  client.on('routeInvalidated', ({ route, state, reason }) =>
    told.push(`route ${route} ${ROUTE_STATES[state]} because ${reason}`),
  );
  client.on('routeProposed', ({ session, path }) => told.push(`proposed to ${session}: ${path.join('-')}`));
  client.on('factionRoutesUpdated', ({ faction, money }) => told.push(`faction ${faction} has ${money}`));
  client.on('routesInvalidatedByTerritory', ({ district }) => told.push(`hit by ${district}`));
  client.on('convoyUpdate', ({ entity, event, faction }) =>
    told.push(`convoy ${entity} of ${faction} ${CONVOY_EVENTS[event]}`),
  );
  client.open();
  await vi.advanceTimersByTimeAsync(0);
  network.last.accept(welcomeBytes());
  network.last.receive(frameBytes(1001, (to) => firstView(to, AVATAR)));
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

type Write = (to: ByteWriter) => void;

const route =
  (row: number, path: readonly number[], fields: Partial<RouteRecord> = {}): Write =>
  (to) => {
    const record = { ...createRouteRecord(), route: row, faction: FACTION, state: 2, from: path[0] ?? 0 };
    Object.assign(record, fields);
    record.count = path.length - record.kept;
    record.districts.set(path.slice(record.kept));
    writeRoute(to, record);
  };

const convoy =
  (entity: number, event: number, fields: Partial<ConvoyRecord> = {}): Write =>
  (to) =>
    writeConvoy(to, { ...createConvoyRecord(), entity, event, ...fields });

function message(era: number, flags: number, sequence: number, ...records: readonly Write[]) {
  const to = new ByteWriter(new Uint8Array(1024));
  to.u8(SERVER_MESSAGE.strategic);
  to.u32(era);
  writePartHead(to, flags, CHANNEL.routes, FACTION, sequence);
  to.varint(records.length);
  for (const write of records) write(to);
  return to.bytes.slice(0, to.at);
}

/** What was asked for on the newest socket: era and sequence of each subscription. */
function asked(): string[] {
  const frame = new ClientFrame();
  return network.last.sent
    .filter((bytes) => bytes[0] === CLIENT_MESSAGE.subscribe)
    .map((bytes) => {
      expect(readClientFrame(new ByteReader(bytes), frame, 0)).toBe(0);
      return `${frame.level[0]}/${frame.index[0]} era ${frame.era[0]} after ${frame.afterSequence[0]}`;
    });
}

test('a listener is told of everything, and holds the newest of it', () => {
  client.subscribeRoutes(FACTION);
  expect(asked()).toEqual(['4/3 era 0 after 0']);
  network.last.receive(message(4, PART.whole, 10, route(5, [1, 2, 3]), convoy(70, 0, { cargo: 9 })));
  network.last.receive(
    message(
      4,
      0,
      11,
      (to) => writeLandfall(to, { district: 2, faction: FACTION, routes: 1, causeTick: 7, tick: 8 }),
      route(5, [1, 8, 3], { kept: 1 }),
      route(6, [9]),
      route(17, [1, 4], { isProposal: true }),
      convoy(70, CONVOY_EVENTS.indexOf('rerouted'), { cargo: 8 }),
      (to) => writeRouteSummary(to, { ...createRouteSummary(), faction: FACTION, money: -5 }),
    ),
  );
  expect(told).toEqual([
    'route 5 active 1-2-3',
    'convoy 70 of 3 under_way',
    'hit by 2',
    'route 5 active 1-8-3',
    'route 6 active 9',
    'proposed to 17: 1-4',
    'convoy 70 of 3 rerouted',
    'faction 3 has -5',
  ]);
  const { routes } = client;
  expect(routes.route(5)).toMatchObject({ path: [1, 8, 3], state: 2, faction: FACTION });
  expect(routes.routes(FACTION)).toHaveLength(2);
  expect(routes.routes(1)).toEqual([]);
  expect(routes.convoys()).toMatchObject([{ entity: 70, cargo: 8, faction: FACTION }]);
  expect(routes.convoy(70)?.cargo).toBe(8);
  expect(routes.summary(FACTION)?.money).toBe(-5);
  expect(routes.proposals).toMatchObject([{ session: 17, path: [1, 4] }]);
  expect(client.diagnostics().strategicGaps).toBe(0);
});

test('what ended is told and not held any more', () => {
  client.subscribeRoutes(FACTION);
  const [delivered, lost] = ['delivered', 'lost'].map((event) => CONVOY_EVENTS.indexOf(event as 'lost'));
  network.last.receive(
    message(
      4,
      PART.whole,
      1,
      ...[route(1, [1, 2]), route(2, [3, 4]), convoy(7, 1), convoy(8, 1), convoy(9, 1, { generation: 2 })],
    ),
  );
  told.length = 0;
  network.last.receive(
    message(
      4,
      0,
      2,
      route(1, [], { state: 0, reason: 9 }),
      route(2, [], { state: 4, reason: 8 }),
      ...[convoy(7, delivered), convoy(8, lost), convoy(9, lost, { generation: 1 })],
    ),
  );
  expect(told).toEqual([
    'route 1 ended because 9',
    'route 2 invalid because 8',
    'convoy 7 of 3 delivered',
    'convoy 8 of 3 lost',
    'convoy 9 of 3 lost',
  ]);
  expect(client.routes.routes().map(({ route: row, path }) => [row, path])).toEqual([[2, []]]);
  // The last of them was the convoy that had the id before.
  expect(client.routes.convoys().map(({ entity }) => entity)).toEqual([9]);
});

test('a whole state voids what was held of that faction, and another life of the world everything', () => {
  client.subscribeRoutes(FACTION);
  network.last.receive(message(4, PART.whole, 10, route(5, [1, 2]), convoy(70, 1)));
  network.last.receive(message(4, PART.whole, 12, route(6, [3, 4])));
  expect(client.routes.routes().map(({ route: row }) => row)).toEqual([6]);
  expect(client.routes.convoys()).toEqual([]);
  network.last.receive(message(5, PART.whole, 3));
  expect(client.routes.routes()).toEqual([]);
});

test('after a reconnect it asks for what came after, and its paths go on from there', async () => {
  client.subscribeRoutes(FACTION);
  network.last.receive(message(4, PART.whole, 10, route(5, [1, 2, 3])));
  network.last.drop();
  await vi.advanceTimersByTimeAsync(30_000);
  network.last.accept(welcomeBytes());
  expect(asked()).toEqual(['4/3 era 4 after 10']);
  network.last.receive(message(4, 0, 11, route(5, [1, 2, 9], { kept: 2 })));
  expect(client.routes.route(5)?.path).toEqual([1, 2, 9]);
});

describe('what does not fit is counted, and the whole state asked for', () => {
  beforeEach(() => {
    client.subscribeRoutes(FACTION);
    network.last.receive(message(4, PART.whole, 10, route(5, [1, 2, 3])));
    told.length = 0;
  });

  test('a batch that does not follow', () => {
    network.last.receive(message(4, 0, 12, route(6, [1])));
    expect([client.diagnostics().strategicGaps, asked().at(-1)]).toEqual([1, '4/3 era 0 after 10']);
    expect(told).toEqual([]);
  });

  test('a path that goes on from one that is not held', () => {
    network.last.receive(message(4, 0, 11, route(6, [1, 2], { kept: 1 }), convoy(70, 1)));
    expect([client.diagnostics().strategicGaps, asked().at(-1)]).toEqual([1, '4/3 era 0 after 11']);
    expect(told).toEqual([]);
    network.last.receive(message(4, PART.whole, 11, route(6, [1, 2])));
    expect(client.routes.route(6)?.path).toEqual([1, 2]);
  });

  test('bytes that cannot be read, wherever they end', () => {
    const good = message(4, 0, 11, route(6, [1, 2, 70_000]), convoy(70, 1));
    for (let end = 6; end < good.length; end++) {
      network.last.receive(good.slice(0, end));
      network.last.receive(message(4, PART.whole, 10, route(5, [1, 2, 3])));
    }
    expect(client.territories.unreadableMessages).toBe(good.length - 6);
    network.last.receive(good);
    expect(client.routes.route(6)?.path).toEqual([1, 2, 70_000]);
  });
});

test('a channel of another faction is refused and not asked for again', () => {
  client.subscribeRoutes(FACTION);
  const refused: string[] = [];
  client.on('channelRefused', (name) => refused.push(name));
  network.last.receive(message(4, PART.refused, 0));
  expect([refused, client.territories.channels]).toEqual([[CHANNEL_NAME], []]);
});

test('without a faction it listens to its own; before a welcome it has to be named', () => {
  client.subscribeRoutes();
  expect(client.territories.channels).toEqual([`convoy:faction:${client.welcome?.faction}:routes`]);
  const early = new MarchlandClient({ url: 'ws://a', socket: network.open });
  expect(() => early.subscribeRoutes()).toThrow('found no faction');
  expect(() => early.subscribe('convoy:faction:x:routes')).toThrow('found convoy:faction:x:routes');
});

test('what is ordered for convoys goes to the server as orders, and names the use of an id that is known', async () => {
  client.subscribeRoutes(FACTION);
  network.last.receive(message(4, PART.whole, 1, convoy(70_002, 1)));
  const generation = client.routes.convoy(70_002)!.generation;
  client.planRoute(12, 3_000);
  client.escort(70_000);
  client.raid(70_001);
  client.convoyStance(70_000, 2);
  client.raid(70_002);
  client.convoyStance(70_002, 1);
  await vi.advanceTimersByTimeAsync(0);
  const frame = new ClientFrame();
  const bytes = network.last.sent.findLast((sent) => sent[0] === CLIENT_MESSAGE.orders)!;
  expect(readClientFrame(new ByteReader(bytes), frame, 0)).toBe(0);
  expect(Array.from({ length: frame.orderCount }, (_, i) => [frame.op[i], frame.a[i], frame.b[i]])).toEqual([
    [ORDER.planRoute, 12, 3_000],
    [ORDER.escort, 70_000, 0],
    [ORDER.raid, 70_001, 0],
    [ORDER.convoyStance, 70_000, 2],
    [ORDER.raid, 70_002, 1 + generation],
    [ORDER.convoyStance, 70_002, 1 + 4 * (1 + generation)],
  ]);
});
