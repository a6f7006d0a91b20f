import { expect } from 'vitest';
import type { Trace, TraceEvent } from '../../src/ops/trace-json.ts';

const PHASES = ['X', 'M', 'C', 'i'];

/**
 * Holds a trace against the rules of the Trace Event Format, as far as what reads it depends on them: known phases,
 * whole times from 0, names of threads, counters of numbers, and slices of a thread that lie within each other or
 * apart.
 */
export function expectTraceFormat(trace: Trace): void {
  expect(trace.displayTimeUnit).toBe('ms');
  const named = new Set<number>();
  for (const event of trace.traceEvents) {
    const problem = problemOf(event);
    if (problem !== undefined) throw new Error(`${problem}: ${JSON.stringify(event)}`);
    if (event.name === 'thread_name') named.add(event.tid);
  }
  expect(trace.traceEvents.some(({ name, ph }) => ph === 'M' && name === 'process_name')).toBe(true);
  for (const tid of new Set(trace.traceEvents.map((event) => event.tid))) {
    expect(named).toContain(tid);
    expectNesting(trace.traceEvents.filter((event) => event.ph === 'X' && event.tid === tid));
  }
}

function problemOf({ args = {}, dur, name, ph, pid, s, tid, ts }: TraceEvent): string | undefined {
  if (!PHASES.includes(ph)) return 'an unknown phase';
  if (name === '' || !isWhole(pid) || !isWhole(tid)) return 'no name, process or thread';
  if (ph === 'M')
    return typeof Object.values(args)[0] === 'undefined' ? 'metadata without a value' : undefined;
  if (!isWhole(ts)) return 'a time that is not whole or below 0';
  if (ph === 'X' && !isWhole(dur)) return 'a slice without a duration';
  if (ph === 'i' && s !== 't' && s !== 'p') return 'an instant without a scope';
  const isCounted = Object.keys(args).length > 0 && Object.values(args).every(Number.isFinite);
  return ph === 'C' && !isCounted ? 'a counter without a number' : undefined;
}

function isWhole(value: number | undefined): boolean {
  return Number.isSafeInteger(value) && value! >= 0;
}

/** Two slices of a thread that overlap by a part have no place in a flame graph. */
function expectNesting(slices: readonly TraceEvent[]): void {
  const sorted = [...slices].sort((one, other) => one.ts! - other.ts! || other.dur! - one.dur!);
  const ends: number[] = [];
  for (const slice of sorted) {
    while (ends.length > 0 && ends.at(-1)! <= slice.ts!) ends.pop();
    const end = slice.ts! + slice.dur!;
    if (ends.length > 0 && end > ends.at(-1)!) {
      throw new Error(`a slice that ends after the one it began in: ${JSON.stringify(slice)}`);
    }
    ends.push(end);
  }
}
