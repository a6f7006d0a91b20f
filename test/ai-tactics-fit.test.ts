import { describe, expect, test } from 'vitest';
import {
  GOAL,
  GOAL_NAMES,
  TEMPLATE,
  TEMPLATE_COUNT,
  TEMPLATE_NAMES,
  TRAIT,
  TRAIT_COUNT,
} from '../components/ai-rules.ts';
import {
  GOAL_TEMPLATES,
  inputFactor,
  SCORE_ONE,
  scoreTemplate,
  TEMPLATE_INPUT,
  TEMPLATE_INPUT_COUNT,
  traitFactor,
} from '../src/ai/template-fit.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { plainMinds } from './support/plain-minds.ts';

type InputName = keyof typeof TEMPLATE_INPUT;
type TraitName = keyof typeof TRAIT;

/** A middling situation on the land of another; convoys and targets are there. */
const MIDDLE = { foreign: 1000, convoy: 1000 };

function inputsOf(changes: Partial<Record<InputName, number>> = {}): Uint16Array {
  const inputs = new Uint16Array(TEMPLATE_INPUT_COUNT).fill(500);
  for (const [name, value] of Object.entries({ ...MIDDLE, ...changes })) {
    inputs[TEMPLATE_INPUT[name as InputName]] = value;
  }
  return inputs;
}

function mindsWith(traits: Partial<Record<TraitName, number>>) {
  const { trait } = plainMinds();
  const changed = [...trait];
  for (const [name, value] of Object.entries(traits)) changed[TRAIT_COUNT + TRAIT[name as TraitName]] = value;
  return plainMinds({ trait: changed });
}

/** Score of a template of faction 1. */
function scoreOf(
  goal: keyof typeof GOAL,
  template: keyof typeof TEMPLATE,
  inputs: Partial<Record<InputName, number>> = {},
  traits: Partial<Record<TraitName, number>> = {},
): number {
  return scoreTemplate(mindsWith(traits), 1, GOAL[goal], TEMPLATE[template], inputsOf(inputs), 0);
}

/** Scores while one input or trait rises from 0 to 1000. */
function rising(score: (value: number) => number): number[] {
  return Array.from({ length: 21 }, (_, i) => score(i * 50));
}

describe('the fit of a template', () => {
  test.each(GOAL_NAMES.flatMap((goal) => TEMPLATE_NAMES.map((template) => ({ goal, template }))))(
    '$template is weighed for $goal if it can serve it, and only then',
    ({ goal, template }) => {
      const serves = GOAL_TEMPLATES[GOAL[goal]].includes(TEMPLATE[template]);
      const foreign = template === 'fortify' ? 0 : 1000;
      expect(scoreOf(goal, template, { foreign }) > 0).toBe(serves);
    },
  );

  test('every goal but a betrayal has a template, and no more than history tells of', () => {
    const counts = GOAL_NAMES.filter((goal) => goal !== 'betray').map(
      (goal) => GOAL_TEMPLATES[GOAL[goal]].length,
    );
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(Math.max(...counts)).toBeLessThanOrEqual(6);
    expect(GOAL_TEMPLATES[GOAL.betray]).toEqual([]);
  });

  test.each([
    ['take', 'converge', 'force'],
    ['take', 'converge', 'squads'],
    ['take', 'converge', 'nearness'],
    ['take', 'converge', 'value'],
    ['take', 'converge', 'time'],
    ['raid', 'raid', 'force'],
    ['raid', 'distributedRaids', 'targets'],
    ['raid', 'distributedRaids', 'spread'],
    ['cut', 'interdict', 'traffic'],
    ['cut', 'blockade', 'force'],
    ['take', 'feint', 'danger'],
    ['protect', 'escort', 'danger'],
  ] as const)('of %s: %s is worth more with more %s', (goal, template, input) => {
    const scores = rising((value) => scoreOf(goal, template, { [input]: value }));
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    expect(scores.at(-1)).toBeGreaterThan(scores[0]);
  });

  test.each([
    ['take', 'converge', 'setbacks'],
    ['take', 'converge', 'spread'],
    ['take', 'converge', 'thirdParty'],
    ['raid', 'raid', 'danger'],
    ['raid', 'raid', 'activity'],
    ['cut', 'interdict', 'danger'],
    ['take', 'probe', 'force'],
  ] as const)('of %s: %s is worth less with more %s', (goal, template, input) => {
    const scores = rising((value) => scoreOf(goal, template, { [input]: value }));
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.at(-1)).toBeLessThan(scores[0]);
  });

  test.each([
    ['take', 'converge', 'coordination'],
    ['take', 'feint', 'aggression'],
    ['cut', 'blockade', 'patience'],
    ['raid', 'raid', 'mobility'],
    ['protect', 'escort', 'economy'],
    ['relocate', 'relocate', 'mobility'],
    ['ally', 'parley', 'diplomacy'],
  ] as const)('of %s: %s is for factions of much %s', (goal, template, trait) => {
    const scores = rising((value) => scoreOf(goal, template, {}, { [trait]: value }));
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    expect(scores.at(-1)).toBeGreaterThan(scores[0]);
  });

  test('nobody takes his own land, holds that of others or goes with a convoy that is not there', () => {
    expect(scoreOf('take', 'converge', { foreign: 0 })).toBe(0);
    expect(scoreOf('hold', 'fortify', { foreign: 1000 })).toBe(0);
    expect(scoreOf('protect', 'escort', { convoy: 0 })).toBe(0);
    expect(scoreOf('raid', 'distributedRaids', { targets: 0 })).toBe(0);
  });

  test('a daring faction minds less what speaks against it, and gains nothing where it is strong', () => {
    const weak = rising((risk) => scoreOf('take', 'converge', { force: 100 }, { risk }));
    expect(weak).toEqual(weak.toSorted((a, b) => a - b));
    expect(weak.at(-1)).toBeGreaterThan(2 * weak[0]);
    const bold = mindsWith({ risk: 1000 });
    const timid = mindsWith({ risk: 0 });
    const factor = (ai: typeof bold, value: number) =>
      inputFactor(ai, 1, TEMPLATE.converge, TEMPLATE_INPUT.force, value);
    expect(factor(bold, 1000)).toBe(factor(timid, 1000));
    expect(factor(timid, 0)).toBe(0);
  });

  test('taste multiplies, and none rules a template out', () => {
    const taste = (value: number) =>
      plainMinds({ templateTaste: Array.from({ length: SIDE_COUNT * TEMPLATE_COUNT }, () => value) });
    const score = (value: number) => scoreTemplate(taste(value), 1, GOAL.raid, TEMPLATE.raid, inputsOf(), 0);
    expect(score(0)).toBe(0);
    expect(Math.abs(score(2000) - 2 * score(1000))).toBeLessThan(20);
  });

  test('the score is the product of what it says it is made of', () => {
    const ai = mindsWith({ risk: 700, coordination: 900, aggression: 300 });
    const inputs = inputsOf({ force: 300, setbacks: 666, nearness: 800 });
    let product = SCORE_ONE;
    for (let input = 0; input < TEMPLATE_INPUT_COUNT; input++)
      product *= inputFactor(ai, 1, TEMPLATE.converge, input, inputs[input]) / 1000;
    for (let trait = 0; trait < TRAIT_COUNT; trait++)
      product *= traitFactor(ai, 1, TEMPLATE.converge, trait) / 1000;
    const score = scoreTemplate(ai, 1, GOAL.take, TEMPLATE.converge, inputs, 0);
    expect(score).toBeLessThanOrEqual(product);
    expect(score).toBeGreaterThan(product - 30);
  });

  test('is read from where the inputs begin', () => {
    const two = new Uint16Array([...inputsOf({ force: 0 }), ...inputsOf({ force: 900 })]);
    const score = (at: number) => scoreTemplate(plainMinds(), 1, GOAL.take, TEMPLATE.converge, two, at);
    expect(score(TEMPLATE_INPUT_COUNT)).toBe(scoreOf('take', 'converge', { force: 900 }));
    expect(score(0)).toBe(scoreOf('take', 'converge', { force: 0 }));
  });

  test('stays a whole number of 32 bits, whatever designers like', () => {
    const ai = plainMinds({
      templateTaste: Array.from({ length: SIDE_COUNT * TEMPLATE_COUNT }, () => 65_535_000),
    });
    const best = inputsOf({ force: 1000, squads: 1000, nearness: 1000, setbacks: 0 });
    expect(scoreTemplate(ai, 1, GOAL.take, TEMPLATE.converge, best, 0)).toBe(2 ** 31 - 1);
  });
});
