import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beginGame, type GameResult } from '../bench/tournament/game.ts';
import {
  readTournamentOptions,
  TOURNAMENT_HELP,
  type TournamentOptions,
} from '../bench/tournament/options.ts';
import { playAll } from '../bench/tournament/play-all.ts';
import { REPORT_FILE, writeReport } from '../bench/tournament/report.ts';
import { summarize, type TournamentResult } from '../bench/tournament/result.ts';
import { loadConfig } from '../src/config/load.ts';
import type { CommandOutput } from './territory/output.ts';

const EXIT_FAILED = 1;
const EXIT_BAD_USAGE = 2;
/** A line of progress for so many minutes of world time in each game. */
const TOLD_MINUTES = 60;

const CONSOLE: CommandOutput = {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
};

/** Plays a tournament with command-line arguments and returns the exit code. */
export async function main(argv: readonly string[], output: CommandOutput = CONSOLE): Promise<number> {
  let options: TournamentOptions;
  try {
    options = readTournamentOptions(argv);
    if (options.help) {
      output.print(TOURNAMENT_HELP);
      return 0;
    }
    // A configuration or world that cannot be used is refused here, and not by every thread.
    beginGame(options.game, options.first);
  } catch (error) {
    output.printError(`tournament: ${(error as Error).message}\nSee npm run tournament -- --help\n`);
    return EXIT_BAD_USAGE;
  }
  try {
    const games = await playAll(options, {
      minutes: (seed, minutes) => {
        if (minutes % TOLD_MINUTES === 0)
          output.printError(`seed ${seed}: ${minutes / 60} of ${options.hours} hours\n`);
      },
      over: (game) => output.printError(`${gameLine(game)}\n`),
    });
    const result = finish(options, games, argv);
    output.print(options.json ? `${JSON.stringify(result)}\n` : `${summaryText(result)}\n`);
    return 0;
  } catch (error) {
    output.printError(`tournament: ${(error as Error).stack}\n`);
    return EXIT_FAILED;
  }
}

function finish(
  options: TournamentOptions,
  games: readonly GameResult[],
  argv: readonly string[],
): TournamentResult {
  const { factions } = loadConfig(options.game.config, options.game.settings).factions;
  const sides = [{ name: 'nobody', color: '#888888' }, ...factions];
  const names = sides.map(({ name }) => name);
  const result = summarize(games, names, join(options.out, REPORT_FILE));
  writeReport(options.out, result, games, sides, ['npm run tournament --', ...argv].join(' '));
  return result;
}

function gameLine({
  eliminated,
  handChanges,
  longestQuietMinutes,
  seconds,
  seed,
  shares,
  winner,
}: GameResult): string {
  const last = shares[shares.length - 1].slice(1).map((share) => (100 * share).toFixed(0));
  return (
    `seed ${seed}: over after ${seconds.toFixed(0)} s; shares ${last.join(' ')}, won by ${winner}, out ${eliminated.join(' ') || 'nobody'}; ` +
    `${handChanges} changes of hands, at most ${longestQuietMinutes.toFixed(1)} minutes without`
  );
}

function summaryText(result: TournamentResult): string {
  const rows = result.factions.map((one) => [
    one.name.padEnd(20),
    `${one.wins} won`.padStart(7),
    `${one.eliminations} out`.padStart(7),
    `${(100 * one.shareMedian).toFixed(1)} % of the land`.padStart(20),
  ]);
  return [
    ...rows.map((row) => row.join(' ')),
    '',
    `${result.games} games of ${result.hours} hours, ${result.timesRealTime.toFixed(0)} times real time each`,
    `${result.handChangesPerMinute.toFixed(2)} changes of hands a minute; at most ${result.longestQuietMinutes.toFixed(1)} minutes ` +
      `without one, ${result.quietSpans} quiet spans`,
    `personas told apart by what they did: ${(100 * result.personaAccuracy).toFixed(1)} %`,
    `report: ${result.report}`,
  ].join('\n');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  process.exitCode = await main(process.argv.slice(2));
}
