import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MarchlandClient } from '../client/client.ts';
import { DelayHistogram } from '../client/delay-histogram.ts';
import { qualityOf } from '../client/diagnostics.ts';
import { ServerClock } from '../client/server-clock.ts';
import { frameHeaderBytes, Traffic } from '../client/traffic.ts';
import { CLIENT_MESSAGE } from '../src/protocol/client-messages.ts';
import { ITEM } from '../src/protocol/fields.ts';
import { writeCheck, writeClock, writeGone, writeTurns, writeView } from '../src/protocol/items.ts';
import { FakeNetwork } from './support/fake-socket.ts';
import { AVATAR, firstView, frameBytes, turnOf, welcomeBytes, writeWholes } from './support/server-bytes.ts';

const PATROL = { ...AVATAR, id: 9, kind: 1, x: 500_000, vx: 100 };

let network: FakeNetwork;
let client: MarchlandClient;
let told: string[];

beforeEach(async () => {
  vi.useFakeTimers();
  network = new FakeNetwork();
  told = [];
  client = new MarchlandClient({ url: 'ws://a', socket: network.open, random: () => 0.5 });
  client.on('entered', (entity) => told.push(`entered ${entity.id}`));
  client.on('changed', (entity) => told.push(`changed ${entity.id}`));
  client.on('left', (entity) => told.push(`left ${entity.id}`));
  client.on('view', ({ column, row, radius, reset }) =>
    told.push(`view ${column} ${row} ${radius} ${reset}`),
  );
  client.on('avatar', (entity, generation) => told.push(`avatar ${entity} ${generation}`));
  client.on('tick', (tick) => told.push(`tick ${tick}`));
  client.on('mismatch', (sector) => told.push(`mismatch ${sector}`));
  client.open();
  await vi.advanceTimersByTimeAsync(0);
  network.last.accept(welcomeBytes());
  network.last.receive(frameBytes(1001, (to) => firstView(to, AVATAR, PATROL)));
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

function resyncs(): number {
  return network.last.heard.filter(({ kind }) => kind === CLIENT_MESSAGE.resync).length;
}

test('events tell what a frame did, the tick last', () => {
  expect(told).toEqual(['avatar 7 1', 'entered 7', 'entered 9', 'view 0 0 1 true', 'tick 1001']);
  told.length = 0;
  network.last.receive(frameBytes(1002, (to) => writeTurns(to, [9], 0, 1, turnOf(9, 5, 5))));
  network.last.receive(frameBytes(1003, (to) => writeGone(to, [9], 0, 1)));
  expect(told).toEqual(['changed 9', 'tick 1002', 'left 9', 'tick 1003']);
  expect(client.avatar?.id).toBe(AVATAR.id);
});

test('a listener that was taken off hears no more', () => {
  const ticks: number[] = [];
  const off = client.on('tick', (tick) => ticks.push(tick));
  network.last.receive(frameBytes(1002, () => {}));
  off();
  network.last.receive(frameBytes(1003, () => {}));
  expect(ticks).toEqual([1002]);
});

test('the mirror outlives the connection and is replaced by the first view after it', async () => {
  expect(client.exact).toBe(true);
  network.last.drop();
  expect([client.mirror?.entities.size, client.exact]).toEqual([2, false]);
  await vi.advanceTimersByTimeAsync(250);
  network.last.accept(welcomeBytes({ tick: 5000 }));
  expect([client.mirror?.entities.size, client.exact]).toEqual([2, false]);
  network.last.receive(frameBytes(5001, (to) => firstView(to)));
  expect([...client.mirror!.entities.keys()]).toEqual([AVATAR.id]);
  expect([client.mirror?.tick, client.exact]).toEqual([5001, true]);
});

test('while away entities are drawn no further than their courses can be trusted', async () => {
  const patrol = client.mirror!.entities.get(PATROL.id)!;
  network.last.drop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(client.drawPosition(patrol).x).toBeCloseTo((PATROL.x + 90 * PATROL.vx) / 4096, 6);
});

test('a world of another size replaces the mirror and its entities leave', async () => {
  network.last.drop();
  await vi.advanceTimersByTimeAsync(250);
  told.length = 0;
  network.last.accept(welcomeBytes({ columns: 9 }));
  expect(told).toEqual(['left 7', 'left 9']);
  expect(client.mirror?.grid.columns).toBe(9);
  expect(client.diagnostics().hashChecks).toBe(0);
});

test('a wrong hash asks for a fresh view once, and the view makes the mirror exact again', () => {
  network.last.receive(frameBytes(1002, (to) => writeCheck(to, 0, client.mirror!.sectorHash(0) + 1)));
  network.last.receive(frameBytes(1003, (to) => writeCheck(to, 1, 55)));
  expect([client.exact, resyncs(), client.diagnostics().hashMismatches]).toEqual([false, 1, 2]);
  expect(told.filter((text) => text.startsWith('mismatch'))).toEqual(['mismatch 0', 'mismatch 1']);
  network.last.receive(frameBytes(1004, (to) => firstView(to)));
  expect(client.exact).toBe(true);
});

test('a request for a fresh view that is passed over is made again', async () => {
  network.last.receive(frameBytes(1002, (to) => writeCheck(to, 0, 1)));
  await vi.advanceTimersByTimeAsync(3000);
  expect(resyncs()).toBe(2);
  network.last.receive(frameBytes(1003, (to) => firstView(to)));
  await vi.advanceTimersByTimeAsync(4000);
  expect(resyncs()).toBe(2);
});

test('a frame that cannot be read is counted and asks for a fresh view', () => {
  network.last.receive(frameBytes(1002, (to) => to.u8(0xff)));
  network.last.receive(new Uint8Array([1]));
  expect([client.exact, resyncs(), client.diagnostics().unreadableFrames]).toEqual([false, 1, 2]);
});

test('a record about an unknown entity makes the mirror doubtful', () => {
  network.last.receive(frameBytes(1002, (to) => writeGone(to, [50], 0, 1)));
  expect([client.exact, resyncs(), client.diagnostics().unknownRecords]).toEqual([false, 1, 1]);
});

test('a fresh view that contradicts its own check is not trusted', () => {
  network.last.receive(
    frameBytes(1002, (to) => {
      firstView(to);
      writeCheck(to, 0, 1);
    }),
  );
  expect([client.exact, resyncs()]).toEqual([false, 1]);
});

test('after a silence of more than 256 ticks the clock item tells which tick a fresh view is of', () => {
  network.last.receive(
    frameBytes(1001 + 300, (to) => {
      writeView(to, true, 0, 0, 1);
      writeWholes(to, ITEM.keyframe, 0, PATROL);
      writeClock(to, 1301, 1300, 1000, 0);
    }),
  );
  expect(client.mirror!.entities.get(PATROL.id)).toMatchObject({ baseTick: 1301, x: PATROL.x });
  network.last.receive(frameBytes(1302, () => {}));
  expect([client.mirror!.tick, client.exact]).toEqual([1302, true]);
});

test('a clock item that contradicts the ticks counted without a fresh view asks for one', () => {
  network.last.receive(frameBytes(1301, (to) => writeClock(to, 1301, 1301, 1000, 0)));
  expect([client.exact, resyncs()]).toEqual([false, 1]);
  network.last.receive(frameBytes(1302, (to) => firstView(to)));
  expect([client.mirror!.tick, client.exact]).toEqual([1302, true]);
});

test('after a crash of the server ticks are counted on from the lower one of the welcome', async () => {
  network.last.receive(frameBytes(1200, () => {}, 1190));
  network.last.drop();
  await vi.advanceTimersByTimeAsync(250);
  network.last.accept(welcomeBytes({ tick: 1150 }));
  expect([client.serverTick(), client.diagnostics().durableLagTicks]).toEqual([1150, 0]);
  expect(client.drawPosition(client.mirror!.entities.get(PATROL.id)!).x).toBeCloseTo(
    (PATROL.x + 149 * PATROL.vx) / 4096,
  );
  network.last.receive(frameBytes(1151, (to) => firstView(to), 1145));
  expect([client.mirror!.tick, client.exact]).toEqual([1151, true]);
  expect([client.serverTick(), client.diagnostics().durableLagTicks]).toEqual([1151, 6]);
});

test('the lag of the disk comes from the header, and beyond its range from the clock item', () => {
  network.last.receive(frameBytes(1013, () => {}, 1001));
  expect(client.diagnostics().durableLagTicks).toBe(12);
  network.last.receive(frameBytes(1103, (to) => writeClock(to, 1103, 1002, 1000, 0), 1002));
  network.last.receive(frameBytes(1104, () => {}, 1002));
  expect(client.diagnostics().durableLagTicks).toBe(102);
});

test('the server clock makes ticks and delays out of pings', async () => {
  // The welcome's ping is answered 20 ms later, by a server whose clock reads 17 s at the middle of that.
  await vi.advanceTimersByTimeAsync(20);
  network.last.pong(17_000_000);
  expect(client.diagnostics().latencyMs).toBeCloseTo(20, 6);
  expect(client.serverTick()).toBeCloseTo(17.01 * 60, 6);
  for (let i = 0; i < 2; i++) {
    await vi.advanceTimersByTimeAsync(250);
    network.last.pong(0);
  }
  network.last.receive(frameBytes(1019 + 30, () => {}));
  expect(client.diagnostics().deliveryMsP50).toBeGreaterThan(25);
  expect(client.diagnostics().deliveryMsP50).toBeLessThan(28.2);
});

test('the first pings follow quickly, later ones every two seconds', async () => {
  const pings = () => network.last.heard.filter(({ kind }) => kind === CLIENT_MESSAGE.ping).length;
  expect(pings()).toBe(1);
  await vi.advanceTimersByTimeAsync(400);
  expect(pings()).toBe(5);
  await vi.advanceTimersByTimeAsync(6000);
  expect(pings()).toBe(8);
});

test('of all pings the quickest sets the clock', () => {
  const clock = new ServerClock();
  clock.restart(0, 0, 0);
  clock.pong(0, 100, 1_090_000);
  clock.pong(200, 210, 1_205_000);
  clock.pong(300, 500, 1_310_000);
  expect(clock.micros(1000)).toBe(2_000_000);
  expect(clock.latencyMs).toBe(200);
});

test('a world that runs slower than time is counted at its pace from the tick told', () => {
  const clock = new ServerClock();
  clock.restart(0, 0, 0);
  for (let i = 0; i < 3; i++) clock.pong(0, 0, 0);
  expect(clock.tick(10_000)).toBeCloseTo(600, 9);
  clock.told(600, 500, 0);
  expect(clock.tick(11_000)).toBeCloseTo(630, 9);
  clock.told(630, 1000, 500_000);
  expect(clock.tick(12_000)).toBeCloseTo(690, 9);
  expect(clock.deliveryMs(690, 12_010)).toBeCloseTo(10, 6);
});

test('before the first pong ticks are counted on from the last frame', () => {
  const clock = new ServerClock();
  clock.restart(0, 500, 1000);
  clock.frame(510, 2000);
  expect(clock.tick(2100)).toBeCloseTo(516, 9);
  expect(clock.deliveryMs(510, 2000)).toBeUndefined();
});

test('bytes are counted with the headers that WebSocket adds', () => {
  expect([0, 125, 126, 65_535, 65_536].map(frameHeaderBytes)).toEqual([2, 2, 4, 4, 10]);
  const traffic = new Traffic();
  for (let second = 0; second < 60; second++) traffic.received(98, 500 + second * 1000);
  expect([traffic.messages, traffic.bytes]).toEqual([60, 6000]);
  expect(traffic.bytesPerSecond(60_400)).toBeGreaterThan(90);
  expect(traffic.bytesPerSecond(60_400)).toBeLessThan(115);
  expect(traffic.bytesPerSecond(90_000)).toBe(0);
});

test('quantiles of delays are right to a bucket', () => {
  const delays = new DelayHistogram();
  expect(delays.quantile(0.5)).toBe(0);
  for (let ms = 1; ms <= 1000; ms++) delays.add(ms);
  expect(delays.quantile(0.5)).toBeGreaterThanOrEqual(500);
  expect(delays.quantile(0.5)).toBeLessThan(500 * 1.045);
  expect(delays.quantile(0.99)).toBeGreaterThanOrEqual(990);
  expect(delays.quantile(0.99)).toBeLessThan(990 * 1.045);
  delays.add(-5);
  expect(delays.quantile(0)).toBe(0.05);
});

test.each([
  ['connected', true, 20, 20, 'good'],
  ['connected', false, 20, 20, 'fair'],
  ['connected', true, 150, 20, 'fair'],
  ['connected', true, 20, 200, 'fair'],
  ['connected', true, 20, 400, 'poor'],
  ['disconnected', true, 20, 20, 'poor'],
] as const)(
  'a connection that is %s, exact %s, at %d ms and %d ms is %s',
  (state, exact, latency, delivery, quality) => {
    expect(qualityOf(state, exact, latency, delivery)).toBe(quality);
  },
);
