import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { HeadlessGame } from '../bench/convoys/headless-game.ts';
import { CONVOYS_HELP, type ConvoysOptions, readConvoysOptions } from '../bench/convoys/options.ts';
import { playConvoys } from '../bench/convoys/play.ts';
import { convoysReport, minuteLine } from '../bench/convoys/report.ts';
import type { CommandOutput } from './territory/output.ts';

const EXIT_FAILED = 1;
const EXIT_BAD_USAGE = 2;

const CONSOLE: CommandOutput = {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
};

/** Plays a game with command-line arguments and returns the exit code; `begin` makes the game. */
export function main(
  argv: readonly string[],
  output: CommandOutput = CONSOLE,
  begin = (options: ConvoysOptions) => new HeadlessGame(options),
): number {
  let options: ConvoysOptions;
  let game: HeadlessGame;
  try {
    options = readConvoysOptions(argv);
    if (options.help) {
      output.print(CONVOYS_HELP);
      return 0;
    }
    game = begin(options);
  } catch (error) {
    output.printError(`convoys: ${(error as Error).message}\nSee npm run convoys -- --help\n`);
    return EXIT_BAD_USAGE;
  }
  const result = playConvoys(game, options.minutes, (minute) => output.printError(`${minuteLine(minute)}\n`));
  for (const problem of result.problems) output.printError(`convoys: ${problem}\n`);
  output.print(options.json ? `${JSON.stringify(result)}\n` : convoysReport(result));
  return result.balanced && result.wrongRoutes === 0 ? 0 : EXIT_FAILED;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  process.exitCode = main(process.argv.slice(2));
}
