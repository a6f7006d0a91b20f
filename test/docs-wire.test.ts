import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Mirror } from '../client/mirror.ts';
import { EXAMPLE_GRID, EXAMPLE_TICK, EXAMPLE_TURN_TICK } from '../scripts/docs/wire-examples.ts';
import { ByteReader } from '../src/protocol/bytes.ts';
import { ClientFrame, REFUSAL, readClientFrame } from '../src/protocol/client-messages.ts';
import { FRAME_HEADER_BYTES, unfoldTick } from '../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../src/protocol/table-hash.ts';

const page = readFileSync('docs/WIRE.md', 'utf8');

/** The bytes of the n-th listing of the page: the hexadecimal column before the words. */
function listing(n: number): Uint8Array {
  const blocks = [...page.matchAll(/```text\n([\s\S]*?)```/g)];
  const hex = blocks[n][1].split('\n').flatMap((line) => line.split('  ')[0].match(/[0-9a-f]{2}/g) ?? []);
  return Uint8Array.from(hex, (byte) => Number.parseInt(byte, 16));
}

test('the hello and the order of docs/WIRE.md are what a server takes', () => {
  const frame = new ClientFrame();
  expect(readClientFrame(new ByteReader(listing(0)), frame, TABLE_HASH)).toBe(REFUSAL.none);
  expect(readClientFrame(new ByteReader(listing(1)), frame, TABLE_HASH)).toBe(REFUSAL.none);
  expect([frame.orderCount, frame.sequence[0], frame.a[0], frame.b[0]]).toEqual([1, 1, 8_200_000, 4_400_000]);
});

test('the frames of docs/WIRE.md leave a mirror as the page says', () => {
  let mismatches = 0;
  const mirror = new Mirror(EXAMPLE_GRID, EXAMPLE_TICK - 1, {
    mismatch: () => {
      mismatches++;
    },
  });
  for (const bytes of [listing(2), listing(3)]) {
    const tick = unfoldTick(bytes[1], mirror.tick);
    expect(mirror.apply(new ByteReader(bytes, FRAME_HEADER_BYTES), tick)).toBe(true);
  }
  expect(mirror.tick).toBe(EXAMPLE_TURN_TICK);
  expect([mirror.hashChecks, mismatches, mirror.unknownRecords]).toEqual([1, 0, 0]);
  const walker = mirror.entities.get(5)!;
  expect(page).toContain(`it now stands at x ${mirror.xAt(walker, 1003)}, y ${mirror.yAt(walker, 1003)}`);
  expect(page).toContain(`Sum modulo 2^32: **${mirror.sectorHash(12)}**`);
});

/** The recipe of the page, written from its words alone. */
function hashByRecipe(id: number, fields: readonly number[]): number {
  const mod = 2n ** 32n;
  const word = (value: number) => BigInt.asUintN(32, BigInt(value));
  let h = ((word(id) ^ 0x9e3779b9n) * 0x85ebca6bn) % mod;
  for (const field of fields) h = ((h ^ (h >> 15n) ^ word(field)) * 0xc2b2ae35n) % mod;
  return Number(h ^ (h >> 16n));
}

test('the hash recipe of docs/WIRE.md gives the hashes of its table', () => {
  const rows = [...page.matchAll(/^\| (\d+) \| ((?:-?\d+, ){8}-?\d+) \| (\d+) \|$/gm)];
  expect(rows).toHaveLength(2);
  for (const [, id, fields, hash] of rows) {
    expect(hashByRecipe(Number(id), fields.split(', ').map(Number))).toBe(Number(hash));
  }
});

test('the packed list of docs/WIRE.md holds the bits that its table says', () => {
  const bytes = listing(2);
  const run = bytes.subarray(bytes.indexOf(0x81) + 3);
  const bits = run.reduce((sum, byte, i) => sum + (BigInt(byte) << BigInt(8 * i)), 0n);
  const rows = [...page.matchAll(/^\| (\d+) \| (\d+) \| ([a-z ]+) \| (-?\d+) \|$/gm)];
  expect(rows.filter(([, , , what]) => what === 'id step')).toHaveLength(2);
  let at = 0;
  for (const [, bit, width, what, value] of rows) {
    expect(Number(bit)).toBe(at);
    at += Number(width);
    const told = Number(BigInt.asUintN(Number(width), bits >> BigInt(bit)));
    const isCourse = what === 'vx' || what === 'vy';
    expect(isCourse ? (told >> 1) ^ -(told & 1) : told, `${what} at bit ${bit}`).toBe(Number(value));
  }
  expect(at).toBe(run.length * 8);
});

test('every quoted setting of docs/WIRE.md is as shipped', () => {
  const config = readFileSync('docs/CONFIG.md', 'utf8');
  const shipped: [knob: string, value: string, words: string][] = [
    ['sessions.helloTimeoutSeconds', '3', '(3 s as shipped)'],
    ['sessions.resumeSeconds', '60', '(60 s as shipped)'],
    ['network.clientBytesPerSecond', '65536', '(64 KB as shipped)'],
    ['network.staleBytes', '65536', '(64 KB as shipped)'],
    ['network.closeBytes', '1048576', '(1 MB)'],
    ['network.staleSecondsMax', '30', '(30 s)'],
    ['network.framesPerSecond', '90', '90 frames'],
    ['network.malformedFramesMax', '10', 'the tenth'],
    ['hashCheckIntervalTicks', '60', '(60 as shipped)'],
  ];
  for (const [knob, value, words] of shipped) {
    expect(config).toMatch(new RegExp(`\`${knob}\`.*\`${value}\``));
    expect(page).toContain(words);
  }
});
