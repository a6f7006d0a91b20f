import { mix32 } from './random.ts';

/**
 * Hash of the 32-bit words from `start` to `end`, four lanes at a time: one lane would wait for its own
 * multiplication at every word and take four times as long.
 */
export function hashWords(words: Int32Array, start: number, end: number, seed: number): number {
  let a = seed ^ 0x243f_6a88;
  let b = seed ^ 0x85a3_08d3;
  let c = seed ^ 0x1319_8a2e;
  let d = seed ^ 0x0370_7344;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    a = Math.imul(a ^ words[i], 0x9e37_79b1);
    b = Math.imul(b ^ words[i + 1], 0x85eb_ca77);
    c = Math.imul(c ^ words[i + 2], 0xc2b2_ae3d);
    d = Math.imul(d ^ words[i + 3], 0x27d4_eb2f);
    a ^= a >>> 15;
    b ^= b >>> 15;
    c ^= c >>> 15;
    d ^= d >>> 15;
  }
  for (; i < end; i++) {
    a = Math.imul(a ^ words[i], 0x9e37_79b1);
    a ^= a >>> 15;
  }
  return mix32(a + mix32(b + mix32(c + mix32(d + (end - start)))));
}

/** Joins a hash onto another; the order of joining matters. */
export function joinHash(left: number, right: number): number {
  return mix32(Math.imul(left, 0x9e37_79b1) ^ right);
}
