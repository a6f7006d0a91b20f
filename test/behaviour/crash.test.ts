import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MarchlandClient } from '../../client/client.ts';
import { SESSION_STATE } from '../../components/session.ts';
import { packUsed, unpackUsed } from '../../src/memory/used-rows.ts';
import { allocateWorldMemory, viewStores } from '../../src/memory/world-memory.ts';
import { RESULT } from '../../src/protocol/fields.ts';
import { disconnectAll } from '../../src/sim/create-world.ts';
import { leaveSession } from '../../systems/actions/sessions.ts';
import { HarnessNetwork } from '../support/harness-network.ts';
import { type HarnessOptions, startWorld, type WorldHarness } from '../support/world-harness.ts';

const WORLD: HarnessOptions = { map: ['A--B'], patrols: 30 };

let network: HarnessNetwork;
let client: MarchlandClient;
let told: string[];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

/** A world that has run for a while, a client of it that has its view, and a disk that writes nothing any more. */
async function joined(): Promise<WorldHarness> {
  const server = startWorld(WORLD);
  server.tick(100);
  network = new HarnessNetwork(server);
  client = new MarchlandClient({ url: 'ws://harness', socket: network.open, random: () => 0.5 });
  told = [];
  client.on('answered', (sequence, result) => told.push(`answered ${sequence} ${result}`));
  client.on('confirmed', (sequence) => told.push(`confirmed ${sequence}`));
  client.on('lost', (sequence, reason) => told.push(`lost ${sequence} ${reason}`));
  client.open();
  await turn(server);
  server.tick(5);
  server.durableLagTicks = 1000;
  return server;
}

/** Lets the client send what it has to, and the world run a tick. */
async function turn(server: WorldHarness): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  server.tick();
}

function save(server: WorldHarness): Uint8Array {
  return packUsed(server.world, server.world.graph.districtCount).slice();
}

/** The server dies; another starts on the saved world and runs a while before the client is back. */
async function crash(saved: Uint8Array, ticksBefore = 0): Promise<WorldHarness> {
  const memory = allocateWorldMemory();
  const { districtCount } = network.server.world.graph;
  expect(unpackUsed(saved, viewStores(memory), districtCount)).toBe(true);
  const next = startWorld({ ...WORLD, memory });
  disconnectAll(next.world);
  next.tick(ticksBefore);
  network.crash(next);
  await vi.advanceTimersByTimeAsync(250);
  next.tick();
  return next;
}

function avatarVelocity(server: WorldHarness): number[] {
  const { vx, vy } = server.world.motion;
  const { id } = client.avatar!;
  return [Math.sign(vx[id]), Math.sign(vy[id])];
}

test('what a crash took back is carried out again, what the disk had is only answered, and both are confirmed', async () => {
  const server = await joined();
  client.moveDirection(0);
  await turn(server);
  const saved = save(server);
  server.tick(20);
  client.moveTo(-5, 0);
  client.moveDirection(0.25);
  await turn(server);
  expect(told.splice(0)).toEqual(['answered 1 0', `answered 2 ${RESULT.outsideWorld}`, 'answered 3 0']);
  expect(client.pendingOrders()).toEqual([1, 3]);
  const next = await crash(saved);
  expect([client.state, client.welcome!.lastSequence, client.pendingOrders()]).toEqual(['connected', 1, []]);
  expect(avatarVelocity(next)).toEqual([1, 0]);
  await turn(next);
  expect(told).toEqual(['answered 1 0', 'answered 3 0', 'confirmed 1', 'confirmed 3']);
  expect(avatarVelocity(next)).toEqual([0, 1]);
  expect(client.stop()).toBe(4);
  await turn(next);
  expect(avatarVelocity(next)).toEqual([0, 0]);
  expect(client.diagnostics()).toMatchObject({ ordersWaiting: 0, ordersPending: 0, reconnects: 1 });
});

test('ticks of before the crash confirm nothing when they come again', async () => {
  const server = await joined();
  const saved = save(server);
  client.moveDirection(0);
  await turn(server);
  // By now the disk of the new server is far past the tick of the lost answer.
  const next = await crash(saved, 50);
  expect(told).toEqual(['answered 1 0']);
  next.durableLagTicks = 3;
  await turn(next);
  expect(client.pendingOrders()).toEqual([1]);
  next.tick(2);
  expect(told).toEqual(['answered 1 0', 'answered 1 0']);
  next.tick();
  expect(told.at(-1)).toBe('confirmed 1');
});

test('mirror and lag follow a world whose ticks went back', async () => {
  const server = await joined();
  const saved = save(server);
  client.moveDirection(0);
  await turn(server);
  server.tick(400);
  const lastTick = client.mirror!.tick;
  const next = await crash(saved);
  next.durableLagTicks = 4;
  for (let i = 0; i < 120; i++) {
    await vi.advanceTimersByTimeAsync(1000 / 60);
    next.tick();
    next.expectMirrorExact({ mirror: client.mirror, slot: client.welcome!.session });
  }
  const tick = next.world.ledger.tick[0];
  expect(lastTick).toBeGreaterThan(tick);
  // A tick in which nothing happened in view has no frame.
  expect(tick - client.mirror!.tick).toBeLessThan(30);
  expect(client.diagnostics()).toMatchObject({ exact: true, durableLagTicks: 4, hashMismatches: 0 });
});

test('whoever was away has the whole time to resume: that it was back may be in what the crash took', async () => {
  const server = await joined();
  const { session } = server.world;
  const slot = client.welcome!.session;
  leaveSession(server.world, slot);
  server.tick(server.world.rules.resumeTicks - 5);
  const saved = save(server);
  const next = await crash(saved, 20);
  expect(session.state[slot]).toBe(SESSION_STATE.away);
  expect([client.state, client.welcome!.session]).toEqual(['connected', slot]);
  expect(next.world.session.state[slot]).toBe(SESSION_STATE.connected);
  expect(client.diagnostics().reconnects).toBe(1);
});

test('when the session itself is lost, nobody can tell of pending orders, and they are not repeated', async () => {
  const server = startWorld(WORLD);
  const saved = save(server);
  const old = await joined();
  client.moveDirection(0);
  await turn(old);
  await crash(saved);
  await turn(network.server);
  await turn(network.server);
  expect(told).toEqual(['answered 1 0', 'lost 1 newSession']);
  expect(client.state).toBe('connected');
  expect(avatarVelocity(network.server)).toEqual([0, 0]);
});

test('a world that restarts under a running gateway makes its clients resume', async () => {
  const server = await joined();
  const reasons: string[] = [];
  client.on('state', (state, reason) => reasons.push(`${state}: ${reason}`));
  network.server.lanes[0].gateway.worldRestarted();
  expect(reasons).toEqual(['disconnected: the world restarted']);
  await vi.advanceTimersByTimeAsync(250);
  await turn(server);
  expect(client.state).toBe('connected');
});
