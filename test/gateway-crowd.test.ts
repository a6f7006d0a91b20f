import { expect, test } from 'vitest';
import { SESSION_STATE } from '../components/session.ts';
import { mix32 } from '../src/maths/random.ts';
import { ORDER, ROLE, writeOrders, writePing, writeResync } from '../src/protocol/client-messages.ts';
import { SERVER_MESSAGE } from '../src/protocol/server-messages.ts';
import { orderAtRandom, seeded } from './support/random-life.ts';
import type { TestClient } from './support/test-client.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

const HONEST = 8;
const HOSTILE = 1_000;
const TICKS = 90;

const ORDERS = writeOrders(
  Array.from({ length: 32 }, (_, i) => ({ sequence: i + 1, op: ORDER.moveTo, a: i, b: i })),
);

/** What a hostile client does in a tick, by its kind; each goes to the limit of what is let through. */
const DEEDS: readonly ((client: TestClient, draw: number) => void)[] = [
  // Says nothing at all.
  () => {},
  // Sends noise, and comes again when it is thrown out.
  (client, draw) => {
    client.send(Uint8Array.from({ length: draw % 64 }, (_, i) => mix32(draw + i) & 0xff));
  },
  // Has a session and floods it.
  (client) => {
    client.send(ORDERS);
    client.send(writeResync(1));
  },
  // Has a session and asks for answers without end.
  (client) => {
    for (let i = 0; i < 3; i++) client.send(writePing(i));
  },
  // Has a session and never reads.
  (client, draw) => {
    client.socket.outcome = draw % 8 === 0 ? 2 : 0;
    client.socket.buffered = 10_000 + (draw % 1_000_000);
  },
];

class Crowd {
  readonly #server: WorldHarness;
  readonly clients: TestClient[];
  refused = 0;
  #draws = 0;

  constructor(server: WorldHarness, count: number) {
    this.#server = server;
    this.clients = Array.from({ length: count }, (_, i) => this.#enter(i));
  }

  act(): void {
    for (const [i, client] of this.clients.entries()) {
      DEEDS[i % DEEDS.length](client, mix32(++this.#draws));
      if (client.socket.closeCode === 0 && !client.socket.destroyed) continue;
      this.refused++;
      client.away();
      this.clients[i] = this.#enter(i);
    }
  }

  leave(): void {
    for (const client of this.clients) client.away();
  }

  #enter(i: number): TestClient {
    return i % DEEDS.length < 2 ? this.#server.connect() : this.#server.join({ role: ROLE.observer });
  }
}

/** Lets honest clients play, alone or among a crowd. Returns all they were sent after their welcome. */
function play(hostileCount: number) {
  const server = startWorld({
    seed: 5,
    patrols: 40,
    connectionsMax: 2 * HOSTILE,
    network: { frameBurst: 120, byteBurst: 16_384 },
    rules: { legTicksMax: 40, resumeTicks: 10, hashCheckIntervalTicks: 30 },
  });
  const honest = Array.from({ length: HONEST }, () => server.join());
  server.tick();
  for (const client of honest) client.record = true;
  const crowd = new Crowd(server, hostileCount);
  const dice = seeded(3);
  for (let tick = 0; tick < TICKS; tick++) {
    orderAtRandom(server, honest, dice);
    crowd.act();
    server.tick();
  }
  return { server, honest, crowd, messages: honest.map((client) => client.messages) };
}

test('a thousand hostile clients change no byte of what the others are sent, and leave nothing behind', () => {
  const alone = play(0);
  const { server, honest, crowd, messages } = play(HOSTILE);
  expect(alone.messages.flat().length).toBeGreaterThan(HONEST * 20);
  expect(alone.messages.flat().some((bytes) => (bytes[0] & 7) === SERVER_MESSAGE.welcome)).toBe(false);
  for (let client = 0; client < HONEST; client++) {
    expect(messages[client].length).toBe(alone.messages[client].length);
    for (const [i, bytes] of messages[client].entries()) {
      expect(Buffer.compare(bytes, alone.messages[client][i]), `client ${client}, message ${i}`).toBe(0);
    }
  }
  // The crowd was no idle one.
  expect(crowd.refused).toBeGreaterThan(1_000);
  const { stale, pressed } = countOf(crowd.clients);
  expect(stale).toBeGreaterThan(100);
  expect(pressed).toBeGreaterThan(100);

  crowd.leave();
  server.tick(30);
  const { gateway } = server.lanes[0];
  expect(gateway.connections.size).toBe(HONEST);
  const { session, ledger } = server.world;
  const taken = session.state
    .subarray(0, ledger.sessionHigh[0])
    .filter((state) => state !== SESSION_STATE.free);
  expect(taken.length).toBe(HONEST);
  for (const client of honest) server.expectMirrorExact(client);
}, 60_000);

function countOf(clients: readonly TestClient[]) {
  return {
    stale: clients.filter(({ connection }) => connection.stale).length,
    pressed: clients.filter(({ connection }) => connection.pace.pressure > 0).length,
  };
}
