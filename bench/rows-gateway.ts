import { Mirror } from '../client/mirror.ts';
import { mix32 } from '../src/maths/random.ts';
import { ByteReader } from '../src/protocol/bytes.ts';
import {
  ClientFrame,
  ORDER,
  REFUSAL,
  readClientFrame,
  writeOrders,
} from '../src/protocol/client-messages.ts';
import {
  FRAME_HEADER_BYTES,
  readWelcome,
  SERVER_MESSAGE,
  unfoldTick,
} from '../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../src/protocol/table-hash.ts';
import { Crowd } from './crowd.ts';
import { assertWork } from './failure.ts';
import type { MicroRow } from './micro-row.ts';

const GATHERED_TICKS = 32;
/** Longer than the interval at which every sector is checked against its hash. */
const MIRRORED_TICKS = 300;
const MIRRORED_UNITS = 1_000;

function orderFrames(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) =>
    writeOrders([{ sequence: i + 1, op: ORDER.moveTo, a: mix32(i) & 0xffff, b: mix32(i + count) & 0xffff }]),
  );
}

/** Reads frames, all of them good or all of them broken. */
export function commandReading(count: number, malformed: boolean): MicroRow {
  const frames = orderFrames(count);
  if (malformed) frames.forEach(breakFrame);
  const reader = new ByteReader(new Uint8Array(0));
  const into = new ClientFrame();
  let refused = 0;
  return {
    item: 'frame',
    items: count,
    run() {
      refused = 0;
      for (let i = 0; i < count; i++) {
        reader.reset(frames[i]);
        if (readClientFrame(reader, into, TABLE_HASH) !== REFUSAL.none) refused++;
      }
    },
    check() {
      const expected = malformed ? count : 0;
      assertWork(refused === expected, `command reading: ${refused} frames refused, not ${expected}`);
      if (!malformed) assertWork(into.sequence[0] === count, 'command reading: other orders than written');
    },
  };
}

/** Breaks a frame in one of the ways in which the reader must notice: count, length, reserved bits, kind. */
function breakFrame(frame: Uint8Array, i: number, frames: Uint8Array[]): void {
  if (i % 4 === 0) frame[1] = 0;
  else if (i % 4 === 1) frames[i] = frame.subarray(0, frame.length - 1 - (mix32(i) % 10));
  else if (i % 4 === 2) frame[7] = 1;
  else frame[0] = 0x40;
}

/** Decode, validate, enqueue: everything a gateway does with a frame of one order. */
export function orderIntake(count: number): MicroRow {
  const crowd = new Crowd(10, 1);
  crowd.settle();
  const frames = orderFrames(count);
  const [connection] = crowd.connections;
  let busy = 0;
  crowd.listener = () => busy++;
  return {
    item: 'frame',
    items: count,
    prepare() {
      crowd.stage.discardCommands();
    },
    run() {
      for (let i = 0; i < count; i++) crowd.gateway.receive(connection, frames[i], true);
    },
    check() {
      assertWork(connection.state === 'open', `order intake: the connection is ${connection.state}`);
      assertWork(busy === 0, `order intake: ${busy} orders were refused`);
      crowd.stage.step();
      const { count: answers } = crowd.stage.world.frame.notices;
      assertWork(answers === count, `order intake: ${answers} of ${count} orders reached the world`);
    },
  };
}

/** Fan-out: one message per client out of each of a row of frames. */
export function gathering(clients: number): MicroRow {
  const crowd = new Crowd(clients, clients);
  crowd.settle();
  const frames = crowd.record(GATHERED_TICKS);
  let bytes = 0;
  crowd.listener = (_client, message) => {
    bytes += message.length;
  };
  const deliverAll = () => {
    bytes = 0;
    for (const frame of frames) {
      crowd.reader.words.set(frame);
      crowd.gateway.deliver();
    }
  };
  // After the first round the views stand where the last frame put them, and every later round is the same.
  deliverAll();
  deliverAll();
  const expected = bytes;
  return {
    item: 'client',
    items: clients * frames.length,
    run: deliverAll,
    check() {
      assertWork(expected > 0 && bytes === expected, `gathering: ${bytes} bytes, not ${expected}`);
    },
  };
}

/** A client's mirror over all messages of a span of ticks, the first view included. */
export function mirroring(ticks: number): MicroRow {
  const crowd = new Crowd(MIRRORED_UNITS, 1);
  const messages: Uint8Array[] = [];
  crowd.listener = (_client, bytes) => messages.push(bytes.slice());
  for (let i = 0; i < Math.max(ticks, MIRRORED_TICKS); i++) crowd.step();
  const [greeting, ...frames] = messages;
  const from = new ByteReader(greeting, 1);
  const welcome = greeting[0] === SERVER_MESSAGE.welcome ? readWelcome(from) : undefined;
  assertWork(welcome !== undefined, 'mirror: the first message is no welcome');
  const { grid } = crowd.stage.world;
  let mirror = new Mirror(grid, welcome!.tick);
  let unreadable = 0;
  return {
    item: 'message',
    items: frames.length,
    prepare() {
      mirror = new Mirror(grid, welcome!.tick);
      unreadable = 0;
    },
    run() {
      for (const frame of frames) {
        from.reset(frame, FRAME_HEADER_BYTES);
        if (!mirror.apply(from, unfoldTick(frame[1], mirror.tick))) unreadable++;
      }
    },
    check() {
      const { entities, hashChecks, hashMismatches, turns, unknownRecords } = mirror;
      assertWork(entities.size > 0 && turns > 0, 'mirror: nobody is in it, or nobody turned');
      assertWork(hashChecks > 0, 'mirror: no hash was compared');
      const wrong = hashMismatches + unknownRecords + unreadable;
      assertWork(wrong === 0, `mirror: ${wrong} mismatches, unknown records or unreadable frames`);
    },
  };
}
