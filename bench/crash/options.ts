import { parseArgs } from 'node:util';
import { SEED_MAX, wholeNumber } from '../../src/command-line.ts';

export const CRASH_HELP = `npm run crash -- [options]     kill a server under load again and again, and see what is lost

  --rounds N     kills (default 20)
  --clients K    bots, each with one session for the whole run (default 40)
  --seed S       of the world, the orders and the moments of the kills (default 1)
  --json         print one JSON object, the last line of stdout
  --help         print this

One data directory and one port for the whole run. In each round a real server is killed with SIGKILL at a random
moment: 50 ms to 1.5 s after all bots are back, just after a snapshot, while its journal cannot be written, or while it
still starts. Patrols and bots fight all the while. The bots keep account of what they were told; after each kill the
directory is also replayed here, from its two newest snapshots, and the server that starts next must have the very same
state.

A line per round goes to stderr. The exit code is 0 when the run was carried out, whatever its figures, 1 when it
failed, 2 for bad usage.
`;

const ROUNDS_MAX = 100_000;
const CLIENTS_MAX = 1_000;

export interface CrashOptions {
  readonly rounds: number;
  readonly clients: number;
  readonly seed: number;
  readonly json: boolean;
  readonly help: boolean;
}

/** Reads the command line. Throws OptionError or TypeError with what was found and what is allowed. */
export function readCrashOptions(argv: readonly string[]): CrashOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '20' },
      clients: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    rounds: wholeNumber('rounds', values.rounds, 1, ROUNDS_MAX),
    clients: wholeNumber('clients', values.clients, 1, CLIENTS_MAX),
    seed: wholeNumber('seed', values.seed, 0, SEED_MAX),
    json: values.json,
    help: values.help,
  };
}
