import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanceSchema } from '../src/config/balance-schema.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { territoryRulesFrom } from '../src/sim/territory-rules.ts';
import { decayOf, displace, FULL_MILLI, lose, strongest, strongestOther } from '../src/territory/shares.ts';
import { type Dice, seeded } from './support/random-life.ts';

const sum = (shares: Int32Array) => shares.reduce((total, share) => total + share, 0);

/** Shares of a territory: any split of the whole over nobody and the factions, many of them without any. */
const anyShares = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1000 })), {
    minLength: SIDE_COUNT,
    maxLength: SIDE_COUNT,
  })
  .map((weights) => {
    const total = weights.reduce((all, weight) => all + weight, 0);
    const shares = Int32Array.from(weights, (weight) =>
      total === 0 ? 0 : Math.floor((weight * FULL_MILLI) / total),
    );
    shares[0] += FULL_MILLI - sum(shares);
    return shares;
  });

const anyGains = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60_000 })), {
    minLength: SIDE_COUNT,
    maxLength: SIDE_COUNT,
  })
  .map((gains) => Int32Array.from([0, ...gains.slice(1)]));

const anyOrder = fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7], { minLength: 7, maxLength: 7 });

function gained(shares: Int32Array, gains: Int32Array): Int32Array {
  const result = shares.slice();
  displace(result, 0, gains);
  return result;
}

describe('the ledger of a territory', () => {
  test('sums to the whole and never falls below zero in a million random steps', () => {
    const dice = seeded(4);
    const shares = new Int32Array(3 * SIDE_COUNT);
    for (let at = 0; at < shares.length; at += SIDE_COUNT) shares[at] = FULL_MILLI;
    const gains = new Int32Array(SIDE_COUNT);
    let wrong = 0;
    for (let step = 0; step < 1_000_000; step++) {
      const at = SIDE_COUNT * dice(3);
      stepAtRandom(shares, at, gains, dice);
      let total = 0;
      for (let side = 0; side < SIDE_COUNT; side++) {
        total += shares[at + side];
        if (shares[at + side] < 0) wrong++;
      }
      if (total !== FULL_MILLI) wrong++;
    }
    expect(wrong).toBe(0);
  });

  test('tells how much moved', () => {
    fc.assert(
      fc.property(anyShares, anyGains, (shares, gains) => {
        const result = shares.slice();
        const moved = displace(result, 0, gains);
        const gone = shares.reduce((total, share, side) => total + Math.max(0, share - result[side]), 0);
        // What two gainers take from each other moves as well, and comes to nothing.
        expect(moved).toBeGreaterThanOrEqual(gone);
        expect(moved).toBeLessThanOrEqual(sum(gains));
      }),
    );
  });

  test('leaves the rows beside it alone', () => {
    const shares = new Int32Array(3 * SIDE_COUNT).fill(12_500);
    displace(shares, SIDE_COUNT, Int32Array.of(0, 5_000, 0, 900, 0, 0, 0, 0));
    lose(shares, SIDE_COUNT, 4, 2_000);
    expect([...shares.slice(0, SIDE_COUNT), ...shares.slice(2 * SIDE_COUNT)]).toEqual(
      new Array(2 * SIDE_COUNT).fill(12_500),
    );
  });
});

function stepAtRandom(shares: Int32Array, at: number, gains: Int32Array, dice: Dice): void {
  const kind = dice(4);
  if (kind === 0) {
    lose(shares, at, 1 + dice(7), dice(30_000));
  } else if (kind === 1) {
    const side = 1 + dice(7);
    lose(shares, at, side, decayOf(shares[at + side], dice(3_000), 1 + dice(3), dice(2) * 60_000));
  } else {
    for (let side = 1; side < SIDE_COUNT; side++) gains[side] = dice(3) === 0 ? dice(1 + dice(40_000)) : 0;
    displace(shares, at, gains);
  }
}

describe('a gain', () => {
  test('takes what nobody holds before it takes from a rival', () => {
    fc.assert(
      fc.property(anyShares, anyGains, (shares, gains) => {
        const result = gained(shares, gains);
        const total = sum(gains);
        expect(result[0]).toBe(shares[0] - Math.min(shares[0], total));
        if (total > shares[0]) return;
        for (let side = 1; side < SIDE_COUNT; side++) {
          expect(result[side]).toBeGreaterThanOrEqual(shares[side]);
        }
      }),
    );
  });

  test('of one faction alone is exact as long as there is something to gain', () => {
    fc.assert(
      fc.property(
        anyShares,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 120_000 }),
        (shares, side, milli) => {
          const gains = new Int32Array(SIDE_COUNT);
          gains[side] = milli;
          expect(gained(shares, gains)[side]).toBe(Math.min(FULL_MILLI, shares[side] + milli));
        },
      ),
    );
  });

  test('is paid by rivals in proportion to what they hold', () => {
    const shares = Int32Array.of(0, 0, 60_000, 30_000, 10_000, 0, 0, 0);
    expect([...gained(shares, Int32Array.of(0, 1_000, 0, 0, 0, 0, 0, 0))]).toEqual([
      0, 1_000, 59_400, 29_700, 9_900, 0, 0, 0,
    ]);
  });

  test('never is the less for being larger', () => {
    fc.assert(
      fc.property(
        anyShares,
        anyGains,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 20_000 }),
        (shares, gains, side, more) => {
          const larger = gains.slice();
          larger[side] += more;
          // Several gainers share out what is left over when parts are rounded: six milli-points at the most.
          expect(gained(shares, larger)[side]).toBeGreaterThanOrEqual(gained(shares, gains)[side] - 6);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('is the same whatever number a faction has', () => {
    fc.assert(
      fc.property(anyShares, anyGains, anyOrder, (shares, gains, order) => {
        const renamed = (of: Int32Array) => Int32Array.from([of[0], ...order.map((side) => of[side])]);
        const expected = renamed(gained(shares, gains));
        const swapped = gained(renamed(shares), renamed(gains));
        // Where two hold as much, the lowest number pays each gainer the milli-point that cannot be split.
        const ties = Math.max(1, gains.filter((gain) => gain > 0).length);
        for (let side = 0; side < SIDE_COUNT; side++) {
          expect(Math.abs(swapped[side] - expected[side])).toBeLessThanOrEqual(ties);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('equal gains against each other', () => {
  test('move nothing between two who hold everything', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5_000, max: 95_000 }),
        fc.integer({ min: 1, max: 2_000 }),
        (held, gain) => {
          const shares = Int32Array.of(0, 0, held, 0, 0, FULL_MILLI - held, 0, 0);
          const gains = Int32Array.of(0, 0, gain, 0, 0, gain, 0, 0);
          for (let second = 0; second < 600; second++) displace(shares, 0, gains);
          expect([...shares]).toEqual([0, 0, held, 0, 0, FULL_MILLI - held, 0, 0]);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('keep those level who began level, for a day, and whoever stands by only loses', () => {
    const shares = Int32Array.of(10_000, 25_000, 0, 25_000, 40_000, 0, 0, 0);
    const gains = Int32Array.of(0, 137, 0, 137, 0, 0, 0, 0);
    let [worst, bystander, rises] = [0, shares[4], 0];
    for (let second = 0; second < 86_400; second++) {
      displace(shares, 0, gains);
      worst = Math.max(worst, Math.abs(shares[1] - shares[3]));
      if (shares[4] > bystander) rises++;
      bystander = shares[4];
    }
    expect(worst).toBeLessThanOrEqual(1);
    expect(rises).toBe(0);
    // What is left to it is less than a gain can be split into.
    expect([shares[0], shares[4]]).toEqual([0, expect.toSatisfy((left: number) => left < 250)]);
  });
});

describe('decay', () => {
  const rulesWith = (halfLifeHours: number) =>
    territoryRulesFrom(balanceSchema.parse({ territory: { decay: { halfLifeHours } } }).territory);

  function afterADay(milli: number, halfLifeHours: number, factor = 1, floorMilli = 0): number {
    const { decayPerMinute } = rulesWith(halfLifeHours);
    for (let minute = 0; minute < 24 * 60; minute++)
      milli -= decayOf(milli, decayPerMinute, factor, floorMilli);
    return milli;
  }

  test.each([6, 8, 12, 24])(
    'of a day with a half-life of %i hours is that of the formula to a thousandth',
    (hours) => {
      const expected = FULL_MILLI * 0.5 ** (24 / hours);
      expect(Math.abs(afterADay(FULL_MILLI, hours) / expected - 1)).toBeLessThan(0.001);
    },
  );

  test('of a day comes within two percent with the longest half-life there may be', () => {
    const expected = FULL_MILLI * 0.5 ** (24 / 72);
    expect(Math.abs(afterADay(FULL_MILLI, 72) / expected - 1)).toBeLessThan(0.02);
  });

  test('is faster where it is cut off, by the factor', () => {
    const { decayPerMinute, decayCutOffFactor } = rulesWith(6);
    expect(decayOf(80_000, decayPerMinute, decayCutOffFactor, 0)).toBe(
      3 * decayOf(80_000, decayPerMinute, 1, 0),
    );
  });

  test('takes the last milli-point, and stops at what is held', () => {
    expect(decayOf(1, 2_017, 1, 0)).toBe(1);
    expect(decayOf(2, 2_017, 3, 0)).toBe(2);
    expect(afterADay(80_000, 6, 1, 60_000)).toBe(60_000);
    expect(decayOf(30_000, 2_017, 1, 60_000)).toBe(0);
  });

  test('is none with a half-life of 0', () => {
    expect(afterADay(FULL_MILLI, 0)).toBe(FULL_MILLI);
  });
});

test('the strongest is the lowest of those who have as much, and nobody is not one of them', () => {
  const shares = Int32Array.of(40_000, 0, 20_000, 10_000, 20_000, 0, 0, 10_000);
  expect(strongest(shares, 0)).toBe(2);
  expect(strongestOther(shares, 0, 2)).toBe(20_000);
  expect(strongest(Int32Array.of(FULL_MILLI, 0, 0, 0, 0, 0, 0, 0), 0)).toBe(0);
});
