import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MarchlandClient } from '../client/client.ts';
import { serverSchema } from '../src/config/server-schema.ts';
import { Doorkeeper } from '../src/gateway/admission.ts';
import { GatewayMetrics } from '../src/gateway/gateway-metrics.ts';
import { GuardedGateway, GuardedSender, tellPause } from '../src/gateway/world-state.ts';
import { DURABILITY_LAG_REFUSE_TICKS, FRAME_BYTES_MAX } from '../src/limits.ts';
import { allocateCommandRing, CommandRing } from '../src/memory/command-ring.ts';
import { allocateControl, CONTROL, viewControl } from '../src/memory/control-block.ts';
import { allocateFrameRing, FrameRingReader, FrameRingWriter } from '../src/memory/frame-ring.ts';
import { allocateMetrics } from '../src/memory/metrics-block.ts';
import { RESULT } from '../src/protocol/fields.ts';
import { HarnessNetwork } from './support/harness-network.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

let server: WorldHarness;
let frames: FrameRingWriter;
let client: MarchlandClient;
let told: string[];
const control = viewControl(allocateControl());

/** A world whose one gateway is guarded as those of the server are, and a client that has its view. */
beforeEach(async () => {
  vi.useFakeTimers();
  control.fill(0);
  server = startWorld({ map: ['A--B'], patrols: 10 });
  const parts = { network: {}, sessions: {}, operator: {}, storage: {}, loop: {}, log: {} };
  const { network, sessions } = serverSchema.parse(parts);
  const memory = allocateFrameRing();
  const commands = allocateCommandRing();
  frames = new FrameRingWriter(memory);
  const reader = new FrameRingReader(memory, (FRAME_BYTES_MAX / 4) * 3);
  const gateway = new GuardedGateway(
    { network, sessions, grid: server.world.grid, connectionsMax: 10, tickZeroMicros: () => 0 },
    reader,
    new GuardedSender(control, new CommandRing(commands), 0),
    new Doorkeeper(sessions),
    new GatewayMetrics(allocateMetrics(), 0),
  );
  server.lanes[0] = { gateway, reader, ring: new CommandRing(commands), asleep: false };
  client = new MarchlandClient({
    ...{ url: 'ws://harness', socket: new HarnessNetwork(server).open, random: () => 0.5 },
  });
  told = [];
  client.on('answered', (sequence, result) => told.push(`answered ${sequence} ${result}`));
  client.on('confirmed', (sequence) => told.push(`confirmed ${sequence}`));
  client.open();
  await vi.advanceTimersByTimeAsync(0);
  tick();
  expect(client.state).toBe('connected');
});

afterEach(() => {
  client.close();
  vi.useRealTimers();
});

function tick(): void {
  server.tick();
  frames.publish(server.world.frame, 0);
  server.pump();
}

function setLag(ticks: number): void {
  control[CONTROL.durabilityLagTicks] = ticks;
}

describe('while the disk is far behind', () => {
  test('an order is answered "busy" at once, is not kept, and the world does not see it', async () => {
    setLag(DURABILITY_LAG_REFUSE_TICKS + 1);
    const sequence = client.moveDirection(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([`answered ${sequence} ${RESULT.busy}`]);
    expect(client.diagnostics()).toMatchObject({ ordersWaiting: 0, ordersPending: 0 });
    tick();
    expect(server.world.session.lastSequence[0]).toBe(0);
    expect(client.state).toBe('connected');
  });

  test('a client still joins, resumes and leaves', async () => {
    setLag(DURABILITY_LAG_REFUSE_TICKS + 1);
    client.close();
    tick();
    client.open();
    await vi.advanceTimersByTimeAsync(0);
    tick();
    expect(client.state).toBe('connected');
    expect(client.diagnostics()).toMatchObject({ reconnects: 1 });
  });
});

test('an order is taken up to the limit, and again when the disk has caught up', async () => {
  for (const lag of [DURABILITY_LAG_REFUSE_TICKS, DURABILITY_LAG_REFUSE_TICKS + 1, 0]) {
    setLag(lag);
    client.moveDirection(0);
    await vi.advanceTimersByTimeAsync(0);
    tick();
  }
  const answers = told.filter((text) => text.startsWith('answered'));
  expect(answers).toEqual(['answered 1 0', `answered 2 ${RESULT.busy}`, 'answered 3 0']);
});

describe('while the world stands still', () => {
  const PAUSE_SECONDS = 60;

  /** A pause as the gateway thread lives through it: it tells of it once a second. */
  async function pause(durableTick: number): Promise<void> {
    const { ledger } = server.world;
    for (let second = 0; second < PAUSE_SECONDS; second++) {
      await vi.advanceTimersByTimeAsync(1000);
      tellPause(server.lanes[0].gateway, ledger.tick[0], durableTick, 0);
    }
  }

  test('clients stay connected and hear every second which tick it is', async () => {
    const restingTick = server.world.ledger.tick[0];
    const heard: number[] = [];
    client.on('tick', (heardTick) => heard.push(heardTick));
    await pause(restingTick);
    expect(heard).toEqual(new Array<number>(PAUSE_SECONDS).fill(restingTick));
    expect(client.diagnostics()).toMatchObject({ reconnects: 0, hashMismatches: 0, exact: true });
    tick();
    server.expectMirrorExact({ mirror: client.mirror, slot: 0 });
  });

  test('orders stay pending until the disk has them', async () => {
    for (let i = 0; i < 100; i++) tick();
    server.durableLagTicks = 100;
    client.moveDirection(0);
    await vi.advanceTimersByTimeAsync(0);
    tick();
    const orderTick = server.world.ledger.tick[0];
    await pause(orderTick - 1);
    expect(told).toEqual(['answered 1 0']);
    await pause(orderTick);
    expect(told).toEqual(['answered 1 0', 'confirmed 1']);
  });

  test('who lags or has no session yet is not told: what was lost comes anew later', () => {
    const slow = server.join();
    tick();
    const opening = server.connect();
    slow.record = opening.record = true;
    slow.connection.stale = true;
    tellPause(server.lanes[0].gateway, 7, 7, 0);
    expect([slow.messages, opening.messages]).toEqual([[], []]);
    slow.connection.stale = false;
    tellPause(server.lanes[0].gateway, 7, 7, 0);
    expect([slow.messages.length, opening.messages.length]).toEqual([1, 0]);
  });
});
