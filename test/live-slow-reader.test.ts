import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarchlandClient } from '../client/client.ts';
import { connectNode } from '../client/node.ts';
import { openWorld } from '../src/territory/open-world.ts';
import { writeWorldFile } from '../src/territory/world-file.ts';
import { type ServerProcess, startServer } from './support/server.ts';
import { until } from './support/until.ts';

/**
 * A TCP relay whose downward half can be stopped: a client behind it has stopped reading, as far as the server can
 * tell.
 */
class PausableRelay {
  readonly #server: Server;
  readonly #upstream = new Set<Socket>();

  constructor(port: number) {
    this.#server = createServer((down) => {
      const up = connect(port, '127.0.0.1');
      this.#upstream.add(up);
      up.on('data', (chunk) => {
        if (!down.write(chunk)) up.pause();
      });
      down.on('drain', () => up.resume());
      down.on('data', (chunk) => up.write(chunk));
      for (const [from, to] of [[up, down] as const, [down, up] as const]) {
        from.on('close', () => to.destroy());
        from.on('error', () => to.destroy());
      }
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `ws://127.0.0.1:${(this.#server.address() as { port: number }).port}/ws`;
  }

  stopReading(): void {
    for (const socket of this.#upstream) socket.pause();
  }

  readOn(): void {
    for (const socket of this.#upstream) socket.resume();
  }

  close(): void {
    for (const socket of this.#upstream) socket.destroy();
    this.#server.close();
  }
}

describe('one client that stops reading', () => {
  const directory = mkdtempSync(join(tmpdir(), 'marchland-slow-'));
  let server: ServerProcess;
  let relay: PausableRelay;
  let slow: MarchlandClient;
  let others: MarchlandClient[];

  beforeAll(async () => {
    // 8,000 units that turn 17 times a second, all in view: half a megabyte a second fills every buffer on the way.
    const world = join(directory, 'open.json');
    writeWorldFile(world, openWorld({ widthMeters: 1000, heightMeters: 1000, name: 'open' }));
    const settings = {
      'world.sectorSizeMeters': 250,
      'world.viewRadiusSectors': 3,
      'world.hashCheckIntervalTicks': 20,
      'world.inhabitants.patrols': 8000,
      'world.inhabitants.minds': false,
      'server.network.idleTimeoutSeconds': 120,
      'world.inhabitants.roam': 'open',
      'balance.patrol.legSecondsMax': 0.1,
      'balance.combat.engagement.patrolsSeek': false,
    };
    const args = Object.entries(settings).flatMap(([knob, value]) => ['--set', `${knob}=${value}`]);
    server = await startServer({ args: ['--world', world, ...args] });
    relay = new PausableRelay(Number(new URL(server.wsUrl).port));
    slow = connectNode({ url: await relay.listen(), role: 'observer', focus: 1, silenceMs: 60_000 });
    others = [2].map((focus) => connectNode({ url: server.wsUrl, role: 'observer', focus }));
    await until('all clients hold the world', () =>
      [slow, ...others].every((c) => c.diagnostics().entities === 8000),
    );
  }, 30_000);

  afterAll(async () => {
    for (const client of [slow, ...(others ?? [])]) client?.close();
    relay?.close();
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('becomes stale, costs the others nothing, and is exact within a second of reading on', async () => {
    relay.stopReading();
    await until(
      'the server marks the client stale',
      async () => (await gateway(server)).staleClients === 1,
      20_000,
    );
    const before = others.map((client) => client.diagnostics().ticks);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    for (const [i, client] of others.entries()) {
      expect(client.diagnostics().ticks - before[i]).toBeGreaterThan(50);
    }

    let reset = false;
    slow.on('view', () => {
      reset = true;
    });
    relay.readOn();
    await until('a fresh view has come', () => reset, 1000);
    const checks = slow.diagnostics().hashChecks;
    await until('checks are made again', () => slow.diagnostics().hashChecks > checks + 3, 1000);
    expect(slow.diagnostics()).toMatchObject({
      exact: true,
      hashMismatches: 0,
      unknownRecords: 0,
      reconnects: 0,
    });
    for (const client of others) {
      expect(client.diagnostics()).toMatchObject({ exact: true, hashMismatches: 0, unknownRecords: 0 });
    }
    expect((await gateway(server)).staleClients).toBe(0);
  }, 40_000);
});

async function gateway(server: ServerProcess): Promise<{ staleClients: number }> {
  const report = await (await fetch(`${server.operatorUrl}/api/performance`)).json();
  return (report as { gateways: { staleClients: number }[] }).gateways[0];
}
