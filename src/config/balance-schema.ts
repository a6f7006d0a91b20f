import { z } from 'zod';
import { combat } from './combat-schema.ts';
import { convoys } from './convoy-schema.ts';
import { decimal, refuse, section, wholeNumber } from './knob.ts';
import { routes } from './routes-schema.ts';
import { territory } from './territory-schema.ts';

const speedMetersPerSecondMax = 450;

const avatar = section('The unit a player steers.', {
  speedMetersPerSecond: decimal({
    unit: 'm/s',
    min: 1,
    max: speedMetersPerSecondMax,
    default: 40,
    effect: 'Speed of an avatar; orders to go faster are cut down to it.',
  }),
});

const patrol = section(
  'The units that walk by themselves.',
  {
    speedMetersPerSecondMin: decimal({
      unit: 'm/s',
      min: 0.1,
      max: speedMetersPerSecondMax,
      default: 6,
      effect: 'Slowest patrol.',
    }),
    speedMetersPerSecondMax: decimal({
      unit: 'm/s',
      min: 0.1,
      max: speedMetersPerSecondMax,
      default: 14,
      effect: 'Fastest patrol; at least speedMetersPerSecondMin.',
    }),
    legSecondsMax: decimal({
      unit: 'seconds',
      min: 0.1,
      max: 600,
      default: 5,
      effect: 'Longest leg where patrols roam open: each leg lasts anything from 0 to this, evenly spread.',
    }),
    pauseSecondsMax: decimal({
      unit: 'seconds',
      min: 0,
      max: 600,
      default: 4,
      effect: 'Longest rest between two legs where patrols roam territories.',
    }),
    neighborLegPercent: wholeNumber({
      unit: '%',
      min: 0,
      max: 100,
      default: 25,
      effect: 'Chance that the next leg leads to a neighboring district, where patrols roam territories.',
    }),
  },
  (values, context) => {
    if (values.speedMetersPerSecondMax < values.speedMetersPerSecondMin) {
      const allowed = `at least speedMetersPerSecondMin (${values.speedMetersPerSecondMin})`;
      refuse(context, ['speedMetersPerSecondMax'], values.speedMetersPerSecondMax, allowed);
    }
  },
);

/** balance.yaml: the numbers a designer turns while the world runs. */
export const balanceSchema = z.strictObject({ avatar, patrol, territory, routes, convoys, combat });

export type BalanceConfig = z.output<typeof balanceSchema>;
