import { parseArgs } from 'node:util';
import { SEED_MAX, wholeNumber } from '../../src/command-line.ts';

export const CONVOYS_HELP = `npm run convoys -- [options]     a game without clients: how trade goes

  --minutes N      minutes of world time, 1-1440 (30)
  --changes N      districts that fall to somebody else in a minute, besides what patrols do, 0-6000 (5); every
                   second one lies on the way of a route
  --seed S         of the world and of those changes (the configuration's)
  --world FILE     the world file, in place of the configuration's
  --config DIR     the configuration directory (config)
  --set PATH=VALUE override a knob, such as world.inhabitants.patrols=4000; may be given several times
  --json           print one JSON object, the last line of stdout
  --help           print this

A line per minute of world time goes to stderr. After each minute it is checked that of every resource all that was
produced is in store, under way, delivered or lost; that the path of every route can be driven and costs what its route
says; and at the end that no route that can be driven is dearer than the cheapest way by more than
balance.routes.hysteresisPercent.

Exit code: 0 all of it held; 1 something did not, and stderr says what and where; 2 bad usage or a configuration that
cannot be used.
`;

const MINUTES_MAX = 1440;
const CHANGES_MAX = 6000;

export interface ConvoysOptions {
  readonly minutes: number;
  readonly changesPerMinute: number;
  /** Undefined: the configuration's. */
  readonly seed: number | undefined;
  readonly worldFile: string | undefined;
  readonly config: string;
  readonly settings: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
}

/** Reads the command line. Throws OptionError or TypeError with what was found and what is allowed. */
export function readConvoysOptions(argv: readonly string[]): ConvoysOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: 'string', default: '30' },
      changes: { type: 'string', default: '5' },
      seed: { type: 'string' },
      world: { type: 'string' },
      config: { type: 'string', default: 'config' },
      set: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    minutes: wholeNumber('minutes', values.minutes, 1, MINUTES_MAX),
    changesPerMinute: wholeNumber('changes', values.changes, 0, CHANGES_MAX),
    seed: values.seed === undefined ? undefined : wholeNumber('seed', values.seed, 0, SEED_MAX),
    ...{ worldFile: values.world, config: values.config, settings: values.set },
    ...{ json: values.json, help: values.help },
  };
}
