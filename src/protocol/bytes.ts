/**
 * Little-endian bytes, LEB128 varints and zigzag. Neither side ever throws: a writer that runs out of room
 * sets `overflowed` and a reader that runs out of bytes sets `bad`, and both go on harmlessly. The caller asks once.
 */

/** Writes a LEB128 varint, 0 <= value < 2^32, where there is room for it. Returns where the next byte goes. */
export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let next = at;
  let rest = value >>> 0;
  while (rest >= 0x80) {
    bytes[next++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[next++] = rest;
  return next;
}

export class ByteWriter {
  bytes: Uint8Array;
  /** Where the next byte goes. */
  at: number;
  /** Set when something did not fit; what was written since is not to be used. */
  overflowed: boolean;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.at = 0;
    this.overflowed = false;
  }

  reset(): void {
    this.at = 0;
    this.overflowed = false;
  }

  u8(value: number): void {
    if (this.at >= this.bytes.length) this.overflowed = true;
    else this.bytes[this.at++] = value;
  }

  u16(value: number): void {
    this.u8(value & 0xff);
    this.u8((value >>> 8) & 0xff);
  }

  u32(value: number): void {
    this.u16(value & 0xffff);
    this.u16(value >>> 16);
  }

  /** A 64-bit float; for clocks only, never for world state. */
  f64(value: number): void {
    floatScratch[0] = value;
    for (let i = 0; i < 8; i++) this.u8(floatBytes[i]);
  }

  /** LEB128, 0 <= value < 2^32. */
  varint(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.u8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.u8(rest);
  }

  /** A signed 32-bit number as a varint, small magnitudes short. */
  zigzag(value: number): void {
    this.varint((value << 1) ^ (value >> 31));
  }

  raw(source: Uint8Array, start: number, end: number): void {
    const { bytes } = this;
    let { at } = this;
    if (end - start > bytes.length - at) {
      this.overflowed = true;
      return;
    }
    for (let i = start; i < end; i++) bytes[at++] = source[i];
    this.at = at;
  }
}

export class ByteReader {
  bytes: Uint8Array;
  at: number;
  /** One past the last readable byte. */
  end: number;
  /** Set when a read went past the end or met an overlong varint; every later read gives 0. */
  bad: boolean;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.bad = false;
  }

  reset(bytes: Uint8Array, start = 0, end = bytes.length): void {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.bad = false;
  }

  /** Bytes left to read; 0 once bad. */
  get left(): number {
    return this.bad ? 0 : this.end - this.at;
  }

  u8(): number {
    if (this.bad || this.at >= this.end) {
      this.bad = true;
      return 0;
    }
    return this.bytes[this.at++];
  }

  u16(): number {
    const low = this.u8();
    return low | (this.u8() << 8);
  }

  u32(): number {
    const low = this.u16();
    return (low | (this.u16() << 16)) >>> 0;
  }

  i32(): number {
    return this.u32() | 0;
  }

  f64(): number {
    for (let i = 0; i < 8; i++) floatBytes[i] = this.u8();
    return floatScratch[0];
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      // The fifth byte may carry four bits only: more would be a second spelling of a smaller number.
      if (shift === 28 && byte > 0x0f) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    this.bad = true;
    return 0;
  }

  zigzag(): number {
    const value = this.varint();
    return (value >>> 1) ^ -(value & 1);
  }
}

const floatScratch = new Float64Array(1);
const floatBytes = new Uint8Array(floatScratch.buffer);
