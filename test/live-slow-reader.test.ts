import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarchlandClient } from '../client/client.ts';
import { connectNode } from '../client/node.ts';
import type { PerformanceReport } from '../src/ops/performance-report.ts';
import { PRESSURE_MAX } from '../src/replication/tiers.ts';
import { openWorld } from '../src/territory/open-world.ts';
import { writeWorldFile } from '../src/territory/world-file.ts';
import { type ServerProcess, startServer } from './support/server.ts';
import { until } from './support/until.ts';

const READS_PER_SECOND = 10;

/**
 * A TCP relay whose downward half can be stopped or slowed down: a client behind it has stopped reading, or reads
 * slowly, as far as the server can tell.
 */
class PausableRelay {
  readonly #server: Server;
  readonly #upstream = new Set<Socket>();
  #isHeld = false;
  #reads: NodeJS.Timeout | undefined;

  constructor(port: number) {
    this.#server = createServer((down) => {
      const up = connect(port, '127.0.0.1');
      this.#upstream.add(up);
      up.on('data', (chunk) => {
        if (!down.write(chunk)) up.pause();
      });
      down.on('drain', () => {
        if (!this.#isHeld) up.resume();
      });
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
    this.#isHeld = true;
    for (const socket of this.#upstream) socket.pause();
  }

  readAt(bytesPerSecond: number): void {
    this.stopReading();
    // What is read of a paused socket goes the way of all its data.
    this.#reads = setInterval(() => {
      for (const socket of this.#upstream) socket.read(Math.floor(bytesPerSecond / READS_PER_SECOND));
    }, 1000 / READS_PER_SECOND);
  }

  readOn(): void {
    clearInterval(this.#reads);
    this.#isHeld = false;
    for (const socket of this.#upstream) socket.resume();
  }

  close(): void {
    clearInterval(this.#reads);
    for (const socket of this.#upstream) socket.destroy();
    this.#server.close();
  }
}

describe('one client that does not keep up', () => {
  const directory = mkdtempSync(join(tmpdir(), 'marchland-slow-'));
  let server: ServerProcess | undefined;
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
      // What is told of 8,000 units is over any sensible budget; here it is the line that is slow.
      'server.network.clientBytesPerSecond': 16_777_216,
      'world.inhabitants.roam': 'open',
      'balance.patrol.legSecondsMax': 0.1,
      'balance.combat.engagement.patrolsSeek': false,
    };
    const args = Object.entries(settings).flatMap(([knob, value]) => ['--set', `${knob}=${value}`]);
    server = await startServer({ args: ['--world', world, ...args] });
    const { wsUrl } = server;
    relay = new PausableRelay(Number(new URL(wsUrl).port));
    slow = connectNode({ url: await relay.listen(), role: 'observer', focus: 1, silenceMs: 60_000 });
    others = [2].map((focus) => connectNode({ url: wsUrl, role: 'observer', focus }));
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

  it('and stops reading becomes stale, costs the others nothing, and is exact soon after reading on', async () => {
    relay.stopReading();
    await until(
      'the server marks the client stale',
      async () => (await gateway(server!)).staleClients === 1,
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
    await until('a fresh view has come', () => reset, 10_000);
    const checks = slow.diagnostics().hashChecks;
    await until('checks are made again', () => slow.diagnostics().hashChecks > checks + 3, 10_000);
    expect(slow.diagnostics()).toMatchObject({
      exact: true,
      hashMismatches: 0,
      unknownRecords: 0,
      reconnects: 0,
    });
    for (const client of others) {
      expect(client.diagnostics()).toMatchObject({ exact: true, hashMismatches: 0, unknownRecords: 0 });
    }
    expect((await gateway(server!)).staleClients).toBe(0);
  }, 40_000);

  it('and reads 2 KB a second is slowed down, stays, and has all of the full stream soon after it reads on', async () => {
    const slowed = async () =>
      (await report(server!)).clientsByPressure.slice(1).reduce((sum, n) => sum + n, 0);
    await until('nobody is slowed down', async () => (await slowed()) === 0, 20_000);
    relay.readAt(2048);
    await until('one client is slowed down', async () => (await slowed()) === 1, 20_000);
    await until(
      'it is told as little as can be',
      async () => (await report(server!)).clientsByPressure[PRESSURE_MAX] === 1,
      10_000,
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await report(server!)).clients).toBe(2);

    relay.readOn();
    await until('nobody is slowed down again', async () => (await slowed()) === 0, 30_000);
    expect((await report(server!)).clientsByPressure[0]).toBe(2);
    const checks = slow.diagnostics().hashChecks;
    await until('checks are made', () => slow.diagnostics().hashChecks > checks + 3, 10_000);
    for (const client of [slow, ...others]) {
      expect(client.diagnostics()).toMatchObject({
        exact: true,
        hashMismatches: 0,
        unknownRecords: 0,
        reconnects: 0,
      });
    }
  }, 90_000);

  it('and reads nothing does not keep the server from stopping as it should', async () => {
    relay.stopReading();
    // Half a megabyte a second fills what the kernel keeps for it; its close frame waits behind that.
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    const stopped = server;
    server = undefined;
    expect((await stopped!.stop()).tick).toBeGreaterThan(0);
  }, 30_000);
});

async function report(server: ServerProcess): Promise<PerformanceReport> {
  return (await (await fetch(`${server.operatorUrl}/api/performance`)).json()) as PerformanceReport;
}

async function gateway(server: ServerProcess): Promise<{ staleClients: number }> {
  return (await report(server!)).gateways[0];
}
