import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { main as history } from './territory/history.ts';
import type { CommandOutput } from './territory/output.ts';
import { main as pressure } from './territory/pressure.ts';
import { main as table } from './territory/table.ts';
import { main as why } from './territory/why.ts';

const HELP = `npm run territory -- COMMAND [...] [--help]

  table     how long attackers take a control point, and what a changed knob does to that
  why       why a territory has the owner it has
  history   what happened to a territory, the newest first
  pressure  where a faction is strong, threatened, or could win

Exit code: as the command says; 2 bad usage.
`;

const EXIT_BAD_INPUT = 2;

const COMMANDS: Readonly<Record<string, (argv: readonly string[], output: CommandOutput) => number>> = {
  table,
  why,
  history,
  pressure,
};

const CONSOLE: CommandOutput = {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
};

/** Runs a command with its arguments and returns the exit code. */
export function main(argv: readonly string[], output: CommandOutput = CONSOLE): number {
  const [name, ...rest] = argv;
  if (name === '--help') {
    output.print(HELP);
    return 0;
  }
  if (name === undefined || !Object.hasOwn(COMMANDS, name)) {
    const found = name === undefined ? 'nothing' : `"${name}"`;
    output.printError(
      `territory: found ${found}, allowed: ${Object.keys(COMMANDS).join(', ')}; see --help\n`,
    );
    return EXIT_BAD_INPUT;
  }
  return COMMANDS[name](rest, output);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  process.exitCode = main(process.argv.slice(2));
}
