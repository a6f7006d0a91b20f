import { describe, expect, test } from 'vitest';
import { CONVOY_RULES, INTEGRITY_BAND_COUNT, VEHICLE_COUNT } from '../components/convoy-rules.ts';
import { INBOX_RECORD_WORDS } from '../components/inbox.ts';
import { RULES_RECORDS, readRules, writeRules } from '../components/rules.ts';
import { convoys } from '../src/config/convoy-schema.ts';
import { loadConfig } from '../src/config/load.ts';
import { DISRUPTION } from '../src/routing/route-costs.ts';
import { PATH_STEPS_MAX } from '../src/routing/route-query.ts';
import { rulesFrom } from '../src/sim/rules.ts';
import { balanceFile } from './support/balance-file.ts';

const { rulesOf, problemsOf } = balanceFile();

describe('rules of routes and convoys', () => {
  test('are decimeters, ticks, thousandths and units of what designers write', () => {
    const rules = rulesOf(
      'routes: { lookSeconds: 2.5, idleMinutes: 1, securityMinPercent: 12.5, profit: { strategicBonus: 0.02 } }',
      'convoys:',
      '  danger: { ambushPercent: 7.5, blockadePoints: 101 }',
      '  goods: { productionPerMinute: 1.25 }',
      '  integrity: { deliveryPercent: 50 }',
      '  players: { raidRangeMeters: 3 }',
    ).convoys;
    expect(rules).toMatchObject({
      ...{ lookIntervalTicks: 150, idleTicks: 3600, securityMin: 125, profitStrategicThousandths: 20 },
      ...{ ambushThousandths: 75, blockadeMilli: 101_000, productionCenti: 125 },
      ...{ integrityGain: 32_768, raidRangeUnits: 3 * 4096 },
    });
  });

  test('are by default those that the documents name', () => {
    expect(rulesOf('{}').convoys).toMatchObject({
      relationPercent: [100, 100, 100, 300],
      securityThousandths: [1000, 300, 100, 30],
      disruptionPercent: [80, 30, 60, 40, 70, 10],
      disruptionFloorPercent: 10,
      alliesOf: [0, 0, 0, 0, 0, 0, 0, 0],
      ...{ routesPerFaction: 20, hysteresisPercent: 10, securityMin: 200 },
      ...{
        profitReferenceMeters: 10_000,
        profitDistanceMinThousandths: 100,
        profitDistanceMaxThousandths: 2000,
      },
      ...{ profitBaseThousandths: 1000, profitStrategicThousandths: 100 },
      vehicleArmor: [2, 4, 2, 2, 1, 1, 1],
      vehicleCargo: [20, 60, 80, 20, 0, 0, 20],
      ...{ tollPercent: 15, blockadeMilli: 75_000, integrityHalfLifeSeconds: 3600, integrityMiddle: 32_768 },
    });
  });

  test('each come of a knob: none is left out, and every list is whole', () => {
    const rules: Record<string, unknown> = { ...rulesOf('{}').convoys };
    expect(Object.keys(rules).sort()).toEqual(Object.keys(CONVOY_RULES).sort());
    for (const [name, leaf] of Object.entries(CONVOY_RULES)) {
      const value = rules[name];
      const values = Array.isArray(value) ? value : [value];
      expect([name, values.length]).toEqual([name, leaf.words]);
      expect([name, values.every(Number.isSafeInteger)]).toEqual([name, true]);
    }
  });

  test('survive the journal', () => {
    const rules = rulesOf('convoys: { danger: { tollPercent: 7 } }');
    const words = new Int32Array(RULES_RECORDS * INBOX_RECORD_WORDS);
    writeRules(rules, words, 0);
    expect(readRules(words, 0)).toEqual(rules);
  });

  test('of the shipped file are the defaults', () => {
    expect(rulesFrom(loadConfig('config')).convoys).toEqual(rulesOf('{}').convoys);
  });

  test('know alliances from either side', () => {
    const { alliesOf } = rulesOf(
      'routes:',
      '  alliances: [{ first: 1, second: 7 }, { first: 7, second: 2 }]',
    ).convoys;
    expect(alliesOf).toEqual([0, 1 << 7, 1 << 7, 0, 0, 0, 0, (1 << 1) | (1 << 2)]);
  });

  test('give weight and length to what they name', () => {
    const { disruptionTicks, disruptionWeight } = rulesOf(
      'convoys: { disruptions: { sabotage: { weight: 9, minutes: 2 } } }',
    ).convoys;
    expect([disruptionWeight[DISRUPTION.sabotage], disruptionTicks[DISRUPTION.sabotage]]).toEqual([9, 7200]);
    expect([disruptionWeight[DISRUPTION.siege], disruptionWeight[DISRUPTION.blockade]]).toEqual([0, 0]);
  });

  test('have the sizes that the schema says', () => {
    const standard = convoys.parse({});
    expect(standard.vehicles).toHaveLength(VEHICLE_COUNT);
    expect(standard.prices.bandPercent).toHaveLength(INTEGRITY_BAND_COUNT);
    expect(rulesOf(`routes: { stepsMax: ${PATH_STEPS_MAX} }`).convoys.hopsMax).toBe(PATH_STEPS_MAX);
    expect(problemsOf(`routes: { stepsMax: ${PATH_STEPS_MAX + 1} }`)).toHaveLength(1);
  });
});

describe('what cannot be is refused', () => {
  const cases: [string[], string][] = [
    [
      ['routes:', '  perFaction: 37'],
      'balance.yaml:2: routes.perFaction: found 37, allowed: whole number 0..36 routes (',
    ],
    [
      ['routes:', '  entry:', '    enemyPercent: 99'],
      'balance.yaml:3: routes.entry.enemyPercent: found 99, allowed: whole number 100..2000 % (',
    ],
    [
      ['routes:', '  security: { borderPercent: 31 }'],
      'balance.yaml:2: routes.security.borderPercent: found 31, allowed: at the most contestedPercent (30)',
    ],
    [
      ['routes:', '  profit: { distanceFactorMin: 3 }'],
      'balance.yaml:2: routes.profit.distanceFactorMax: found 2, allowed: at least distanceFactorMin (3)',
    ],
    [
      ['routes:', '  alliances: [{ first: 3, second: 3 }]'],
      'balance.yaml:2: routes.alliances[0].second: found 3, allowed: another faction than first (3)',
    ],
    [
      ['convoys:', '  vehicles: []'],
      'balance.yaml:2: convoys.vehicles: found a list of 0 entries, allowed: list: exactly 7 entries (',
    ],
    [
      ['convoys:', '  prices: { bandPercent: [100, 100] }'],
      'balance.yaml:2: convoys.prices.bandPercent: found a list of 2 entries, allowed: list: exactly 5 entries (',
    ],
    [
      [
        'convoys:',
        '  disruptions:',
        ...['jam', 'bridge', 'sabotage', 'pirates'].map((k) => `    ${k}: { weight: 0 }`),
      ],
      'balance.yaml:2: convoys.disruptions.meanIntervalSeconds: found 60, allowed: 0 as long as nothing has a weight',
    ],
    [['convoys:', '  danger:', '    tolPercent: 3'], 'balance.yaml:3: convoys.danger.tolPercent: '],
  ];
  test.each(cases)('%j', (lines, problem) => {
    expect(problemsOf(...lines)[0]?.slice(0, problem.length)).toBe(problem);
  });
});
