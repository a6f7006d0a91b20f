import uws from 'uWebSockets.js';
import { readFileSync } from 'node:fs';

/**
 * What the sends alone cost: as many messages of the same sizes as Marchland sends, as a run of it was measured, out of
 * buffers that were made before. Nothing is simulated, chosen, encoded or copied. It runs on the library and the Node
 * that Marchland runs on, both of which do not read TypeScript.
 *
 * node floor.mjs PROFILE.json, where PROFILE is {"messagesPerClientPerTick": 0.5, "sizes": [bytes, ...]}
 */

const TICKS_PER_SECOND = 60;
const NANOS_PER_TICK = 1_000_000_000n / BigInt(TICKS_PER_SECOND);
const STAMP_BYTES = 8;
const TWO_TO_32 = 4_294_967_296;

const { messagesPerClientPerTick, sizes } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const messages = sizes.map((bytes) => Buffer.alloc(Math.max(STAMP_BYTES, Math.round(bytes))));
const clients = new Set();
let tick = 0;
let draw = 1;

/** Next of a linear congruential sequence of 32 bits (Numerical Recipes); the top bits are fair enough for this. */
function next() {
  draw = (Math.imul(draw, 1_664_525) + 1_013_904_223) >>> 0;
  return draw;
}

function sendTick() {
  tick++;
  const stampMicros = Number((process.hrtime.bigint() / 1000n) & 0xffff_ffffn);
  for (const message of messages) {
    message.writeUInt32LE(tick, 0);
    message.writeUInt32LE(stampMicros, 4);
  }
  const limit = messagesPerClientPerTick * TWO_TO_32;
  for (const client of clients) {
    if (next() >= limit) continue;
    client.send(messages[Math.floor((next() / TWO_TO_32) * messages.length)], true, false);
  }
}

const start = process.hrtime.bigint();
function wake() {
  const due = (process.hrtime.bigint() - start) / NANOS_PER_TICK;
  if (due > BigInt(tick)) sendTick();
  const nextNanos = start + BigInt(tick + 1) * NANOS_PER_TICK - process.hrtime.bigint();
  setTimeout(wake, Math.max(0, Math.ceil(Number(nextNanos) / 1e6)));
}

uws
  .App()
  .ws('/*', {
    compression: uws.DISABLED,
    open: (client) => clients.add(client),
    close: (client) => clients.delete(client),
  })
  .listen('127.0.0.1', 0, (socket) => {
    if (!socket) throw new Error('found no free port');
    process.stdout.write(`${JSON.stringify({ port: uws.us_socket_local_port(socket) })}\n`);
    wake();
  });
