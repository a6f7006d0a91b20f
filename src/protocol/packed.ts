import { BitReader, BitWriter } from './bits.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { type FieldRow, LAYOUT, PACKED_WIDTHS, type WireType } from './fields.ts';
import type { Columns } from './records.ts';

/**
 * Packed lists: ids and fields of several records in one run of bits, write and read side by side. The run begins with
 * the places of the widths in PACKED_WIDTHS, that of id steps first and then of each kind of number that the layout
 * has; the records follow, each its id step and its fields. What is one byte elsewhere has eight bits.
 */

export type PackedKind = keyof typeof PACKED_WIDTHS;

/** In which width a field is packed; `undefined` for eight bits. */
export const PACKED_KIND: Readonly<Record<WireType, PackedKind | undefined>> = {
  u8: undefined,
  zigzag: 'zigzag',
  varint: 'varint',
  sectorX: 'position',
  sectorY: 'position',
};

const KINDS = Object.keys(PACKED_WIDTHS) as PackedKind[];
const STEP = KINDS.indexOf('idStep');
/** Stands for the kind of a field that has eight bits. */
const BYTE = KINDS.length;
const BYTE_BITS = 8;

/** Bits that say which width of each kind is used, and the widths themselves. */
const PLACE_BITS = KINDS.map((kind) => 32 - Math.clz32(PACKED_WIDTHS[kind].length - 1));
const WIDTHS = KINDS.map((kind) => Uint8Array.from(PACKED_WIDTHS[kind]));
/** By number of bits that a number needs, the place of the least width that holds it. */
const PLACES = WIDTHS.map((widths) =>
  Uint8Array.from({ length: 33 }, (_, bits) => widths.findIndex((width) => width >= bits)),
);

/** How a number becomes an unsigned one that is small when it is near to its zero. */
const FORM = { plain: 0, zigzag: 1, sectorX: 2, sectorY: 3 } as const;

/** What packing needs of a layout, found out once. */
export interface PackedLayout {
  /** Kinds of numbers whose widths a list tells, in that order. */
  readonly kinds: readonly PackedKind[];
  /** The same by number, that of id steps first. */
  readonly kindNumbers: Uint8Array;
  /** By field: the number of its kind, or BYTE. */
  readonly kindOf: Uint8Array;
  /** By field: one of FORM. */
  readonly formOf: Uint8Array;
}

function packedLayout(layout: readonly FieldRow[]): PackedLayout {
  const kindOf = layout.map(({ type }) => {
    const kind = PACKED_KIND[type];
    return kind === undefined ? BYTE : KINDS.indexOf(kind);
  });
  const kindNumbers = KINDS.map((_, kind) => kind).filter((kind) => kind === STEP || kindOf.includes(kind));
  return {
    kinds: kindNumbers.map((kind) => KINDS[kind]),
    kindNumbers: Uint8Array.from(kindNumbers),
    kindOf: Uint8Array.from(kindOf),
    formOf: Uint8Array.from(layout, ({ type }) =>
      type in FORM ? FORM[type as keyof typeof FORM] : FORM.plain,
    ),
  };
}

/** The layouts of all kinds of records, as packed lists have them. */
export const PACKED = {
  turn: packedLayout(LAYOUT.turn),
  lateTurn: packedLayout(LAYOUT.lateTurn),
  nextTurn: packedLayout(LAYOUT.nextTurn),
  place: packedLayout(LAYOUT.place),
  whole: packedLayout(LAYOUT.whole),
  hurt: packedLayout(LAYOUT.hurt),
  aim: packedLayout(LAYOUT.aim),
} as const satisfies Record<keyof typeof LAYOUT, PackedLayout>;

/** Bits of all values of a kind, or-ed, by number of kind; and at BYTE, where nobody looks. */
const seen = new Int32Array(KINDS.length + 1);
/** Widths of the list that is written, and of the one that is read: who is handed a record may write another. */
const writeWidth = new Uint8Array(KINDS.length + 1).fill(BYTE_BITS);
const readWidth = new Uint8Array(KINDS.length + 1).fill(BYTE_BITS);

const writer = new BitWriter();
const reader = new BitReader();

/** Writes the records of `ids[start..end)`, ascending; how many they are must have been told. */
export function writePacked(
  to: ByteWriter,
  layout: PackedLayout,
  ids: ArrayLike<number>,
  start: number,
  end: number,
  columns: Columns,
  originX: number,
  originY: number,
): void {
  if (start === end) return;
  const { kindNumbers, kindOf, formOf } = layout;
  for (let kind = 0; kind < seen.length; kind++) seen[kind] = 0;
  let last = 0;
  for (let i = start; i < end; i++) {
    const id = ids[i];
    seen[STEP] |= id - last;
    last = id;
    for (let f = 0; f < kindOf.length; f++) {
      seen[kindOf[f]] |= packedValue(formOf[f], columns[f][id], originX, originY);
    }
  }
  let headBits = 0;
  for (let i = 0; i < kindNumbers.length; i++) {
    const kind = kindNumbers[i];
    writeWidth[kind] = WIDTHS[kind][PLACES[kind][32 - Math.clz32(seen[kind])]];
    headBits += PLACE_BITS[kind];
  }
  // One look at the room for all of it: this is the inner loop of whatever is sent.
  if (bytesOf(headBits + (end - start) * recordBits(kindOf, writeWidth)) > to.bytes.length - to.at) {
    to.overflowed = true;
    return;
  }
  writer.begin(to.bytes, to.at);
  for (let i = 0; i < kindNumbers.length; i++) {
    const kind = kindNumbers[i];
    writer.put(PLACES[kind][32 - Math.clz32(seen[kind])], PLACE_BITS[kind]);
  }
  last = 0;
  for (let i = start; i < end; i++) {
    const id = ids[i];
    writer.put(id - last, writeWidth[STEP]);
    last = id;
    for (let f = 0; f < kindOf.length; f++) {
      writer.put(packedValue(formOf[f], columns[f][id], originX, originY), writeWidth[kindOf[f]]);
    }
  }
  to.at = writer.end();
}

function packedValue(form: number, value: number, originX: number, originY: number): number {
  if (form === FORM.plain) return value;
  if (form === FORM.zigzag) return (value << 1) ^ (value >> 31);
  return value - (form === FORM.sectorX ? originX : originY);
}

function worldValue(form: number, value: number, originX: number, originY: number): number {
  if (form === FORM.plain) return value;
  if (form === FORM.zigzag) return (value >>> 1) ^ -(value & 1);
  return value + (form === FORM.sectorX ? originX : originY);
}

function recordBits(kindOf: Uint8Array, widthOf: Uint8Array): number {
  let bits = widthOf[STEP];
  for (let f = 0; f < kindOf.length; f++) bits += widthOf[kindOf[f]];
  return bits;
}

function bytesOf(bits: number): number {
  return Math.ceil(bits / 8);
}

/** Takes a record of a packed list; `values` are in layout order and only lent. */
export type RecordTaker<Sink> = (sink: Sink, id: number, values: Int32Array) => void;

const values = new Int32Array(16);

/**
 * Reads `count` records and hands each to `take`. Returns false, with nothing handed over, when there are fewer bytes
 * than so many records have.
 */
export function readPacked<Sink>(
  from: ByteReader,
  layout: PackedLayout,
  count: number,
  originX: number,
  originY: number,
  take: RecordTaker<Sink>,
  sink: Sink,
): boolean {
  if (from.bad) return false;
  if (count === 0) return true;
  const { kindOf, formOf } = layout;
  const bytes = beginPacked(from, layout, count);
  if (bytes > from.left) {
    from.bad = true;
    return false;
  }
  from.at += bytes;
  let id = 0;
  for (let i = 0; i < count; i++) {
    id += reader.take(readWidth[STEP]);
    for (let f = 0; f < kindOf.length; f++) {
      values[f] = worldValue(formOf[f], reader.take(readWidth[kindOf[f]]), originX, originY);
    }
    take(sink, id, values);
  }
  return true;
}

/** Reads the widths of a list. Returns the bytes that it has, were they all there. */
function beginPacked(from: ByteReader, layout: PackedLayout, count: number): number {
  const { kindNumbers, kindOf } = layout;
  reader.begin(from.bytes, from.at);
  let headBits = 0;
  for (let i = 0; i < kindNumbers.length; i++) {
    const kind = kindNumbers[i];
    readWidth[kind] = WIDTHS[kind][reader.take(PLACE_BITS[kind])];
    headBits += PLACE_BITS[kind];
  }
  return bytesOf(headBits + count * recordBits(kindOf, readWidth));
}

/** Bytes of the packed list of `count` records at the place of `from`, for who skips it; it may be cut off. */
export function packedBytes(from: ByteReader, layout: PackedLayout, count: number): number {
  return count === 0 ? 0 : beginPacked(from, layout, count);
}
