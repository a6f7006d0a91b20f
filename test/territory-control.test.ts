import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rules } from '../components/rules.ts';
import { balanceSchema } from '../src/config/balance-schema.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { territoryRulesFrom } from '../src/sim/territory-rules.ts';
import { type ControlColumns, LABEL, labelOf, stepControl, VERDICT } from '../src/territory/control.ts';
import { FULL_MILLI, strongest } from '../src/territory/shares.ts';
import { seeded } from './support/random-life.ts';

function rulesWith(control: object): Rules['territory'] {
  return territoryRulesFrom(balanceSchema.parse({ territory: { control } }).territory);
}

const STANDARD = rulesWith({});

/** Shares of a territory from points by faction, from 1 on; the rest is nobody's. */
function sharesOf(...points: number[]): Int32Array {
  const shares = new Int32Array(SIDE_COUNT);
  shares[0] = FULL_MILLI;
  points.forEach((held, index) => {
    shares[index + 1] = Math.round(held * 1000);
    shares[0] -= shares[index + 1];
  });
  return shares;
}

/** One territory that is looked at once a second. */
class Watched {
  readonly control: ControlColumns;
  readonly rules: Rules['territory'];
  second = 1_000;

  constructor(owner: number, rules = STANDARD) {
    const u8 = () => new Uint8Array(1);
    const u32 = () => new Uint32Array(1);
    this.control = {
      ...{ owner: Uint8Array.of(owner), label: u8(), challenger: u8() },
      ...{ holdTick: u32(), weakTick: u32(), graceTick: u32(), hostileTick: u32(), contestedTick: u32() },
    };
    this.rules = rules;
  }

  get owner(): number {
    return this.control.owner[0];
  }

  get label(): number {
    return this.control.label[0];
  }

  get isContested(): boolean {
    return this.control.contestedTick[0] !== 0;
  }

  get tick(): number {
    return this.second * TICKS_PER_SECOND;
  }

  /** Lets seconds pass with these shares; returns the last verdict. */
  pass(shares: Int32Array, seconds = 1, mayCapture = true): number {
    let verdict: number = VERDICT.same;
    for (let i = 0; i < seconds; i++) {
      this.second++;
      verdict = stepControl(this.control, 0, shares, 0, this.tick, mayCapture, this.rules);
    }
    return verdict;
  }

  /** Lets seconds pass until the owner is another; returns how many it took. */
  secondsToOwner(owner: number, shares: Int32Array, secondsMax = 1_000): number {
    for (let seconds = 1; seconds <= secondsMax; seconds++) {
      this.pass(shares);
      if (this.owner === owner) return seconds;
    }
    return Infinity;
  }
}

const SAMPLE = sharesOf(65, 25, 10);

describe('influences 65/25/10', () => {
  test('are a contest that faction 1 leads', () => {
    const territory = new Watched(1);
    territory.pass(SAMPLE);
    expect([territory.label, territory.isContested, strongest(SAMPLE, 0)]).toEqual([
      LABEL.contested,
      true,
      1,
    ]);
  });

  test.each(['twoAtForty', 'simpleMajority'])('are no contest but dominance with preset %s', (preset) => {
    const territory = new Watched(1, rulesWith({ preset }));
    territory.pass(SAMPLE);
    expect([territory.label, territory.isContested]).toEqual([LABEL.dominant, false]);
  });
});

describe('labels', () => {
  const cases: [string, Int32Array, number][] = [
    ['nobody has anything', sharesOf(), LABEL.neutral],
    ['80 and all others below 20', sharesOf(80, 19.999), LABEL.exclusive],
    ['80 and one other at 20', sharesOf(80, 20), LABEL.dominant],
    ['a lead of 20', sharesOf(0, 0, 21, 1), LABEL.dominant],
    ['a lead of less than 20', sharesOf(0, 0, 20.999, 1), LABEL.neutral],
  ];
  test.each(cases)('%s', (_, shares, label) => {
    expect(labelOf(shares, 0, false, STANDARD)).toBe(label);
  });

  test('with two factions at 40 points it is contested by the rule of that name, and not before', () => {
    const rules = rulesWith({ preset: 'twoAtForty' });
    const territory = new Watched(1, rules);
    territory.pass(sharesOf(60, 39.999));
    expect(territory.isContested).toBe(false);
    territory.pass(sharesOf(60, 40));
    expect(territory.isContested).toBe(true);
    territory.pass(sharesOf(60, 39.999));
    expect(territory.isContested).toBe(false);
  });

  test('one point more than anybody dominates by simple majority', () => {
    expect(labelOf(sharesOf(1, 2), 0, false, rulesWith({ preset: 'simpleMajority' }))).toBe(LABEL.dominant);
  });
});

describe('a contest', () => {
  test('begins at 25 points and 35 % of the strongest, and ends below 20', () => {
    const territory = new Watched(1);
    territory.pass(sharesOf(70, 24.999));
    expect(territory.isContested).toBe(false);
    territory.pass(sharesOf(74, 25));
    expect(territory.isContested).toBe(false);
    territory.pass(sharesOf(70, 25));
    expect(territory.isContested).toBe(true);
    territory.pass(sharesOf(80, 20), 100);
    expect(territory.isContested).toBe(true);
    territory.pass(sharesOf(80, 19.999));
    expect(territory.isContested).toBe(false);
  });

  test('lasts until units of two factions have been apart for 30 seconds', () => {
    const territory = new Watched(1);
    const quiet = sharesOf(80, 5);
    territory.pass(quiet, 100);
    territory.control.hostileTick[0] = territory.tick + TICKS_PER_SECOND;
    territory.pass(quiet);
    expect(territory.isContested).toBe(true);
    territory.pass(quiet, 29);
    expect(territory.isContested).toBe(true);
    territory.pass(quiet);
    expect(territory.isContested).toBe(false);
    territory.pass(quiet, 60);
    expect(territory.isContested).toBe(false);
  });

  test('does not flicker with shares that waver around either threshold', () => {
    for (const threshold of [25, 20]) {
      const dice = seeded(threshold);
      const territory = new Watched(1);
      let changes = 0;
      for (let second = 0; second < 2_000; second++) {
        const was = territory.isContested;
        territory.pass(sharesOf(65, threshold - 1 + dice(2_000) / 1000));
        if (territory.isContested !== was) changes++;
      }
      expect(changes).toBeLessThanOrEqual(1);
    }
  });
});

describe('a capture', () => {
  test('takes 50 points, a lead of 20, and ten seconds of both', () => {
    expect(new Watched(2).secondsToOwner(1, sharesOf(49.999, 20))).toBe(Infinity);
    expect(new Watched(2).secondsToOwner(1, sharesOf(59.999, 40))).toBe(Infinity);
    // The claim is good in the first second, so the eleventh is ten seconds later.
    expect(new Watched(2).secondsToOwner(1, sharesOf(60, 40))).toBe(11);
  });

  test('begins anew when the claim was broken for a second', () => {
    const territory = new Watched(2);
    const claim = sharesOf(60, 40);
    territory.pass(claim, 10);
    territory.pass(sharesOf(59, 41));
    expect(territory.secondsToOwner(1, claim)).toBe(11);
  });

  test('does not come about where it is forbidden, nor is the owner lost', () => {
    const territory = new Watched(2);
    territory.pass(sharesOf(100), 100, false);
    expect(territory.owner).toBe(2);
  });

  test('is told once, and then nothing until something else changes', () => {
    const territory = new Watched(2);
    const claim = sharesOf(80, 10);
    territory.pass(claim, 10);
    expect(territory.pass(claim)).toBe(VERDICT.captured);
    expect(territory.pass(claim, 5)).toBe(VERDICT.same);
  });

  test('doubles the lead that the next one takes, for five minutes', () => {
    const territory = new Watched(2);
    expect(territory.secondsToOwner(1, sharesOf(60, 40))).toBe(11);
    const back = sharesOf(35.001, 64.999);
    // A lead of 29.998 is not 40, but after the grace it is more than 20.
    expect(territory.secondsToOwner(2, back)).toBe(300 + 10);
    const early = new Watched(2);
    early.secondsToOwner(1, sharesOf(60, 40));
    expect(early.secondsToOwner(2, sharesOf(30, 70))).toBe(11);
  });

  test('does not go to and fro between two who are nearly equal', () => {
    const dice = seeded(9);
    const territory = new Watched(1);
    let changes = 0;
    for (let second = 0; second < 20_000; second++) {
      const owner = territory.owner;
      const first = 50 + (dice(16_000) - 8_000) / 1000;
      territory.pass(sharesOf(first, 100 - first));
      if (territory.owner !== owner) changes++;
    }
    expect([changes, territory.owner]).toEqual([0, 1]);
  });
});

describe('an owner', () => {
  test('with less than 35 points for ten seconds loses the territory to nobody', () => {
    expect(new Watched(1).secondsToOwner(0, sharesOf(35, 20))).toBe(Infinity);
    const territory = new Watched(1);
    expect(territory.secondsToOwner(0, sharesOf(34.999, 20))).toBe(11);
    expect(territory.pass(sharesOf(34.999, 20), 50)).toBe(VERDICT.same);
  });

  test('that recovers for a second has ten seconds again', () => {
    const territory = new Watched(1);
    territory.pass(sharesOf(30), 10);
    territory.pass(sharesOf(35));
    expect(territory.secondsToOwner(0, sharesOf(30))).toBe(11);
  });

  test('never loses it by simple majority, but to whoever has more than half', () => {
    const rules = rulesWith({ preset: 'simpleMajority' });
    expect(new Watched(1, rules).secondsToOwner(0, sharesOf(0, 50))).toBe(Infinity);
    expect(new Watched(1, rules).secondsToOwner(2, sharesOf(49, 50.001))).toBe(1);
  });
});

test('whoever comes to hold a territory, it is the same whatever number a faction has', () => {
  const anyPoints = fc.uniqueArray(fc.integer({ min: 0, max: 100 }), { minLength: 7, maxLength: 7 });
  const anyOrder = fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7], { minLength: 7, maxLength: 7 });
  const anyPlay = fc.array(fc.tuple(anyPoints, fc.integer({ min: 1, max: 20 })), {
    minLength: 1,
    maxLength: 8,
  });
  const sharesFrom = (points: number[]) => {
    const total = points.reduce((sum, point) => sum + point, 0);
    return sharesOf(...points.map((point) => (100 * point) / Math.max(100, total)));
  };
  fc.assert(
    fc.property(anyPlay, anyOrder, fc.integer({ min: 0, max: 7 }), (play, order, owner) => {
      const numberOf = (faction: number) => (faction === 0 ? 0 : order.indexOf(faction) + 1);
      const plain = new Watched(owner);
      const renamed = new Watched(numberOf(owner));
      for (const [points, seconds] of play) {
        const shares = sharesFrom(points);
        plain.pass(shares, seconds);
        renamed.pass(Int32Array.from([shares[0], ...order.map((faction) => shares[faction])]), seconds);
        expect([renamed.owner, renamed.label]).toEqual([numberOf(plain.owner), plain.label]);
      }
    }),
  );
});
