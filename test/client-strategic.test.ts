import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MarchlandClient } from '../client/client.ts';
import { ByteWriter } from '../src/protocol/bytes.ts';
import { CLIENT_MESSAGE } from '../src/protocol/client-messages.ts';
import { OBJECTIVE_STATE, RESULT } from '../src/protocol/fields.ts';
import { SERVER_MESSAGE } from '../src/protocol/server-messages.ts';
import { PART, writePartHead } from '../src/protocol/strategic-messages.ts';
import {
  CHANNEL,
  createTerritoryRecord,
  type TerritoryRecord,
  writeEvent,
  writeTerritory,
} from '../src/protocol/territory-records.ts';
import { FakeNetwork } from './support/fake-socket.ts';
import { HarnessNetwork } from './support/harness-network.ts';
import { AVATAR, firstView, frameBytes, welcomeBytes } from './support/server-bytes.ts';
import { startWorld } from './support/world-harness.ts';

let network: FakeNetwork;
let client: MarchlandClient;
let told: string[];

beforeEach(async () => {
  vi.useFakeTimers();
  network = new FakeNetwork();
  told = [];
  client = new MarchlandClient({ url: 'ws://a', socket: network.open, random: () => 0.5 });
  client.on('territory', ({ level, index, owner, tick }) =>
    told.push(`${level}/${index} owner ${owner} at ${tick}`),
  );
  client.on('worldEvent', ({ kind, region }) => told.push(`event ${kind} over ${region}`));
  client.on('channelRefused', (channel) => told.push(`refused ${channel}`));
  client.open();
  await vi.advanceTimersByTimeAsync(0);
  network.last.accept(welcomeBytes());
  network.last.receive(frameBytes(1001, (to) => firstView(to, AVATAR)));
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

/** A district as a part of the global channel. */
function message(
  era: number,
  flags: number,
  sequence: number,
  records: readonly Partial<TerritoryRecord>[],
  hasEvent = false,
): Uint8Array<ArrayBuffer> {
  const to = new ByteWriter(new Uint8Array(512));
  to.u8(SERVER_MESSAGE.strategic);
  to.u32(era);
  writePartHead(to, flags, CHANNEL.global, 0, sequence);
  to.varint(records.length + (hasEvent ? 1 : 0));
  for (const record of records)
    writeTerritory(to, { ...createTerritoryRecord(), level: CHANNEL.district, ...record });
  if (hasEvent) writeEvent(to, { kind: 2, region: 1, beginTick: 5, endTick: 500 });
  return to.bytes.slice(0, to.at);
}

/** Subscriptions sent on the newest socket, as bytes after the kind. */
function subscriptions(): string[] {
  return network.last.sent
    .filter((bytes) => bytes[0] === CLIENT_MESSAGE.subscribe)
    .map((bytes) => Buffer.from(bytes.subarray(2)).toString('hex'));
}

test('a listener hears of territories and events, and the newest state is kept', () => {
  client.subscribe('territorial:global');
  expect(subscriptions()).toEqual(['03000000000000000000000000']);
  network.last.receive(message(4, PART.whole, 10, [{ index: 7, owner: 1, tick: 100 }]));
  network.last.receive(message(4, 0, 11, [{ index: 7, owner: 2, tick: 103 }], true));
  expect(told).toEqual(['1/7 owner 1 at 100', '1/7 owner 2 at 103', 'event 2 over 1']);
  expect(client.territories.get(CHANNEL.district, 7)).toMatchObject({ owner: 2, tick: 103 });
  expect([...client.territories.all(CHANNEL.district)]).toHaveLength(1);
  expect(client.diagnostics().strategicGaps).toBe(0);
});

test('what was told before, or is older than another channel told, changes nothing', () => {
  client.subscribe('territorial:global');
  network.last.receive(message(4, PART.whole, 10, [{ index: 7, owner: 1, tick: 100 }]));
  told.length = 0;
  network.last.receive(message(4, 0, 10, [{ index: 7, owner: 3, tick: 200 }]));
  network.last.receive(message(4, 0, 11, [{ index: 7, owner: 3, tick: 99 }]));
  expect(told).toEqual([]);
  expect(client.territories.get(CHANNEL.district, 7)?.owner).toBe(1);
});

test('after a reconnect it asks for what came after the last it had', async () => {
  client.subscribe('territorial:global');
  network.last.receive(message(4, PART.whole, 0x1234, []));
  network.last.drop();
  await vi.advanceTimersByTimeAsync(30_000);
  network.last.accept(welcomeBytes());
  expect(subscriptions()).toEqual(['03000000000400000034120000']);
});

test('a gap is counted, and made good with the whole state', () => {
  client.subscribe('territorial:global');
  network.last.receive(message(4, PART.whole, 10, []));
  network.last.receive(message(4, 0, 12, [{ index: 7, owner: 1, tick: 100 }]));
  expect(client.diagnostics().strategicGaps).toBe(1);
  expect(told).toEqual([]);
  expect(subscriptions().at(-1)).toBe('0300000000000000000a000000');
});

test('another life of the world voids what is held, though its ticks are earlier', () => {
  client.subscribe('territorial:global');
  network.last.receive(message(4, PART.whole, 10, [{ index: 7, owner: 1, tick: 100 }]));
  network.last.receive(message(5, PART.whole, 8, [{ index: 8, owner: 2, tick: 90 }]));
  expect(client.territories.get(CHANNEL.district, 7)).toBeUndefined();
  expect(client.territories.get(CHANNEL.district, 8)?.owner).toBe(2);
});

test('a subscription that was passed over is sent again', async () => {
  client.subscribe('territorial:global');
  await vi.advanceTimersByTimeAsync(8_000);
  expect(subscriptions().length).toBeGreaterThan(1);
});

test('a refused channel is told and not asked for again', () => {
  client.subscribe('territorial:global');
  network.last.receive(message(4, PART.refused, 0, []));
  expect(told).toEqual(['refused territorial:global']);
  expect(client.territories.channels).toEqual([]);
  expect(() => client.subscribe('territorial:region:x')).toThrow('found territorial:region:x');
});

test('rubbish in a strategic message is counted, and everything asked for anew', () => {
  client.subscribe('territorial:global');
  network.last.receive(Uint8Array.of(SERVER_MESSAGE.strategic, 1, 2));
  network.last.receive(message(4, PART.whole, 10, [{ index: 7, owner: 1, tick: 100 }]).slice(0, -3));
  expect(client.territories.unreadableMessages).toBe(2);
  expect(subscriptions().at(-1)?.slice(10, 18)).toBe('00000000');
});

test('an objective goes to the server as an order and its progress comes back', async () => {
  vi.useRealTimers();
  const world = startWorld({ map: ['A--B'], cellMeters: 500 });
  const player = new MarchlandClient({ url: 'ws://a', socket: new HarnessNetwork(world).open });
  const answers: number[] = [];
  const states: number[][] = [];
  player.on('answered', (_sequence, result) => answers.push(result));
  player.on('objective', (...objective) => states.push(objective));
  player.open();
  await new Promise((resolve) => setImmediate(resolve));
  world.tick(3);
  const { x, y } = player.avatar!;
  const { controlPointX, controlPointY, controlPointCount } = world.world.graph;
  const distance = (point: number) => Math.hypot(controlPointX[point] - x, controlPointY[point] - y);
  const points = Array.from({ length: controlPointCount }, (_, point) => point);
  const [near, , , far] = points.sort((a, b) => distance(a) - distance(b));
  for (const point of [near, far]) player.objective(1, point);
  await new Promise((resolve) => setImmediate(resolve));
  world.tick(2);
  expect(answers).toEqual([RESULT.done, RESULT.notThere]);
  expect(states[0].slice(0, 3)).toEqual([OBJECTIVE_STATE.working, 1, near]);
  expect(states[0][3]).toBeGreaterThan(0);
  player.close();
});
