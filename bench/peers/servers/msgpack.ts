import type { AddressInfo } from 'node:net';
import { Packr } from 'msgpackr';
import { type WebSocket, WebSocketServer } from 'ws';
import { TICKS_PER_SECOND } from '../../../src/maths/fixed-point.ts';
import { monotonicMicros } from '../../../src/ops/clock.ts';
import { PatrolWorld } from '../patrol-world.ts';
import { announce, readServerOptions } from './server-options.ts';

/**
 * The patrol workload on ws and msgpackr, written by hand and well: each sector that somebody sees is packed once a
 * tick, and a client's message is the packed sectors of its view one after the other, in one send.
 */

const options = readServerOptions();
const MICROS_PER_TICK = 1_000_000 / TICKS_PER_SECOND;
const TICKS_AT_ONCE_MAX = 4;

const world = new PatrolWorld(options.clients, options.seed);
const packr = new Packr({ useRecords: false });
const socketOf: (WebSocket | undefined)[] = [];
const packed: (Buffer | undefined)[] = new Array(world.columns ** 2);

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const unit = Number(new URL(request.url!, 'ws://peer').searchParams.get('unit'));
  socketOf[unit] = socket;
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    if (socketOf[unit] === socket) socketOf[unit] = undefined;
  });
});
server.on('listening', () => announce((server.address() as AddressInfo).port));

/** A sector's units as one flat array: number, x, y, and so on; short headers, and no names of fields. */
function packSector(members: readonly number[]): Buffer {
  const values: number[] = [];
  for (const i of members) values.push(i, world.x[i], world.y[i]);
  return packr.pack(values);
}

function sendTick(stampMicros: number): void {
  const members: number[][] = Array.from(packed, () => []);
  for (let i = 0; i < world.count; i++) members[world.sector[i]].push(i);
  packed.fill(undefined);
  const head = packr.pack([world.tick, stampMicros]);
  for (let unit = 0; unit < socketOf.length; unit++) {
    const socket = socketOf[unit];
    if (!socket) continue;
    const parts = [head];
    for (const sector of world.sectorsAround(world.viewCenter[unit])) {
      if (members[sector].length > 0) parts.push((packed[sector] ??= packSector(members[sector])));
    }
    socket.send(Buffer.concat(parts));
  }
}

const startMicros = monotonicMicros();
let dueTicks = 0;
function wake(): void {
  const nowMicros = monotonicMicros();
  const behind = Math.floor((nowMicros - startMicros) / MICROS_PER_TICK) - dueTicks;
  // What is too late to be caught up is dropped, as a fixed time step does; the tick rate tells.
  if (behind > TICKS_AT_ONCE_MAX) dueTicks += behind - TICKS_AT_ONCE_MAX;
  if (behind > 0) {
    dueTicks++;
    world.step();
    sendTick(Math.floor(nowMicros) >>> 0);
  }
  const nextMicros = startMicros + (dueTicks + 1) * MICROS_PER_TICK;
  setTimeout(wake, Math.max(0, Math.ceil((nextMicros - monotonicMicros()) / 1000)));
}
wake();
