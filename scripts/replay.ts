import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { RecordingError } from '../client/playback-file.ts';
import type { World } from '../components/world.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { Divergence } from '../src/sim/replay.ts';
import { HistoryRecording, type RecordingFacts } from './replay/history-recording.ts';
import { HistoryRun, hex } from './replay/history-run.ts';
import { HELP, type ReplayOptions, readPlayOptions, readReplayOptions } from './replay/options.ts';
import type { ReplayOutput } from './replay/output.ts';
import { serveRecording } from './replay/play-recording.ts';
import { type Difference, firstDifference, type StoreRow, storeRows, tableOf } from './replay/store-rows.ts';
import { replayTrace } from './replay/trace.ts';

const EXIT_DIFFERS = 1;
const EXIT_BAD_INPUT = 2;

/** Ticks between two looks at the clock, and time between two words of progress. */
const PROGRESS_TICKS = 256;
const PROGRESS_MS = 2_000;

const CONSOLE: ReplayOutput = {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
};

/** Runs a replay with command-line arguments and returns the exit code. */
export function main(argv: readonly string[], output: ReplayOutput = CONSOLE): number {
  if (argv.includes('--help')) {
    output.print(HELP);
    return 0;
  }
  if (argv.some((word) => /^--trace(?:=|$)/.test(word))) return replayTrace(argv, output);
  let job: Job;
  try {
    job = prepare(readReplayOptions(argv), output);
  } catch (error) {
    output.printError(`replay: ${(error as Error).message}\n`);
    return EXIT_BAD_INPUT;
  }
  try {
    return carryOut(job, output);
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    output.printError(`replay: --record: ${error.message}\n`);
    return EXIT_BAD_INPUT;
  }
}

interface Job {
  readonly options: ReplayOptions;
  readonly runs: readonly HistoryRun[];
  readonly recording: HistoryRecording | undefined;
}

/** Opens what is to be repeated. Throws with words about what cannot be used. */
function prepare(options: ReplayOptions, output: ReplayOutput): Job {
  const { configDirectory, worldFile, fromTick, untilTick } = options;
  const sayProgress = progress(untilTick, output, () => runs[0].lastTick);
  const afterTick = (world: World) => {
    sayProgress(world);
    recording?.afterTick();
  };
  const open = (directory: string) =>
    new HistoryRun({ directory, configDirectory, worldFile, fromTick, afterTick });
  const runs = [options.directory, options.otherDirectory].filter((name) => name !== undefined).map(open);
  checkSpan(runs, options);
  const recording = recordingOf(runs[0], options);
  return { options, runs, recording };
}

function carryOut({ options, runs, recording }: Job, output: ReplayOutput): number {
  const problems = runs.flatMap((run) => run.problems);
  for (const problem of problems) output.printError(`replay: ${problem}\n`);
  const result = repeat(runs, options.untilTick, recording);
  for (const mismatch of result.mismatches) output.printError(`replay: ${mismatch}\n`);
  const rows = options.dump && storeRows(runs[0].world, options.dump, options.row);
  const hasLeft = result.mismatches.length > 0;
  if (recording && hasLeft) output.printError('replay: no recording is written of what is not what was\n');
  const recorded = hasLeft ? undefined : recording?.write();
  report(runs, result, { rows, recorded }, problems, options, output);
  if (hasLeft || result.difference !== undefined) return EXIT_DIFFERS;
  return problems.length > 0 ? EXIT_BAD_INPUT : 0;
}

/** Throws when there is not a tick that was asked for: the state of another one would pass for it. */
function checkSpan(runs: readonly HistoryRun[], { fromTick, untilTick, recordingFile }: ReplayOptions): void {
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
  if (recordingFile !== undefined && fromTick !== undefined && fromTick > last) {
    throw new Error(`--from: found ${fromTick}, allowed: up to ${last}, where what is kept ends`);
  }
}

function recordingOf(run: HistoryRun, options: ReplayOptions): HistoryRecording | undefined {
  const { recordingFile, fromTick = run.fromTick, untilTick } = options;
  if (recordingFile === undefined) return undefined;
  return new HistoryRecording(recordingFile, run, fromTick, Math.min(untilTick, run.lastTick));
}

/**
 * Serves a recording with the arguments of --play until `ended` is fulfilled; it is called once the page can be opened.
 * Returns the exit code.
 */
export async function play(
  argv: readonly string[],
  ended: () => Promise<void>,
  output: ReplayOutput = CONSOLE,
): Promise<number> {
  try {
    const { file, port, asJson } = readPlayOptions(argv);
    const { url, close } = await serveRecording(file, port);
    output.print(asJson ? `${JSON.stringify({ url })}\n` : `${url}\n`);
    await ended();
    await close();
    return 0;
  } catch (error) {
    output.printError(`replay: ${(error as Error).message}\n`);
    return EXIT_BAD_INPUT;
  }
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

interface Result {
  readonly seconds: number;
  readonly difference: Difference | undefined;
  readonly mismatches: readonly string[];
}

function repeat(
  runs: readonly HistoryRun[],
  untilTick: number,
  recording: HistoryRecording | undefined,
): Result {
  const start = performance.now();
  const mismatches: string[] = [];
  let difference: Difference | undefined;
  try {
    recording?.begin();
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
  { rows, recorded }: { rows: readonly StoreRow[] | undefined; recorded: RecordingFacts | undefined },
  problems: readonly string[],
  { asJson }: ReplayOptions,
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
  if (asJson) {
    const compared = runs.length > 1 ? { difference: difference ?? null } : {};
    const asked = { ...compared, ...(rows && { rows }), ...(recorded && { recording: recorded }) };
    output.print(`${JSON.stringify({ ...facts, problems, mismatches, ...asked })}\n`);
    return;
  }
  for (const [key, value] of Object.entries(facts)) output.print(`${key.padEnd(20)}${value}\n`);
  if (difference !== undefined) {
    const { tick, store, column, row, values } = difference;
    output.print(`first difference    tick ${tick}, ${store}.${column}[${row}]: ${values.join(' and ')}\n`);
  } else if (runs.length > 1) output.print('first difference    none\n');
  if (recorded !== undefined) {
    const { file, fromTick, untilTick, bytes } = recorded;
    output.print(`recording           ${file}: ticks ${fromTick} to ${untilTick}, ${bytes} bytes\n`);
  }
  if (rows) output.print(`${tableOf(rows)}\n`);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  const argv = process.argv.slice(2);
  const plays = argv.some((word) => /^--play(?:=|$)/.test(word)) && !argv.includes('--help');
  process.exitCode = plays ? await play(argv, untilInterrupted) : main(argv);
}
