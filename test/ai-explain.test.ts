import { describe, expect, test } from 'vitest';
import {
  CONSIDERATION,
  GOAL,
  LAYER,
  REFLEX,
  STRATEGY,
  TEMPLATE,
  TEMPLATE_COUNT,
  THREAT,
  TRAIT,
  TRAIT_COUNT,
} from '../components/ai-rules.ts';
import { OPTION_FLAG } from '../components/chronicle.ts';
import type { Rules } from '../components/rules.ts';
import { explain, explainNot, reasonsBetween, scoresStand } from '../src/ai/explain.ts';
import { inputChanges, personaChanges, withKnob } from '../src/ai/explain-change.ts';
import { isAsChosen, isLost, judge } from '../src/ai/explain-choice.ts';
import { factorsOf, scoreAgain } from '../src/ai/explain-score.ts';
import type { Names, Trace, TracedOption } from '../src/ai/explain-trace.ts';
import { REFLEX_INPUT, REFLEX_REASON } from '../src/ai/reflex.ts';
import { TEMPLATE_INPUT } from '../src/ai/template-fit.ts';
import { plainMinds } from './support/plain-minds.ts';

const FACTION = 2;
const AI = plainMinds();
const NAMES: Names = {
  factions: ['nobody', 'Directorate', 'Free77', 'Nomads'],
  district: (index) => `D${index}`,
};

type Found = Readonly<Partial<Record<keyof typeof CONSIDERATION, number>>>;

/** An option to take a district, all findings in the middle but those given. */
function taking(district: number, found: Found, rest: Partial<TracedOption> = {}): TracedOption {
  const inputs = new Uint16Array(16).fill(500);
  inputs[CONSIDERATION.failures] = 0;
  inputs[CONSIDERATION.weariness] = 0;
  for (const [name, value] of Object.entries(found)) inputs[CONSIDERATION[name as keyof Found]] = value;
  return { rank: 0, kind: GOAL.take, district, other: 1, flags: 0, score: 0, inputs, ...rest };
}

/** A decision as a mind would have traced it: scored by the persona, the first `chosen` options are chosen. */
function strategic(options: readonly TracedOption[], chosen: number, ai: Rules['ai'] = AI): Trace {
  const decision = {
    ...{ tick: 600, faction: FACTION, number: 7, layer: LAYER.strategic, chosen: GOAL.take, weighed: 40 },
    ...{ district: options[0].district, origin: STRATEGY.attack, score: 0 },
  };
  const scored = options.map((option) => ({ ...option, score: scoreAgain(ai, decision, option)! }));
  scored.sort((left, right) => right.score - left.score);
  return {
    decision: { ...decision, score: scored[0].score },
    options: scored.map((option, rank) => ({
      ...option,
      rank,
      flags: option.flags | (rank < chosen ? OPTION_FLAG.chosen : 0),
    })),
  };
}

function tactical(found: Readonly<Record<string, number>>, kinds: readonly number[], goal: number): Trace {
  const inputs = new Uint16Array(16).fill(500);
  inputs[TEMPLATE_INPUT.foreign] = 1000;
  inputs[TEMPLATE_INPUT.squads] = 1000;
  for (const [name, value] of Object.entries(found)) {
    inputs[TEMPLATE_INPUT[name as keyof typeof TEMPLATE_INPUT]] = value;
  }
  const decision = {
    ...{ tick: 900, faction: FACTION, number: 8, layer: LAYER.tactical, chosen: kinds[0], district: 4 },
    ...{ weighed: kinds.length, origin: goal, score: 0 },
  };
  const options = kinds
    .map((kind): TracedOption => {
      const option = { rank: 0, kind, district: 4, other: 1, flags: 0, score: 0, inputs };
      return { ...option, score: scoreAgain(AI, decision, option)! };
    })
    .sort((left, right) => right.score - left.score)
    .map((option, rank) => ({ ...option, rank, flags: rank === 0 ? OPTION_FLAG.chosen : 0 }));
  return { decision: { ...decision, chosen: options[0].kind }, options };
}

/** An own district is contested; three own units stand against four. */
function threatened(changes: Readonly<Record<string, number>> = {}): Trace {
  const inputs = new Uint16Array(16);
  const found = {
    value: 800,
    own: 3,
    enemy: 4,
    help: 4,
    near: 900,
    squadSize: 4,
    room: 5,
    isOwn: 1,
    ...changes,
  };
  for (const [name, value] of Object.entries(found)) {
    inputs[REFLEX_INPUT[name as keyof typeof REFLEX_INPUT]] = value;
  }
  const decision = {
    ...{
      tick: 900,
      faction: FACTION,
      number: 9,
      layer: LAYER.immediate,
      chosen: REFLEX.reinforce,
      district: 4,
    },
    ...{ weighed: REFLEX_REASON.fitting, origin: THREAT.contested, score: 0 },
  };
  const option = {
    rank: 0,
    kind: REFLEX.reinforce,
    district: 4,
    other: 1,
    flags: OPTION_FLAG.chosen,
    inputs,
  };
  const score = scoreAgain(AI, decision, { ...option, score: 0 })!;
  return { decision: { ...decision, score }, options: [{ ...option, score }] };
}

const FOUR = [
  taking(1, { weakness: 1000, value: 700 }),
  taking(2, { weakness: 700 }),
  taking(3, { nearness: 600 }),
  taking(5, { weakness: 100 }),
];

describe('why', () => {
  test('the strongest reasons come first, in words with what was found and how much it counts', () => {
    const trace = strategic(FOUR, 3);
    const { lines, runnerUp } = explain(AI, trace, NAMES);
    expect(runnerUp?.district).toBe(5);
    expect(lines[0]).toMatch(
      /^Free77 decided at tick 600 \(number 7\): take D1 from Directorate, for the strategy attack/,
    );
    expect(lines[1]).toMatch(/^The next was to take D5 from Directorate \(score 0\.\d+\)\.$/);
    expect(lines[2]).toMatch(
      /^It was chosen because it is weakly defended \(1000 of 1000, the other 100, counts 0\.5 of 1; ×1\.\d\d\); it/,
    );
  });

  test('what speaks against it is told too, and what is the same is not', () => {
    const trace = strategic([taking(1, { weakness: 1000, nearness: 400 }), taking(2, {})], 1);
    const [first, second] = trace.options;
    const reasons = reasonsBetween(AI, trace, first, second).map(({ isFor, name }) => [name, isFor]);
    expect(reasons).toEqual([
      ['weakness', true],
      ['nearness', false],
    ]);
  });

  test('the factors of an option multiply to its score', () => {
    const trace = strategic(FOUR, 3);
    for (const option of trace.options) {
      const product = factorsOf(AI, trace.decision, option).reduce(
        (all, { effect }) => (all * effect) / 1000,
        65_536,
      );
      // Straight lines stand for the powers of two in the fit, which is a little off a true power.
      expect(Math.abs(product / option.score - 1)).toBeLessThan(0.15);
    }
    const how = tactical({}, [TEMPLATE.converge, TEMPLATE.raid, TEMPLATE.probe], GOAL.take);
    for (const option of how.options) {
      const product = factorsOf(AI, how.decision, option).reduce(
        (all, { effect }) => (all * effect) / 1000,
        65_536,
      );
      expect(Math.abs(product / option.score - 1)).toBeLessThan(0.01);
    }
  });

  test('a persona that was changed since is noticed, on each layer', () => {
    const bolder = withKnob(AI, { list: 'trait', place: FACTION * TRAIT_COUNT, name: '', max: 1000 }, 600);
    expect(scoresStand(AI, strategic(FOUR, 3))).toBe(true);
    expect(scoresStand(bolder, strategic(FOUR, 3))).toBe(false);
    expect(explain(bolder, strategic(FOUR, 3), NAMES).lines.join()).toContain(
      'The persona was changed since',
    );
    const how = tactical({}, [TEMPLATE.converge, TEMPLATE.raid], GOAL.take);
    expect([scoresStand(AI, how), scoresStand(bolder, how)]).toEqual([true, false]);
    const timid = withKnob(
      AI,
      { list: 'trait', place: FACTION * TRAIT_COUNT + TRAIT.defence, name: '', max: 1000 },
      0,
    );
    expect([scoresStand(AI, threatened()), scoresStand(timid, threatened())]).toEqual([true, false]);
  });

  test('without what it was weighed by nothing is claimed', () => {
    const trace = strategic(FOUR, 3);
    const bare = { ...trace, options: trace.options.map((option) => ({ ...option, inputs: null })) };
    expect(scoresStand(AI, bare)).toBeUndefined();
    expect(personaChanges(AI, bare, bare.options[0], 3)).toEqual([]);
    expect(explain(AI, bare, NAMES).lines.join()).toContain('was not written down');
  });
});

describe('the rules of choice', () => {
  const hurdles = (trace: Trace, areNeighbors?: (one: number, other: number) => boolean) =>
    judge(AI, trace, areNeighbors).map(({ hurdle, option }) => [option.district, hurdle]);

  test('three at the most, and nothing that is not worth it', () => {
    const weight = {
      list: 'weight',
      place: FACTION * 16 + CONSIDERATION.nearness,
      name: '',
      max: 1000,
    } as const;
    const ai = withKnob(AI, weight, 1000);
    const trace = strategic([...FOUR, taking(6, { nearness: 0, weakness: 1000 })], 3, ai);
    expect(judge(ai, trace).map(({ hurdle }) => hurdle)).toEqual([
      ...['chosen', 'chosen', 'chosen', 'beaten', 'worthless'],
    ]);
  });

  test('one of a district, one of a front, none that failed too often', () => {
    const raid = taking(1, { weakness: 0, value: 0, hostility: 0, nearness: 0 }, { kind: GOAL.raid });
    const failed = taking(9, { weakness: 1000, failures: 1000 });
    const trace = strategic([...FOUR.slice(0, 2), raid, failed], 1);
    expect(hurdles(trace, (one, other) => one + other === 3)).toEqual(
      expect.arrayContaining([
        [1, 'chosen'],
        [1, 'sameDistrict'],
        [2, 'sameFront'],
      ]),
    );
    expect(judge(AI, trace).find(({ option }) => option.district === 9)?.hurdle).not.toBe('chosen');
  });

  test('without a map, what was ruled out stays so while those above it are chosen', () => {
    const [first, ...rest] = strategic(FOUR, 1).options;
    const vetoed = { ...rest[0], flags: OPTION_FLAG.vetoed };
    const trace = { ...strategic(FOUR, 1), options: [first, vetoed, ...rest.slice(1)] };
    expect(hurdles(trace)[1]).toEqual([vetoed.district, 'vetoed']);
    expect(hurdles(trace, () => false)[1]).toEqual([vetoed.district, 'chosen']);
  });

  test('chance may have decided between two that are within one percent, and not between others', () => {
    const near = strategic([taking(1, { preference: 502 }), taking(2, { preference: 500 })], 0);
    const isFor = (trace: Trace, first: number) => {
      const options = [trace.options[first], trace.options[1 - first]].map((option, rank) => ({
        // There can be but one move of home, so that who comes first matters.
        ...{ ...option, kind: GOAL.relocate, rank, flags: rank === 0 ? OPTION_FLAG.chosen : 0 },
      }));
      const scored = options.map((option) => ({ ...option, score: scoreAgain(AI, trace.decision, option)! }));
      return isAsChosen(AI, { ...trace, options: scored });
    };
    expect([isFor(near, 0), isFor(near, 1)]).toEqual([true, true]);
    const far = strategic([taking(1, { preference: 900 }), taking(2, { preference: 300 })], 0);
    expect([isFor(far, 0), isFor(far, 1)]).toEqual([true, false]);
  });

  test('a template that lacks squads is waited for when it is much better, and more so by who is patient', () => {
    const trace = tactical({ time: 1000 }, [TEMPLATE.converge, TEMPLATE.probe], GOAL.take);
    const options = [{ ...trace.options[0], flags: OPTION_FLAG.vetoed }, trace.options[1]];
    const taste = FACTION * TEMPLATE_COUNT + TEMPLATE.probe;
    const ai = withKnob(AI, { list: 'templateTaste', place: taste, name: '', max: 3000 }, 300);
    const isChosen = (patience: number) => {
      const place = FACTION * TRAIT_COUNT + TRAIT.patience;
      const persona = withKnob(ai, { list: 'trait', place, name: '', max: 1000 }, patience);
      return judge(persona, { ...trace, options }).some(({ hurdle }) => hurdle === 'chosen');
    };
    expect([isChosen(0), isChosen(1000)]).toEqual([true, false]);
    expect(judge(AI, { ...trace, options })[0].hurdle).toBe('squads');
  });
});

describe('what would change it', () => {
  const traces: readonly (readonly [string, Trace])[] = [
    ['strategic', strategic(FOUR, 3)],
    ['tactical', tactical({ force: 600 }, [TEMPLATE.converge, TEMPLATE.feint, TEMPLATE.raid], GOAL.take)],
    ['immediate', threatened({ value: 200 })],
  ];

  test.each(traces)(
    'a %s decision: with the change it is another, with a step less it may still be the same',
    (_, trace) => {
      const option = trace.options[trace.decision.layer === LAYER.strategic ? 2 : 0];
      const changes = personaChanges(AI, trace, option, 3);
      expect(changes.filter(({ isCertain }) => isCertain).length).toBeGreaterThan(0);
      for (const { from, knob, to } of changes) {
        expect(isLost(withKnob(AI, knob, to), trace, option)).toBe(true);
        const less = to + 10 * Math.sign(from - to);
        expect(isLost(withKnob(AI, knob, less), trace, option)).toBe(false);
      }
      const sizes = changes.map(({ from, to }) => Math.abs(from - to));
      expect(sizes).toEqual([...sizes].sort((left, right) => left - right));
    },
  );

  test('no smaller change of any number would do', () => {
    const trace = strategic(FOUR, 3);
    const option = trace.options[2];
    const [smallest] = personaChanges(AI, trace, option, 1);
    const size = Math.abs(smallest.from - smallest.to);
    for (const list of ['trait', 'weight', 'goalTaste'] as const) {
      const count = AI[list].length / 8;
      for (let place = FACTION * count; place < (FACTION + 1) * count; place++) {
        const knob = { list, place, name: '', max: 3000 };
        const from = AI[list][place];
        for (const by of [10, size - 10]) {
          const values = [from - by, from + by].filter(
            (to) => to >= 0 && (to <= 1000 || list === 'goalTaste'),
          );
          for (const to of values) expect(isLost(withKnob(AI, knob, to), trace, option)).toBe(false);
        }
      }
    }
  });

  test('what would be done instead is named, and how to set it', () => {
    const trace = tactical({ force: 600 }, [TEMPLATE.converge, TEMPLATE.raid], GOAL.take);
    const changes = personaChanges(AI, trace, trace.options[0], 9);
    const taste = changes.find(({ knob }) => knob.name === 'templates.raid')!;
    expect(taste).toMatchObject({ from: 1000, instead: { kind: TEMPLATE.raid }, isCertain: true });
    expect(taste.knob.place).toBe(FACTION * TEMPLATE_COUNT + TEMPLATE.raid);
    expect(explain(AI, trace, NAMES).lines.join('\n')).toMatch(
      /raid at D4 {3}--set factions\.factions\.1\.mind\.templates\.raid=\d/,
    );
  });

  test('traits that count for the strategy are not promised', () => {
    const raid = taking(5, { weakness: 100 }, { kind: GOAL.raid });
    const trace = strategic([...FOUR.slice(0, 3), raid], 3);
    const last = trace.options.findLast(
      ({ flags, kind }) => kind === GOAL.take && flags === OPTION_FLAG.chosen,
    )!;
    const changes = personaChanges(AI, trace, last, 50);
    const certain = (name: string) => changes.find(({ knob }) => knob.name === name)?.isCertain;
    expect([certain('traits.expansion'), certain('goals.take')]).not.toContain(undefined);
    expect([certain('traits.expansion'), certain('goals.take')]).toEqual([false, true]);
  });

  test('a finding that would have made it another is named with both numbers', () => {
    const trace = strategic(FOUR, 3);
    const third = trace.options[2];
    const changes = inputChanges(AI, trace, third, 100);
    const own = changes.find(({ name, option }) => name === 'nearness' && option === third)!;
    expect(own.to).toBeLessThan(own.from);
    expect(own.instead?.district).toBe(trace.options[3].district);
    const rival = changes.find(({ name, option }) => name === 'weakness' && option === trace.options[3])!;
    expect(rival.to).toBeGreaterThan(rival.from);
    expect(rival.instead).toBe(trace.options[3]);
  });

  test('plain rules have no numbers', () => {
    const trace = strategic(FOUR, 3);
    const ai = { ...AI, brain: AI.brain.map(() => 2) };
    expect(personaChanges(ai, trace, trace.options[0], 3)).toEqual([]);
  });
});

describe('why not', () => {
  test('what was weighed is held against the least of those chosen', () => {
    const trace = strategic(FOUR, 3);
    const { lines, options } = explainNot(AI, trace, 5, NAMES);
    expect(options[0]).toMatchObject({ hurdle: 'beaten' });
    expect(lines.join('\n')).toMatch(
      /others were better\.\n {2}Against to take D\d from Directorate .*it is better defended/,
    );
  });

  test('what is not among the options kept is said to be so, with what the last of them scored', () => {
    const trace = strategic(FOUR, 3);
    expect(explainNot(AI, trace, 77, NAMES).lines[0]).toMatch(
      /^D77 is not among the options kept of decision 7, of 40 weighed; the last of the 4 best scored 0\.\d{3}\.$/,
    );
  });
});

test('an answer to a threat is told with what was seen', () => {
  const { lines } = explain(AI, threatened(), NAMES);
  expect(lines[0]).toContain('reinforce at D4, for the threat contested');
  expect(lines[1]).toBe('Because it is worth it, and it can be done.');
  expect(lines[2]).toContain('own 3, enemy 4');
});
