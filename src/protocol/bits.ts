/**
 * Runs of bits among bytes: the first bit is the lowest of the first byte, and a number's lowest bit comes first. A run
 * ends at a byte; what is left of its last one is 0. Whoever uses these has looked whether there is room, or enough to
 * read: neither side looks, and neither throws.
 */

/** Widths beyond this are taken in two pieces, as the bits kept back must fit into 32 with them. */
const PIECE_BITS = 16;

export class BitWriter {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #kept = 0;
  #keptBits = 0;

  /** Begins a run at `bytes[at]`. */
  begin(bytes: Uint8Array, at: number): void {
    this.#bytes = bytes;
    this.#at = at;
    this.#kept = 0;
    this.#keptBits = 0;
  }

  /** Writes the low `width` bits, 0-32, of a value that has no others. */
  put(value: number, width: number): void {
    if (width > PIECE_BITS) {
      this.#piece(value & 0xffff, PIECE_BITS);
      this.#piece(value >>> PIECE_BITS, width - PIECE_BITS);
    } else {
      this.#piece(value, width);
    }
  }

  /** Ends the run with the byte, and returns where the next one goes. */
  end(): number {
    if (this.#keptBits > 0) this.#bytes[this.#at++] = this.#kept;
    return this.#at;
  }

  #piece(value: number, width: number): void {
    const bytes = this.#bytes;
    let at = this.#at;
    let kept = this.#kept | (value << this.#keptBits);
    let bits = this.#keptBits + width;
    for (; bits >= 8; bits -= 8) {
      bytes[at++] = kept;
      kept >>>= 8;
    }
    this.#at = at;
    this.#kept = kept;
    this.#keptBits = bits;
  }
}

export class BitReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #kept = 0;
  #keptBits = 0;

  /** Begins a run at `bytes[at]`; what is beyond the bytes reads as 0. */
  begin(bytes: Uint8Array, at: number): void {
    this.#bytes = bytes;
    this.#at = at;
    this.#kept = 0;
    this.#keptBits = 0;
  }

  /** The next `width` bits, 0-32, as an unsigned number. */
  take(width: number): number {
    if (width <= PIECE_BITS) return this.#piece(width);
    const low = this.#piece(PIECE_BITS);
    return (low | (this.#piece(width - PIECE_BITS) << PIECE_BITS)) >>> 0;
  }

  #piece(width: number): number {
    const bytes = this.#bytes;
    let at = this.#at;
    let kept = this.#kept;
    let bits = this.#keptBits;
    for (; bits < width; bits += 8) {
      if (at < bytes.length) kept |= bytes[at] << bits;
      at++;
    }
    this.#at = at;
    this.#kept = kept >>> width;
    this.#keptBits = bits - width;
    return kept & ((1 << width) - 1);
  }
}
