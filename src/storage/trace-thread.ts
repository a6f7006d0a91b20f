import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { LaneCopy } from '../memory/flight-recorder.ts';
import { threadId } from '../ops/thread-usage.ts';
import { type TraceFacts, traceOf } from '../ops/trace-json.ts';
import { keepSpan, removeOldTraces } from './trace-span.ts';

/** The trace thread: made for one trace, so that neither the main thread nor those of the world wait for it. */

export interface TraceData {
  readonly lanes: readonly LaneCopy[];
  readonly systemNames: readonly string[];
  readonly facts: Omit<TraceFacts, 'span' | 'spanProblem'>;
  /** Data directory of the world. */
  readonly directory: string;
  /** File to write; undefined when the text is wanted. */
  readonly file: string | undefined;
  /** Traces left in the directory of `file`. */
  readonly kept: number;
}

export type TraceReport =
  | { readonly kind: 'written'; readonly bytes: number; readonly spanProblem: string | undefined }
  | { readonly kind: 'text'; readonly text: string };

const data = workerData as TraceData;

/** The world's own threads go first where there are more threads than cores. */
function stepBack(): void {
  const tid = threadId();
  if (tid === undefined) return;
  try {
    setPriority(tid, constants.priority.PRIORITY_LOW);
  } catch {
    // A system that does not let a thread step back has its trace all the same.
  }
}

function textWith(span: Pick<TraceFacts, 'span' | 'spanProblem'>): string {
  return JSON.stringify(traceOf(data.lanes, data.systemNames, { ...data.facts, ...span }));
}

function spanOf(directory: string): Pick<TraceFacts, 'span' | 'spanProblem'> {
  try {
    return { span: keepSpan(data.directory, data.facts.tick, directory), spanProblem: undefined };
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    return { span: undefined, spanProblem: (error as Error).message };
  }
}

function write(file: string): TraceReport {
  if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true });
  const span = spanOf(file.replace(/\.json$/, ''));
  const text = textWith(span);
  // Under another name first: whoever waits for the file must not find half of it.
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  removeOldTraces(dirname(file), data.kept);
  return { kind: 'written', bytes: text.length, spanProblem: span.spanProblem };
}

stepBack();
const spanProblem = 'a downloaded trace has none; POST /trace keeps one with it';
const report: TraceReport =
  data.file === undefined
    ? { kind: 'text', text: textWith({ span: undefined, spanProblem }) }
    : write(data.file);
parentPort!.postMessage(report);
