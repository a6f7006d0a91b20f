import { describe, expect, test } from 'vitest';
import { DAMAGE, STYLE } from '../components/combat-rules.ts';
import { OUTCOME } from '../components/fights.ts';
import {
  blockValue,
  type CombatRules,
  criticalDamage,
  crowdDivisor,
  defenseChance,
  missChance,
  plainDamage,
  resolveStrikes,
} from '../src/combat/resolve.ts';
import { seeded } from './support/random-life.ts';
import {
  type Build,
  cast,
  duelist,
  pit,
  type StrikeStage,
  strikeRules,
  strikeStage,
} from './support/strike-stage.ts';

const RULES = strikeRules();
/** Nothing is left to chance but what a test says. */
const CERTAIN = strikeRules({
  missBase: 0,
  missMin: 0,
  missPerLevel: 0,
  varianceMin: 1000,
  varianceMax: 1000,
});

describe('golden tables of the steps of a strike', () => {
  test.each([
    // accuracy, levels the target is above the striker, chance to miss
    [0, 0, 120],
    [50, 0, 70],
    [200, 0, 20],
    [-300, 0, 420],
    [-900, 0, 600],
    [0, 3, 165],
    [0, -3, 75],
    [0, -9, 20],
    [40, 2, 110],
  ])('to hit: accuracy %i, %i levels above: %i of 1000 miss', (accuracy, levels, chance) => {
    expect(missChance(RULES, accuracy, levels)).toBe(chance);
  });

  test.each([
    [0, 1000],
    [1, 1000],
    [2, 1333],
    [4, 1999],
    [31, 10_990],
  ])('crowd: %i attackers divide defenses by %i / 1000', (attackers, divisor) => {
    expect(crowdDivisor(RULES, attackers)).toBe(divisor);
  });

  test.each([
    // value, penetration, crowd, chance
    [100, 0, 1000, 100],
    [100, 40, 1000, 60],
    [100, 100, 1000, 0],
    [100, 150, 1000, 0],
    [100, 0, 1333, 75],
    [100, 40, 1333, 45],
    [100, 0, 1999, 50],
    [1, 0, 1333, 0],
    [-20, 0, 1000, 0],
  ])('evade, parry, block of %i, penetration %i, crowd %i: %i', (value, penetration, crowd, chance) => {
    expect(defenseChance(value, penetration, crowd)).toBe(chance);
  });

  test.each([
    [60, true, 60],
    [60, false, 110],
    [0, false, 0],
    [0, true, 0],
  ])('block of %i, melee %s: %i', (block, isMelee, value) => {
    expect(blockValue(RULES, block, isMelee)).toBe(value);
  });

  test.each([
    // power, variance, armor, absorb, resist, damage
    [100, 1000, 0, 0, 0, 100],
    [100, 850, 0, 0, 0, 85],
    [24, 850, 0, 0, 0, 20],
    [24, 1150, 0, 0, 0, 27],
    [100, 1000, 50, 0, 0, 66],
    [100, 1000, 100, 0, 0, 50],
    [100, 1000, 300, 0, 0, 25],
    [100, 1000, 0, 200, 0, 80],
    [100, 1000, 0, 0, 250, 75],
    [100, 1000, 0, 0, 1000, 0],
    [24, 1150, 20, 0, 0, 22],
    [24, 1150, 20, 100, 0, 19],
    [24, 1150, 20, 100, 300, 13],
    [2_000_000_000, 1150, 100, 0, 0, 1_150_000_000],
  ])(
    'power %i, variance %i, armor %i, absorb %i, resist %i: %i points',
    (power, variance, armor, ...rest) => {
      const [absorb, resist, damage] = rest;
      expect(plainDamage(power, variance, 100, armor, absorb, resist)).toBe(damage);
    },
  );

  test.each([
    [13, 200, 15],
    [13, 600, 20],
    [100, 355, 135],
    [1, 600, 1],
  ])('critical: %i points with a bonus of %i: %i', (plain, bonus, damage) => {
    expect(criticalDamage(plain, bonus)).toBe(damage);
  });
});

/** Outcome and damage of one strike of entity 1 at entity 2. */
function strike(rules: CombatRules, striker: Build, target: Build, attackers = 1): [number, number] {
  const stage = strikeStage(rules, 7);
  stage.ledger.tick[0] = 100;
  cast(stage, 1, duelist(striker));
  cast(stage, 2, duelist(target));
  pit(stage, 1, 2);
  stage.fighter.attackers[2] = attackers;
  resolveStrikes(stage, 0, 1);
  return [stage.fights.outcome[0], stage.fights.damage[0]];
}

describe('one strike', () => {
  const always = { evade: 1000, parry: 1000, block: 1000 };
  const melee = { style: STYLE.melee };

  test.each<[string, Build, Build, keyof typeof OUTCOME, number]>([
    ['is a plain hit with nothing in its way', {}, {}, 'hit', 100],
    ['is evaded before it is parried or blocked', melee, { properties: always }, 'evade', 0],
    ['is parried before it is blocked', melee, { properties: { parry: 1000, block: 1000 } }, 'parry', 0],
    ['that is a shot cannot be parried', {}, { properties: { parry: 1000, block: 1000 } }, 'block', 0],
    ['that is a shot gains block for the target', {}, { properties: { block: 950 } }, 'block', 0],
    [
      'is not defended against by who is penetrated',
      { properties: { penetration: 1000 } },
      { properties: always },
      'hit',
      100,
    ],
    ['is critical', { properties: { critical: 1000 } }, {}, 'critical', 150],
    ['is dampened by armor', {}, { properties: { armor: 100 } }, 'hit', 50],
    ['is dampened by absorb', {}, { properties: { absorb: 100 } }, 'hit', 90],
    ['meets the resistance to its kind', {}, { properties: { resistKinetic: 300 } }, 'hit', 70],
    [
      'does not meet another resistance',
      {},
      { properties: { resistBlast: 300, resistEnergy: 300 } },
      'hit',
      100,
    ],
    [
      'of energy meets that one',
      { damageKind: DAMAGE.energy },
      { properties: { resistEnergy: 400 } },
      'hit',
      60,
    ],
    [
      'of a blast meets that one',
      { damageKind: DAMAGE.blast },
      { properties: { resistBlast: 500 } },
      'hit',
      50,
    ],
    [
      'that hits takes a point at least',
      { properties: { power: 1 } },
      { properties: { armor: 900 } },
      'hit',
      1,
    ],
    [
      'that is critical takes one too',
      { properties: { power: 1, critical: 1000 } },
      { properties: { armor: 900 } },
      'critical',
      1,
    ],
  ])('%s', (_, striker, target, outcome, damage) => {
    const rules = { ...CERTAIN, criticalBonusMin: 500, criticalBonusMax: 500 };
    expect(strike(rules, striker, target)).toEqual([OUTCOME[outcome], damage]);
  });

  test('misses when it must, whatever else', () => {
    const rules = strikeRules({ missBase: 1000, missMax: 1000 });
    expect(strike(rules, { properties: { critical: 1000 } }, { properties: always })).toEqual([
      OUTCOME.miss,
      0,
    ]);
  });

  test('of a higher level does not miss where one of a lower does', () => {
    const rules = strikeRules({ missBase: 500, missPerLevel: 500, missMin: 0, missMax: 1000 });
    expect(strike(rules, { level: 2 }, {})[0]).not.toBe(OUTCOME.miss);
    expect(strike(rules, {}, { level: 2 })[0]).toBe(OUTCOME.miss);
  });

  test('is not evaded in a crowd', () => {
    const rules = { ...CERTAIN, crowdThousandths: 1_000_000 };
    expect(strike(rules, {}, { properties: { evade: 1000 } }, 1)[0]).toBe(OUTCOME.evade);
    expect(strike(rules, {}, { properties: { evade: 1000 } }, 2)[0]).toBe(OUTCOME.hit);
  });
});

/** A crowd of all sorts, everybody striking at somebody. */
function melee(count: number, seed: number): StrikeStage {
  const up = seeded(seed);
  const stage = strikeStage(RULES, seed);
  stage.ledger.tick[0] = 12_345;
  for (let id = 1; id <= count; id++) {
    const properties = {
      power: 1 + up(200),
      evade: up(200),
      parry: up(200),
      block: up(200),
      critical: up(300),
    };
    const defense = { armor: up(150), absorb: up(200), resistKinetic: up(300), penetration: up(100) };
    const build = { properties: { ...properties, ...defense, accuracy: up(200) - 100 } };
    cast(stage, id, duelist({ ...build, level: 1 + up(10), style: up(2), damageKind: up(3) }));
  }
  for (let id = 1; id <= count; id++) pit(stage, id, 1 + ((id + up(count - 1)) % count));
  return stage;
}

function resultsOf({ fights }: StrikeStage) {
  const { damage, outcome, strikerCount } = fights;
  return { outcome: [...outcome.subarray(0, strikerCount)], damage: [...damage.subarray(0, strikerCount)] };
}

test('the draws are those that journals were written with', () => {
  const stage = melee(30, 4);
  resolveStrikes(stage, 0, 30);
  const { outcome, damage } = resultsOf(stage);
  expect(outcome.join(' ')).toMatchInlineSnapshot(
    `"4 4 4 4 4 4 4 0 0 0 4 4 4 3 5 5 4 4 4 4 5 4 5 4 5 4 4 3 5 4"`,
  );
  expect(damage.join(' ')).toMatchInlineSnapshot(
    `"70 19 19 9 109 52 34 0 0 0 66 87 109 0 6 92 1 28 97 30 137 44 21 21 149 86 24 0 18 103"`,
  );
});

test('strikes resolved in ranges of any size, last first, come to what they do in one go', () => {
  const count = 3_000;
  const whole = melee(count, 5);
  resolveStrikes(whole, 0, count);
  const wanted = resultsOf(whole);
  expect(new Set(wanted.outcome).size).toBe(6);
  const random = seeded(9);
  for (let round = 0; round < 8; round++) {
    const parts = melee(count, 5);
    parts.fights.outcome.fill(99);
    const ranges: [number, number][] = [];
    for (let from = 0; from < count; ) {
      const to = Math.min(count, from + 1 + random(round < 4 ? 7 : 1500));
      ranges.push([from, to]);
      from = to;
    }
    for (const [from, to] of ranges.reverse()) resolveStrikes(parts, from, to);
    expect(resultsOf(parts)).toEqual(wanted);
  }
});

test('a range writes its own places and no others', () => {
  const stage = melee(100, 5);
  stage.fights.outcome.fill(99);
  stage.fights.damage.fill(99);
  resolveStrikes(stage, 40, 60);
  const { outcome, damage } = resultsOf(stage);
  for (const results of [outcome, damage]) {
    expect([...results.slice(0, 40), ...results.slice(60)].every((value) => value === 99)).toBe(true);
  }
  expect(outcome.slice(40, 60).every((value) => value < OUTCOME.lost)).toBe(true);
});

test('other ticks, ids and seeds draw otherwise', () => {
  const outcomes = (change: (stage: StrikeStage) => void) => {
    const stage = melee(200, 5);
    change(stage);
    resolveStrikes(stage, 0, 200);
    return resultsOf(stage).damage;
  };
  const first = outcomes(() => {});
  expect(outcomes(() => {})).toEqual(first);
  expect(outcomes(({ ledger }) => ledger.tick[0]++)).not.toEqual(first);
  expect(outcomes(({ ledger }) => ledger.seed[0]++)).not.toEqual(first);
});
