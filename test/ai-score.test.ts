import { describe, expect, test } from 'vitest';
import {
  AI_RULES,
  CONSIDERATION,
  CONSIDERATION_COUNT,
  GOAL,
  GOAL_COUNT,
  STRATEGY,
  STRATEGY_COUNT,
} from '../components/ai-rules.ts';
import type { Rules } from '../components/rules.ts';
import { curveAt } from '../src/ai/curve.ts';
import { GOAL_CONSIDERATIONS, isAttack } from '../src/ai/goals.ts';
import {
  fitFrom,
  fitOf,
  hopelessProduct,
  PRODUCT_ONE,
  partOf,
  SCORE_ONE,
  scoreOption,
  weighingOf,
  weightOf,
} from '../src/ai/score.ts';
import {
  allInputs,
  anyInputs,
  anyPersona,
  FACTION,
  inputsWith,
  persona,
  withAggression,
} from './support/personas.ts';
import { plainMinds } from './support/plain-minds.ts';
import { seeded } from './support/random-life.ts';

type Ai = Rules['ai'];

const goals = Object.values(GOAL).filter((goal) => goal !== GOAL.none);

describe('a curve', () => {
  const points = [9, 100, 400, 300, 1000, 0];

  test('goes through its points, and straight from one to the next', () => {
    expect([0, 250, 500, 750, 1000].map((input) => curveAt(points, 1, input))).toEqual([
      100, 400, 300, 1000, 0,
    ]);
    expect(curveAt(points, 1, 125)).toBe(250);
    expect(curveAt(points, 1, 375)).toBe(350);
    expect(curveAt(points, 1, 875)).toBe(500);
  });

  test('goes on level beyond its ends', () => {
    expect(curveAt(points, 1, -50)).toBe(100);
    expect(curveAt(points, 1, 1400)).toBe(0);
  });

  test('never leaves the band between the two points around an input', () => {
    const dice = seeded(1);
    for (let i = 0; i < 5_000; i++) {
      const drawn = Array.from({ length: 5 }, () => dice(1001));
      const input = dice(1001);
      const left = Math.min(3, Math.floor(input / 250));
      const value = curveAt(drawn, 0, input);
      expect(value).toBeGreaterThanOrEqual(Math.min(drawn[left], drawn[left + 1]));
      expect(value).toBeLessThanOrEqual(Math.max(drawn[left], drawn[left + 1]));
      expect(Number.isInteger(value)).toBe(true);
    }
  });
});

describe('the fit of an option', () => {
  test('is whole where nothing is lacking, and none where a weighty part is missing', () => {
    expect(fitFrom(PRODUCT_ONE, 12)).toBe(SCORE_ONE);
    expect(fitFrom(0, 12)).toBe(0);
    const strict = plainMinds({ weight: Array.from({ length: AI_RULES.weight.words }, () => 1000) });
    expect(fitOf(strict, FACTION, GOAL.cut, inputsWith(1000, { weariness: 0, failures: 0 }), 0)).toBe(
      SCORE_ONE,
    );
    expect(
      fitOf(strict, FACTION, GOAL.cut, inputsWith(1000, { failures: 0, weariness: 0, traffic: 0 }), 0),
    ).toBe(0);
  });

  test('says the same of a part in all considerations, however many there are', () => {
    for (const part of [400, 600, 750, 900]) {
      const fits = [3, 4, 7, 9, 12].map((count) => {
        let product = PRODUCT_ONE;
        for (let i = 0; i < count; i++) product = Math.floor((product * part) / 1000);
        return fitFrom(product, count);
      });
      // The logarithm of straight lines is off by up to six percent between the powers of two.
      const fourth = (part / 1000) ** 4 * SCORE_ONE;
      for (const fit of fits) expect(Math.abs(fit - fourth)).toBeLessThan(fourth * 0.25);
      expect(Math.max(...fits)).toBeLessThan(1.25 * Math.min(...fits));
    }
  });

  test('never falls with the product', () => {
    for (const count of [1, 3, 4, 7, 12]) {
      let before = 0;
      for (let product = 1; product <= PRODUCT_ONE; product = Math.ceil(product * 1.01)) {
        const fit = fitFrom(product, count);
        expect(fit).toBeGreaterThanOrEqual(before);
        before = fit;
      }
    }
  });

  test('is out of reach for what is called hopeless, and for little more', () => {
    const dice = seeded(2);
    for (let i = 0; i < 5_000; i++) {
      const score = dice(SCORE_ONE + 1);
      const count = 1 + dice(12);
      const product = hopelessProduct(score, count);
      expect(fitFrom(product, count)).toBeLessThanOrEqual(score);
      expect(
        fitFrom(Math.min(PRODUCT_ONE, Math.ceil(product * 1.01) + 16_384), count),
      ).toBeGreaterThanOrEqual(score);
    }
    expect(hopelessProduct(-1, 4)).toBe(-1);
  });

  test('looks at the considerations of the goal and no others', () => {
    const ai = plainMinds();
    for (const goal of goals) {
      for (let i = 0; i < CONSIDERATION_COUNT; i++) {
        const changed = allInputs(500);
        changed[i] = 120;
        const isSame = fitOf(ai, FACTION, goal, changed, 0) === fitOf(ai, FACTION, goal, allInputs(500), 0);
        expect(isSame).toBe((GOAL_CONSIDERATIONS[goal] & (1 << i)) === 0);
      }
    }
  });

  test('is the product of the parts that explanations name', () => {
    const dice = seeded(3);
    for (let i = 0; i < 200; i++) {
      const ai = anyPersona(dice);
      const inputs = anyInputs(dice);
      const goal = goals[dice(goals.length)];
      const weighing = weighingOf(ai, FACTION, goal, inputs, 0);
      const product = weighing.reduce((left, { part }) => Math.floor((left * part) / 1000), PRODUCT_ONE);
      const count = weighing.filter(({ weight }) => weight > 0).length;
      expect(fitFrom(product, count)).toBe(fitOf(ai, FACTION, goal, inputs, 0));
      for (const { input, consideration } of weighing) expect(input).toBe(inputs[consideration]);
    }
  });

  test('turns around what is better the worse it is', () => {
    const ai = plainMinds();
    const suits = (goal: number, changes: Parameters<typeof inputsWith>[1]) =>
      fitOf(ai, FACTION, goal, inputsWith(500, changes), 0);
    expect(suits(GOAL.hold, { momentum: 200 })).toBeGreaterThan(suits(GOAL.hold, { momentum: 800 }));
    expect(suits(GOAL.take, { momentum: 200 })).toBeLessThan(suits(GOAL.take, { momentum: 800 }));
    expect(suits(GOAL.relocate, { danger: 200 })).toBeGreaterThan(suits(GOAL.relocate, { danger: 800 }));
    expect(suits(GOAL.ally, { weariness: 800 })).toBeGreaterThan(suits(GOAL.ally, { weariness: 200 }));
    expect(suits(GOAL.raid, { weariness: 800 })).toBeLessThan(suits(GOAL.raid, { weariness: 200 }));
    expect(suits(GOAL.betray, { trust: 200 })).toBeGreaterThan(suits(GOAL.betray, { trust: 800 }));
  });
});

describe('a score', () => {
  const score = (ai: Ai, goal: number, other: number, inputs: number[], isRunning = false, strategy = 0) =>
    scoreOption(ai, FACTION, strategy, goal, other, inputs, 0, isRunning);

  test('is the fit for a persona in the middle', () => {
    const inputs = inputsWith(700, {});
    expect(score(plainMinds(), GOAL.raid, 1, inputs)).toBe(
      fitOf(plainMinds(), FACTION, GOAL.raid, inputs, 0),
    );
  });

  test('never falls for an attack as aggression grows, and never rises for anything else', () => {
    const dice = seeded(4);
    for (let i = 0; i < 300; i++) {
      const ai = anyPersona(dice);
      const inputs = anyInputs(dice);
      const goal = goals[dice(goals.length)];
      const other = goal === GOAL.take ? dice(2) * 2 : 2;
      const strategy = dice(STRATEGY_COUNT);
      const isRunning = dice(2) === 1;
      let before = score(withAggression(ai, 0), goal, other, inputs, isRunning, strategy);
      for (let aggression = 25; aggression <= 1000; aggression += 25) {
        const now = score(withAggression(ai, aggression), goal, other, inputs, isRunning, strategy);
        if (isAttack(goal, other)) expect(now).toBeGreaterThanOrEqual(before);
        else expect(now).toBeLessThanOrEqual(before);
        before = now;
      }
    }
  });

  test('keeps the order of two attacks whatever the aggression', () => {
    const dice = seeded(5);
    for (let i = 0; i < 300; i++) {
      const ai = anyPersona(dice);
      const [one, two] = [anyInputs(dice), anyInputs(dice)];
      const differences = [0, 300, 1000].map((aggression) => {
        const bold = withAggression(ai, aggression);
        return Math.sign(score(bold, GOAL.raid, 1, one) - score(bold, GOAL.take, 2, two));
      });
      expect(differences.includes(1) && differences.includes(-1)).toBe(false);
    }
  });

  test.each([
    ['expansion', GOAL.take],
    ['defence', GOAL.hold],
    ['economy', GOAL.cut],
    ['economy', GOAL.protect],
    ['mobility', GOAL.relocate],
    ['diplomacy', GOAL.ally],
  ] as const)('rises with %s for goal %i, and for no goal of another trait', (trait, goal) => {
    const [little, much] = [persona({ [trait]: 100 }), persona({ [trait]: 900 })];
    expect(score(much, goal, 2, allInputs(600))).toBeGreaterThan(score(little, goal, 2, allInputs(600)));
    expect(score(much, GOAL.raid, 2, allInputs(600))).toBe(score(little, GOAL.raid, 2, allInputs(600)));
  });

  test('falls with diplomacy for a betrayal', () => {
    const [little, much] = [persona({ diplomacy: 100 }), persona({ diplomacy: 900 })];
    expect(score(much, GOAL.betray, 2, allInputs(600))).toBeLessThan(
      score(little, GOAL.betray, 2, allInputs(600)),
    );
  });

  test('goes with the taste for the goal and with its rank under the strategy', () => {
    const goalTaste = [...plainMinds().goalTaste];
    goalTaste[FACTION * GOAL_COUNT + GOAL.raid] = 300;
    const strategyGoal = [...plainMinds().strategyGoal];
    strategyGoal[STRATEGY.trade * GOAL_COUNT + GOAL.cut] = 1500;
    const ai = plainMinds({ goalTaste, strategyGoal });
    const plain = score(plainMinds(), GOAL.raid, 1, allInputs(600));
    expect(score(ai, GOAL.raid, 1, allInputs(600))).toBe(Math.floor(plain * 0.3));
    const cut = score(ai, GOAL.cut, 1, allInputs(600), false, STRATEGY.defend);
    expect(score(ai, GOAL.cut, 1, allInputs(600), false, STRATEGY.trade)).toBe(Math.floor(cut * 1.5));
  });

  test('is more for a goal that runs, the more so the more patient the faction is', () => {
    const inputs = allInputs(600);
    const gain = (patience: number) => {
      const ai = persona({ patience });
      return score(ai, GOAL.raid, 1, inputs, true) - score(ai, GOAL.raid, 1, inputs, false);
    };
    expect(gain(0)).toBe(0);
    expect(gain(500)).toBe(Math.floor(score(plainMinds(), GOAL.raid, 1, inputs) / 10));
    expect(gain(1000)).toBeGreaterThan(gain(500));
  });

  test('overlooks weakness with a liking for risk, and nothing where the faction is the stronger one', () => {
    const part = (risk: number, force: number) =>
      partOf(persona({ risk }), FACTION, GOAL.raid, CONSIDERATION.force, force);
    expect(part(1000, 100)).toBe(part(0, 500));
    expect(part(500, 100)).toBe(part(0, 300));
    expect(part(1000, 700)).toBe(part(0, 700));
  });

  test('goes by what districts make the more, and by their value the less, the more technical a faction is', () => {
    const weight = (technology: number, consideration: number) =>
      weightOf(persona({ technology }), FACTION, consideration);
    expect(weight(500, CONSIDERATION.value)).toBe(500);
    expect([0, 1000].map((technology) => weight(technology, CONSIDERATION.value))).toEqual([750, 250]);
    expect([0, 1000].map((technology) => weight(technology, CONSIDERATION.preference))).toEqual([250, 750]);
    expect(weight(1000, CONSIDERATION.force)).toBe(500);
  });
});
