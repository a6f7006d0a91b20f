import { routeKeyHash } from './route-cache.ts';
import type { RouteQuery } from './route-query.ts';

/** Bits of the table: 128 KB, one in a hundred of which 10,000 questions set. */
const BITS_SHIFT = 20;

/**
 * Remembers by one bit each which questions were asked before. Two of the same bit are taken for one, so that a first
 * time may count as a repeat: a share of hits among repeats comes out too low, never too high.
 */
export class AskedKeys {
  readonly #bits = new Uint32Array(1 << (BITS_SHIFT - 5));

  /** Whether the question was asked before; from now on it was. */
  ask(query: RouteQuery): boolean {
    const bit = routeKeyHash(query) >>> (32 - BITS_SHIFT);
    const mask = 1 << (bit & 31);
    const isRepeat = (this.#bits[bit >>> 5] & mask) !== 0;
    this.#bits[bit >>> 5] |= mask;
    return isRepeat;
  }
}
