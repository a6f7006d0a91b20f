import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Backoff } from '../client/backoff.ts';
import { MarchlandClient } from '../client/client.ts';
import type { ConnectOptions } from '../client/options.ts';
import { CLIENT_MESSAGE, REFUSAL, ROLE } from '../src/protocol/client-messages.ts';
import { CLOSE } from '../src/protocol/fields.ts';
import { FakeNetwork } from './support/fake-socket.ts';
import { welcomeBytes } from './support/server-bytes.ts';

let network: FakeNetwork;
let client: MarchlandClient;
let states: string[];
let waits: number[];

beforeEach(() => {
  vi.useFakeTimers();
  network = new FakeNetwork();
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

async function start(options: Partial<ConnectOptions> = {}): Promise<void> {
  client = new MarchlandClient({ url: 'ws://a', socket: network.open, random: () => 0.5, ...options });
  states = [];
  waits = [];
  client.on('state', (state, _reason, retryMs) => {
    states.push(state);
    if (retryMs !== undefined) waits.push(retryMs);
  });
  client.open();
  await vi.advanceTimersByTimeAsync(0);
}

async function connect(): Promise<void> {
  network.last.accept(welcomeBytes());
  await vi.advanceTimersByTimeAsync(0);
}

test('the first frame is a hello with role and ticket, and the welcome connects', async () => {
  await start({ role: 'observer', ticket: async () => 'abc' });
  expect(states).toEqual(['connecting']);
  await connect();
  expect(states).toEqual(['connecting', 'connected']);
  expect(network.last.heard[0]).toMatchObject({
    kind: CLIENT_MESSAGE.hello,
    refusal: REFUSAL.none,
    role: ROLE.observer,
    ticket: 'abc',
  });
});

test.each([
  { code: 1006, outcome: 'reconnects' },
  { code: 1000, outcome: 'reconnects' },
  { code: CLOSE.tryAgainLater, outcome: 'reconnects' },
  { code: CLOSE.flooded, outcome: 'reconnects' },
  { code: CLOSE.badTicket, outcome: 'fails' },
  { code: CLOSE.versionMismatch, outcome: 'fails' },
  { code: CLOSE.replaced, outcome: 'fails' },
])('a close with code $code $outcome, before and after the welcome', async ({ code, outcome }) => {
  for (const welcomed of [false, true]) {
    network = new FakeNetwork();
    await start();
    if (welcomed) await connect();
    network.last.drop(code);
    expect(client.state).toBe(outcome === 'fails' ? 'failed' : 'disconnected');
    await vi.advanceTimersByTimeAsync(60_000);
    if (outcome === 'fails') expect(network.sockets).toHaveLength(1);
    else expect(network.sockets.length).toBeGreaterThan(1);
    client.close();
  }
});

test('a failure tells its reason and rejects who waits for the connection', async () => {
  await start();
  const waiting = expect(client.whenConnected()).rejects.toThrow('ticket');
  network.last.drop(CLOSE.badTicket);
  await waiting;
});

test('a drop is followed by a resume with the newest token', async () => {
  await start();
  await connect();
  network.last.drop();
  await vi.advanceTimersByTimeAsync(250);
  network.last.accept(welcomeBytes({ token: new Uint8Array(32).fill(2) }));
  network.last.drop();
  await vi.advanceTimersByTimeAsync(250);
  network.last.onopen?.(undefined as never);
  expect(network.sockets.map((socket) => socket.heard[0].kind)).toEqual([
    CLIENT_MESSAGE.hello,
    CLIENT_MESSAGE.resume,
    CLIENT_MESSAGE.resume,
  ]);
  expect(network.sockets.map((socket) => socket.heard[0].token)).toEqual([0, 1, 2]);
  expect(client.diagnostics().reconnects).toBe(1);
});

test('a session that cannot be resumed is followed by a new one at once', async () => {
  await start();
  await connect();
  network.last.drop();
  await vi.advanceTimersByTimeAsync(250);
  network.last.onopen?.(undefined as never);
  network.last.drop(CLOSE.cannotResume);
  await vi.advanceTimersByTimeAsync(0);
  network.last.onopen?.(undefined as never);
  expect(network.last.heard[0].kind).toBe(CLIENT_MESSAGE.hello);
});

test('waits grow up to their maximum and start anew after a welcome', async () => {
  await start({ backoff: { firstMs: 100, factor: 2, maxMs: 500, jitter: 0 } });
  for (let i = 0; i < 4; i++) {
    network.last.drop();
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(waits).toEqual([100, 200, 400, 500]);
  await connect();
  network.last.drop();
  expect(waits.at(-1)).toBe(100);
});

test('jitter spreads waits on both sides and no further than told', () => {
  const waitsAt = (random: number) =>
    new Backoff({ firstMs: 100, factor: 2, maxMs: 1000, jitter: 0.3 }, () => random).next();
  expect(waitsAt(0)).toBeCloseTo(70);
  expect(waitsAt(0.5)).toBeCloseTo(100);
  expect(waitsAt(1)).toBeCloseTo(130);
});

test('an address that does not answer is followed by the next, and the one that does is kept', async () => {
  await start({ urls: ['ws://a', 'ws://b', 'ws://c'], url: 'ws://unused' });
  network.last.drop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(network.last.url).toBe('ws://b');
  await connect();
  network.last.drop();
  await vi.advanceTimersByTimeAsync(250);
  expect(network.sockets.map((socket) => socket.url)).toEqual(['ws://a', 'ws://b', 'ws://b']);
});

test('a server that says nothing after the upgrade is given up', async () => {
  await start({ silenceMs: 3000 });
  network.last.onopen?.(undefined as never);
  await vi.advanceTimersByTimeAsync(3000);
  expect(network.sockets[0].isClosed).toBe(true);
  expect(client.state).toBe('disconnected');
});

test('a connection that falls silent is given up and resumed', async () => {
  await start({ silenceMs: 3000 });
  await connect();
  await vi.advanceTimersByTimeAsync(4500);
  expect(network.sockets[0].isClosed).toBe(true);
  await vi.advanceTimersByTimeAsync(250);
  network.last.onopen?.(undefined as never);
  expect(network.last.heard[0].kind).toBe(CLIENT_MESSAGE.resume);
});

test('late events of a socket that was given up change nothing', async () => {
  await start();
  await connect();
  const old = network.last;
  client.close();
  old.receive(welcomeBytes());
  old.drop(CLOSE.badTicket);
  expect(client.state).toBe('disconnected');
});

test('without automatic reconnection a drop is final until it is opened again', async () => {
  await start({ autoReconnect: false });
  await connect();
  network.last.drop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([client.state, network.sockets.length]).toEqual(['disconnected', 1]);
  client.open();
  await vi.advanceTimersByTimeAsync(0);
  expect(network.sockets).toHaveLength(2);
});

test('closing during the wait ends all attempts', async () => {
  await start();
  network.last.drop();
  client.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(network.sockets).toHaveLength(1);
});

test('a server with other tables fails the client instead of confusing it', async () => {
  await start();
  network.last.accept(welcomeBytes({ tableHash: 1 }));
  expect(client.state).toBe('failed');
});

test('a ticket that cannot be had is tried for again', async () => {
  let attempts = 0;
  await start({
    ticket: async () => {
      attempts++;
      if (attempts === 1) throw new Error('login is down');
      return 'fresh';
    },
  });
  expect(client.state).toBe('disconnected');
  await vi.advanceTimersByTimeAsync(250);
  network.last.onopen?.(undefined as never);
  expect(network.last.heard[0].ticket).toBe('fresh');
});

test('options without an address or a socket are refused by name', async () => {
  await start();
  expect(() => new MarchlandClient({ socket: network.open })).toThrow('allowed: url');
  expect(() => new MarchlandClient({ url: 'ws://a' })).toThrow('socket');
});
