import { parseArgs } from 'node:util';
import { OptionError, wholeNumber } from '../../src/command-line.ts';
import type { HistorySource } from '../territory/recorded-world.ts';

export const HELP = `npm run why -- faction ID|NAME [--last N]           its goals, why, and its last decisions
npm run why -- territory ID                         who fights for a territory, since when and why
npm run why -- convoy ENTITY                        why a convoy was attacked, guarded or turned around
npm run why -- decision FACTION/NUMBER              all of a decision: every option and all that it was weighed by
npm run why -- not DISTRICT --faction F             why a faction is not out for a district
npm run why -- what-if [DIR] --faction F --set factions.factions.1.mind.traits.aggression=0.9 [--minutes M]
                                                    how a saved world goes on with other personas
npm run why -- check [--seeds N] [--sample S]       hold the attacks of games against what their traces tell

All but the last two read what a server wrote down (history.db); it may be running, and nothing is changed. Scores are 1
for a perfect option. "With traits.aggression of 0.7" is the smallest change of one number of the persona, in steps of
0.01, with which the decision would certainly have been another one.

  --data DIR       the data directory of the world, or the one it lies in (storage.directory)
  --config DIR     the configuration directory (config): the personas of today
  --world FILE     the world file, in place of the configuration's
  --set PATH=VALUE override a knob of the configuration; may be given several times
  --last N         decisions listed, 1-1000 (10)
  --faction F      number or name of a faction
  --minutes M      what-if: world time to play, 1-600 (10). check: of the longest game (120)
  --seeds N        check: games, of seeds 1 to N (4)
  --first S        check: the first seed, in place of 1
  --sample S       check: attacks of all games together, 1-100000 (200)
  --json           one JSON object as the last line of stdout: answer, causes ...; check: sample, explained, verified,
                   unchangeable, failures ...

convoy and what-if begin with the saved world: they repeat what is kept of its history, or go on from its end.

Exit code: 0 answered; 1 check found an attack that its trace does not explain; 2 bad usage, nothing of that name, or no
history.
`;

export const COMMANDS = ['faction', 'territory', 'convoy', 'decision', 'not', 'what-if', 'check'] as const;

export interface WhyOptions {
  readonly command: (typeof COMMANDS)[number];
  /** What is asked about; undefined where a command needs none. */
  readonly subject: string | undefined;
  readonly source: HistorySource;
  readonly faction: string | undefined;
  readonly last: number;
  readonly minutes: number | undefined;
  readonly seeds: number;
  readonly firstSeed: number;
  readonly sample: number;
  readonly asJson: boolean;
}

const MINUTES_MAX = 600;
const LAST_MAX = 1000;
const SEEDS_MAX = 1000;
const SAMPLE_MAX = 100_000;

/** Commands that can do without a subject. */
const WITHOUT_SUBJECT: readonly string[] = ['what-if', 'check'];

/** Reads the command line. Throws with what was found and what is allowed. */
export function readWhyOptions(argv: readonly string[]): WhyOptions {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      config: { type: 'string', default: 'config' },
      world: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
      last: { type: 'string', default: '10' },
      faction: { type: 'string' },
      minutes: { type: 'string' },
      seeds: { type: 'string', default: '4' },
      first: { type: 'string', default: '1' },
      sample: { type: 'string', default: '200' },
      json: { type: 'boolean', default: false },
    },
  });
  const [name, subject, ...more] = positionals;
  const command = COMMANDS.find((one) => one === name);
  if (command === undefined) {
    const found = name === undefined ? 'nothing' : `"${name}"`;
    throw new Error(`found ${found}, allowed: ${COMMANDS.join(', ')}; see --help`);
  }
  if (more.length > 0 || (command === 'check' && subject !== undefined)) {
    throw new Error(
      `${command}: found "${more[0] ?? subject}" besides, allowed: one subject (in quotes); see --help`,
    );
  }
  if (subject === undefined && !WITHOUT_SUBJECT.includes(command)) {
    throw new Error(
      `${command}: found nothing to ask about, allowed: ${command} and what it is about; see --help`,
    );
  }
  if (values.faction === undefined && (command === 'not' || command === 'what-if')) {
    throw new OptionError('faction', 'nothing', 'the number or name of a faction');
  }
  return {
    ...{ command, subject, faction: values.faction, asJson: values.json },
    source: {
      ...{ directory: values.data, configDirectory: values.config, worldFile: values.world },
      settings: values.set,
    },
    last: wholeNumber('last', values.last, 1, LAST_MAX),
    minutes:
      values.minutes === undefined ? undefined : wholeNumber('minutes', values.minutes, 1, MINUTES_MAX),
    seeds: wholeNumber('seeds', values.seeds, 1, SEEDS_MAX),
    firstSeed: wholeNumber('first', values.first, 0, 1_000_000),
    sample: wholeNumber('sample', values.sample, 1, SAMPLE_MAX),
  };
}
