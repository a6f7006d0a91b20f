import type { z } from 'zod';
import { checkEffectNames, effects, items } from './combat-kit-schema.ts';
import { type Modifier, modifiers, NONE, namesOf } from './combat-modifiers.ts';
import { units } from './combat-units-schema.ts';
import {
  decimal,
  flag,
  list,
  refuse,
  requiredText,
  requiredWholeNumber,
  section,
  text,
  wholeNumber,
} from './knob.ts';

/** Levels of experience, and places in a bag; components/combat-rules.ts has room for as many. */
const LEVEL_COUNT = 10;
const BAG_SLOTS = 6;

const seconds = (min: number, max: number, standard: number, effect: string) =>
  decimal({ unit: 'seconds', min, max, default: standard, effect });

const percent = (max: number, standard: number, effect: string) =>
  decimal({ unit: '%', min: 0, max, default: standard, effect });

/** Refuses a most that is less than its least. */
function checkPair<Name extends string>(
  values: Readonly<Record<Name, number>>,
  least: Name,
  most: Name,
  context: z.core.$RefinementCtx<unknown>,
): void {
  if (values[most] < values[least])
    refuse(context, [most], values[most], `at least ${least} (${values[least]})`);
}

const strike = section(
  'What comes of a strike, step by step.',
  {
    missPercent: percent(100, 12, 'Chance to miss a target of the same level, before accuracy.'),
    missPerLevelPercent: percent(
      20,
      1,
      'Added for each level that the target is above the striker; less below it.',
    ),
    missPercentMin: percent(100, 2, 'A chance to miss is never less.'),
    missPercentMax: percent(100, 60, 'A chance to miss is never more; at least missPercentMin.'),
    evadePercentMax: percent(100, 50, 'Most that evade comes to.'),
    parryPercentMax: percent(100, 50, 'Most that parry comes to.'),
    blockPercentMax: percent(100, 60, 'Most that block comes to.'),
    blockRangedPercent: percent(100, 5, 'Added to the block of whoever has some, against ranged weapons.'),
    crowdPercent: percent(
      1000,
      25,
      'Evade, parry and block are divided by 100 % and this for each attacker beyond the first.',
    ),
    variancePercentMin: percent(1000, 85, 'Least part of its power that a hit has.'),
    variancePercentMax: percent(1000, 115, 'Most; at least variancePercentMin.'),
    armorScale: wholeNumber({
      unit: 'points',
      min: 1,
      max: 100_000,
      default: 100,
      effect: 'Armor that halves damage; twice as much leaves a third.',
    }),
    absorbPercentMax: percent(100, 60, 'Most that absorb comes to.'),
    resistPercentMax: percent(100, 70, 'Most that resistance against one kind of damage comes to.'),
    criticalPercentMax: percent(100, 50, 'Most that the chance of a critical hit comes to.'),
    criticalBonusPercentMin: percent(1000, 20, 'Least that a critical hit adds.'),
    criticalBonusPercentMax: percent(1000, 60, 'Most; at least criticalBonusPercentMin.'),
  },
  (values, context) => {
    checkPair(values, 'missPercentMin', 'missPercentMax', context);
    checkPair(values, 'variancePercentMin', 'variancePercentMax', context);
    checkPair(values, 'criticalBonusPercentMin', 'criticalBonusPercentMax', context);
  },
);

const cap = (standard: number, what: string) =>
  percent(1000, standard, `${what} together change a property by no more than this, up or down.`);

const caps = section('How far each source of modifiers goes.', {
  itemPercent: cap(95, 'Things that are worn'),
  buffPercent: cap(50, 'Buffs'),
  debuffPercent: cap(60, 'Debuffs'),
  areaPercent: cap(25, 'The ground and what it does'),
  posturePercent: cap(30, 'Postures'),
  levelPercent: cap(100, 'Levels'),
});

const change = (property: Modifier['property'], by: number): Modifier => ({ property, percent: by });

const areas = section('What the ground does to whoever stands on it.', {
  open: modifiers([], 'At no control point, or at one of nobody or of an ally.'),
  own: modifiers([change('block', 3), change('mend', 1)], 'At a control point of its own faction.'),
  hostile: modifiers([change('accuracy', -2)], 'At a control point of an enemy.'),
});

const postures = section('What the posture of a fighter does.', {
  hold: modifiers([], 'It strikes back; everybody has this posture who is not told another.'),
  attack: modifiers([change('power', 10), change('evade', -3)], 'It looks for enemies and strikes them.'),
  retreat: modifiers([change('speed', 20), change('evade', 8)], 'It does not strike.'),
});

const gained = (standard: number, whose: string) =>
  wholeNumber({
    unit: 'points',
    min: 0,
    max: 1_000_000,
    default: standard,
    effect: `Experience for ${whose} that falls by its hand.`,
  });

const levels = section('What fighters learn.', {
  experience: list(
    requiredWholeNumber({ unit: 'points', min: 0, max: 1_000_000_000, effect: 'Of one level.' }),
    {
      countMin: LEVEL_COUNT,
      countMax: LEVEL_COUNT,
      default: [0, 100, 250, 450, 700, 1000, 1400, 1900, 2500, 3200],
      effect: 'Experience at which each level begins: the first is 0, each other more than the one before.',
      rule: (points, context) => {
        if (points[0] !== 0) refuse(context, [0], points[0], '0, for everybody has the first level');
        points.forEach((least, index) => {
          if (index === 0 || least > points[index - 1]) return;
          refuse(context, [index], least, `more than the level before (${points[index - 1]})`);
        });
      },
    },
  ),
  percentPerLevel: percent(100, 5, 'What each level beyond the first adds to power and health.'),
  gain: section('Experience for a fallen enemy.', {
    patrol: gained(20, 'a patrol'),
    avatar: gained(50, 'an avatar'),
    convoy: gained(40, 'a convoy'),
    fort: gained(200, 'a fort'),
    base: gained(600, 'a base'),
  }),
});

const worn = (standard: string, where: string) =>
  text({ lengthMin: 1, lengthMax: 40, default: standard, effect: `Name of its ${where}; none = nothing.` });

const avatar = section('What a new avatar has.', {
  start: section('What it wears and carries.', {
    weapon: worn('carbine', 'weapon'),
    armor: worn('light vest', 'armor'),
    device: worn('scope', 'device'),
    bag: list(requiredText({ lengthMin: 1, lengthMax: 40, effect: 'Name of an item.' }), {
      countMin: 0,
      countMax: BAG_SLOTS,
      default: ['blade', 'launcher', 'field kit', 'stimulant', 'shield charge'],
      effect: 'Items in its bag by their names, one piece each.',
    }),
  }),
  useRestSeconds: seconds(0, 3600, 5, 'Time between two items that it uses up.'),
});

const engagement = section('How fights begin and end.', {
  patrolsSeek: flag({
    default: true,
    effect: 'Whether patrols look for enemies of their own accord; else they only strike back.',
  }),
  lookSeconds: seconds(0.1, 60, 0.5, 'Time between two looks of a fighter for targets.'),
  leashMeters: decimal({
    unit: 'meters',
    min: 1,
    max: 10_000,
    default: 200,
    effect: 'How far a patrol pursues, from where it left its way.',
  }),
  retreatBelowPercent: percent(100, 25, 'Health below which a patrol retreats; 0 = never.'),
});

const minutes = (standard: number, effect: string) =>
  decimal({ unit: 'minutes', min: 0.1, max: 10_080, default: standard, effect });

const recovery = section('How what was lost comes back.', {
  mendDelaySeconds: seconds(0, 3600, 10, 'Time without a blow after which health begins to come back.'),
  respawnSeconds: seconds(0.1, 3600, 8, 'Time until a fallen avatar rises at a hub.'),
  reinforceSeconds: seconds(0.1, 3600, 5, 'Time between two patrols that replace fallen ones of a faction.'),
  rebuildMinutes: minutes(
    10,
    'Time without enemies at its place until a fallen fort or base is built up again.',
  ),
});

const share = (standard: number, effect: string) =>
  wholeNumber({ unit: '%', min: 0, max: 100, default: standard, effect });

const spoils = section('What the fallen leave behind.', {
  wreckMinutes: minutes(5, 'How long a wreck lies.'),
  salvageRangeMeters: decimal({
    unit: 'meters',
    min: 1,
    max: 1000,
    default: 30,
    effect: 'How near to a wreck whoever takes what is in it has to stay.',
  }),
  salvageSeconds: seconds(0.1, 600, 5, 'How long that takes.'),
  plunderPercent: share(
    60,
    'Part of the cargo of a convoy that goes to whose hand it fell by; its wreck holds the rest.',
  ),
  sackPercent: share(25, 'Part of each good in a depot that goes to whose hand its base fell by.'),
});

const battle = section('What counts as a battle.', {
  units: wholeNumber({
    unit: 'fighters',
    min: 2,
    max: 10_000,
    default: 12,
    effect: 'Fighters of a sector who struck or were struck in the window.',
  }),
  windowSeconds: seconds(0.1, 600, 10, 'Length of the window.'),
});

/** Section `combat` of balance.yaml: who fights, with what, and what comes of it. */
export const combat = section(
  'Who fights, with what, and what comes of it.',
  {
    units,
    armorPerVehiclePoint: wholeNumber({
      unit: 'points',
      min: 0,
      max: 10_000,
      default: 10,
      effect: "Armor that each point of its vehicle's armor adds to a convoy.",
    }),
    ...{
      strike,
      caps,
      items,
      effects,
      areas,
      postures,
      levels,
      avatar,
      engagement,
      recovery,
      spoils,
      battle,
    },
  },
  (values, context) => {
    const { start } = values.avatar;
    checkEffectNames(values.items, values.effects, context);
    for (const gear of ['weapon', 'armor', 'device'] as const) {
      const allowed = values.items.filter((item) => item.gear === gear);
      if (start[gear] === NONE || allowed.some(({ name }) => name === start[gear])) continue;
      refuse(context, ['avatar', 'start', gear], start[gear], namesOf([{ name: NONE }, ...allowed]));
    }
    start.bag.forEach((name, index) => {
      if (values.items.some((item) => item.name === name)) return;
      refuse(context, ['avatar', 'start', 'bag', index], name, namesOf(values.items));
    });
  },
);
