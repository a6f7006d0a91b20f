import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MarchlandClient } from '../client/client.ts';
import { connectNode } from '../client/node.ts';
import { NodeSocket } from '../client/node-socket.ts';
import type { PerformanceReport } from '../src/ops/performance-report.ts';
import { ByteReader } from '../src/protocol/bytes.ts';
import { ROLE, writeHello, writeResume } from '../src/protocol/client-messages.ts';
import { CLOSE } from '../src/protocol/fields.ts';
import { readWelcome, SERVER_MESSAGE, type Welcome } from '../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../src/protocol/table-hash.ts';
import { type ServerProcess, startServer } from './support/server.ts';
import { TextSocket } from './support/text-socket.ts';
import { until } from './support/until.ts';

/**
 * Several gateway threads behind one port. The kernel deals connections out among them, so a test that wants another
 * gateway tries again until it gets one: with three it fails by chance once in 10^8 times.
 */

const CLIENTS = 40;
const TRIES_MAX = 45;
const HELLO = writeHello({ tableHash: TABLE_HASH, role: ROLE.observer, faction: 0, focus: 1, ticket: '' });

/** One socket that says its first frame and keeps what it is welcomed with. */
class Guest {
  welcome: Welcome | undefined;
  closeCode = 0;
  readonly #socket: NodeSocket;

  constructor(url: string, first: Uint8Array) {
    this.#socket = new NodeSocket(url);
    this.#socket.onopen = () => this.#socket.send(first);
    this.#socket.onclose = ({ code }) => {
      this.closeCode = code;
    };
    this.#socket.onmessage = ({ data }) => {
      const bytes = new Uint8Array(data as ArrayBuffer);
      if ((bytes[0] & 7) === SERVER_MESSAGE.welcome) this.welcome = readWelcome(new ByteReader(bytes, 1));
    };
  }

  leave(): void {
    this.#socket.close();
  }
}

describe.each([2, 3])('with %i gateway threads', (gateways) => {
  let server: ServerProcess;
  let clients: MarchlandClient[] = [];

  beforeAll(async () => {
    const settings = { 'server.network.gatewayThreads': gateways, 'world.hashCheckIntervalTicks': 20 };
    const args = Object.entries(settings).flatMap(([knob, value]) => ['--set', `${knob}=${value}`]);
    server = await startServer({ args });
  }, 40_000);

  afterAll(async () => {
    for (const client of clients) client.close();
    await server?.stop();
  });

  async function report(): Promise<PerformanceReport> {
    return (await (
      await fetch(`${server.operatorUrl}/api/performance?window=1`)
    ).json()) as PerformanceReport;
  }

  async function clientsByGateway(): Promise<number[]> {
    return (await report()).gateways.map((gateway) => gateway.clients);
  }

  async function countIs(count: number): Promise<void> {
    await until(`${count} clients are in`, async () => (await report()).clients === count);
  }

  /** A guest, and the gateway that it came to. */
  async function enter(first: Uint8Array): Promise<{ guest: Guest; gateway: number }> {
    const before = await clientsByGateway();
    const guest = new Guest(server.wsUrl, first);
    await until('a welcome', () => guest.welcome !== undefined);
    let gateway = -1;
    await until('a gateway counts it', async () => {
      gateway = (await clientsByGateway()).findIndex((count, i) => count > before[i]);
      return gateway >= 0;
    });
    return { guest, gateway };
  }

  test('all serve the same world to clients that the kernel deals out among them', async () => {
    clients = Array.from({ length: CLIENTS }, (_, i) =>
      connectNode({ url: server.wsUrl, role: i % 2 === 0 ? 'player' : 'observer', focus: 1 + (i % 5) }),
    );
    await countIs(CLIENTS);
    await until(
      'all were checked',
      () => clients.every((client) => client.diagnostics().hashChecks > 3),
      20_000,
    );
    for (const client of clients) {
      expect(client.diagnostics()).toMatchObject({ exact: true, hashMismatches: 0, unknownRecords: 0 });
    }
    const counts = await clientsByGateway();
    expect(counts.length).toBe(gateways);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  }, 40_000);

  test('figures are of all of them', async () => {
    const { gateways: each, clients: sum, clientsByPressure, messagesPerSecond } = await report();
    expect(each.reduce((total, gateway) => total + gateway.clients, 0)).toBe(sum);
    const messages = each.reduce((total, gateway) => total + gateway.messagesPerSecond, 0);
    expect(Math.abs(messages - messagesPerSecond)).toBeLessThan(1);
    await until('all are counted by pressure', async () => (await report()).clientsByPressure[0] === CLIENTS);
    expect(clientsByPressure.length).toBe(8);
    const page = await (await fetch(`${server.operatorUrl}/metrics`)).text();
    const samples = [...page.matchAll(/^world_clients\{gateway="(\d+)"\} (\d+)$/gm)];
    expect(samples.map(([, gateway]) => Number(gateway))).toEqual(each.map((_, i) => i));
    expect(samples.reduce((total, [, , count]) => total + Number(count), 0)).toBe(CLIENTS);
  });

  test('a strategic channel says the same, byte for byte, through each of them', async () => {
    const sockets = await Promise.all(
      Array.from({ length: TRIES_MAX }, () => TextSocket.open(server.wsUrl, 'marchland.json.v1')),
    );
    await until('each gateway has some of them', async () => {
      return (await report()).gateways.every(({ clients, connections }) => connections > clients);
    });
    for (const socket of sockets) socket.send('{"type":"subscribe","channels":["territorial:global"]}');
    const updates = (socket: TextSocket) =>
      socket.texts.filter((text) => text.includes('"territorial_update"'));
    await until('all hear of changes', () => sockets.every((socket) => updates(socket).length > 3), 20_000);
    // A timestamp is of the moment when a gateway wrote the message.
    const said = (text: string) => text.replace(/"timestamp":"[^"]*",/, '');
    const bySequence = new Map<string, Set<string>>();
    for (const text of sockets.flatMap(updates)) {
      const sequence = /"sequence":(\d+)/.exec(text)![1];
      bySequence.set(sequence, (bySequence.get(sequence) ?? new Set()).add(said(text)));
    }
    expect([...bySequence.values()].map((texts) => texts.size)).toEqual([...bySequence].map(() => 1));
    for (const socket of sockets) socket.close();
  }, 40_000);

  test('a session is resumed at another gateway than it was lost at', async () => {
    const first = await enter(HELLO);
    let { guest } = first;
    let { gateway } = first;
    for (let tries = 0; gateway === first.gateway && tries < TRIES_MAX; tries++) {
      const { session, token } = guest.welcome!;
      guest.leave();
      await countIs(CLIENTS);
      ({ guest, gateway } = await enter(writeResume(TABLE_HASH, token)));
      expect(guest.welcome!.session).toBe(session);
    }
    expect(gateway).not.toBe(first.gateway);
    guest.leave();
    await countIs(CLIENTS);
  }, 40_000);

  test('a session taken over at another gateway ends where it was', async () => {
    let { guest } = await enter(HELLO);
    const { session } = guest.welcome!;
    let hasMoved = false;
    for (let tries = 0; !hasMoved && tries < TRIES_MAX; tries++) {
      const before = await clientsByGateway();
      const newer = new Guest(server.wsUrl, writeResume(TABLE_HASH, guest.welcome!.token));
      await until('the older one is told', () => guest.closeCode !== 0 && newer.welcome !== undefined);
      expect([guest.closeCode, newer.welcome!.session]).toEqual([CLOSE.replaced, session]);
      guest = newer;
      await countIs(CLIENTS + 1);
      const after = await clientsByGateway();
      hasMoved = after.some((count, i) => count !== before[i]);
    }
    expect(hasMoved).toBe(true);
    guest.leave();
    await countIs(CLIENTS);
  }, 40_000);
});
