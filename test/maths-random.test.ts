import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashWords, joinHash } from '../src/maths/hash.ts';
import { mix32, PURPOSE, randomBelow, randomBits } from '../src/maths/random.ts';

const PURPOSES = Object.values(PURPOSE);

/** How far counts are from even: about `counts.length` for a fair source, whatever the number of draws. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('a random draw', () => {
  test('is what it has always been: worlds and replays depend on it', () => {
    expect([0, 1, 2, 0xffff_ffff].map(mix32)).toEqual([0, 0x514e_28b7, 0x30f4_c306, 0x81f1_6f39]);
    expect([
      randomBits(1, 2, 3, 4),
      randomBits(0, 0, 0, 1),
      randomBits(0xffff_ffff, 0xffff_ffff, 131_071, 12),
      randomBelow(1, 1, 1, 1, 100),
      randomBelow(7, 600, 42, 8, 65_536),
    ]).toMatchInlineSnapshot(`
      [
        2267707774,
        1124115397,
        2779022633,
        10,
        16040,
      ]
    `);
  });

  test('differs when any of seed, tick, entity or purpose does', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.nat(131_071),
        fc.constantFrom(...PURPOSES),
        (seed, tick, entity, purpose) => {
          const bits = randomBits(seed, tick, entity, purpose);
          const others = [
            randomBits(seed + 1, tick, entity, purpose),
            randomBits(seed, tick + 1, entity, purpose),
            randomBits(seed, tick, entity + 1, purpose),
            ...PURPOSES.filter((other) => other !== purpose).map((other) =>
              randomBits(seed, tick, entity, other),
            ),
          ];
          return !others.includes(bits);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });

  test.each(['seed', 'tick', 'entity'])('is spread evenly when only the %s changes', (which) => {
    const counts = new Array(64).fill(0);
    const pairs = new Array(64).fill(0);
    let last = 0;
    for (let i = 0; i < 64_000; i++) {
      const value = randomBelow(
        which === 'seed' ? i : 1,
        which === 'tick' ? i : 1,
        which === 'entity' ? i : 1,
        4,
        64,
      );
      counts[value]++;
      pairs[(last % 8) * 8 + (value % 8)]++;
      last = value;
    }
    // 63 degrees of freedom: a fair source exceeds 130 once in a million runs.
    expect(chiSquare(counts)).toBeLessThan(130);
    expect(chiSquare(pairs)).toBeLessThan(130);
  });

  test('below a limit is below it and whole, for any limit', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 2 ** 31 - 1 }), (seed, limit) => {
        const value = randomBelow(seed, 1, 2, 3, limit);
        return Number.isInteger(value) && value >= 0 && value < limit;
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });
});

describe('the hash of words', () => {
  const words = fc.array(fc.integer(), { minLength: 1, maxLength: 40 }).map((list) => Int32Array.from(list));

  test('changes with any bit of any word', () => {
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(31), (list, place, bit) => {
        const before = hashWords(list, 0, list.length, 9);
        list[place % list.length] ^= 1 << bit;
        return hashWords(list, 0, list.length, 9) !== before;
      }),
      { seed: 1, numRuns: 5_000 },
    );
  });

  test('depends on the length, even of zeros', () => {
    const zeros = new Int32Array(64);
    // Each of the last four seeds turns one of the four lanes into zero, which zeros cannot change.
    for (const seed of [5, 0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344]) {
      const hashes = Array.from({ length: 65 }, (_, length) => hashWords(zeros, 0, length, seed));
      expect(new Set(hashes).size).toBe(65);
    }
  });

  test('depends on the order of the words and on the seed', () => {
    const list = Int32Array.from({ length: 16 }, (_, i) => i);
    const before = hashWords(list, 0, 16, 1);
    expect(hashWords(list, 0, 16, 2)).not.toBe(before);
    for (let i = 1; i < 16; i++) {
      const swapped = list.slice();
      [swapped[0], swapped[i]] = [swapped[i], swapped[0]];
      expect(hashWords(swapped, 0, 16, 1)).not.toBe(before);
    }
  });

  test('looks at nothing outside its range', () => {
    const list = Int32Array.from({ length: 32 }, (_, i) => i * 77);
    const before = hashWords(list, 5, 20, 1);
    list.fill(1, 0, 5).fill(2, 20);
    expect(hashWords(list, 5, 20, 1)).toBe(before);
  });

  test('joins in order', () => {
    expect(joinHash(1, 2)).not.toBe(joinHash(2, 1));
  });
});
