import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarchlandClient } from '../client/client.ts';
import { connectNode } from '../client/node.ts';
import { NodeSocket } from '../client/node-socket.ts';
import { CLOSE } from '../src/protocol/fields.ts';
import { type ServerProcess, startServer } from './support/server.ts';
import { until } from './support/until.ts';

describe('a server with room for one client', () => {
  let server: ServerProcess;
  let first: MarchlandClient;

  beforeAll(async () => {
    server = await startServer({ args: ['--set', 'server.network.connectionsMax=1'] });
    first = connectNode({ url: server.wsUrl });
    await until('the first client is in', () => first.diagnostics().hashChecks > 0, 15_000);
  });

  afterAll(async () => {
    first?.close();
    await server?.stop();
  });

  it('asks every further one to try again later, and keeps the first', async () => {
    for (let i = 0; i < 5; i++) {
      const socket = new NodeSocket(server.wsUrl);
      const code = await new Promise<number>((resolve) => {
        socket.onclose = (event) => resolve(event.code);
      });
      expect(code).toBe(CLOSE.tryAgainLater);
    }
    const { ticks } = first.diagnostics();
    await until('the first client still gets frames', () => first.diagnostics().ticks > ticks);
    expect(first.diagnostics()).toMatchObject({ state: 'connected', exact: true, reconnects: 0 });
  });
});
