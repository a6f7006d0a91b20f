import { parseArgs } from 'node:util';
import { choice, OptionError, SEED_MAX, wholeNumber } from '../../src/command-line.ts';
import { PLANTED_BUGS } from './bugs.ts';

export const SIMULATE_HELP = `npm run simulate -- [options]     the whole server in one thread, with seeded faults

  --seed N      play this one game and say how it went
  --seeds N     play the games of seeds 1 to N (default 20), then plant every bug and see that it is caught
  --ticks M     length of each game in ticks, 60 to a second (default 20000)
  --plant NAME  with --seed: plant a bug; one of
${PLANTED_BUGS.map(({ name, about }) => `                  ${name}: ${about}`).join('\n')}
  --minds       let factions think and fight for the land; without, patrols roam
  --json        print one JSON object, the last line of stdout
  --help        print this

Sockets, disk, clocks and threads are simulated; everything between is the server's own. In the last tenth of a game
nothing goes wrong any more, and all has to come right. A violation prints the command that repeats it. The exit code
is 0 when all games were played, 1 when one had a violation or a bug was not caught, 2 for bad usage.
`;

const TICKS_MAX = 10_000_000;

export interface SimulateOptions {
  /** One game; undefined for many. */
  readonly seed: number | undefined;
  readonly seeds: number;
  readonly ticks: number;
  readonly plant: string | undefined;
  readonly minds: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** Reads the command line. Throws OptionError or TypeError with what was found and what is allowed. */
export function readSimulateOptions(argv: readonly string[]): SimulateOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      ticks: { type: 'string', default: '20000' },
      plant: { type: 'string' },
      minds: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { seed, seeds, plant } = values;
  if (seed !== undefined && seeds !== undefined) {
    throw new OptionError('seed', 'with --seeds', 'one of them');
  }
  if (plant !== undefined && seed === undefined) {
    throw new OptionError('plant', 'without --seed', 'both');
  }
  const bugs = PLANTED_BUGS.map(({ name }) => name);
  return {
    seed: seed === undefined ? undefined : wholeNumber('seed', seed, 0, SEED_MAX),
    seeds: wholeNumber('seeds', seeds ?? '20', 1, SEED_MAX),
    ticks: wholeNumber('ticks', values.ticks, 100, TICKS_MAX),
    plant: plant === undefined ? undefined : choice('plant', plant, bugs),
    minds: values.minds,
    json: values.json,
    help: values.help,
  };
}
