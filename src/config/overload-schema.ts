import { OVERLOAD_RUNG_MAX, OVERLOAD_WINDOW_TICKS_MIN } from '../limits.ts';
import { section, wholeNumber } from './knob.ts';

/** Section `overload` of server.yaml. */
export const overload = section(
  'When load counts as overload, and how far the server gives way before time slows down.',
  {
    rungMax: wholeNumber({
      min: 0,
      max: OVERLOAD_RUNG_MAX,
      default: OVERLOAD_RUNG_MAX,
      effect: 'Highest rung of the overload ladder that is climbed; with 0 time slows down at once.',
    }),
    windowTicks: wholeNumber({
      unit: 'ticks',
      min: OVERLOAD_WINDOW_TICKS_MIN,
      max: 3600,
      default: 60,
      effect: 'Ticks over which load is judged; nine in ten of them have to be below a mark.',
    }),
    calmTicks: wholeNumber({
      unit: 'ticks',
      min: 10,
      max: 36_000,
      default: 300,
      effect: 'Calm before a step down; up to 16 times as long after steps that proved premature.',
    }),
    calmPercent: wholeNumber({
      unit: '%',
      min: 0,
      max: 100,
      default: 50,
      effect:
        'Calm is a load of at most so much of every mark: a rung less nearly doubles what gateways send.',
    }),
    tickPercent: wholeNumber({
      unit: '%',
      min: 0,
      max: 1000,
      default: 80,
      effect: 'Time that a tick may take, in percent of 1/60 s.',
    }),
    latenessPercent: wholeNumber({
      unit: '%',
      min: 0,
      max: 10_000,
      default: 100,
      effect: 'How late a tick may begin, in percent of 1/60 s.',
    }),
    stretches: wholeNumber({
      unit: 'times/window',
      min: 0,
      max: 3600,
      default: 1,
      effect: 'How often the clock may be stretched in a window.',
    }),
    gatewayPercent: wholeNumber({
      unit: '%',
      min: 0,
      max: 100,
      default: 85,
      effect: 'Share of its time that a gateway may spend on handing frames out.',
    }),
    framesBehind: wholeNumber({
      unit: 'frames',
      min: 0,
      max: 3600,
      default: 2,
      effect: 'Frames that a gateway may be behind.',
    }),
    memoryPercent: wholeNumber({
      unit: '%',
      min: 1,
      max: 1000,
      default: 90,
      effect: 'Memory that the process may take, in percent of what its container allows or its machine has.',
    }),
  },
);
