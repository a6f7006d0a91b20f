import { ByteReader } from '../protocol/bytes.ts';
import { MESSAGES } from '../protocol/client-messages.ts';
import { type FieldRow, ITEM, ITEMS, LAYOUT, PACKED_WIDTHS, type WireType } from '../protocol/fields.ts';
import { PACKED, PACKED_KIND, type PackedKind, packedBytes } from '../protocol/packed.ts';
import { SERVER_MESSAGES } from '../protocol/server-messages.ts';
import { RECORDS } from '../protocol/territory-records.ts';
import { type LayoutName, type NumberType, type Part, partsOf } from './body-parts.ts';

/** What a run of bits of a message says. Bits count from the lowest of the first byte. */
export interface Label {
  readonly fromBit: number;
  readonly untilBit: number;
  /** Item of a frame, record of a channel, or message. */
  readonly item: string;
  /** Name of the field, as in the tables. */
  readonly field: string;
  /** What was read; undefined where it is no number. */
  readonly value: number | undefined;
}

/** The item of bytes that cannot be read, and of all after them. */
export const NO_ITEM = 'unreadable';

const RECORD_NAMES = new Map<number, (typeof RECORDS)[number]>(RECORDS.map((row) => [row.kind, row]));
const ITEM_ROWS = new Map<number, (typeof ITEMS)[number]>(ITEMS.map((row) => [row.tag, row]));
const TURNS = ITEMS.find(({ name }) => name === 'turns')!;

/**
 * Labels every bit of a message of the server, without gaps and overlaps; what cannot be read, and all after it, is one
 * label.
 */
export function labelServerMessage(bytes: Uint8Array): Label[] {
  const row = SERVER_MESSAGES.find(({ kind }) => kind === (bytes[0] & 7));
  return new Labeler(bytes).run((labeler) => {
    if (row) labeler.parts(partsOf(row.body), row.name);
  });
}

/** Labels every bit of a message of a client in the same way. */
export function labelClientMessage(bytes: Uint8Array): Label[] {
  const row = MESSAGES.find(({ kind }) => kind === bytes[0]);
  return new Labeler(bytes).run((labeler) => {
    if (!row) return;
    labeler.parts(partsOf('kind u8'), row.name);
    labeler.parts(partsOf(row.body), row.name);
  });
}

class Labeler {
  readonly #labels: Label[] = [];
  readonly #bytes: Uint8Array;
  readonly #reader: ByteReader;
  /** Bits of the byte at the reader's place that are labelled already. */
  #bits = 0;
  /** The number read last: what counts a list. */
  #last = 0;
  /** The last byte that holds several values. */
  #flags = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#reader = new ByteReader(bytes);
  }

  run(label: (labeler: Labeler) => void): Label[] {
    label(this);
    const at = this.#labels.at(-1)?.untilBit ?? 0;
    const end = this.#bytes.length * 8;
    if (at < end) this.#add(at, end, NO_ITEM, 'rest', undefined);
    return this.#labels;
  }

  parts(parts: readonly Part[], item: string): void {
    for (const part of parts) {
      if (this.#reader.bad) return;
      this.#part(part, item);
    }
  }

  items(): void {
    while (this.#reader.left > 0) {
      const tag = this.#bytes[this.#reader.at];
      const row = tag >= 1 && tag <= ITEM.turnsMax ? TURNS : ITEM_ROWS.get(tag);
      if (!row) return;
      this.#number('u8', row === TURNS ? 'tag and count' : 'tag', row.name);
      this.parts(partsOf(row.body), row.name);
      if (this.#reader.bad) return;
    }
  }

  #part(part: Part, item: string): void {
    switch (part.is) {
      case 'number':
        this.#number(part.type, part.name, item);
        break;
      case 'bits':
        this.#bitsOf(part.count, part.name, item);
        break;
      case 'bytes':
        this.#run(part.count, part.name, item);
        break;
      case 'counted':
        this.#run(this.#last, part.name, item);
        break;
      case 'varints':
        if (part.bit !== undefined && (this.#flags & (1 << part.bit)) === 0) return;
        for (let i = 0; i < part.count; i++) this.#number('varint', part.name, item);
        break;
      case 'layout':
        for (const { name, type } of LAYOUT[part.layout] as readonly FieldRow[]) {
          this.#number(type === 'sectorX' || type === 'sectorY' ? 'varint' : type, name, item);
        }
        break;
      case 'packed':
        this.#packed(part.layout, item);
        break;
      case 'records':
        this.#records();
        break;
      case 'items':
        this.items();
        break;
      case 'loop':
        this.#loop(part, item);
        break;
    }
  }

  #loop({ times, parts }: Extract<Part, { is: 'loop' }>, item: string): void {
    const count = times === 'counted' ? this.#last : times === 'toEnd' ? Infinity : times;
    for (let i = 0; i < count && this.#reader.left > 0; i++) this.parts(parts, item);
  }

  #records(): void {
    const count = this.#last;
    for (let i = 0; i < count && this.#reader.left > 0; i++) {
      const row = RECORD_NAMES.get(this.#bytes[this.#reader.at]);
      if (!row) {
        this.#reader.bad = true;
        return;
      }
      this.#number('u8', 'record kind', row.name);
      this.parts(partsOf(row.body), row.name);
    }
  }

  /** As readPacked reads it; the padding of the last byte belongs to the list. */
  #packed(name: LayoutName, item: string): void {
    const layout: readonly FieldRow[] = LAYOUT[name];
    const count = this.#last;
    if (count === 0) return;
    const reader = this.#reader;
    let bit = reader.at * 8;
    const end = bit + packedBytes(reader, PACKED[name], count) * 8;
    if (reader.bad || end > this.#bytes.length * 8) {
      reader.bad = true;
      return;
    }
    const take = (width: number, field: string, type?: WireType) => {
      const bits = this.#bitsAt(bit, width);
      const value = type === 'zigzag' ? (bits >>> 1) ^ -(bits & 1) : bits;
      if (width > 0) this.#add(bit, bit + width, item, field, value);
      bit += width;
      return bits;
    };
    const widthOf: Partial<Record<PackedKind, number>> = {};
    for (const kind of PACKED[name].kinds) {
      const widths: readonly number[] = PACKED_WIDTHS[kind];
      widthOf[kind] = widths[take(Math.log2(widths.length), 'widths')];
    }
    for (let i = 0; i < count; i++) {
      take(widthOf.idStep!, 'id step');
      for (const { name: field, type } of layout) {
        const kind = PACKED_KIND[type];
        take(kind === undefined ? 8 : widthOf[kind]!, field, type);
      }
    }
    if (bit < end) take(end - bit, 'padding');
    reader.at = end / 8;
  }

  #bitsAt(bit: number, width: number): number {
    let value = 0;
    for (let i = 0; i < width; i++) value += ((this.#bytes[(bit + i) >> 3] >> ((bit + i) & 7)) & 1) * 2 ** i;
    return value;
  }

  #number(type: NumberType, name: string, item: string): void {
    const reader = this.#reader;
    const from = reader.at;
    const value = reader[type]();
    if (reader.bad) return;
    this.#last = value;
    if (name.includes(' bit ')) this.#flags = value;
    this.#add(from * 8, reader.at * 8, item, name, value);
  }

  #bitsOf(count: number, name: string, item: string): void {
    const reader = this.#reader;
    const from = reader.at * 8 + this.#bits;
    const value = (this.#bytes[reader.at] >> this.#bits) & ((1 << count) - 1);
    this.#bits += count;
    if (this.#bits === 8) {
      reader.u8();
      this.#bits = 0;
    }
    this.#add(from, from + count, item, name, value);
  }

  #run(count: number, name: string, item: string): void {
    const reader = this.#reader;
    if (count > reader.left) {
      reader.bad = true;
      return;
    }
    if (count > 0) this.#add(reader.at * 8, (reader.at + count) * 8, item, name, undefined);
    reader.at += count;
  }

  #add(fromBit: number, untilBit: number, item: string, field: string, value: number | undefined): void {
    this.#labels.push({ fromBit, untilBit, item, field, value });
  }
}
