import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { NodeSocket } from '../client/node-socket.ts';
import { messageBytes } from '../client/socket.ts';
import { RUNG, RUNG_MAX } from '../components/overload.ts';
import { ByteReader } from '../src/protocol/bytes.ts';
import { ROLE, type Role, writeHello, writeResume } from '../src/protocol/client-messages.ts';
import { CLOSE } from '../src/protocol/fields.ts';
import { readWelcome, SERVER_MESSAGE, type Welcome } from '../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../src/protocol/table-hash.ts';
import { type ServerProcess, startServer } from './support/server.ts';
import { until } from './support/until.ts';

const WAIT_MS = 30_000;

/** One connection: what it was let in with, how many messages came, and how it ended. */
class Visitor {
  welcome: Welcome | undefined;
  messages = 0;
  closeCode = 0;
  readonly #socket: NodeSocket;

  constructor(server: ServerProcess, first: Uint8Array) {
    this.#socket = new NodeSocket(server.wsUrl);
    this.#socket.onopen = () => this.#socket.send(first);
    this.#socket.onclose = ({ code }) => {
      this.closeCode = code;
    };
    this.#socket.onmessage = (event) => {
      const bytes = messageBytes(event)!;
      this.messages++;
      if ((bytes[0] & 7) === SERVER_MESSAGE.welcome) this.welcome = readWelcome(new ByteReader(bytes, 1))!;
    };
  }

  static join(server: ServerProcess, role: Role): Visitor {
    return new Visitor(server, writeHello({ tableHash: TABLE_HASH, role, faction: 0, focus: 0, ticket: '' }));
  }

  static resume(server: ServerProcess, { welcome }: Visitor): Visitor {
    return new Visitor(server, writeResume(TABLE_HASH, welcome!.token));
  }

  /** Waits until it is let in or sent away. */
  async isAnswered(): Promise<this> {
    await until('an answer', () => this.welcome !== undefined || this.closeCode !== 0, WAIT_MS);
    return this;
  }

  async isEnded(): Promise<number> {
    await until('the end of a connection', () => this.closeCode !== 0, WAIT_MS);
    return this.closeCode;
  }

  close(): void {
    this.#socket.close();
  }
}

function settings(changes: Record<string, number>): string[] {
  const land = ['--set', 'world.file=worlds/tiny.txt'];
  const marks = Object.entries(changes).flatMap(([name, value]) => [
    '--set',
    `server.overload.${name}=${value}`,
  ]);
  return [...land, ...marks];
}

async function metric(server: ServerProcess, name: string): Promise<number> {
  const page = await (await fetch(new URL('/metrics', server.operatorUrl))).text();
  return Number(page.match(new RegExp(`^${name} (\\S+)$`, 'm'))?.[1]);
}

const rungOf = (server: ServerProcess) => metric(server, 'world_overload_rung');

async function readiness(
  server: ServerProcess,
): Promise<{ status: number; missing: string[]; degraded?: string[] }> {
  const response = await fetch(new URL('/readyz', server.operatorUrl));
  return {
    status: response.status,
    ...((await response.json()) as { missing: string[]; degraded?: string[] }),
  };
}

describe('a server that takes every load for an overload', () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'marchland-overload-'));

  afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

  it('climbs to the top, sheds and refuses, lets resume whoever has a session, and undoes all of it', async () => {
    const windows = { windowTicks: 10, calmTicks: 10 };
    // As all live tests do, with a ladder that ends at its foot.
    const calm = await startServer({ dataDirectory, args: settings(windows) });
    const [player, observer] = await Promise.all(
      [ROLE.player, ROLE.observer].map((role) => Visitor.join(calm, role).isAnswered()),
    );
    expect([player.closeCode, observer.closeCode]).toEqual([0, 0]);
    await calm.stop();

    const harsh = await startServer({
      dataDirectory,
      args: settings({ ...windows, rungMax: RUNG_MAX, tickPercent: 0 }),
    });
    const [back, watcher] = [Visitor.resume(harsh, player), Visitor.resume(harsh, observer)];
    try {
      expect(await watcher.isEnded()).toBe(CLOSE.tryAgainLater);
      expect(watcher.welcome).toBeDefined();
      await until('the top of the ladder', async () => (await rungOf(harsh)) === RUNG_MAX, WAIT_MS);
      expect(await metric(harsh, 'world_overload_climbs_total')).toBe(RUNG_MAX);
      expect(await metric(harsh, 'world_overload_spectators_shed_seconds_total')).toBeGreaterThan(0);
      const ready = await readiness(harsh);
      expect([ready.status, ready.missing]).toEqual([503, ['overload: new sessions are refused']]);
      expect(ready.degraded?.[0]).toContain('rung 6 (closed)');

      for (const role of [ROLE.player, ROLE.observer]) {
        expect(await Visitor.join(harsh, role).isEnded()).toBe(CLOSE.tryAgainLater);
      }
      expect(await metric(harsh, 'world_spectators_shed_total')).toBe(1);
      expect(await metric(harsh, 'world_joins_refused_total')).toBe(2);
      const { messages } = back;
      await until('the player still hears of the world', () => back.messages > messages, WAIT_MS);
      const again = await Visitor.resume(harsh, back).isAnswered();
      expect([again.closeCode, again.welcome?.session]).toEqual([0, player.welcome?.session]);
      expect(await rungOf(harsh)).toBe(RUNG_MAX);
    } finally {
      await harsh.stop();
    }

    const mild = await startServer({ dataDirectory, args: settings(windows) });
    try {
      await until('the foot of the ladder', async () => (await rungOf(mild)) === RUNG.none, WAIT_MS);
      expect(await metric(mild, 'world_overload_descents_total')).toBe(RUNG_MAX);
      expect(await metric(mild, 'world_overload_climbs_total')).toBe(0);
      const late = await Promise.all(
        [ROLE.player, ROLE.observer].map((role) => Visitor.join(mild, role).isAnswered()),
      );
      expect(late.map(({ closeCode }) => closeCode)).toEqual([0, 0]);
      const ready = await readiness(mild);
      expect([ready.status, ready.degraded]).toEqual([200, undefined]);
      for (const visitor of late) visitor.close();
    } finally {
      await mild.stop();
    }
  }, 120_000);
});
