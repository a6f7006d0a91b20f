import { resolve } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { connectNode } from '../client/node.ts';
import { NodeSocket } from '../client/node-socket.ts';
import { type Patch, PatchedServer } from './support/patched-server.ts';
import { TINY_WORLD } from './support/saved-run.ts';
import { startServer } from './support/server.ts';
import { until } from './support/until.ts';

/** That it is restarted at once, not how fast: `npm run crash` measures that. */
const RESTART_MILLIS_MAX = 15_000;

const TINY_WORLD_ARGS = ['--set', `world.file=${JSON.stringify(resolve(TINY_WORLD))}`];

/** The servers of these tests have little to do and wait a lot, so that several may run at a time. */
const together = it.concurrent;

async function serverWith({ onTestFinished }: TestContext, ...patches: Patch[]): Promise<PatchedServer> {
  const server = await PatchedServer.start(patches, TINY_WORLD_ARGS);
  onTestFinished(() => server.remove());
  return server;
}

async function clientOf(server: PatchedServer, { onTestFinished }: TestContext) {
  const { socketUrl } = await server.facts();
  const client = connectNode({ url: socketUrl, backoff: { firstMs: 50, maxMs: 200 } });
  onTestFinished(() => client.close());
  await until('the client has its avatar', () => client.avatar !== undefined, 15_000);
  return client;
}

function factOf(line: string, name: string): number {
  return Number(new RegExp(`\\b${name}=(\\d+)`).exec(line)?.[1]);
}

/** Asks the operator port. */
async function health(server: PatchedServer, path: string): Promise<{ status: number; missing: string[] }> {
  const { operatorUrl } = await server.facts();
  const response = await fetch(new URL(path, operatorUrl));
  const { missing } = (await response.json()) as { missing: string[] };
  return { status: response.status, missing };
}

const DEATHS: readonly (Patch & { thread: string })[] = [
  {
    thread: 'sim',
    file: 'src/sim/tick.js',
    before: 'world.frame.clear();',
    after: `world.frame.clear(); if (world.ledger.tick[0] > 240 && ONCE) throw new Error('planted');`,
  },
  {
    thread: 'journal',
    file: 'src/storage/journal.js',
    before: 'write(words) {',
    after: `write(words) { if (words[1] > 240 && ONCE) {
      throw Object.assign(new Error('planted'), { code: 'SQLITE_IOERR_FSYNC' });
    }`,
  },
  {
    thread: 'storage',
    file: 'src/storage/thread.js',
    before: 'if (Atomics.load(control, CONTROL.stopping) !== 0)',
    after: `if (Atomics.load(control, CONTROL.tick) > 240 && ONCE) throw new Error('planted');
      if (Atomics.load(control, CONTROL.stopping) !== 0)`,
  },
];

describe('a world thread that dies', () => {
  together.for(DEATHS)('is restarted from disk, and clients resume: $thread', async (patch, context) => {
    const server = await serverWith(context, patch);
    const client = await clientOf(server, context);
    const avatar = client.avatar?.id;
    client.moveTo(1000, 1000);
    await until('the order is answered', () => client.diagnostics().ordersWaiting === 0);

    const died = await server.line('the world is restarted from disk');
    expect(died).toContain(`the ${patch.thread} thread ended`);
    const back = await server.line('the world runs again');
    expect(factOf(back, 'millis')).toBeLessThanOrEqual(RESTART_MILLIS_MAX);
    expect(factOf(back, 'tick')).toBeGreaterThan(180);
    await until(
      'the client is back',
      () => client.diagnostics().reconnects > 0 && client.avatar !== undefined,
    );
    expect(client.avatar?.id).toBe(avatar);
    const checks = client.diagnostics().hashChecks;
    await until('its mirror is checked', () => client.diagnostics().hashChecks > checks);
    expect(client.diagnostics()).toMatchObject({ exact: true, hashMismatches: 0 });
    expect(await health(server, '/readyz')).toMatchObject({ status: 200 });

    // A server without the fault repeats both lives: every entry is checked against the state it was written at.
    client.close();
    await server.end('SIGKILL');
    const next = await startServer({ dataDirectory: `${server.directory}/data`, args: TINY_WORLD_ARGS });
    expect(next.facts.restored).toBe(true);
    expect(next.facts.tick).toBeGreaterThanOrEqual(factOf(back, 'tick'));
    await next.stop();
  });
});

together('a gateway thread that dies is restarted by itself, and its clients resume', async (context) => {
  const server = await serverWith(context, {
    file: 'src/gateway/gateway.js',
    before: 'sweep() {',
    // Not before the client has a session: one that is made to connect once more has nothing to resume.
    after: `sweep() {
      for (const { state, openedMicros } of this.connections.values()) {
        if (state === 'open' && openedMicros + 2_000_000 < monotonicMicros() && ONCE) throw new Error('planted');
      }`,
  });
  const client = await clientOf(server, context);
  const avatar = client.avatar?.id;
  expect(await server.line('it is started again')).toContain('the gateway-0 thread ended');
  await until('the client is back', () => client.diagnostics().reconnects > 0 && client.avatar !== undefined);
  expect(client.avatar?.id).toBe(avatar);
  expect(server.lines.join('\n')).not.toContain('the world is restarted');
  expect(await health(server, '/readyz')).toMatchObject({ status: 200 });
  expect(await server.end('SIGTERM')).toBe(0);
});

together(
  'an order that kills the world twice is quarantined, and the rest of history stays',
  async (context) => {
    const server = await serverWith(context, {
      file: 'systems/actions/take-order.js',
      before: 'const slot = inbox.words[at + WORD.slot];',
      after: `const slot = inbox.words[at + WORD.slot];
      if (inbox.words[at + WORD.a] === 666 * 4096) throw new Error('planted');`,
    });
    const client = await clientOf(server, context);
    const avatar = client.avatar?.id;
    client.moveTo(666, 1000);
    await server.line('it is quarantined');
    await server.line('the world runs again');
    await until(
      'the client is back',
      () => client.diagnostics().reconnects > 0 && client.avatar !== undefined,
    );
    expect(client.avatar?.id).toBe(avatar);
    const { operatorUrl } = await server.facts();
    const metrics = await (await fetch(new URL('/metrics', operatorUrl))).text();
    expect(metrics).toMatch(/^world_quarantined 1$/m);
    expect(metrics).toMatch(/^world_restarts_total 1$/m);
  },
);

together(
  'an order that makes the world hang twice is quarantined, and the world goes on',
  async (context) => {
    const server = await serverWith(context, {
      file: 'systems/actions/take-order.js',
      before: 'const slot = inbox.words[at + WORD.slot];',
      after: `const slot = inbox.words[at + WORD.slot];
      if (inbox.words[at + WORD.a] === 666 * 4096) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
    });
    const client = await clientOf(server, context);
    const avatar = client.avatar?.id;
    client.moveTo(666, 1000);
    expect(await server.line('the world is restarted from disk')).toMatch(
      /the sim thread ended .* it hung in tick \d+, inbox record 0;/,
    );
    await server.line('it is quarantined');
    await server.line('the world runs again');
    await until(
      'the client is back',
      () => client.diagnostics().reconnects > 0 && client.avatar !== undefined,
    );
    expect(client.avatar?.id, server.lines.join('\n')).toBe(avatar);
    client.moveTo(1000, 1000);
    await until('a later order is answered', () => client.diagnostics().ordersWaiting === 0);
    expect(await health(server, '/readyz')).toMatchObject({ status: 200 });
    const { operatorUrl } = await server.facts();
    const metrics = await (await fetch(new URL('/metrics', operatorUrl))).text();
    expect(metrics).toMatch(/^world_quarantined 1$/m);
    expect(metrics).toMatch(/^world_restarts_total 1$/m);
  },
);

together('a system that hangs is named, and the world is restarted from disk', async (context) => {
  const server = await serverWith(context, {
    file: 'systems/steer-patrols.js',
    before: 'const { fighter',
    after: `if (world.ledger.tick[0] > 240 && ONCE) for (;;);
      const { fighter`,
  });
  await server.facts();
  expect(await server.line('the world is restarted from disk')).toMatch(
    /it hung in tick \d+, system steerPatrols;/,
  );
  await server.line('the world runs again');
});

together('a disk that stands still for longer than a simulation may is waited for', async (context) => {
  const server = await serverWith(context, {
    file: 'src/storage/journal.js',
    before: 'write(words) {',
    after: `write(words) { if (words[1] > 240 && ONCE) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 7_000);
    }`,
  });
  await server.facts();
  await server.line('the disk has caught up');
  expect(server.lines.join('\n')).not.toContain('restarted');
});

together(
  'a world that dies again and again ends in safe mode, which says why and lets nobody in',
  async (context) => {
    const server = await serverWith(context, {
      file: 'src/sim/tick.js',
      before: 'world.frame.clear();',
      after: `world.frame.clear(); if (world.ledger.tick[0] > 120) throw new Error('planted');`,
    });
    const { socketUrl } = await server.facts();
    await server.line('the world is given up', 40_000);
    for (const path of ['/healthz', '/readyz']) {
      const { status, missing } = await health(server, path);
      expect(status).toBe(503);
      expect(missing[0]).toMatch(/^safe mode: .*planted/);
    }
    const code = await new Promise<number>((resolve) => {
      const socket = new NodeSocket(socketUrl);
      socket.onclose = (event) => resolve(event.code);
    });
    expect(code).toBe(1013);
    const ended = await server.end('SIGTERM');
    expect(ended, server.lines.join('\n')).toBe(1);
  },
);
