import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLIENT_FRAME_BYTES_MAX } from '../src/limits.ts';
import { ByteReader } from '../src/protocol/bytes.ts';
import {
  CHANNEL_COUNT_MAX,
  CLIENT_MESSAGE,
  ClientFrame,
  ORDER_COUNT_MAX,
  REFUSAL,
  REFUSAL_NAMES,
  ROLE,
  readClientFrame,
  TICKET_BYTES_MAX,
  writeHello,
  writeOrders,
  writeResume,
  writeResync,
} from '../src/protocol/client-messages.ts';
import { writeSubscribe, writeUnsubscribe } from '../src/protocol/strategic-messages.ts';
import { seeded } from './support/random-life.ts';
import { CLIENT_SAMPLES, TABLES } from './support/wire-samples.ts';

const SEED = { seed: 1, numRuns: 500 };
const u32 = fc.nat(0xffff_ffff);
const i32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
const frame = new ClientFrame();
const reader = new ByteReader(new Uint8Array(0));

function read(bytes: Uint8Array, tables = TABLES): number {
  reader.reset(bytes);
  return readClientFrame(reader, frame, tables);
}

function areChannels(bytes: number, bytesEach: number): boolean {
  const { channelCount, level } = frame;
  const isInRange = channelCount >= 1 && channelCount <= CHANNEL_COUNT_MAX;
  return (
    isInRange &&
    bytes === 2 + bytesEach * channelCount &&
    level.subarray(0, channelCount).every((l) => l <= 8)
  );
}

/** Throws unless a frame that was let through keeps to every limit that the gateway relies on. */
function expectLegal(bytes: Uint8Array): void {
  const { kind, role, faction, orderCount, secretStart, secretEnd } = frame;
  const legal =
    (kind === CLIENT_MESSAGE.hello &&
      role <= ROLE.observer &&
      faction <= 7 &&
      secretEnd === bytes.length &&
      secretEnd - secretStart <= TICKET_BYTES_MAX) ||
    (kind === CLIENT_MESSAGE.resume && secretEnd === bytes.length && secretEnd - secretStart === 32) ||
    (kind === CLIENT_MESSAGE.orders &&
      orderCount >= 1 &&
      orderCount <= ORDER_COUNT_MAX &&
      bytes.length === 2 + 14 * orderCount) ||
    (kind === CLIENT_MESSAGE.ping && bytes.length === 9) ||
    (kind === CLIENT_MESSAGE.resync && bytes.length === 5) ||
    (kind === CLIENT_MESSAGE.subscribe && areChannels(bytes.length, 13)) ||
    (kind === CLIENT_MESSAGE.unsubscribe && areChannels(bytes.length, 5));
  if (!legal) throw new Error(`let through: ${Buffer.from(bytes).toString('hex')}`);
}

describe('every message is read as it was written', () => {
  test('subscribe and unsubscribe', () => {
    const channel = fc.record({ level: fc.nat(4), index: u32, era: u32, afterSequence: u32 });
    fc.assert(
      fc.property(fc.array(channel, { minLength: 1, maxLength: CHANNEL_COUNT_MAX }), (channels) => {
        for (const write of [writeSubscribe, writeUnsubscribe]) {
          expect(read(write(channels))).toBe(REFUSAL.none);
          expect(frame.channelCount).toBe(channels.length);
          channels.forEach(({ level, index, era, afterSequence }, i) => {
            const position = write === writeSubscribe ? [era, afterSequence] : [0, 0];
            expect([frame.level[i], frame.index[i]]).toEqual([level, index]);
            expect([frame.era[i], frame.afterSequence[i]]).toEqual(position);
          });
        }
      }),
      SEED,
    );
  });

  test('hello', () => {
    const ticket = fc.string({ maxLength: 400 });
    fc.assert(
      fc.property(fc.constantFrom(0, 1), fc.nat(7), u32, ticket, (role, faction, focus, text) => {
        const bytes = writeHello({ tableHash: TABLES, role: role as 0 | 1, faction, focus, ticket: text });
        expect(read(bytes)).toBe(REFUSAL.none);
        expect(frame).toMatchObject({ kind: CLIENT_MESSAGE.hello, role, faction, focus });
        expect(bytes.slice(frame.secretStart, frame.secretEnd)).toEqual(new TextEncoder().encode(text));
      }),
      SEED,
    );
  });

  test('resume', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (token) => {
        const bytes = writeResume(TABLES, token);
        expect(read(bytes)).toBe(REFUSAL.none);
        expect(bytes.slice(frame.secretStart, frame.secretEnd)).toEqual(token);
      }),
      SEED,
    );
  });

  test('orders', () => {
    const order = fc.record({ sequence: u32, op: fc.nat(255), a: i32, b: i32 });
    fc.assert(
      fc.property(fc.array(order, { minLength: 1, maxLength: ORDER_COUNT_MAX }), (orders) => {
        expect(read(writeOrders(orders))).toBe(REFUSAL.none);
        const taken = orders.map((_, i) => ({
          sequence: frame.sequence[i],
          op: frame.op[i],
          a: frame.a[i],
          b: frame.b[i],
        }));
        expect(taken).toEqual(orders);
        expect(frame.orderCount).toBe(orders.length);
      }),
      SEED,
    );
  });

  test('resync', () => {
    fc.assert(
      fc.property(u32, (sector) => {
        expect(read(writeResync(sector))).toBe(REFUSAL.none);
        expect(frame.sector).toBe(sector);
      }),
      SEED,
    );
  });
});

describe.each(Object.entries(CLIENT_SAMPLES))('a %s', (_, sample) => {
  test('cut off at any byte is refused', () => {
    for (let length = 0; length < sample.length; length++) {
      const refusal = read(sample.slice(0, length));
      expect(refusal, `cut to ${length}`).toBe(length === 0 ? REFUSAL.empty : REFUSAL.tooShort);
    }
  });

  test('with trailing bytes is refused', () => {
    for (const extra of [1, 2, 14]) {
      expect(read(Uint8Array.of(...sample, ...new Uint8Array(extra)))).toBe(REFUSAL.trailingBytes);
    }
  });

  test('with any one bit flipped is refused or a legal message', () => {
    for (let bit = 0; bit < sample.length * 8; bit++) {
      const flipped = sample.slice();
      flipped[bit >> 3] ^= 1 << (bit & 7);
      if (read(flipped) === REFUSAL.none) expectLegal(flipped);
    }
  });
});

describe('a refusal says what is wrong', () => {
  const hello = CLIENT_SAMPLES['hello'];
  const changed = (at: number, value: number) => {
    const copy = hello.slice();
    copy[at] = value;
    return copy;
  };

  test.each([
    ['unknownKind', changed(0, 0)],
    ['unknownKind', changed(0, 200)],
    ['badMagic', changed(1, 0)],
    ['badVersion', changed(5, 77)],
    ['badTables', changed(7, 0)],
    ['badRole', changed(11, 2)],
    ['badFaction', changed(12, 8)],
    ['badCount', changed(18, 0xff)],
    ['badCount', Uint8Array.of(CLIENT_MESSAGE.orders, 0)],
    ['badCount', Uint8Array.of(CLIENT_MESSAGE.orders, 33, ...new Uint8Array(33 * 14))],
    ['badCount', Uint8Array.of(CLIENT_MESSAGE.orders, 255)],
    ['reservedBits', Uint8Array.of(CLIENT_MESSAGE.orders, 1, 1, 0, 0, 0, 1, 1, ...new Uint8Array(8))],
  ])('%s', (name, bytes) => {
    expect(REFUSAL_NAMES[read(bytes)]).toBe(name);
  });
});

test('a million random and mutated frames: no exception, nothing illegal let through, no memory kept', () => {
  const dice = seeded(99);
  const samples = Object.values(CLIENT_SAMPLES);
  const buffers = Array.from({ length: 64 }, (_, i) => new Uint8Array(i < 60 ? i : CLIENT_FRAME_BYTES_MAX));
  const counts = new Uint32Array(REFUSAL_NAMES.length);
  const round = (frames: number) => {
    for (let i = 0; i < frames; i++) {
      const sample = samples[dice(samples.length)];
      const mutated = dice(3) > 0;
      const bytes = mutated ? buffers[Math.min(59, sample.length - dice(2))] : buffers[dice(64)];
      if (mutated) {
        bytes.set(sample.subarray(0, bytes.length));
        for (let flips = dice(4); flips > 0 && bytes.length > 0; flips--)
          bytes[dice(bytes.length)] = dice(256);
      } else {
        for (let at = Math.min(bytes.length, 24); at > 0; at--) bytes[at - 1] = dice(256);
        if (bytes.length > 0 && dice(2) === 0) bytes[0] = 1 + dice(5);
      }
      const refusal = read(bytes);
      counts[refusal]++;
      if (refusal === REFUSAL.none) expectLegal(bytes);
    }
  };
  round(100_000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  round(900_000);
  globalThis.gc?.();
  // Without a forced collection, garbage of the test runner itself lies around; a reader that kept or made objects per
  // frame would show with a hundred megabytes.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(24_000_000);
  expect(
    counts.every((count, code) => count > 0 || code === REFUSAL.badText),
    `refusals seen: ${counts}`,
  ).toBe(true);
});
