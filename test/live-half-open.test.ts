import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, test } from 'vitest';
import type { PerformanceReport } from '../src/ops/performance-report.ts';
import { ROLE, writeHello } from '../src/protocol/client-messages.ts';
import { TABLE_HASH } from '../src/protocol/table-hash.ts';
import { RawSocket } from './support/raw-socket.ts';
import { type ServerProcess, startServer } from './support/server.ts';
import { until } from './support/until.ts';

/** Connections of each kind. */
const EACH = 20;
/** The server asks its kernel for these anew while it runs: one for each connection of an operator's page. */
const SPARE_FILES = 3;
const HELLO = writeHello({ tableHash: TABLE_HASH, role: ROLE.observer, faction: 0, focus: 1, ticket: '' });

let server: ServerProcess;
beforeAll(async () => {
  const settings = { 'server.network.idleTimeoutSeconds': 8, 'server.sessions.resumeSeconds': 1 };
  const args = Object.entries(settings).flatMap(([knob, value]) => ['--set', `${knob}=${value}`]);
  server = await startServer({ args });
}, 40_000);
afterAll(async () => {
  await server?.stop();
});

async function report(): Promise<PerformanceReport> {
  return (await (await fetch(`${server.operatorUrl}/api/performance?window=1`)).json()) as PerformanceReport;
}

function openFiles(): number {
  return readdirSync(`/proc/${server.pid}/fd`).length;
}

/** Opens connections and does the same with each. */
async function openEach(act: (socket: RawSocket) => void): Promise<RawSocket[]> {
  const sockets = await Promise.all(Array.from({ length: EACH }, () => RawSocket.open(server.wsUrl)));
  for (const socket of sockets) act(socket);
  return sockets;
}

test('peers that are gone without a word are let go in bounded time, whatever they had said, and nothing of them stays', async () => {
  await report();
  const filesBefore = openFiles();
  const half = await openEach((socket) => socket.upgrade());
  await until('they are open', async () => (await report()).gateways[0].connections === EACH);
  for (const socket of half) socket.frame(HELLO);
  await until('they are clients', async () => (await report()).clients === EACH);
  const helloless = await openEach((socket) => socket.upgrade());
  const mute = await openEach(() => {});
  const dripping = await openEach((socket) => socket.write('GET /ws HTTP/1.1\r\n'));
  const drip = setInterval(() => {
    for (const socket of dripping) socket.write('x: y\r\n');
  }, 1000);
  const all = [...half, ...helloless, ...mute, ...dripping];
  try {
    await until('all are accepted', () => openFiles() >= filesBefore + all.length, 5_000);
    await until('no connection is left', async () => (await report()).gateways[0].connections === 0, 25_000);
    await until('no session is left', async () => (await report()).sessions === 0, 5_000);
    await until('no file is left', () => openFiles() <= filesBefore + SPARE_FILES, 15_000);
  } finally {
    clearInterval(drip);
    for (const socket of all) socket.destroy();
  }
}, 60_000);
