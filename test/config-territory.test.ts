import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { INBOX_RECORD_WORDS } from '../components/inbox.ts';
import { RULES_RECORDS, readRules, writeRules } from '../components/rules.ts';
import { CAUSE, OBJECTIVE } from '../components/territory-rules.ts';
import { ConfigError, loadConfig } from '../src/config/load.ts';
import { rulesFrom } from '../src/sim/rules.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'config-territory-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Rules as they come of a balance.yaml with these lines below `territory:`. */
function rulesOf(...lines: string[]) {
  writeFileSync(join(directory, 'balance.yaml'), ['territory:', ...lines, ''].join('\n'));
  return rulesFrom(loadConfig(directory)).territory;
}

function problemsOf(...lines: string[]): string[] {
  try {
    rulesOf(...lines);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => problem.replace(`${directory}/`, ''));
  }
  return [];
}

describe('rules of territory', () => {
  test('are milli-points, ticks and percents of what designers write', () => {
    const rules = rulesOf(
      '  presence: { pointsPerMinute: 30 }',
      '  decay: { graceMinutes: 0.5, heldPoints: 12.5 }',
    );
    expect(rules).toMatchObject({
      presenceMilliPerSecond: 500,
      decayGraceTicks: 1800,
      decayHeldMilli: 12_500,
    });
  });

  test('are by default those that the documents name', () => {
    expect(rulesOf('  {}')).toMatchObject({
      presenceMilliPerSecond: 200,
      presenceFactionPercent: [100, 110, 100, 100, 80, 100, 100, 100],
      supportFloorMilli: 11_111,
      decayPerMinute: 2017,
      captureLeadMilli: 20_000,
      graceTicks: 18_000,
      hubImmune: 1,
      siegeValueMin: 101,
      eventIntervalTicks: 72_000,
      eventWeight: [3, 2, 1, 0, 0, 0, 0, 0],
      eventPresencePercent: [50, 80, 100, 100, 100, 100, 100, 100],
      eventLossMilli: [0, 0, 15_000, 0, 0, 0, 0, 0],
    });
  });

  test('have a time for every objective and a worth for every occasion, at the place of its number', () => {
    const rules = rulesOf(
      '  objectives: { extractSeconds: 7 }',
      '  impulses: { operationFailed: { leastPoints: -11 } }',
    );
    for (const objective of Object.values(OBJECTIVE))
      expect(rules.objectiveTicks[objective]).toBeGreaterThan(0);
    expect(rules.objectiveTicks[OBJECTIVE.extract]).toBe(420);
    expect([rules.impulseMin[CAUSE.operationFailed], rules.impulseMax[CAUSE.operationFailed]]).toEqual([
      -11_000, -15_000,
    ]);
    expect([rules.impulseMin[CAUSE.pointCaptured], rules.impulseMax[CAUSE.pointCaptured]]).toEqual([
      10_000, 25_000,
    ]);
    expect(rules.impulseMax[CAUSE.presence]).toBe(0);
  });

  test('are whole numbers that survive the journal', () => {
    writeFileSync(join(directory, 'balance.yaml'), 'territory: { presence: { pointsPerMinute: 7.7 } }\n');
    const rules = rulesFrom(loadConfig(directory));
    const words = new Int32Array(RULES_RECORDS * INBOX_RECORD_WORDS);
    writeRules(rules, words, 0);
    expect(readRules(words, 0)).toEqual(rules);
  });
});

describe('a preset', () => {
  test('sets every threshold', () => {
    expect(rulesOf('  control: { preset: twoAtForty }')).toMatchObject({
      ...{ contestedOnMilli: 40_000, contestedOnPercent: 0, contestedOffMilli: 40_000 },
      ...{
        captureMilli: 50_000,
        captureLeadMilli: 20_000,
        captureHoldTicks: 0,
        loseMilli: 40_000,
        graceTicks: 0,
      },
    });
    expect(rulesOf('  control: { preset: simpleMajority }')).toMatchObject({
      ...{ captureMilli: 50_001, captureLeadMilli: 0, loseMilli: 0 },
    });
  });

  test('does not touch what is no threshold', () => {
    expect(rulesOf('  control: { preset: twoAtForty, hubImmune: false }').hubImmune).toBe(0);
  });

  test('refuses a threshold of its own, which would do nothing', () => {
    expect(problemsOf('  control:', '    capturePoints: 60')).toEqual([
      'balance.yaml:3: territory.control.capturePoints: found 60, allowed: 50 with preset standard; ' +
        'the thresholds count with preset: custom',
    ]);
    expect(rulesOf('  control: { preset: custom, capturePoints: 60 }').captureMilli).toBe(60_000);
  });
});

describe('thresholds that contradict each other are refused', () => {
  const cases: [string, string][] = [
    [
      'contestedOffPoints: 25',
      'contestedOffPoints: found 25, allowed: less than contestedOnPoints (25), or a',
    ],
    ['losePoints: 50', 'losePoints: found 50, allowed: less than capturePoints (50), or a territory'],
    ['exclusiveOthersPoints: 80', 'exclusiveOthersPoints: found 80, allowed: less than exclusivePoints (80)'],
    [
      'hostileOffSeconds: 9',
      'hostileOffSeconds: found 9, allowed: at least hostileOnSeconds (10), or a contest',
    ],
    ['graceLeadFactor: 6', 'graceLeadFactor: found 6, allowed: 100 at the most times captureLeadPoints (20)'],
  ];
  test.each(cases)('%s', (line, problem) => {
    expect(problemsOf('  control:', '    preset: custom', `    ${line}`)).toEqual([
      expect.stringContaining(`balance.yaml:4: territory.control.${problem}`),
    ]);
  });
});

describe('what cannot be is refused', () => {
  const cases: [string[], string][] = [
    [
      ['  presence: { factionPercent: [100, 100] }'],
      'balance.yaml:2: territory.presence.factionPercent: found a list of 2 entries, allowed: list: exactly 7 entries (',
    ],
    [
      ['  impulses:', '    pointCaptured: { leastPoints: 30 }'],
      'balance.yaml:3: territory.impulses.pointCaptured.mostPoints: found 25, allowed: at least leastPoints (30)',
    ],
    [
      ['  impulses:', '    operationFailed: { mostPoints: -4 }'],
      'balance.yaml:3: territory.impulses.operationFailed.mostPoints: found -4, allowed: at the most leastPoints (-5)',
    ],
    [
      ['  impulses:', '    operationFailed: { leastPoints: 5 }'],
      'balance.yaml:3: territory.impulses.operationFailed.leastPoints: found 5, allowed: number -100..0 points (',
    ],
    [
      ['  events:', '    kinds: []'],
      'balance.yaml:2: territory.events.meanIntervalMinutes: found 20, allowed: 0 as long as no kind has a weight',
    ],
    [
      ['  events:', '    kinds:', '      - { name: storm }'],
      'balance.yaml:4: territory.events.kinds[0].weight: found nothing, allowed: whole number 0..1000 (',
    ],
  ];
  test.each(cases)('%j', (lines, problem) => {
    expect(problemsOf(...lines)[0]?.slice(0, problem.length)).toBe(problem);
  });

  test('two kinds of events of one name, and a ninth kind', () => {
    const storm =
      '{ name: storm, weight: 1, minutes: 1, presencePercent: 1, decayPercent: 1, supportPercent: 1, lossPoints: 1 }';
    const kinds = (count: number) => [
      '  events:',
      '    kinds:',
      ...new Array<string>(count).fill(`      - ${storm}`),
    ];
    expect(problemsOf(...kinds(2))).toEqual([
      'balance.yaml:5: territory.events.kinds[1].name: found "storm", allowed: a name no other kind has',
    ]);
    expect(problemsOf(...kinds(9))[0]).toContain('found a list of 9 entries, allowed: list: 0..8 entries');
  });
});
