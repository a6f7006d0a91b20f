import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { captureTime, type OwnerCare } from '../scripts/territory/capture-time.ts';
import { balanceSchema } from '../src/config/balance-schema.ts';
import { territoryRulesFrom } from '../src/sim/territory-rules.ts';
import { defence, gainMicro } from '../src/territory/gain.ts';

const RULES = territoryRulesFrom(balanceSchema.parse({}).territory);

/** A faction that earns the usual. */
const FREE77 = 2;

interface Stand {
  units: number;
  faction: number;
  isOwner: boolean;
  isContested: boolean;
  supportMilli: number;
  activity: number;
  percent: number;
}

function gainOf(stand: Partial<Stand>): number {
  const usual = { units: 4, faction: FREE77, isOwner: false, isContested: false, supportMilli: 100_000 };
  const { units, faction, isOwner, isContested, supportMilli, activity, percent } = {
    ...{ ...usual, activity: 0, percent: 100 },
    ...stand,
  };
  return gainMicro(units, faction, isOwner, isContested, supportMilli, activity, percent, RULES);
}

const anyStand = fc.record({
  units: fc.integer({ min: 0, max: 12 }),
  faction: fc.integer({ min: 1, max: 7 }),
  isOwner: fc.boolean(),
  isContested: fc.boolean(),
  supportMilli: fc.integer({ min: 0, max: 100_000 }),
  activity: fc.integer({ min: 0, max: 1000 }),
  percent: fc.integer({ min: 0, max: 200 }),
});

describe('the gain of a second', () => {
  test('is 12 points a minute for a full complement, and a quarter of it for one unit', () => {
    expect(gainOf({})).toBe(200_000);
    expect(gainOf({ units: 1 })).toBe(50_000);
    expect(gainOf({ units: 0 })).toBe(0);
  });

  test('grows no more beyond a full complement', () => {
    expect(gainOf({ units: 8 })).toBe(gainOf({ units: 4 }));
  });

  test('differs by faction: the Directorate earns 110 %, the Wardens 80 %, all others the usual', () => {
    const gains = [1, 2, 3, 4, 5, 6, 7].map((faction) => gainOf({ faction }));
    expect(gains).toEqual([220_000, 200_000, 200_000, 160_000, 200_000, 200_000, 200_000]);
  });

  test('is half of it while units of another faction stand there', () => {
    expect(gainOf({ isContested: true })).toBe(100_000);
  });

  test('is a ninth of it without any support', () => {
    expect(gainOf({ supportMilli: 0 })).toBe(22_222);
  });

  test('is divided by six where the owner is as active as can be', () => {
    expect(gainOf({ activity: 1000 })).toBe(33_333);
    expect(defence(0, RULES)).toBe(1000);
    expect(defence(1000, RULES)).toBe(6000);
  });

  test('of an owner depends neither on support nor on its activity', () => {
    fc.assert(
      fc.property(anyStand, anyStand, (stand, other) => {
        const { supportMilli, activity } = other;
        const owner = { ...stand, isOwner: true };
        expect(gainOf({ ...owner, supportMilli, activity })).toBe(gainOf(owner));
      }),
    );
  });

  test('is a whole number, never negative, and never less with more units, more support or a duller owner', () => {
    fc.assert(
      fc.property(anyStand, anyStand, (stand, more) => {
        const gain = gainOf(stand);
        expect(Number.isInteger(gain) && gain >= 0).toBe(true);
        expect(gainOf({ ...stand, units: stand.units + more.units })).toBeGreaterThanOrEqual(gain);
        const supportMilli = Math.min(100_000, stand.supportMilli + more.supportMilli);
        expect(gainOf({ ...stand, supportMilli })).toBeGreaterThanOrEqual(gain);
        const activity = Math.max(0, stand.activity - more.activity);
        expect(gainOf({ ...stand, activity })).toBeGreaterThanOrEqual(gain);
        expect(gainOf({ ...stand, percent: stand.percent + more.percent })).toBeGreaterThanOrEqual(gain);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the time to a capture', () => {
  const timeOf = (supportMilli: number, units = 4, activity = 0, ownerCare: OwnerCare = 'kept') =>
    captureTime({ faction: FREE77, gainMicro: gainOf({ units, supportMilli, activity }), ownerCare }, RULES);

  test.each([
    [100, 5, 100_000],
    [50, 10, 50_000],
    [33, 15, 33_333],
    [0, 45, 0],
  ])(
    'with %i percent support by the land around: a good claim after %i minutes, to a second',
    (_, minutes, milli) => {
      const { claimSeconds, captureSeconds } = timeOf(milli);
      expect(Math.abs(claimSeconds! - minutes * 60)).toBeLessThanOrEqual(1);
      // Ten seconds on, the claim was held.
      expect(captureSeconds).toBe(claimSeconds! + 10);
    },
  );

  test('is never longer with one unit more or a little more support, nor shorter with a more active owner', () => {
    const seconds = (...stand: Parameters<typeof timeOf>) => timeOf(...stand).captureSeconds ?? Infinity;
    for (let units = 1; units < 8; units++) {
      expect(seconds(60_000, units + 1)).toBeLessThanOrEqual(seconds(60_000, units));
    }
    for (let support = 0; support < 100_000; support += 12_500) {
      expect(seconds(support + 12_500)).toBeLessThanOrEqual(seconds(support));
    }
    for (let activity = 0; activity < 1000; activity += 200) {
      expect(seconds(60_000, 4, activity + 200)).toBeGreaterThan(seconds(60_000, 4, activity));
    }
  });

  test('is shorter where the owner is cut off, but not where it has only left its land alone: that keeps 60 points', () => {
    const [kept, idle, cutOff] = (['kept', 'idle', 'cut-off'] as const).map(
      (care) => timeOf(0, 1, 0, care).captureSeconds!,
    );
    expect(idle).toBe(kept);
    expect(cutOff).toBeLessThan(idle);
  });

  test('has no end where nobody attacks', () => {
    expect(timeOf(100_000, 0)).toEqual({ claimSeconds: null, captureSeconds: null });
  });
});
