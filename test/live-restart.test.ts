import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connectNode } from '../client/node.ts';
import { startServer } from './support/server.ts';
import { until } from './support/until.ts';

describe('a server that is stopped and started again', () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'marchland-restart-'));

  afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

  it('continues the very world it saved, and clients resume their sessions', async () => {
    const first = await startServer({ dataDirectory });
    expect(first.facts.restored).toBe(false);
    const port = new URL(first.wsUrl).port;
    const client = connectNode({ url: first.wsUrl, backoff: { firstMs: 50, maxMs: 200 } });
    await until('the client has its avatar', () => client.avatar !== undefined, 15_000);
    const avatar = client.avatar?.id;
    client.moveTo(1000, 1000);
    await until('the order is answered', () => client.diagnostics().ordersWaiting === 0);

    const saved = await first.stop();
    const second = await startServer({ dataDirectory, args: ['--set', `server.network.port=${port}`] });
    try {
      expect(second.facts).toMatchObject({ restored: true, tick: saved.tick, hash: saved.hash });
      await until('the client is back', () => client.diagnostics().state === 'connected', 15_000);
      expect(client.avatar?.id).toBe(avatar);
      const checks = client.diagnostics().hashChecks;
      await until('its mirror is checked', () => client.diagnostics().hashChecks > checks, 10_000);
      expect(client.diagnostics()).toMatchObject({ exact: true, hashMismatches: 0 });
    } finally {
      client.close();
      await second.stop();
    }
  }, 60_000);

  it('saves the world although a browser keeps its connection open', async () => {
    const server = await startServer({ dataDirectory });
    const agent = new Agent({ keepAlive: true });
    const status = await new Promise((resolve, reject) => {
      get(server.mapUrl, { agent }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      }).on('error', reject);
    });
    expect(status).toBe(200);
    const saved = await server.stop();
    expect(saved.tick).toBeGreaterThan(0);
    agent.destroy();
  }, 60_000);

  it('saves the world although the signal to stop comes twice, as through npm', async () => {
    const server = await startServer({ dataDirectory });
    process.kill(server.pid, 'SIGINT');
    process.kill(server.pid, 'SIGINT');
    const saved = await server.stop();
    const next = await startServer({ dataDirectory });
    expect(next.facts).toMatchObject({ restored: true, tick: saved.tick, hash: saved.hash });
    await next.stop();
  }, 60_000);
});
