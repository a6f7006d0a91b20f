import { readFileSync } from 'node:fs';
import { TRACE_FORMAT, type Trace, type TraceEvent } from '../../src/ops/trace-json.ts';

/** A tick as a trace tells of it, in microseconds. */
export interface TracedTick {
  readonly tick: number;
  /** Undefined of a tick that was never finished. */
  readonly trail: number | undefined;
  readonly micros: number;
  readonly lateMicros: number;
  /** Systems, intake and seal, in their order. */
  readonly parts: ReadonlyMap<string, number>;
}

/** Reads a trace that the server has made. Throws with what is wrong with it. */
export function readTrace(file: string): Trace {
  let trace: Partial<Trace>;
  try {
    trace = JSON.parse(readFileSync(file, 'utf8')) as Partial<Trace>;
  } catch (error) {
    throw new Error(`--trace: ${file}: ${(error as Error).message}`);
  }
  const format = trace.otherData?.format;
  if (format !== TRACE_FORMAT || !Array.isArray(trace.traceEvents)) {
    throw new Error(`--trace: ${file}: found ${format ?? 'no format'}, allowed: ${TRACE_FORMAT}`);
  }
  return trace as Trace;
}

/** A tick of a trace. Throws when the trace does not tell of it. */
export function tickOf({ traceEvents }: Trace, tick: number): TracedTick {
  const ticks = traceEvents.filter(({ cat }) => cat === 'tick');
  const slice = ticks.findLast(({ args }) => args?.['tick'] === tick);
  if (slice === undefined) {
    const told =
      ticks.length === 0 ? 'none' : `${ticks[0].args?.['tick']} to ${ticks.at(-1)?.args?.['tick']}`;
    throw new Error(`--tick: found ${tick}, allowed: a tick that the trace tells of (${told})`);
  }
  const { trail, lateMicros = 0 } = slice.args!;
  const systems = traceEvents.filter((event) => event.cat === 'system' && isWithin(event, slice));
  return {
    tick,
    trail: trail === undefined ? undefined : Number(trail),
    micros: slice.dur!,
    lateMicros: Number(lateMicros),
    parts: new Map(systems.map(({ name, dur }) => [name, dur!])),
  };
}

function isWithin(event: TraceEvent, slice: TraceEvent): boolean {
  return event.ts! >= slice.ts! && event.ts! + event.dur! <= slice.ts! + slice.dur!;
}
