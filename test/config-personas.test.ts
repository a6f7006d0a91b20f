import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import {
  AI_RULES,
  BRAIN,
  CONSIDERATION,
  CONSIDERATION_COUNT,
  CURVE_POINTS,
  GOAL,
  GOAL_COUNT,
  STRATEGY,
  STRATEGY_COUNT,
  STRATEGY_NAMES,
  TEMPLATE,
  TEMPLATE_COUNT,
  TRAIT,
  TRAIT_COUNT,
  TRAIT_NAMES,
} from '../components/ai-rules.ts';
import { INBOX_RECORD_WORDS } from '../components/inbox.ts';
import { RULES_RECORDS, type Rules, readRules, writeRules } from '../components/rules.ts';
import { ConfigError, loadConfig } from '../src/config/load.ts';
import { mind } from '../src/config/persona-schema.ts';
import {
  BRAIN_NAMES,
  CONSIDERATION_NAMES,
  GOAL_EFFECTS,
  RESOURCE_NAMES,
  STRATEGY_RANKS,
  TEMPLATE_EFFECTS,
  TRAIT_EFFECTS,
} from '../src/config/persona-words.ts';
import { RESOURCE_COUNT, SIDE_COUNT } from '../src/limits.ts';
import { rulesFrom } from '../src/sim/rules.ts';
import { RESOURCES } from '../src/territory/world-schema.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'config-personas-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

interface FactionText {
  id: number;
  name: string;
  color: string;
  persona: string;
  mind?: Record<string, unknown>;
}

/** The shipped file with its factions changed. */
function write(change: (factions: FactionText[]) => void): void {
  const shipped = parse(readFileSync('config/factions.yaml', 'utf8')) as { factions: FactionText[] };
  change(shipped.factions);
  writeFileSync(join(directory, 'factions.yaml'), stringify(shipped));
}

function aiRules(settings: string[] = []): Rules['ai'] {
  return rulesFrom(loadConfig(directory, settings)).ai;
}

/** What is refused, without the place in the file: the test of places is that of files. */
function refusals(): string[] {
  try {
    loadConfig(directory);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => problem.replace(/^.*?factions.yaml:\d+: /, ''));
  }
  return [];
}

const FLAT = { of: 'force', points: [1, 1, 1, 1, 1] };

const row = <Value>(list: readonly Value[], index: number, count: number): Value[] =>
  list.slice(index * count, (index + 1) * count);

test('personas are described by the words that the simulation has, in its order', () => {
  expect([...BRAIN_NAMES]).toEqual(Object.keys(BRAIN));
  expect(Object.keys(TRAIT_EFFECTS)).toEqual([...TRAIT_NAMES]);
  expect(CONSIDERATION_NAMES).toEqual(Object.keys(CONSIDERATION));
  expect(['none', ...Object.keys(GOAL_EFFECTS)]).toEqual(Object.keys(GOAL));
  expect(['none', ...Object.keys(TEMPLATE_EFFECTS)]).toEqual(Object.keys(TEMPLATE));
  expect(Object.keys(STRATEGY_RANKS)).toEqual([...STRATEGY_NAMES]);
  expect([...RESOURCE_NAMES]).toEqual([...RESOURCES]);
});

test('a shipped mind says nothing but what differs from the middle', () => {
  const middle = mind.parse({}) as Record<string, unknown>;
  const { factions } = parse(readFileSync('config/factions.yaml', 'utf8')) as { factions: FactionText[] };
  for (const { name, mind: own } of factions) {
    for (const [part, values] of Object.entries(own!)) {
      if (Array.isArray(values)) continue;
      for (const [knob, value] of Object.entries(values as object)) {
        const usual = (middle[part] as Record<string, unknown>)[knob];
        expect(value, `${name}: ${part}.${knob}`).not.toBe(usual);
      }
    }
  }
});

describe('rules of minds', () => {
  test('have every number at its place', () => {
    write((factions) => {
      factions[2].mind = {
        traits: { mobility: 0.9 },
        prefers: { cultural: 0.123 },
        weights: { weather: 0.456 },
        curves: [{ of: 'weather', points: [0, 0.1, 0.2, 0.3, 0.9] }],
        goals: { relocate: 2.5 },
        templates: { escort: 1.7 },
        relations: [
          { faction: 5, affinity: -0.25, hostility: 0.75 },
          { faction: 'free77', affinity: 1 },
        ],
        squads: { size: 11, count: 9, holdSeconds: 45 },
      };
    });
    const ai = aiRules([
      'factions.minds.strategies.expand.cut=0.7',
      'factions.minds.reachMeters=1000',
      'factions.minds.goalMinutes=1.5',
    ]);
    expect(ai.brain).toEqual([BRAIN.none, ...new Array(7).fill(BRAIN.utility)]);
    expect(ai.trait[3 * TRAIT_COUNT + TRAIT.mobility]).toBe(900);
    expect(row(ai.resourceTaste, 3, RESOURCE_COUNT)).toEqual([500, 500, 500, 500, 500, 123, 500]);
    expect(ai.weight[3 * CONSIDERATION_COUNT + CONSIDERATION.weather]).toBe(456);
    const weather = 3 * CONSIDERATION_COUNT + CONSIDERATION.weather;
    expect(row(ai.curve, weather, CURVE_POINTS)).toEqual([0, 100, 200, 300, 900]);
    const failures = 3 * CONSIDERATION_COUNT + CONSIDERATION.failures;
    expect(row(ai.curve, failures, CURVE_POINTS)).toEqual([1000, 750, 500, 250, 0]);
    expect(row(ai.goalTaste, 3, GOAL_COUNT)).toEqual([0, 1000, 1000, 1000, 1000, 2500, 1000, 1000, 1000]);
    expect(ai.templateTaste[3 * TEMPLATE_COUNT + TEMPLATE.escort]).toBe(1700);
    expect(row(ai.affinity, 3, SIDE_COUNT)).toEqual([0, 0, 1000, 0, 0, -250, 0, 0]);
    expect(row(ai.hostility, 3, SIDE_COUNT)).toEqual([500, 500, 500, 0, 500, 750, 500, 500]);
    expect([ai.squadSize[3], ai.squadCount[3], ai.holdTicks[3]]).toEqual([11, 9, 2700]);
    expect(ai.strategyGoal[STRATEGY.expand * GOAL_COUNT + GOAL.cut]).toBe(700);
    expect([ai.reachUnits, ai.goalTicks, ai.unitsPerTick]).toEqual([1000 * 4096, 5400, 2000]);
    expect(ai.strategyGoal).toHaveLength(STRATEGY_COUNT * GOAL_COUNT);
  });

  test('travel through the journal unchanged', () => {
    const rules = rulesFrom(loadConfig('config'));
    const records = new Int32Array(RULES_RECORDS * INBOX_RECORD_WORDS);
    writeRules(rules, records, 0);
    expect(readRules(records, 0).ai).toEqual(rules.ai);
    for (const [name, part] of Object.entries(AI_RULES)) {
      const list = rules.ai[name as keyof typeof AI_RULES];
      if ('isList' in part) expect(list, name).toHaveLength(part.words);
    }
  });

  test('a file of before, which knows no minds, has the seven of the standard, whatever its factions are called', () => {
    const standard = aiRules();
    write((factions) => {
      for (const one of factions) delete one.mind;
      factions[0].name = 'Reds';
    });
    expect(aiRules()).toEqual(standard);
    expect(standard.templateTaste[2 * TEMPLATE_COUNT + TEMPLATE.distributedRaids]).toBe(3000);
  });

  test('a mind that says nothing is in the middle', () => {
    write((factions) => {
      for (const one of factions) one.mind = {};
    });
    const ai = aiRules();
    expect(ai.trait.slice(TRAIT_COUNT)).toEqual(new Array(7 * TRAIT_COUNT).fill(500));
    expect(new Set(ai.affinity)).toEqual(new Set([0]));
    expect(row(ai.weight, 7, CONSIDERATION_COUNT)).toEqual(row(ai.weight, 1, CONSIDERATION_COUNT));
  });

  test('nobody has a mind without factions, or in a world without minds', () => {
    const { balance, server, world } = loadConfig(directory);
    expect(rulesFrom({ balance, server, world }).ai.brain).toEqual(new Array(SIDE_COUNT).fill(BRAIN.none));
    expect(aiRules(['world.inhabitants.minds=false'])).toEqual(rulesFrom({ balance, server, world }).ai);
    expect(aiRules().brain[1]).toBe(BRAIN.utility);
  });
});

describe('a wrong mind is refused', () => {
  const relations = (...list: object[]) => ({ relations: list });
  const others = 'Directorate, Free77, Nomad Clans, Civic Wardens, Vultures Union, Vaulted Archivists';
  const cases: [string, Record<string, unknown>, string][] = [
    [
      'a trait out of range',
      { traits: { aggression: 2 } },
      'traits.aggression: found 2, allowed: number 0..1 (How much attacks on others come before everything else)',
    ],
    [
      'an unknown trait',
      { traits: { agression: 1 } },
      'traits.agression: unknown key "agression"; did you mean "aggression"?',
    ],
    ['an unknown part', { squad: { size: 4 } }, 'squad: unknown key "squad"; did you mean "squads"?'],
    [
      'an unknown brain',
      { brain: 'clever' },
      'brain: found "clever", allowed: one of: none, utility, rules (Who leads it: utility',
    ],
    [
      'a curve of something else',
      { curves: [{ of: 'speed', points: [0, 0, 0, 0, 0] }] },
      'curves[0].of: found "speed", allowed: one of: value, preference,',
    ],
    [
      'a curve too short',
      { curves: [{ of: 'force', points: [0, 1] }] },
      'curves[0].points: found a list of 2 entries, allowed: list: exactly 5 entries',
    ],
    [
      'two curves of the same',
      { curves: [FLAT, FLAT] },
      'curves[1].of: found "force", allowed: a consideration that has no curve yet',
    ],
    [
      'a relation to nobody',
      relations({ faction: 'Free76' }),
      `relations[0].faction: found "Free76", allowed: 1..7, ${others}, Corporate Combine`,
    ],
    [
      'a relation to a faction beyond',
      relations({ faction: 8 }),
      'relations[0].faction: found 8, allowed: number or name: 1..7 or a name (The other faction)',
    ],
    [
      'a relation to itself',
      relations({ faction: 3 }),
      'relations[0].faction: found 3, allowed: another faction than itself',
    ],
    [
      'two relations to the same',
      relations({ faction: 'Directorate' }, { faction: 1 }),
      'relations[1].faction: found 1, allowed: a faction that it has no relation to yet',
    ],
    [
      'more soldiers than fit',
      { squads: { size: 13 } },
      'squads.size: found 13, allowed: whole number 1..12',
    ],
  ];
  test.each(cases)('%s', (_, own, problem) => {
    write((factions) => {
      factions[2].mind = own;
    });
    expect(refusals()).toEqual([expect.stringContaining(`factions[2].mind.${problem}`)]);
  });
});
