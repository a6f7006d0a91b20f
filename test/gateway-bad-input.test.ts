import { afterEach, describe, expect, test, vi } from 'vitest';
import { COMMAND_RING_RECORDS } from '../src/limits.ts';
import { ORDER, writeHello, writeOrders, writePing, writeResync } from '../src/protocol/client-messages.ts';
import { CLOSE, RESULT } from '../src/protocol/fields.ts';
import { SERVER_MESSAGE } from '../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../src/protocol/table-hash.ts';
import type { TestClient } from './support/test-client.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

afterEach(() => {
  vi.useRealTimers();
});

function joined(options: Parameters<typeof startWorld>[0] = {}): { server: WorldHarness; alice: TestClient } {
  const server = startWorld(options);
  const alice = server.join();
  server.tick();
  return { server, alice };
}

const GUEST_HELLO = { tableHash: TABLE_HASH, role: 0, faction: 0, focus: 0, ticket: '' } as const;

describe('a frame that cannot be read', () => {
  test('as text closes the connection at once', () => {
    const { alice } = joined();
    alice.send(new TextEncoder().encode('hello'), false);
    expect(alice.socket.closeCode).toBe(CLOSE.unsupportedData);
  });

  test.each([
    ['empty', Uint8Array.of()],
    ['of an unknown kind', Uint8Array.of(99)],
    ['with a count of 255 and no body', Uint8Array.of(3, 255)],
    ['with trailing bytes', Uint8Array.of(...writePing(1), 0)],
  ])('%s is counted, and the tenth closes the connection', (_, bytes) => {
    const { alice } = joined();
    for (let i = 0; i < 9; i++) alice.send(bytes);
    expect(alice.socket.closeCode).toBe(0);
    alice.send(bytes);
    expect(alice.socket.closeCode).toBe(CLOSE.malformed);
  });

  test('of a closed connection changes nothing any more', () => {
    const { server, alice } = joined();
    for (let i = 0; i < 10; i++) alice.send(Uint8Array.of(99));
    alice.order(ORDER.moveDirection, 0, 100);
    server.tick();
    expect(server.world.motion.vx[alice.avatar]).toBe(0);
  });
});

describe('a frame at the wrong time', () => {
  test('orders before the hello are refused', () => {
    const server = startWorld();
    const eve = server.connect();
    for (let i = 0; i < 10; i++) eve.order(ORDER.stop);
    expect(eve.socket.closeCode).toBe(CLOSE.malformed);
    server.tick();
    expect(server.world.inbox.count).toBe(0);
  });

  test('a second hello opens no second session', () => {
    const { server, alice } = joined();
    alice.hello();
    server.tick(2);
    expect(server.world.sessionByAccount.size).toBe(1);
    expect(alice.connection.malformed).toBe(1);
    expect(alice.connection.state).toBe('open');
  });

  test('a ping is answered at any time', () => {
    const server = startWorld();
    const eve = server.connect();
    eve.record = true;
    eve.send(writePing(42.5));
    expect(eve.messages.map((bytes) => bytes[0])).toEqual([SERVER_MESSAGE.pong]);
    expect(eve.messages[0].subarray(1, 9)).toEqual(writePing(42.5).subarray(1));
  });

  test('resync requests are limited', () => {
    const { server, alice } = joined();
    const before = server.journal.length;
    for (let i = 0; i < 50; i++) alice.send(writeResync(0));
    server.tick();
    expect(server.journal[before].length / 16).toBe(4);
  });
});

describe('a hello', () => {
  test('of another protocol version is told so', () => {
    const eve = startWorld().connect();
    const hello = writeHello(GUEST_HELLO);
    hello[5]++;
    eve.send(hello);
    expect(eve.socket.closeCode).toBe(CLOSE.versionMismatch);
  });

  test('with other field tables is told so', () => {
    const eve = startWorld().connect();
    eve.send(writeHello({ ...GUEST_HELLO, tableHash: TABLE_HASH ^ 1 }));
    expect(eve.socket.closeCode).toBe(CLOSE.versionMismatch);
  });

  test('without a ticket from elsewhere is refused', () => {
    const server = startWorld();
    const eve = server.connect(0, '192.0.2.1');
    eve.hello();
    server.tick();
    expect(eve.socket.closeCode).toBe(CLOSE.badTicket);
    expect(server.world.sessionByAccount.size).toBe(0);
  });

  test('of an observer is refused where none are admitted', () => {
    const server = startWorld({ sessions: { observers: false } });
    const eve = server.observe();
    expect(eve.socket.closeCode).toBe(CLOSE.badTicket);
  });

  test('must come in time', () => {
    const server = startWorld({ sessions: { helloTimeoutSeconds: 1 } });
    const silent = server.connect();
    const polite = server.join();
    server.tick();
    // The connection looks as if it had been opened two seconds ago.
    Object.assign(silent.connection, { openedMicros: silent.connection.openedMicros - 2_000_000 });
    Object.assign(polite.connection, { openedMicros: polite.connection.openedMicros - 2_000_000 });
    server.lanes[0].gateway.sweep();
    expect([silent.socket.closeCode, polite.socket.closeCode]).toEqual([CLOSE.noHello, 0]);
  });
});

describe('too much', () => {
  test('of frames is passed over, and a lasting flood closes the connection', () => {
    const { server, alice } = joined({ network: { frameBurst: 20, framesPerSecond: 1 } });
    for (let i = 0; i < 100; i++) alice.order(ORDER.stop);
    server.tick();
    expect(alice.answers.length).toBeLessThan(25);
    expect(alice.socket.closeCode).toBe(0);
    for (let i = 0; i < 400; i++) alice.order(ORDER.stop);
    expect(alice.socket.closeCode).toBe(CLOSE.flooded);
  });

  test('of bytes is passed over', () => {
    const { server, alice } = joined({ network: { byteBurst: 2_048, bytesPerSecond: 256 } });
    const many = Array.from({ length: 32 }, (_, i) => ({ sequence: i + 1, op: ORDER.stop, a: 0, b: 0 }));
    for (let i = 0; i < 20; i++) alice.send(writeOrders(many));
    server.tick();
    expect(alice.connection.limited).toBeGreaterThan(10);
    expect(alice.answers.length).toBeLessThan(200);
  });

  test('of orders in few frames is answered as busy: each counts like a frame', () => {
    const { server, alice } = joined({ network: { frameBurst: 40, framesPerSecond: 1 } });
    const frame = (first: number) =>
      writeOrders(
        Array.from({ length: 32 }, (_, i) => ({ sequence: first + i, op: ORDER.stop, a: 0, b: 0 })),
      );
    alice.send(frame(1));
    alice.send(frame(33));
    server.tick();
    const ofResult = (wanted: number) => alice.answers.filter(({ result }) => result === wanted).length;
    expect([ofResult(RESULT.done), ofResult(RESULT.busy)]).toEqual([32, 32]);
    expect(alice.connection.limited).toBe(0);
  });

  test('for the ring: each order that finds no room is answered as busy, and none is lost in silence', () => {
    const { server, alice } = joined();
    const orders = COMMAND_RING_RECORDS + 100;
    for (let i = 0; i < orders; i++) alice.order(ORDER.stop);
    const busy = alice.answers.filter(({ result }) => result === RESULT.busy);
    expect(busy.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 100 }, (_, i) => COMMAND_RING_RECORDS + 1 + i),
    );
    server.tick(3);
    expect(alice.answers.length).toBe(orders);
  });

  test('for the ring: the end of a session is kept until there is room', () => {
    const { server, alice } = joined({ rules: { resumeTicks: 5 } });
    const bob = server.join();
    server.tick();
    for (let i = 0; i < COMMAND_RING_RECORDS; i++) alice.order(ORDER.stop);
    bob.away();
    server.tick(20);
    expect(server.world.identity.kind[bob.avatar]).toBe(0);
    server.expectMirrorExact(alice);
  });

  test('connections are told to try again later', () => {
    const server = startWorld({ connectionsMax: 2 });
    const clients = [server.join(), server.join(), server.connect()];
    server.tick();
    expect(clients.map((client) => client.socket.closeCode)).toEqual([0, 0, CLOSE.tryAgainLater]);
    clients[2].away();
    clients[0].away();
    const next = server.join();
    server.tick();
    expect(next.connection.state).toBe('open');
  });

  test('patience with a slow reader ends', () => {
    const { server, alice } = joined({ patrols: 20, network: { staleSecondsMax: 1 } });
    alice.socket.outcome = 2;
    alice.order(ORDER.stop);
    server.tick();
    alice.socket.buffered = 1_000_000;
    expect(alice.connection.stale).toBe(true);
    alice.connection.staleSinceMicros -= 2_000_000;
    server.lanes[0].gateway.sweep();
    expect(alice.socket.destroyed).toBe(true);
  });
});
