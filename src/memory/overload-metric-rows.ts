import { RUNG_NAMES, type RungName } from '../../components/overload.ts';

type ClimbedName = Exclude<RungName, 'none'>;

/** Names of the rungs that are climbed, from RUNG 1 on. */
export const CLIMBED_NAMES = RUNG_NAMES.filter((name) => name !== 'none') as readonly ClimbedName[];

/** Name of the counter of the time spent on a rung: `overloadClosedMicros` of `closed`. */
export function rungCounter<const N extends ClimbedName>(name: N) {
  return `overload${name[0].toUpperCase()}${name.slice(1)}Micros` as `overload${Capitalize<N>}Micros`;
}

/** What the simulation tells of the overload ladder. */
export const OVERLOAD_ROWS = [
  {
    thread: 'sim',
    name: 'overloadRung',
    kind: 'gauge',
    help: 'rung of the overload ladder that the server stands on, 0 = none',
  },
  { thread: 'sim', name: 'overloadClimbs', kind: 'counter', help: 'steps up the overload ladder' },
  { thread: 'sim', name: 'overloadDescents', kind: 'counter', help: 'steps down the overload ladder' },
  { thread: 'sim', name: 'spectatorsShed', kind: 'counter', help: 'observers sent away because of overload' },
  { thread: 'sim', name: 'joinsRefused', kind: 'counter', help: 'new sessions refused because of overload' },
  {
    thread: 'sim',
    name: 'slowLosses',
    kind: 'counter',
    help: 'ticks with more changes than the streams below 60 Hz could keep: whoever has one starts anew',
  },
  ...CLIMBED_NAMES.map(
    (name) =>
      ({
        thread: 'sim',
        name: rungCounter(name),
        kind: 'counter',
        help: `time on the rung ${name} of the overload ladder`,
      }) as const,
  ),
] as const;
