import { describe, expect, test } from 'vitest';
import { BRAIN, CONSIDERATION_COUNT, GOAL, GOAL_COUNT, STRATEGY } from '../components/ai-rules.ts';
import { scoreByRules, thinksByRules } from '../src/ai/rule-brain.ts';
import { chooseStrategy } from '../src/ai/strategies.ts';
import { allInputs, anyPersona, FACTION, inputsWith, persona, withAggression } from './support/personas.ts';
import { plainMinds } from './support/plain-minds.ts';
import { seeded } from './support/random-life.ts';

describe('a strategy', () => {
  const calm = { danger: 0, land: 0, weariness: 0, traffic: 0, force: 0 };
  const choose = (now: Partial<typeof calm>, ai = plainMinds(), current: number = STRATEGY.consolidate) =>
    chooseStrategy(ai, FACTION, current, { ...calm, ...now });

  test('follows from the situation', () => {
    expect(choose({ land: 100 })).toBe(STRATEGY.expand);
    expect(choose({ land: 900, danger: 900 })).toBe(STRATEGY.defend);
    expect(choose({ land: 900, force: 900 })).toBe(STRATEGY.attack);
    expect(choose({ land: 900, traffic: 900 })).toBe(STRATEGY.trade);
    expect(choose({ land: 100, force: 900, weariness: 1000 })).toBe(STRATEGY.consolidate);
  });

  test('follows from traits, but not from aggression', () => {
    const now = { land: 500, danger: 480, traffic: 470 };
    expect(choose(now, persona({ defence: 900, patience: 0 }))).toBe(STRATEGY.defend);
    expect(choose(now, persona({ economy: 900, patience: 0 }))).toBe(STRATEGY.trade);
    expect(choose(now, persona({ expansion: 900, patience: 0 }))).toBe(STRATEGY.expand);
    const dice = seeded(6);
    for (let i = 0; i < 200; i++) {
      const ai = anyPersona(dice);
      const any = {
        danger: dice(1001),
        land: dice(1001),
        weariness: dice(1001),
        traffic: dice(1001),
        force: dice(1001),
      };
      const chosen = [0, 1000].map((aggression) => choose(any, withAggression(ai, aggression)));
      expect(chosen[0]).toBe(chosen[1]);
    }
  });

  test('stays as it is for a patient faction while another is hardly better', () => {
    const now = { land: 480, danger: 540 };
    expect(choose(now, persona({ patience: 0 }), STRATEGY.expand)).toBe(STRATEGY.defend);
    expect(choose(now, persona({ patience: 1000 }), STRATEGY.expand)).toBe(STRATEGY.expand);
  });
});

describe('the rule brain', () => {
  test('thinks where it was chosen, or where a persona weighs and likes nothing', () => {
    const brain = plainMinds().brain.map((_, faction) => (faction === FACTION ? BRAIN.rules : BRAIN.utility));
    expect(thinksByRules(plainMinds({ brain }), FACTION)).toBe(true);
    expect(thinksByRules(plainMinds({ brain }), 2)).toBe(false);
    const weight = plainMinds().weight.map((value, i) =>
      Math.floor(i / CONSIDERATION_COUNT) === FACTION ? 0 : value,
    );
    expect(thinksByRules(plainMinds({ weight }), FACTION)).toBe(false);
    const goalTaste = plainMinds().goalTaste.map((value, i) =>
      Math.floor(i / GOAL_COUNT) === FACTION ? 0 : value,
    );
    expect(thinksByRules(plainMinds({ weight, goalTaste }), FACTION)).toBe(true);
    expect(thinksByRules(plainMinds({ weight, goalTaste }), 2)).toBe(false);
  });

  test('holds contested land before it takes any, and does nothing else', () => {
    const rules = (goal: number, inputs: number[]) => scoreByRules(goal, inputs, 0);
    const best = rules(GOAL.take, allInputs(1000));
    expect(rules(GOAL.hold, inputsWith(0, { contested: 1000 }))).toBeGreaterThan(best);
    expect(rules(GOAL.hold, inputsWith(0, { contested: 1000, danger: 9 }))).toBeGreaterThan(
      rules(GOAL.hold, inputsWith(0, { contested: 1000 })),
    );
    expect(rules(GOAL.hold, inputsWith(900, { contested: 0 }))).toBe(0);
    for (const goal of [GOAL.cut, GOAL.protect, GOAL.relocate, GOAL.raid, GOAL.ally, GOAL.betray]) {
      expect(rules(goal, allInputs(1000))).toBe(0);
    }
    expect(rules(GOAL.take, inputsWith(500, { nearness: 900 }))).toBeGreaterThan(
      rules(GOAL.take, allInputs(500)),
    );
    expect(rules(GOAL.take, inputsWith(500, { force: 900 }))).toBeGreaterThan(
      rules(GOAL.take, allInputs(500)),
    );
  });
});
