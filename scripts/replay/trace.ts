import { existsSync, writeFileSync } from 'node:fs';
import { type Trace, type TraceFacts, traceOf } from '../../src/ops/trace-json.ts';
import { Divergence } from '../../src/sim/replay.ts';
import { SCHEDULE } from '../../systems/schedule.ts';
import { HistoryRun, hex } from './history-run.ts';
import { type MeasuredTick, measure } from './measured-run.ts';
import type { ReplayOutput } from './output.ts';
import { readTrace, type TracedTick, tickOf } from './trace-file.ts';
import { readTraceOptions, type TraceOptions } from './trace-options.ts';
import { type Comparison, compareTicks, comparisonText } from './trace-report.ts';

const EXIT_DIFFERS = 1;
const EXIT_BAD_INPUT = 2;
const SYSTEM_NAMES = SCHEDULE.map(({ name }) => name);

/** Runs the tick of a trace again and says how it went; returns the exit code. */
export function replayTrace(argv: readonly string[], output: ReplayOutput): number {
  try {
    const options = readTraceOptions(argv);
    const trace = readTrace(options.file);
    const live = tickOf(trace, options.tick ?? trace.otherData.tick);
    if (!existsSync(options.directory)) throw new Error(missing(options, trace.otherData));
    const measured = Array.from({ length: options.runs }, (_, run) => {
      if (options.runs > 1 && !options.asJson)
        output.printError(`replay: run ${run + 1} of ${options.runs}\n`);
      return runOnce(options, trace.otherData, live.tick);
    });
    const last = measured.at(-1)!;
    const again = measured.map(({ lanes }) => tickOf(traceOfRun(lanes, trace.otherData), live.tick));
    const comparison = compareTicks(live, again, SYSTEM_NAMES);
    if (options.outFile !== undefined) {
      writeFileSync(options.outFile, JSON.stringify(traceOfRun(last.lanes, trace.otherData)));
    }
    return tell(options, trace, live, last, comparison, output);
  } catch (error) {
    output.printError(`replay: ${(error as Error).message}\n`);
    return error instanceof Divergence ? EXIT_DIFFERS : EXIT_BAD_INPUT;
  }
}

function missing({ directory, file }: TraceOptions, { spanProblem }: TraceFacts): string {
  const why = spanProblem === undefined ? '' : ` (${spanProblem})`;
  return `${directory}: no such directory; ${file} needs the journal that lies beside it${why}, or DIR`;
}

function runOnce(options: TraceOptions, facts: TraceFacts, tick: number): MeasuredTick {
  const { configDirectory, directory, worldFile } = options;
  const run = new HistoryRun({
    ...{ directory, configDirectory, fromTick: tick - 1 },
    worldFile: worldFile ?? facts.worldFile,
    settings: [`world.seed=${facts.seed}`, `world.sectorSizeMeters=${facts.sectorSizeMeters}`],
    afterTick: () => {},
  });
  if (run.problems.length > 0) throw new Error(run.problems.join('\nreplay: '));
  return measure(run, tick);
}

function traceOfRun(lanes: MeasuredTick['lanes'], facts: TraceFacts): Trace {
  const isFatal = lanes[0].unfinished !== undefined;
  return traceOf(lanes, SYSTEM_NAMES, { ...facts, isFatal, reason: `replay of tick ${facts.tick}` });
}

function tell(
  { asJson, outFile, runs }: TraceOptions,
  { otherData: facts }: Trace,
  live: TracedTick,
  { error, inputs, trail }: MeasuredTick,
  comparison: Comparison,
  output: ReplayOutput,
): number {
  const isSame = live.trail === undefined ? error !== undefined : live.trail === trail;
  const state =
    live.trail === undefined
      ? error === undefined
        ? 'the tick was never finished; here it was'
        : `the tick was never finished; here neither: ${error}`
      : `trail ${hex(trail)} after the tick, ${isSame ? 'as' : `not ${hex(live.trail)} as`} in the trace`;
  if (asJson) {
    const figures = { tick: live.tick, reason: facts.reason, runs, inputs, isSame, state, ...comparison };
    output.print(`${JSON.stringify({ ...figures, error: error ?? null, out: outFile ?? null })}\n`);
  } else {
    const records = Object.entries(inputs).map(([kind, count]) => `${count} ${kind}`);
    output.print(`${facts.world}, tick ${live.tick}: ${facts.reason}\n`);
    output.print(`inbox      ${records.join(', ') || 'nothing'}\n`);
    output.print(`state      ${state}\n\n`);
    output.print(`${comparisonText(comparison)}\n`);
    if (outFile !== undefined) output.print(`written    ${outFile}: open it in ui.perfetto.dev\n`);
  }
  return isSame ? 0 : EXIT_DIFFERS;
}
