import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BitReader, BitWriter } from '../src/protocol/bits.ts';
import { ByteReader, ByteWriter } from '../src/protocol/bytes.ts';
import { LAYOUT, PACKED_WIDTHS } from '../src/protocol/fields.ts';
import { PACKED, packedBytes, readPacked, writePacked } from '../src/protocol/packed.ts';

type Kind = keyof typeof LAYOUT;
const KINDS = Object.keys(LAYOUT) as Kind[];

/** Any number that a column can hold, small ones as often as large ones. */
const signed = fc.tuple(fc.integer(), fc.nat(31)).map(([value, shift]) => value >> shift);
const step = fc
  .tuple(fc.integer({ min: 1, max: 2 ** 20 }), fc.nat(20))
  .map(([value, shift]) => 1 + (value >> shift));
const unsigned = fc.tuple(fc.nat(2 ** 31 - 1), fc.nat(31)).map(([value, shift]) => value >> shift);

interface Told {
  readonly ids: number[];
  readonly columns: Record<number, number>[];
}

/** Records of a layout: ascending ids, and for each field a column by id. */
function records(kind: Kind): fc.Arbitrary<Told> {
  const fields = LAYOUT[kind].map(({ type }) =>
    type === 'u8' ? fc.nat(255) : type === 'zigzag' ? signed : unsigned,
  );
  return fc.array(fc.tuple(step, ...fields), { maxLength: 20 }).map((rows) => {
    let id = 0;
    const columns: Record<number, number>[] = LAYOUT[kind].map(() => ({}));
    const ids = rows.map(([first, ...values]) => {
      id += first;
      values.forEach((value, f) => {
        columns[f][id] = value;
      });
      return id;
    });
    return { ids, columns };
  });
}

const lists = fc.constantFrom(...KINDS).chain((kind) => records(kind).map((told) => ({ kind, ...told })));
const asColumns = (columns: Record<number, number>[]) => columns as unknown as ArrayLike<number>[];
const rowsOf = ({ ids, columns }: Told) => ids.map((id) => [id, ...columns.map((column) => column[id])]);

function write({ kind, ids, columns }: Told & { kind: Kind }, room = 2_000): ByteWriter {
  const to = new ByteWriter(new Uint8Array(room));
  writePacked(to, PACKED[kind], ids, 0, ids.length, asColumns(columns), 0, 0);
  return to;
}

function read(kind: Kind, bytes: Uint8Array, count: number): number[][] | undefined {
  const rows: number[][] = [];
  const take = (into: number[][], id: number, values: Int32Array) =>
    into.push([id, ...values.slice(0, LAYOUT[kind].length)]);
  const from = new ByteReader(bytes);
  const isRead = readPacked(from, PACKED[kind], count, 0, 0, take, rows);
  if (isRead) expect(from.at).toBe(bytes.length);
  else expect(rows).toEqual([]);
  return isRead ? rows : undefined;
}

test('packed lists are read and skipped as they were written, whatever their numbers', () => {
  fc.assert(
    fc.property(lists, (told) => {
      const to = write(told);
      const bytes = to.bytes.slice(0, to.at);
      expect(read(told.kind, bytes, told.ids.length)).toEqual(rowsOf(told));
      expect(packedBytes(new ByteReader(bytes), PACKED[told.kind], told.ids.length)).toBe(bytes.length);
    }),
    { seed: 1, numRuns: 1_000 },
  );
});

test('a list that is cut off or counts too many is refused before a record is told', () => {
  fc.assert(
    fc.property(lists, (told) => {
      const to = write(told);
      const count = told.ids.length;
      for (let length = 0; length < to.at; length++) {
        expect(read(told.kind, to.bytes.slice(0, length), count)).toBeUndefined();
      }
      // The next record would need more bits than the last byte has left.
      expect(read(told.kind, to.bytes.slice(0, to.at), count + 8)).toBeUndefined();
      expect(read(told.kind, to.bytes.slice(0, to.at), 0xffff_ffff)).toBeUndefined();
    }),
    { seed: 2, numRuns: 300 },
  );
});

test('a list that does not fit is not written in part', () => {
  fc.assert(
    fc.property(lists, (told) => {
      const { at } = write(told);
      expect(write(told, at).overflowed).toBe(false);
      if (at === 0) return;
      const to = write(told, at - 1);
      expect([to.overflowed, to.at]).toEqual([true, 0]);
      expect(to.bytes.every((byte) => byte === 0)).toBe(true);
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('who is handed a record may write another list, and the rest is read all the same', () => {
  const columns = [Int32Array.of(0, 5, -600, 7), Int32Array.of(0, 1, 2, -3)];
  const to = new ByteWriter(new Uint8Array(100));
  writePacked(to, PACKED.turn, [1, 2, 3], 0, 3, columns, 0, 0);
  const other = new ByteWriter(new Uint8Array(100));
  const told: number[][] = [];
  const take = (into: number[][], id: number, values: Int32Array) => {
    into.push([id, values[0], values[1]]);
    writePacked(other, PACKED.aim, [90_000], 0, 1, [{ 90000: 3, length: 90_001 }], 0, 0);
  };
  readPacked(new ByteReader(to.bytes, 0, to.at), PACKED.turn, 3, 0, 0, take, told);
  expect(told).toEqual([
    [1, 5, 1],
    [2, -600, 2],
    [3, 7, -3],
  ]);
});

test('a turn of a walker takes five bytes beside the tag, and a stop two or three', () => {
  const bytesOf = (id: number, vx: number, vy: number) =>
    write({ kind: 'turn', ids: [id], columns: [{ [id]: vx }, { [id]: vy }] }).at;
  // 4 + 3 bits of widths, 9 of the id, 2 x 10 of the course.
  expect(bytesOf(400, 341, -200)).toBe(5);
  expect(bytesOf(400, 0, 0)).toBe(2);
  expect(bytesOf(100_000, 0, 0)).toBe(3);
});

test('widths ascend to 32 bits, and their place fits into whole bits', () => {
  for (const widths of Object.values<readonly number[]>(PACKED_WIDTHS)) {
    expect(widths.toSorted((a, b) => a - b)).toEqual(widths);
    expect(new Set(widths).size).toBe(widths.length);
    expect(widths.at(-1)).toBe(32);
    expect(Number.isInteger(Math.log2(widths.length))).toBe(true);
  }
});

test('bits are read as they were written, in runs that begin and end at bytes', () => {
  const numbers = fc.array(
    fc.nat(32).chain((width) => fc.record({ width: fc.constant(width), value: fc.nat(2 ** width - 1) })),
    { maxLength: 50 },
  );
  fc.assert(
    fc.property(numbers, (told) => {
      const bytes = new Uint8Array(250);
      const writer = new BitWriter();
      writer.begin(bytes, 3);
      for (const { value, width } of told) writer.put(value, width);
      expect(writer.end()).toBe(3 + Math.ceil(told.reduce((sum, { width }) => sum + width, 0) / 8));
      const reader = new BitReader();
      reader.begin(bytes, 3);
      expect(told.map(({ width }) => reader.take(width))).toEqual(told.map(({ value }) => value));
    }),
    { seed: 4, numRuns: 500 },
  );
  const reader = new BitReader();
  reader.begin(Uint8Array.of(0b1010_0110), 0);
  expect([reader.take(3), reader.take(5), reader.take(9)]).toEqual([0b110, 0b10100, 0]);
});
