import { describe, expect, test } from 'vitest';
import { loadConfig } from '../src/config/load.ts';
import { balanceFile } from './support/balance-file.ts';

const { problemsOf } = balanceFile();

describe('what cannot be of combat is refused', () => {
  const item = (text: string) => ['combat:', '  items:', `    - ${text}`];
  const effect = (text: string) => ['combat:', '  effects:', `    - ${text}`];
  const cases: [string[], string][] = [
    [
      ['combat:', '  units:', '    fort: { health: 0 }'],
      'balance.yaml:3: combat.units.fort.health: found 0, allowed: whole number 1..1000000 points (Damage',
    ],
    [
      ['combat:', '  units:', '    forts: { health: 1 }'],
      'balance.yaml:3: combat.units.forts: unknown key "forts"; did you mean "fort"?',
    ],
    [
      ['combat:', '  units:', '    base: { sightMeters: 100 }'],
      'balance.yaml:3: combat.units.base.sightMeters: found 100, allowed: at least rangeMeters (140)',
    ],
    [
      ['combat:', '  strike:', '    missPercentMin: 70'],
      'balance.yaml:2: combat.strike.missPercentMax: found 60, allowed: at least missPercentMin (70)',
    ],
    [
      ['combat:', '  strike:', '    variancePercentMax: 80'],
      'balance.yaml:3: combat.strike.variancePercentMax: found 80, allowed: at least variancePercentMin (85)',
    ],
    [
      ['combat:', '  strike:', '    criticalBonusPercentMin: 61'],
      'balance.yaml:2: combat.strike.criticalBonusPercentMax: found 60, allowed: at least criticalBonusPercentMin',
    ],
    [
      ['combat:', '  postures:', '    attack: [{ property: might, percent: 1 }]'],
      'balance.yaml:3: combat.postures.attack[0].property: found "might", allowed: one of: health, power, swing, ',
    ],
    [
      [
        ...['combat:', '  areas:', '    own:', '      - { property: evade, percent: 1 }'],
        '      - { property: evade, percent: 2 }',
      ],
      'balance.yaml:5: combat.areas.own[1].property: found "evade", allowed: another property than the first (evade)',
    ],
    [
      [...effect('{ name: hurt, source: wound, seconds: 1 }')],
      'balance.yaml:3: combat.effects[0].source: found "wound", allowed: one of: buff, debuff (',
    ],
    [
      [...effect('{ name: none, source: buff, seconds: 1 }')],
      'balance.yaml:3: combat.effects[0].name: found "none", allowed: text: one line of 1..40 characters',
    ],
    [
      [...effect('{ name: hurt, source: buff, seconds: 1, stackMax: 2 }')],
      'balance.yaml:3: combat.effects[0].stackMax: found 2, allowed: nothing, as stacking is refresh',
    ],
    [
      [...effect('{ name: hurt, source: buff, seconds: 1, stacking: stack }')],
      'balance.yaml:3: combat.effects[0].stackMax: found nothing, allowed: how often it counts',
    ],
    [
      [...effect('{ name: a, source: buff, seconds: 1 }'), '    - { name: a, source: buff, seconds: 1 }'],
      'balance.yaml:4: combat.effects[1].name: found "a", allowed: a name no other kind has',
    ],
    [
      [...item('{ name: a, gear: device }'), '    - { name: a, gear: device }'],
      'balance.yaml:4: combat.items[1].name: found "a", allowed: a name no other kind has',
    ],
    [
      item('{ name: club, gear: weapon, damage: kinetic }'),
      'balance.yaml:3: combat.items[0].style: found nothing, allowed: melee, ranged, for it is a weapon',
    ],
    [
      item('{ name: club, gear: weapon, style: melee }'),
      'balance.yaml:3: combat.items[0].damage: found nothing, allowed: kinetic, energy, blast, for it is a weapon',
    ],
    [
      item('{ name: club, gear: device, style: melee }'),
      'balance.yaml:3: combat.items[0].style: found "melee", allowed: nothing, for it is no weapon',
    ],
    [
      item('{ name: vest, gear: armor, healPercent: 3 }'),
      'balance.yaml:3: combat.items[0].healPercent: found 3, allowed: nothing, for it is no consumable',
    ],
    [
      item('{ name: club, gear: weapon, style: melee, damage: blast, hitPercent: 3 }'),
      'balance.yaml:3: combat.items[0].hitEffect: found nothing, allowed: something, as there is a hitPercent',
    ],
    [
      item('{ name: drink, gear: consumable }'),
      'balance.yaml:3: combat.items[0].gear: found "consumable", allowed: a consumable with healPercent or an effect',
    ],
    [
      item('{ name: drink, gear: consumable, healPercent: 1, modifiers: [{ property: armor, percent: 1 }] }'),
      'balance.yaml:3: combat.items[0].modifiers[0]: found "armor", allowed: nothing, for nobody wears it',
    ],
    [
      item('{ name: drink, gear: consumable, effect: stimulate }'),
      'balance.yaml:3: combat.items[0].effect: found "stimulate", allowed: bleeding, suppressed, cracked, stimulated',
    ],
    [
      ['combat:', '  effects: []'],
      'balance.yaml:1: combat.items[0].hitEffect: found "suppressed", allowed: nothing, as there is none',
    ],
    [
      ['combat:', '  avatar: { start: { weapon: scope } }'],
      'balance.yaml:2: combat.avatar.start.weapon: found "scope", allowed: none, carbine, blade, launcher',
    ],
    [
      ['combat:', '  avatar:', '    start:', '      bag: [blade, blde]'],
      'balance.yaml:4: combat.avatar.start.bag[1]: found "blde", allowed: carbine, blade, launcher, light vest, ',
    ],
    [
      ['combat:', '  levels:', '    experience: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]'],
      'balance.yaml:3: combat.levels.experience[0]: found 1, allowed: 0, for everybody has the first level',
    ],
    [
      ['combat:', '  levels:', '    experience: [0, 2, 3, 4, 4, 6, 7, 8, 9, 10]'],
      'balance.yaml:3: combat.levels.experience[4]: found 4, allowed: more than the level before (4)',
    ],
  ];
  test.each(cases)('%j', (lines, problem) => {
    expect(problemsOf(...lines).map((one) => one.slice(0, problem.length))).toContain(problem);
  });

  test('by --set too, with the place of the setting', () => {
    expect(() => loadConfig('config', ['balance.combat.items.0.hitEffect=sleepy'])).toThrow(
      '--set balance.combat.items.0.hitEffect: found "sleepy", allowed: bleeding, ',
    );
  });
});
