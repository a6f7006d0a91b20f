import { describe, expect, test } from 'vitest';
import {
  AREA,
  COMBAT_RULES,
  CONSUMABLE,
  DAMAGE,
  EFFECT_KIND_MAX,
  GEAR,
  ITEM_KIND_MAX,
  LEVEL_MAX,
  MODIFIERS_EACH,
  POSTURE,
  PROPERTY,
  PROPERTY_COUNT,
  SOURCE,
  STACKING,
  STYLE,
} from '../components/combat-rules.ts';
import { INBOX_RECORD_WORDS } from '../components/inbox.ts';
import { RULES_RECORDS, readRules, writeRules } from '../components/rules.ts';
import { PROPERTY_NAMES } from '../src/config/combat-modifiers.ts';
import { combat } from '../src/config/combat-schema.ts';
import { loadConfig } from '../src/config/load.ts';
import { BAG_SLOTS } from '../src/limits.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { rulesFrom } from '../src/sim/rules.ts';
import { balanceFile } from './support/balance-file.ts';

const { rulesOf, problemsOf } = balanceFile();

const KINDS = ['patrol', 'avatar', 'convoy', 'fort', 'base'] as const;

describe('rules of combat', () => {
  test('each come of a knob: none is left out, every list is whole, every number whole', () => {
    const rules: Record<string, unknown> = { ...rulesOf('{}').combat };
    expect(Object.keys(rules).sort()).toEqual(Object.keys(COMBAT_RULES).sort());
    for (const [name, leaf] of Object.entries(COMBAT_RULES)) {
      const value = rules[name];
      const values = Array.isArray(value) ? value : [value];
      expect([name, values.length]).toEqual([name, leaf.words]);
      expect([name, values.every(Number.isSafeInteger)]).toEqual([name, true]);
    }
  });

  test('of the shipped file are the defaults', () => {
    expect(rulesFrom(loadConfig('config')).combat).toEqual(rulesOf('{}').combat);
  });

  test('survive the journal, those below 0 too', () => {
    const rules = rulesOf(
      'combat: { postures: { retreat: [{ property: power, percent: -12.5 }] }, strike: { missPercent: 7 } }',
    );
    expect(rules.combat.postureThousandths[POSTURE.retreat * MODIFIERS_EACH]).toBe(-125);
    const words = new Int32Array(RULES_RECORDS * INBOX_RECORD_WORDS);
    writeRules(rules, words, 0);
    expect(readRules(words, 0)).toEqual(rules);
  });

  test('are points, ticks, units and thousandths of what designers write', () => {
    const rules = rulesOf(
      'combat:',
      '  strike: { missPercent: 12.5, crowdPercent: 33.3, variancePercentMin: 90, armorScale: 50 }',
      '  caps: { buffPercent: 12.5, levelPercent: 7 }',
      '  engagement: { patrolsSeek: false, lookSeconds: 0.25, leashMeters: 10, retreatBelowPercent: 20 }',
      '  recovery: { mendDelaySeconds: 2.5, rebuildMinutes: 0.5 }',
      '  spoils: { wreckMinutes: 1, salvageRangeMeters: 2, sackPercent: 40 }',
      '  battle: { units: 3, windowSeconds: 2 }',
      '  avatar: { useRestSeconds: 1.5 }',
      '  levels: { percentPerLevel: 2.5, gain: { fort: 7 } }',
    ).combat;
    expect(rules).toMatchObject({
      ...{ missBase: 125, crowdThousandths: 333, varianceMin: 900, varianceMax: 1150, armorScale: 50 },
      ...{ patrolsSeek: 0, lookTicks: 15, leashUnits: 10 * 4096, retreatBelow: 200 },
      ...{ mendDelayTicks: 150, rebuildTicks: 1800, wreckTicks: 3600, salvageRangeUnits: 2 * 4096 },
      ...{ sackPercent: 40, battleUnits: 3, battleWindowTicks: 120, useRestTicks: 90, levelThousandths: 25 },
    });
    expect(rules.sourceCap[SOURCE.buff]).toBe(125);
    expect(rules.sourceCap[SOURCE.level]).toBe(70);
    expect(rules.experienceFor[ENTITY_KIND.fort - 1]).toBe(7);
  });

  test('have the base values of each kind where the tick looks for them', () => {
    // Every knob of every kind gets a number of its own, so that two that change places are seen.
    const values = (kind: number) => ({
      ...{ health: 1000 + kind, power: 100 + kind, swingSeconds: 1 + kind, rangeMeters: 10 + kind },
      ...{ sightMeters: 50 + kind, accuracyPercent: -10 - kind, evadePercent: 20 + kind },
      ...{
        parryPercent: 30 + kind,
        blockPercent: 40 + kind,
        penetrationPercent: 50 + kind,
        armor: 60 + kind,
      },
      ...{ absorbPercent: 70 + kind, criticalPercent: 3 + kind, mendPercentPerSecond: 0.5 + kind },
      resist: { kineticPercent: 80 + kind, energyPercent: 85 + kind, blastPercent: 90 + kind },
    });
    const lines = KINDS.map((kind, index) => `    ${kind}: ${JSON.stringify(values(index))}`);
    const { base } = rulesOf('combat:', '  units:', ...lines).combat;
    KINDS.forEach((kind, index) => {
      const of = (name: keyof typeof PROPERTY) =>
        base[(ENTITY_KIND[kind] - 1) * PROPERTY_COUNT + PROPERTY[name]];
      const found = Object.fromEntries(Object.keys(PROPERTY).map((name) => [name, of(name as 'health')]));
      expect(found).toEqual({
        ...{ health: 1000 + index, power: 100 + index, swing: (1 + index) * 60, range: (10 + index) * 4096 },
        ...{ sight: (50 + index) * 4096, accuracy: (-10 - index) * 10, evade: (20 + index) * 10 },
        ...{ parry: (30 + index) * 10, block: (40 + index) * 10, penetration: (50 + index) * 10 },
        ...{ armor: 60 + index, absorb: (70 + index) * 10, critical: (3 + index) * 10, speed: 1000 },
        ...{ mend: 5 + index * 10, resistKinetic: (80 + index) * 10, resistEnergy: (85 + index) * 10 },
        resistBlast: (90 + index) * 10,
      });
    });
  });

  test('give items and effects by number what designers give them by name', () => {
    const rules = rulesOf(
      'combat:',
      '  effects:',
      '    - { name: slow, source: debuff, seconds: 2, modifiers: [{ property: speed, percent: -30 }] }',
      '    - { name: hard, source: buff, seconds: 4, stacking: stack, stackMax: 3,',
      '        modifiers: [{ property: armor, percent: 10 }, { property: resistBlast, percent: 5.5 }] }',
      '  items:',
      '    - { name: club, gear: weapon, style: melee, damage: energy, hitEffect: slow, hitPercent: 12.5 }',
      '    - { name: helmet, gear: armor, modifiers: [{ property: critical, percent: -2 }] }',
      '    - { name: drink, gear: consumable, healPercent: 10, effect: hard }',
      '  avatar: { start: { weapon: club, armor: none, device: none, bag: [drink, helmet] } }',
    ).combat;
    expect(rules.itemGear.slice(0, 3)).toEqual([GEAR.weapon, GEAR.armor, CONSUMABLE]);
    expect([rules.itemStyle[0], rules.itemDamage[0]]).toEqual([STYLE.melee, DAMAGE.energy]);
    expect([rules.itemHitEffect[0], rules.itemHitChance[0]]).toEqual([1, 125]);
    expect([rules.itemHeal[2], rules.itemEffect[2]]).toEqual([100, 2]);
    expect([rules.itemHeal[0], rules.itemEffect[0], rules.itemHitEffect[2]]).toEqual([0, 0, 0]);
    expect(rules.itemProperty.slice(2, 4)).toEqual([PROPERTY.critical, 0]);
    expect(rules.itemThousandths.slice(0, 4)).toEqual([0, 0, -20, 0]);
    expect(rules.effectSource.slice(0, 2)).toEqual([SOURCE.debuff, SOURCE.buff]);
    expect(rules.effectTicks.slice(0, 3)).toEqual([120, 240, 0]);
    expect(rules.effectStacking.slice(0, 2)).toEqual([STACKING.refresh, STACKING.stack]);
    expect(rules.effectStackMax.slice(0, 2)).toEqual([1, 3]);
    expect(rules.effectProperty.slice(0, 4)).toEqual([
      PROPERTY.speed,
      0,
      PROPERTY.armor,
      PROPERTY.resistBlast,
    ]);
    expect(rules.effectThousandths.slice(0, 4)).toEqual([-300, 0, 100, 55]);
    expect([rules.startGear, rules.startBag]).toEqual([
      [1, 0, 0],
      [3, 2, 0, 0, 0, 0],
    ]);
  });

  test('give ground and posture what is theirs', () => {
    const list = (property: string, percent: number) => `[{ property: ${property}, percent: ${percent} }]`;
    const { areaProperty, areaThousandths, postureProperty, postureThousandths } = rulesOf(
      'combat:',
      `  areas: { open: ${list('evade', 1)}, own: ${list('mend', 2)}, hostile: ${list('sight', -3)} }`,
      `  postures: { hold: ${list('block', 4)}, attack: ${list('power', 5)}, retreat: ${list('speed', 6)} }`,
    ).combat;
    const at = (kind: number) => kind * MODIFIERS_EACH;
    expect([AREA.open, AREA.own, AREA.hostile].map((area) => areaThousandths[at(area)])).toEqual([
      10, 20, -30,
    ]);
    expect(areaProperty[at(AREA.hostile)]).toBe(PROPERTY.sight);
    expect(
      [POSTURE.hold, POSTURE.attack, POSTURE.retreat].map((posture) => postureThousandths[at(posture)]),
    ).toEqual([40, 50, 60]);
    expect(postureProperty[at(POSTURE.retreat)]).toBe(PROPERTY.speed);
  });

  test('have the names and sizes that the schema says', () => {
    expect(Object.keys(PROPERTY)).toEqual([...PROPERTY_NAMES]);
    expect(Object.values(PROPERTY)).toEqual(PROPERTY_NAMES.map((_, index) => index));
    const standard = combat.parse({});
    expect(standard.levels.experience).toHaveLength(LEVEL_MAX);
    const effect = (i: number) => `{ name: e${i}, source: buff, seconds: 1 }`;
    const item = (i: number) => `{ name: i${i}, gear: device }`;
    const many = (count: number, of: (i: number) => string) => Array.from({ length: count }, (_, i) => of(i));
    const nothing = 'avatar: { start: { weapon: none, armor: none, device: none, bag: [] } }';
    const kits = (items: number, effects: number) =>
      problemsOf(
        `combat: { items: [${many(items, item)}], effects: [${many(effects, effect)}], ${nothing} }`,
      );
    expect(kits(ITEM_KIND_MAX, EFFECT_KIND_MAX)).toEqual([]);
    expect(kits(ITEM_KIND_MAX + 1, EFFECT_KIND_MAX)).toHaveLength(1);
    expect(kits(ITEM_KIND_MAX, EFFECT_KIND_MAX + 1)).toHaveLength(1);
    const bag = (count: number) =>
      problemsOf(`combat: { avatar: { start: { bag: [${many(count, () => 'blade')}] } } }`);
    expect([bag(BAG_SLOTS), bag(BAG_SLOTS + 1).length]).toEqual([[], 1]);
  });
});

describe('the items and effects of the shipped game', () => {
  const { items, effects, avatar, units, caps } = combat.parse({});

  test('are of every kind, and each effect comes of something', () => {
    const count = (gear: string) => items.filter((item) => item.gear === gear).length;
    expect([count('weapon'), count('armor'), count('device')].every((number) => number >= 2)).toBe(true);
    expect(count('consumable')).toBeGreaterThanOrEqual(2);
    const used = items.flatMap(({ effect, hitEffect }) => [effect, hitEffect]);
    for (const { name } of effects) expect(used).toContain(name);
  });

  test("let an avatar strike beyond arm's length only with a ranged weapon", () => {
    const range = ({ modifiers }: (typeof items)[number]) =>
      modifiers.find(({ property }) => property === 'range')?.percent ?? 0;
    for (const item of items.filter(({ gear }) => gear === 'weapon')) {
      const capped = Math.max(-caps.itemPercent, range(item));
      const meters = (units.avatar.rangeMeters * (100 + capped)) / 100;
      expect([item.name, meters <= 10]).toEqual([item.name, item.style === 'melee']);
    }
  });

  test('leave a place in the bag free, to change what is worn', () => {
    expect(avatar.start.bag.length).toBeLessThan(BAG_SLOTS);
  });
});
