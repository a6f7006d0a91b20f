import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../src/protocol/bytes.ts';

const SEED = { seed: 1, numRuns: 2_000 };
const u32 = fc.nat(0xffff_ffff);
const i32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });

function varintOf(...bytes: number[]): ByteReader {
  const reader = new ByteReader(Uint8Array.from(bytes));
  reader.varint();
  return reader;
}

describe('numbers', () => {
  test('are read as they were written', () => {
    fc.assert(
      fc.property(u32, i32, fc.nat(0xffff), fc.nat(0xff), fc.double(), (a, b, c, d, e) => {
        const to = new ByteWriter(new Uint8Array(40));
        to.varint(a);
        to.zigzag(b);
        to.u32(a);
        to.u32(b);
        to.u16(c);
        to.u8(d);
        to.f64(e);
        const from = new ByteReader(to.bytes, 0, to.at);
        expect([from.varint(), from.zigzag(), from.u32(), from.i32(), from.u16(), from.u8()]).toEqual([
          a,
          b,
          a,
          b,
          c,
          d,
        ]);
        expect(Object.is(from.f64(), e)).toBe(true);
        expect([from.left, from.bad, to.overflowed]).toEqual([0, false, false]);
      }),
      SEED,
    );
  });

  test('of small magnitude take one byte', () => {
    const to = new ByteWriter(new Uint8Array(10));
    for (const value of [-64, 63, 0]) to.zigzag(value);
    to.varint(127);
    expect(to.at).toBe(4);
    to.varint(128);
    expect(to.at).toBe(6);
  });
});

describe('a varint', () => {
  test('of more than 32 bits is refused', () => {
    expect(varintOf(0xff, 0xff, 0xff, 0xff, 0x0f)).toMatchObject({ bad: false, at: 5 });
    expect(varintOf(0xff, 0xff, 0xff, 0xff, 0x10).bad).toBe(true);
    expect(varintOf(0xff, 0xff, 0xff, 0xff, 0x8f).bad).toBe(true);
    expect(varintOf(0x80, 0x80, 0x80, 0x80, 0x80, 0x00).bad).toBe(true);
  });

  test('that breaks off is refused', () => {
    expect(varintOf(0x80).bad).toBe(true);
    expect(varintOf().bad).toBe(true);
  });
});

describe('past the end', () => {
  test('a reader gives zeros, stays where it is and says so', () => {
    const from = new ByteReader(Uint8Array.of(1, 2, 3), 0, 2);
    expect(from.u32()).toBe(0x0201);
    expect([from.bad, from.left]).toEqual([true, 0]);
    expect([from.u8(), from.u16(), from.varint(), from.zigzag(), from.f64()]).toEqual([0, 0, 0, 0, 0]);
    from.reset(Uint8Array.of(7));
    expect([from.u8(), from.bad]).toEqual([7, false]);
  });

  test('a writer writes nothing more and says so', () => {
    const bytes = new Uint8Array(8);
    const to = new ByteWriter(bytes.subarray(0, 3));
    to.u32(0xffff_ffff);
    to.raw(Uint8Array.of(1, 2), 0, 2);
    expect([to.overflowed, to.at]).toEqual([true, 3]);
    expect([...bytes.subarray(3)]).toEqual([0, 0, 0, 0, 0]);
    to.reset();
    expect([to.overflowed, to.at]).toEqual([false, 0]);
  });
});
