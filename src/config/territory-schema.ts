import { control } from './control-schema.ts';
import { decimal, list, requiredWholeNumber, section, wholeNumber } from './knob.ts';
import { events, impulses } from './world-events-schema.ts';

const FACTION_COUNT = 7;

const presence = section('What units at a control point earn their faction.', {
  pointsPerMinute: decimal({
    unit: 'points/min',
    min: 0,
    max: 3000,
    default: 12,
    effect: 'Gain of a full complement of units with all land around in its hands.',
  }),
  fullComplementUnits: wholeNumber({
    unit: 'units',
    min: 1,
    max: 100,
    default: 4,
    effect: 'Units that make a full complement: fewer earn their part of it, more earn no more.',
  }),
  contestedPercent: wholeNumber({
    unit: '%',
    min: 0,
    max: 100,
    default: 50,
    effect: 'What is left of every gain while units of more than one faction stand at a point.',
  }),
  factionPercent: list(
    requiredWholeNumber({
      unit: '%',
      min: 0,
      max: 1000,
      effect: 'What one faction earns, against the usual.',
    }),
    {
      countMin: FACTION_COUNT,
      countMax: FACTION_COUNT,
      default: [110, 100, 100, 80, 100, 100, 100],
      effect: 'What each faction earns by presence, in the order of their ids.',
    },
  ),
  underdogPercent: wholeNumber({
    unit: '%',
    min: 0,
    max: 1000,
    default: 0,
    effect: 'Bonus of a faction without land; with half of an even share, half of it. 0 = none.',
  }),
});

const support = section('How the land around helps an attacker.', {
  floorPercent: decimal({
    unit: '%',
    min: 0,
    max: 100,
    default: 11.111,
    effect:
      'An attacker earns as much of its gain as it holds of the land around, but never less than this; with 1/9, what takes 5 minutes takes 45 at the most.',
  }),
  seaPercent: wholeNumber({
    unit: '%',
    min: 0,
    max: 100,
    default: 50,
    effect: 'Weight of a link across the sea, against a border on land.',
  }),
});

const defence = section('How an active owner slows attackers down.', {
  divisorMax: wholeNumber({
    unit: 'times',
    min: 1,
    max: 20,
    default: 6,
    effect:
      "Divisor of attackers' gains where the owner is as active as can be; it is 1 where nobody looks after the land.",
  }),
  halfLifeSeconds: wholeNumber({
    unit: 'seconds',
    min: 10,
    max: 3600,
    default: 300,
    effect: "Time in which an owner's activity falls by half after its units left.",
  }),
});

const decay = section('How influence fades that nobody looks after.', {
  graceMinutes: decimal({
    unit: 'minutes',
    min: 0,
    max: 10_080,
    default: 10,
    effect: 'Time without any activity before it begins.',
  }),
  halfLifeHours: decimal({
    unit: 'hours',
    min: 0,
    max: 72,
    default: 6,
    effect: 'Time in which half of it is gone; 0 = it never fades.',
  }),
  cutOffFactor: wholeNumber({
    unit: 'times',
    min: 1,
    max: 100,
    default: 3,
    effect: 'How much faster it fades where a faction is cut off from its hub.',
  }),
  heldPoints: decimal({
    unit: 'points',
    min: 0,
    max: 100,
    default: 60,
    effect: 'What an owner that is not cut off keeps without anybody there.',
  }),
});

const siege = section('How important control points are taken in phases.', {
  strategicValueMin: wholeNumber({
    min: 1,
    max: 101,
    default: 101,
    effect:
      'Strategic value of a district from which on its points are besieged: probe, interdict, dominate, locked; 101 = none.',
  }),
  probeSeconds: decimal({
    unit: 'seconds',
    min: 0,
    max: 3600,
    default: 60,
    effect: 'Time that attackers probe, at half their gain.',
  }),
  dominatePoints: decimal({
    unit: 'points',
    min: 0,
    max: 100,
    default: 40,
    effect: 'What attackers need to dominate; only then can a point be taken.',
  }),
  lockSeconds: decimal({
    unit: 'seconds',
    min: 0,
    max: 86_400,
    default: 300,
    effect: 'Time after a capture in which attackers gain nothing.',
  }),
});

const objective = (effect: string) =>
  decimal({ unit: 'seconds', min: 1, max: 3600, default: 30, effect: `Time at a control point: ${effect}.` });

const objectives = section('How long players need for what they set out to do.', {
  captureSeconds: objective('to capture a point of others'),
  defendSeconds: objective('to defend a point of their own'),
  extractSeconds: objective('to extract goods'),
  protectSeconds: objective('to protect civilians'),
  gatherSeconds: objective('to gather intelligence'),
});

const pressure = section('Maps of pressure, for AI.', {
  remainingPercentPerKilometer: decimal({
    unit: '%',
    min: 0,
    max: 99,
    default: 60,
    effect: 'What is left of the pressure of a place one kilometer on.',
  }),
  momentumPercent: decimal({
    unit: '%',
    min: 1,
    max: 100,
    default: 50,
    effect: 'How much of the way to its new value a place goes in one step.',
  }),
});

/** Section `territory` of balance.yaml. */
export const territory = section('How land is won, held and lost.', {
  ...{ presence, support, defence, decay, control, siege, objectives, impulses, events, pressure },
});
