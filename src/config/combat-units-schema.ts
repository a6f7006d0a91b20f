import { DAMAGE_NAMES, STYLE_NAMES } from './combat-modifiers.ts';
import { choice, decimal, refuse, section, wholeNumber } from './knob.ts';

/** What a kind of unit starts from; percents are those of its knobs. */
interface Standard {
  readonly health: number;
  readonly power: number;
  readonly swingSeconds: number;
  readonly rangeMeters: number;
  readonly sightMeters: number;
  readonly evade: number;
  readonly parry: number;
  readonly block: number;
  readonly armor: number;
  readonly damage: (typeof DAMAGE_NAMES)[number];
  readonly mendPercentPerSecond: number;
}

const percent = (min: number, standard: number, effect: string) =>
  decimal({ unit: '%', min, max: 100, default: standard, effect });

const resistance = (kind: string) =>
  percent(0, 0, `What is taken off ${kind} damage, after armor and absorb.`);

function unit(who: string, standard: Standard) {
  return section(
    `What ${who} can do before items, effects, levels, ground and posture.`,
    {
      health: wholeNumber({
        unit: 'points',
        min: 1,
        max: 1_000_000,
        default: standard.health,
        effect: 'Damage that it takes until it falls.',
      }),
      power: wholeNumber({
        unit: 'points',
        min: 1,
        max: 100_000,
        default: standard.power,
        effect: 'Damage of a plain hit, before everything else.',
      }),
      swingSeconds: decimal({
        unit: 'seconds',
        min: 0.1,
        max: 600,
        default: standard.swingSeconds,
        effect: 'Time between two strikes.',
      }),
      rangeMeters: decimal({
        unit: 'meters',
        min: 1,
        max: 2000,
        default: standard.rangeMeters,
        effect: 'How far it strikes.',
      }),
      sightMeters: decimal({
        unit: 'meters',
        min: 1,
        max: 2000,
        default: standard.sightMeters,
        effect: 'How far it looks for targets, at least rangeMeters; a quarter beyond it lets go of them.',
      }),
      accuracyPercent: percent(-100, 0, 'Taken off its chance to miss.'),
      evadePercent: percent(0, standard.evade, 'Chance to evade a strike.'),
      parryPercent: percent(0, standard.parry, 'Chance to parry a strike with a melee weapon.'),
      blockPercent: percent(0, standard.block, 'Chance to block a strike.'),
      penetrationPercent: percent(0, 0, "Taken off the target's chances to evade, parry and block."),
      armor: wholeNumber({
        unit: 'points',
        min: 0,
        max: 100_000,
        default: standard.armor,
        effect: 'Divides damage: as many points as strike.armorScale halve it.',
      }),
      absorbPercent: percent(0, 0, 'What is taken off damage of every kind, after armor.'),
      resist: section('What is taken off damage by its kind.', {
        kineticPercent: resistance('kinetic'),
        energyPercent: resistance('energy'),
        blastPercent: resistance('blast'),
      }),
      criticalPercent: percent(0, 8, 'Chance that a hit is critical.'),
      style: choice(STYLE_NAMES, {
        default: 'ranged',
        effect: 'How it strikes without a weapon in hand: only melee is parried, ranged is easier to block.',
      }),
      damage: choice(DAMAGE_NAMES, {
        default: standard.damage,
        effect: 'Kind of its damage without a weapon in hand.',
      }),
      mendPercentPerSecond: decimal({
        unit: '%/s',
        min: 0,
        max: 100,
        default: standard.mendPercentPerSecond,
        effect: 'Part of its health that comes back each second once nobody strikes it any more.',
      }),
    },
    ({ rangeMeters, sightMeters }, context) => {
      if (sightMeters >= rangeMeters) return;
      refuse(context, ['sightMeters'], sightMeters, `at least rangeMeters (${rangeMeters})`);
    },
  );
}

/** Section `combat.units`: everybody who fights. */
export const units = section('What everybody who fights can do by nature.', {
  patrol: unit('a patrol', {
    ...{ health: 200, power: 24, swingSeconds: 1.5, rangeMeters: 60, sightMeters: 150 },
    ...{ evade: 5, parry: 8, block: 6, armor: 10, damage: 'kinetic', mendPercentPerSecond: 1 },
  }),
  avatar: unit('an avatar', {
    ...{ health: 400, power: 30, swingSeconds: 1.2, rangeMeters: 80, sightMeters: 150 },
    ...{ evade: 5, parry: 8, block: 6, armor: 20, damage: 'kinetic', mendPercentPerSecond: 2 },
  }),
  convoy: unit('a convoy', {
    ...{ health: 600, power: 20, swingSeconds: 2, rangeMeters: 70, sightMeters: 120 },
    ...{ evade: 2, parry: 0, block: 6, armor: 10, damage: 'kinetic', mendPercentPerSecond: 0.5 },
  }),
  fort: unit('a fort', {
    ...{ health: 2000, power: 40, swingSeconds: 2, rangeMeters: 120, sightMeters: 150 },
    ...{ evade: 0, parry: 0, block: 6, armor: 60, damage: 'blast', mendPercentPerSecond: 0.5 },
  }),
  base: unit('a base', {
    ...{ health: 6000, power: 60, swingSeconds: 2, rangeMeters: 140, sightMeters: 180 },
    ...{ evade: 0, parry: 0, block: 6, armor: 100, damage: 'energy', mendPercentPerSecond: 0.2 },
  }),
});
