import { z } from 'zod';
import { WORLD_EVENT_KIND_MAX } from '../limits.ts';
import {
  choice,
  decimal,
  list,
  refuse,
  requiredText,
  requiredWholeNumber,
  section,
  wholeNumber,
} from './knob.ts';

function worth(min: number, max: number, leastPoints: number, mostPoints: number, occasion: string) {
  return section(
    occasion,
    {
      leastPoints: decimal({
        unit: 'points',
        min,
        max,
        default: leastPoints,
        effect: `${occasion}, on the least significant occasion.`,
      }),
      mostPoints: decimal({
        unit: 'points',
        min,
        max,
        default: mostPoints,
        effect: `${occasion}, on the most significant occasion; at least as much.`,
      }),
    },
    (values, context) => {
      if (Math.abs(values.mostPoints) >= Math.abs(values.leastPoints)) return;
      const side = max === 0 ? 'at the most' : 'at least';
      refuse(context, ['mostPoints'], values.mostPoints, `${side} leastPoints (${values.leastPoints})`);
    },
  );
}

const gain = (least: number, most: number, occasion: string) => worth(0, 100, least, most, occasion);
const loss = (least: number, most: number, occasion: string) => worth(-100, 0, least, most, occasion);

/** Section `territory.impulses`. */
export const impulses = section('What single occasions are worth at a control point.', {
  objectiveCapture: gain(5, 15, 'A player carried out the objective capture'),
  objectiveDefend: gain(5, 10, 'A player carried out the objective defend'),
  objectiveExtract: gain(2, 8, 'A player carried out the objective extract'),
  objectiveProtect: gain(5, 20, 'A player carried out the objective protect'),
  objectiveGather: gain(3, 12, 'A player carried out the objective gather'),
  pointCaptured: gain(10, 25, 'A faction took a control point'),
  pointDefended: gain(5, 10, 'An owner outlasted a contest of its control point'),
  operationFailed: loss(-5, -15, 'A faction had a claim and lost it again'),
  unitDestroyed: gain(0.1, 0.5, 'A faction destroyed an enemy who stood there'),
  fortDestroyed: gain(5, 15, 'A faction destroyed an enemy fort there, or the base of the territory'),
});

const kind = z.strictObject({
  name: requiredText({
    lengthMin: 1,
    lengthMax: 40,
    form: { pattern: /^\S(?:.*\S)?$/, words: 'one line of 1..40 characters without spaces at its ends' },
    effect: 'Name shown to players; each kind has its own.',
  }),
  weight: requiredWholeNumber({
    min: 0,
    max: 1000,
    effect: 'Chance in the draw, against the sum of all weights; 0 = never.',
  }),
  minutes: requiredWholeNumber({ unit: 'minutes', min: 1, max: 10_080, effect: 'How long it lasts.' }),
  presencePercent: wholeNumber({
    unit: '%',
    min: 0,
    max: 500,
    default: 100,
    effect: 'What it leaves of every gain by presence in its region.',
  }),
  decayPercent: wholeNumber({
    unit: '%',
    min: 0,
    max: 1000,
    default: 100,
    effect: 'How fast influence fades in its region, against the usual.',
  }),
  supportPercent: wholeNumber({
    unit: '%',
    min: 0,
    max: 100,
    default: 100,
    effect: 'What it leaves of the support of neighbors in its region.',
  }),
  lossPoints: wholeNumber({
    unit: 'points',
    min: 0,
    max: 100,
    default: 0,
    effect: 'What the owners in its region lose at every control point when it begins.',
  }),
  cause: choice(['disaster', 'civilianHarm', 'uprising'], {
    default: 'disaster',
    effect: 'What that loss is called in history.',
  }),
});

type Kind = z.output<typeof kind>;

function entry(name: string, weight: number, minutes: number, effects: Partial<Kind>): Kind {
  const harmless = { presencePercent: 100, decayPercent: 100, supportPercent: 100, lossPoints: 0 };
  return { name, weight, minutes, ...harmless, cause: 'disaster', ...effects };
}

const standardKinds = [
  entry('storm', 3, 10, { presencePercent: 50, supportPercent: 50 }),
  entry('shortage', 2, 15, { presencePercent: 80, decayPercent: 300, supportPercent: 75 }),
  entry('uprising', 1, 5, { decayPercent: 200, lossPoints: 15, cause: 'uprising' }),
];

/** Section `territory.events`. */
export const events = section(
  'What befalls regions now and then.',
  {
    meanIntervalMinutes: decimal({
      unit: 'minutes',
      min: 0,
      max: 10_080,
      default: 20,
      effect: 'Mean time between two world events; 0 = none.',
    }),
    kinds: list(kind, {
      countMin: 0,
      countMax: WORLD_EVENT_KIND_MAX,
      default: standardKinds,
      effect: 'Kinds of world events. Their order is their number: add new ones at the end.',
      rule: (kinds, context) => {
        kinds.forEach(({ name }, index) => {
          const isTaken = kinds.slice(0, index).some((other) => other.name === name);
          if (isTaken) refuse(context, [index, 'name'], name, 'a name no other kind has');
        });
      },
    }),
  },
  (values, context) => {
    if (values.meanIntervalMinutes === 0 || values.kinds.some(({ weight }) => weight > 0)) return;
    const allowed = '0 as long as no kind has a weight, for there is nothing to send';
    refuse(context, ['meanIntervalMinutes'], values.meanIntervalMinutes, allowed);
  },
);
