import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { decimalNumber, SEED_MAX, wholeNumber } from '../../src/command-line.ts';

export const TOURNAMENT_HELP = `npm run tournament -- [options]     the seven factions play against each other

  --seeds N        games to play (4), of seeds 1 to N
  --first S        the first seed, in place of 1
  --hours H        world time of each, 0.1-100 (2)
  --world FILE     play in this world; without, in an arena: the same land for all seven, who sits where by the seed
  --patrols N      patrols of all factions together (560 in an arena, else the configuration's)
  --workers N      games at a time (as many as there are cores)
  --out DIR        where report.md and its pictures go (data/tournament)
  --config DIR     the configuration directory (config)
  --set PATH=VALUE override a knob, such as factions.factions.0.mind.traits.aggression=0.9; may be given several times
  --json           print one JSON object, the last line of stdout
  --help           print this

A game is won by who holds the land with the greatest strategic value when the time is over. Who then holds nothing but
its hub is out. A quiet span is ten minutes in which no district of a world changed hands. How well the personas can be
told apart is found out by a classifier that knows nothing but what they did: the nearest centroid of the other games.
The same seed gives the same game.

Exit code: 0 all games were played; 1 one failed; 2 bad usage or a configuration that cannot be used.
`;

const GAMES_MAX = 1000;
const WORKERS_MAX = 64;
const PATROLS_MAX = 100_000;

export interface TournamentOptions {
  readonly seeds: number;
  readonly first: number;
  readonly hours: number;
  readonly workers: number;
  readonly out: string;
  readonly game: GameSettings;
  readonly json: boolean;
  readonly help: boolean;
}

/** What the games of a tournament have in common. */
export interface GameSettings {
  /** Undefined: an arena. */
  readonly worldFile: string | undefined;
  readonly patrols: number | undefined;
  readonly config: string;
  readonly settings: readonly string[];
}

/** Reads the command line. Throws OptionError or TypeError with what was found and what is allowed. */
export function readTournamentOptions(argv: readonly string[]): TournamentOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seeds: { type: 'string', default: '4' },
      first: { type: 'string', default: '1' },
      hours: { type: 'string', default: '2' },
      world: { type: 'string' },
      patrols: { type: 'string' },
      workers: { type: 'string', default: String(Math.min(WORKERS_MAX, availableParallelism())) },
      out: { type: 'string', default: 'data/tournament' },
      config: { type: 'string', default: 'config' },
      set: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { patrols } = values;
  return {
    seeds: wholeNumber('seeds', values.seeds, 1, GAMES_MAX),
    first: wholeNumber('first', values.first, 0, SEED_MAX - GAMES_MAX),
    hours: decimalNumber('hours', values.hours, 0.1, 100),
    workers: wholeNumber('workers', values.workers, 1, WORKERS_MAX),
    out: values.out,
    game: {
      ...{ worldFile: values.world, config: values.config, settings: values.set },
      patrols: patrols === undefined ? undefined : wholeNumber('patrols', patrols, 0, PATROLS_MAX),
    },
    ...{ json: values.json, help: values.help },
  };
}
