import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarchlandClient } from '../client/client.ts';
import { connectNode } from '../client/node.ts';
import { NodeSocket } from '../client/node-socket.ts';
import { mix32 } from '../src/maths/random.ts';
import {
  ORDER,
  ROLE,
  writeHello,
  writeOrders,
  writePing,
  writeResync,
} from '../src/protocol/client-messages.ts';
import { TABLE_HASH } from '../src/protocol/table-hash.ts';
import { type ServerProcess, startServer } from './support/server.ts';
import { until } from './support/until.ts';

const FRAMES = 10_000;

const VALID = [
  writeHello({ tableHash: TABLE_HASH, role: ROLE.player, faction: 0, focus: 0, ticket: '' }),
  writeOrders([{ sequence: 1, op: ORDER.moveTo, a: 1000, b: 1000 }]),
  writePing(1),
  writeResync(3),
];

let draws = 0;
function draw(limit: number): number {
  return mix32(++draws) % limit;
}

/** Half of the frames are noise, half are valid ones with a few bytes changed or cut. */
function hostileFrame(): Uint8Array {
  if (draw(2) === 0) return Uint8Array.from({ length: draw(64) }, () => draw(256));
  const frame = VALID[draw(VALID.length)].slice();
  for (let i = draw(4); i >= 0; i--) frame[draw(frame.length)] = draw(256);
  return draw(3) === 0 ? frame.subarray(0, draw(frame.length)) : frame;
}

describe('hostile frames through live sockets', () => {
  let server: ServerProcess;
  let witness: MarchlandClient;

  beforeAll(async () => {
    server = await startServer({ args: ['--set', 'server.network.framesPerSecond=10000'] });
    witness = connectNode({ url: server.wsUrl });
    await until('the witness is in', () => witness.diagnostics().hashChecks > 0, 15_000);
  }, 40_000);

  afterAll(async () => {
    witness?.close();
    await server?.stop();
  });

  it('are refused and counted, close their connection, and leave memory and other clients alone', async () => {
    const before = await report(server);
    let sent = 0;
    const closes = new Map<number, number>();
    while (sent < FRAMES) {
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          const socket = new NodeSocket(server.wsUrl);
          const closed = new Promise<number>((resolve) => {
            socket.onclose = (event) => resolve(event.code);
          });
          await new Promise<void>((resolve) => {
            socket.onopen = () => resolve();
          });
          for (let i = 0; i < 25; i++, sent++) socket.send(hostileFrame());
          // Whoever was not thrown out (a mutated frame can be a good one) leaves by itself.
          const code = await Promise.race([closed, new Promise<number>((r) => setTimeout(r, 300, 0))]);
          closes.set(code, (closes.get(code) ?? 0) + 1);
          socket.close();
          await closed;
        }),
      );
    }
    const after = await report(server);
    expect(closes.get(4400) ?? 0).toBeGreaterThan(50);
    expect(after.serverRssMb - before.serverRssMb).toBeLessThan(48);
    const metrics = await (await fetch(`${server.operatorUrl}/metrics`)).text();
    const refused = Number(/^world_frames_malformed_total\{[^}]*\} (\d+)$/m.exec(metrics)?.[1]);
    expect(refused).toBeGreaterThan(FRAMES / 4);
    expect(witness.diagnostics()).toMatchObject({
      state: 'connected',
      exact: true,
      hashMismatches: 0,
      reconnects: 0,
    });
    const ticks = witness.diagnostics().ticks;
    await until('the witness still gets frames', () => witness.diagnostics().ticks > ticks);
  }, 60_000);

  it('of text are answered with close code 1003', async () => {
    expect(await closeCodeAfterText(server)).toBe(1003);
  });
});

/** The SDK's socket sends binary only, so the text frame is written by hand: FIN + text, masked with zeros. */
async function closeCodeAfterText(server: ServerProcess): Promise<number> {
  const { connect } = await import('node:net');
  const socket = connect(Number(new URL(server.wsUrl).port), '127.0.0.1');
  socket.write(
    'GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  let text = false;
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      if (!text && chunk.includes('101 Switching Protocols')) {
        text = true;
        socket.write(Uint8Array.of(0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69));
        return;
      }
      const close = chunk.indexOf(0x88);
      if (close >= 0) {
        resolve(chunk.readUInt16BE(close + 2));
        socket.destroy();
      }
    });
  });
}

async function report(server: ServerProcess): Promise<{ serverRssMb: number }> {
  return (await (await fetch(`${server.operatorUrl}/api/performance`)).json()) as { serverRssMb: number };
}
