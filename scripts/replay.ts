import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { World } from '../components/world.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import type { ColumnPlace } from '../src/memory/world-memory.ts';
import { Divergence, LAST_TICK } from '../src/sim/replay.ts';
import { HistoryRun, hex } from './replay/history-run.ts';
import {
  type Difference,
  firstDifference,
  type StoreRow,
  selectColumns,
  storeRows,
  tableOf,
} from './replay/store-rows.ts';

const HELP = `npm run replay -- DIR [--world FILE] [--config DIR] [--from TICK] [--until TICK]
                   [--dump STORE[.COLUMN] [--entity ID]] [--diff DIR2] [--json]

Repeats the saved history of a world from the oldest snapshot kept, and checks at every journal entry and every later
snapshot that the world is the one of then. DIR is the data directory of one world, as in data/us-counties, of a server
that is stopped (or a copy). Nothing in it is changed.

  --world FILE     the world file the save was made with; otherwise the one of the configuration
  --config DIR     the configuration directory (config)
  --from TICK      begin at the newest snapshot at or before this tick
  --until TICK     end after this tick
  --dump STORE     print the rows in use of a store at the end, or one COLUMN of it; rows of zeros are left out
  --entity ID      only this row: an entity id, a session slot, a district index
  --diff DIR2      repeat two histories side by side, up to the first store, column and row that differ
  --json           one JSON object as the last line of stdout

Exit code: 0 repeated exactly; 1 the replay left its history, or --diff found a difference; 2 bad usage, or something in
DIR is damaged or missing (what is good before it is repeated all the same).
`;

const EXIT_DIFFERS = 1;
const EXIT_BAD_INPUT = 2;

/** Ticks between two looks at the clock, and time between two words of progress. */
const PROGRESS_TICKS = 256;
const PROGRESS_MS = 2_000;

/** Where the words of a run go; the console unless a test listens. */
export interface ReplayOutput {
  print(text: string): void;
  printError(text: string): void;
}

const CONSOLE: ReplayOutput = {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
};

interface Options {
  readonly directory: string;
  readonly otherDirectory: string | undefined;
  readonly worldFile: string | undefined;
  readonly configDirectory: string;
  readonly fromTick: number | undefined;
  readonly untilTick: number;
  readonly dump: readonly ColumnPlace[] | undefined;
  readonly row: number | undefined;
  readonly asJson: boolean;
}

/** Runs a replay with command-line arguments and returns the exit code. */
export function main(argv: readonly string[], output: ReplayOutput = CONSOLE): number {
  if (argv.includes('--help')) {
    output.print(HELP);
    return 0;
  }
  let options: Options;
  let runs: HistoryRun[];
  try {
    options = readOptions(argv);
    const { configDirectory, worldFile, fromTick, untilTick } = options;
    const afterTick = progress(untilTick, output, () => runs?.[0].lastTick ?? 0);
    const open = (directory: string) =>
      new HistoryRun({ directory, configDirectory, worldFile, fromTick, afterTick });
    runs = [options.directory, options.otherDirectory].filter((name) => name !== undefined).map(open);
    checkSpan(runs, untilTick);
  } catch (error) {
    output.printError(`replay: ${(error as Error).message}\n`);
    return EXIT_BAD_INPUT;
  }
  const problems = runs.flatMap((run) => run.problems);
  for (const problem of problems) output.printError(`replay: ${problem}\n`);
  const result = repeat(runs, options.untilTick);
  for (const mismatch of result.mismatches) output.printError(`replay: ${mismatch}\n`);
  const rows = options.dump && storeRows(runs[0].world, options.dump, options.row);
  report(runs, result, rows, problems, options, output);
  if (result.mismatches.length > 0 || result.difference !== undefined) return EXIT_DIFFERS;
  return problems.length > 0 ? EXIT_BAD_INPUT : 0;
}

/** Throws when there is not a tick that was asked for: the state of another one would pass for it. */
function checkSpan(runs: readonly HistoryRun[], untilTick: number): void {
  const first = Math.max(...runs.map((run) => run.fromTick));
  const last = Math.min(...runs.map((run) => run.lastTick));
  if (untilTick < first) {
    throw new Error(`--until: found ${untilTick}, allowed: ${first} and later, where what is kept begins`);
  }
  if (last < first) {
    throw new Error(
      `--diff: the one history ends at tick ${last}, the other begins at ${first}; allowed: a tick in common`,
    );
  }
}

interface Result {
  readonly seconds: number;
  readonly difference: Difference | undefined;
  readonly mismatches: readonly string[];
}

function repeat(runs: readonly HistoryRun[], untilTick: number): Result {
  const start = performance.now();
  const mismatches: string[] = [];
  let difference: Difference | undefined;
  try {
    if (runs.length === 1) runs[0].advanceTo(untilTick);
    else difference = compare(runs[0], runs[1], untilTick);
  } catch (error) {
    if (!(error instanceof Divergence)) throw error;
    mismatches.push(error.message);
  }
  const seconds = (performance.now() - start) / 1000;
  return { seconds, difference, mismatches: [...runs.flatMap((run) => run.mismatches), ...mismatches] };
}

/** Takes two histories tick by tick over the span that both tell of, up to the first difference. */
function compare(left: HistoryRun, right: HistoryRun, untilTick: number): Difference | undefined {
  const last = Math.min(untilTick, left.lastTick, right.lastTick);
  for (let tick = Math.max(left.fromTick, right.fromTick); tick <= last; tick++) {
    left.advanceTo(tick);
    right.advanceTo(tick);
    const difference = firstDifference(left.world, right.world);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** Says how far the replay is, now and then. */
function progress(untilTick: number, output: ReplayOutput, lastTick: () => number): (world: World) => void {
  let saidMillis = performance.now();
  return ({ ledger }) => {
    if (ledger.tick[0] % PROGRESS_TICKS !== 0 || performance.now() - saidMillis < PROGRESS_MS) return;
    saidMillis = performance.now();
    output.printError(`replay: tick ${ledger.tick[0]} of ${Math.min(untilTick, lastTick())}\n`);
  };
}

function report(
  runs: readonly HistoryRun[],
  result: Result,
  rows: readonly StoreRow[] | undefined,
  problems: readonly string[],
  options: Options,
  output: ReplayOutput,
): void {
  const [run] = runs;
  const { difference, mismatches, seconds } = result;
  const { ticks } = run.counts;
  const facts = {
    ...run.counts,
    fromTick: run.fromTick,
    toTick: run.world.ledger.tick[0],
    hash: hex(run.hash),
    snapshotsVerified: run.snapshotsVerified,
    hashMismatches: mismatches.length,
    seconds: round(seconds),
    timesRealTime: seconds === 0 ? 0 : round(ticks / TICKS_PER_SECOND / seconds),
  };
  if (options.asJson) {
    const compared = runs.length > 1 ? { difference: difference ?? null } : {};
    output.print(
      `${JSON.stringify({ ...facts, problems, mismatches, ...compared, ...(rows && { rows }) })}\n`,
    );
    return;
  }
  for (const [key, value] of Object.entries(facts)) output.print(`${key.padEnd(20)}${value}\n`);
  if (difference !== undefined) {
    const { tick, store, column, row, values } = difference;
    output.print(`first difference    tick ${tick}, ${store}.${column}[${row}]: ${values.join(' and ')}\n`);
  } else if (runs.length > 1) output.print('first difference    none\n');
  if (rows) output.print(`${tableOf(rows)}\n`);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function readOptions(argv: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      world: { type: 'string' },
      config: { type: 'string', default: 'config' },
      from: { type: 'string' },
      until: { type: 'string' },
      dump: { type: 'string' },
      entity: { type: 'string' },
      diff: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1) {
    throw new Error(`found ${positionals.length} directories, allowed: one (and --diff DIR2); see --help`);
  }
  const fromTick = whole('--from', values.from);
  const untilTick = whole('--until', values.until);
  if (fromTick !== undefined && untilTick !== undefined && untilTick < fromTick) {
    throw new Error(`--until: found ${untilTick}, allowed: ${fromTick} (--from) and later`);
  }
  if (values.entity !== undefined && values.dump === undefined) {
    throw new Error('--entity: found without --dump, allowed: --dump STORE --entity ID');
  }
  return {
    directory: positionals[0],
    otherDirectory: values.diff,
    worldFile: values.world,
    configDirectory: values.config,
    fromTick,
    untilTick: untilTick ?? LAST_TICK,
    dump: values.dump === undefined ? undefined : selectColumns(values.dump),
    row: whole('--entity', values.entity),
    asJson: values.json,
  };
}

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${name}: found "${text}", allowed: a whole number from 0`);
  return Number(text);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  process.exitCode = main(process.argv.slice(2));
}
