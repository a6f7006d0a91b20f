import { FRAME_ROW, LANE, type LaneCopy, SAVE_ROW, TICK_ROW } from '../memory/flight-recorder.ts';

/**
 * The flight recorder as a trace in the Trace Event Format, which ui.perfetto.dev and chrome://tracing open. Times are
 * whole microseconds since the first event, so that what lies within another slice stays within it.
 */

/** Marks a file as one of ours, in `otherData.format`. */
export const TRACE_FORMAT = 'marchland trace 1';

/** The journal and the snapshot that lie beside a trace, so that its ticks can be run again. */
export interface TraceSpan {
  /** Name of the directory beside the file. */
  readonly directory: string;
  readonly snapshotTick: number;
  readonly journals: readonly string[];
}

/** What a trace says about itself, in `otherData`. */
export interface TraceFacts {
  /** Why it was made, in words. */
  readonly reason: string;
  /** The tick that it is about. */
  readonly tick: number;
  readonly world: string;
  readonly worldFile: string;
  readonly seed: number;
  readonly sectorSizeMeters: number;
  readonly version: string;
  readonly savedAt: string;
  readonly slowTickMicros: number;
  /** Whether the simulation has ended, in `tick` or after it. */
  readonly isFatal: boolean;
  readonly span: TraceSpan | undefined;
  /** Why there is no span. */
  readonly spanProblem: string | undefined;
}

export interface TraceEvent {
  readonly name: string;
  readonly ph: 'X' | 'M' | 'C' | 'i';
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  /** Scope of an instant: one thread, or all of the process. */
  readonly s?: 't' | 'p';
  readonly args?: Readonly<Record<string, number | string>>;
}

export interface Trace {
  readonly displayTimeUnit: 'ms';
  readonly otherData: TraceFacts & { readonly format: typeof TRACE_FORMAT; readonly beginMicros: number };
  readonly traceEvents: readonly TraceEvent[];
}

const PROCESS = 1;
/** Numbers of threads in a trace; lanes begin at 0, and some readers take 0 for none. */
const FIRST_THREAD = 1;
const LANE_NAMES: Readonly<Record<number, string>> = { 0: 'sim', 1: 'journal', 2: 'storage' };

/** Counters of a tick: how a trace calls them. Told only where they change, or they would be most of the file. */
const TICK_COUNTERS = [
  ['inbox records', TICK_ROW.inboxRecords],
  ['changes', TICK_ROW.changes],
  ['keyframes', TICK_ROW.keyframes],
  ['frame bytes', TICK_ROW.frameBytes],
  ['entities', TICK_ROW.entities],
  ['sessions', TICK_ROW.sessions],
  ['overload rung', TICK_ROW.rung],
] as const;

const FRAME_COUNTERS = [
  ['clients', FRAME_ROW.clients],
  ['stale clients', FRAME_ROW.stale],
  ['backlog bytes', FRAME_ROW.bufferedBytes],
] as const;

/** A trace of copied lanes, that of the sim first. `systemNames` are those of the schedule, in its order. */
export function traceOf(
  lanes: readonly LaneCopy[],
  systemNames: readonly string[],
  facts: TraceFacts,
): Trace {
  const begin = beginOf(lanes);
  const writer = new EventWriter(begin);
  for (const copy of lanes) {
    writer.name(copy.lane, LANE_NAMES[copy.lane] ?? `gateway ${copy.lane - LANE.gateway}`);
    if (copy.lane === LANE.sim) writeTicks(writer, copy, systemNames, facts);
    else if (copy.lane >= LANE.gateway) writeFrames(writer, copy);
    else writeSaves(writer, copy, copy.lane === LANE.journal ? 'commit' : 'save snapshot');
  }
  return {
    displayTimeUnit: 'ms',
    otherData: { format: TRACE_FORMAT, beginMicros: begin, ...facts },
    traceEvents: writer.events,
  };
}

/**
 * Where the trace begins: at the oldest tick. Lanes with fewer rows a second reach further back, which nobody asked
 * for.
 */
function beginOf(lanes: readonly LaneCopy[]): number {
  const { count, unfinished, words } = lanes[LANE.sim];
  const row = count > 0 ? words : unfinished;
  return row === undefined ? 0 : Math.floor(Math.min(row[TICK_ROW.dueMicros], row[TICK_ROW.startMicros]));
}

class EventWriter {
  readonly events: TraceEvent[] = [];
  readonly #begin: number;
  readonly #counters = new Map<string, number>();

  constructor(begin: number) {
    this.#begin = begin;
    const args = { name: 'marchland' };
    this.events.push({ name: 'process_name', ph: 'M', pid: PROCESS, tid: FIRST_THREAD, args });
  }

  name(lane: number, name: string): void {
    const head = { ph: 'M', pid: PROCESS, tid: FIRST_THREAD + lane } as const;
    this.events.push({ name: 'thread_name', ...head, args: { name } });
    this.events.push({ name: 'thread_sort_index', ...head, args: { sort_index: lane } });
  }

  slice(lane: number, name: string, cat: string, from: number, to: number, args?: TraceEvent['args']): void {
    if (from < this.#begin) return;
    const ts = this.#at(from);
    const dur = Math.max(0, this.#at(to) - ts);
    const head = { name, cat, ph: 'X', ts, dur, pid: PROCESS, tid: FIRST_THREAD + lane } as const;
    this.events.push(args === undefined ? head : { ...head, args });
  }

  instant(lane: number, name: string, at: number, args: TraceEvent['args'] = {}): void {
    if (at < this.#begin) return;
    const ts = this.#at(at);
    this.events.push({ name, ph: 'i', s: 'p', ts, pid: PROCESS, tid: FIRST_THREAD + lane, args });
  }

  /** A counter of the process; nothing is written while it stays what it was. */
  counter(name: string, at: number, value: number): void {
    if (at < this.#begin || this.#counters.get(name) === value) return;
    this.#counters.set(name, value);
    this.events.push({
      ...{ name, ph: 'C', ts: this.#at(at), pid: PROCESS, tid: FIRST_THREAD },
      args: { value },
    });
  }

  #at(micros: number): number {
    return Math.round(micros - this.#begin);
  }
}

function rowsOf({ count, rowWords, words }: LaneCopy): Float64Array[] {
  return Array.from({ length: count }, (_, row) => words.subarray(row * rowWords, (row + 1) * rowWords));
}

function writeTicks(
  writer: EventWriter,
  copy: LaneCopy,
  systemNames: readonly string[],
  facts: TraceFacts,
): void {
  let rungBefore: number | undefined;
  for (const row of rowsOf(copy)) {
    const start = row[TICK_ROW.startMicros];
    writeBetweenTicks(writer, row);
    writeTick(writer, row, systemNames, row[TICK_ROW.micros] > facts.slowTickMicros);
    for (const [name, field] of TICK_COUNTERS) writer.counter(name, start, row[field]);
    const rung = row[TICK_ROW.rung];
    if (rungBefore !== undefined && rung !== rungBefore) {
      writer.instant(LANE.sim, `overload rung ${rungBefore} to ${rung}`, start);
    }
    rungBefore = rung;
  }
  if (facts.isFatal && copy.unfinished !== undefined) writeLast(writer, copy.unfinished, systemNames);
}

function writeBetweenTicks(writer: EventWriter, row: Float64Array): void {
  const copyMicros = row[TICK_ROW.copyMicros];
  if (copyMicros > 0) {
    const from = row[TICK_ROW.copyStartMicros];
    writer.slice(LANE.sim, 'copy for snapshot', 'snapshot', from, from + copyMicros);
  }
  const micros = row[TICK_ROW.stretchedMicros];
  if (micros > 0) {
    writer.instant(LANE.sim, 'time stretched', row[TICK_ROW.startMicros], { micros: Math.round(micros) });
  }
}

function writeTick(writer: EventWriter, row: Float64Array, systemNames: readonly string[], isSlow: boolean) {
  const tick = row[TICK_ROW.tick];
  const start = row[TICK_ROW.startMicros];
  const end = start + row[TICK_ROW.micros];
  writer.slice(LANE.sim, `tick ${tick}`, 'tick', start, end, {
    tick,
    lateMicros: Math.round(start - row[TICK_ROW.dueMicros]),
    inboxRecords: row[TICK_ROW.inboxRecords],
    trail: row[TICK_ROW.trail],
  });
  if (isSlow) writer.instant(LANE.sim, `slow tick ${tick}`, start, { micros: Math.round(end - start) });
  // What takes less than a microsecond is told of slow ticks only: of 30 seconds it would be half the file.
  const least = isSlow ? 0 : 1;
  const at = writeSystems(writer, row, systemNames, least);
  const seal = row[TICK_ROW.sealMicros];
  if (seal >= least) writer.slice(LANE.sim, 'seal and publish', 'system', at, Math.min(at + seal, end));
}

/** Intake and systems of a tick, one after the other; returns where the last one ended. */
function writeSystems(
  writer: EventWriter,
  row: Float64Array,
  systemNames: readonly string[],
  leastMicros: number,
): number {
  const start = row[TICK_ROW.startMicros];
  let at = start + row[TICK_ROW.intakeMicros];
  if (at - start >= leastMicros) writer.slice(LANE.sim, 'intake', 'system', start, at);
  for (let system = 0; system < row[TICK_ROW.systemsDone]; system++) {
    const micros = row[TICK_ROW.systems + system];
    if (micros >= leastMicros) {
      writer.slice(LANE.sim, systemNames[system] ?? `system ${system}`, 'system', at, at + micros);
    }
    at += micros;
  }
  return at;
}

/** The tick in which the simulation ended, as far as it came. */
function writeLast(writer: EventWriter, row: Float64Array, systemNames: readonly string[]): void {
  const tick = row[TICK_ROW.tick];
  const at = writeSystems(writer, row, systemNames, 0);
  writer.slice(LANE.sim, `tick ${tick}, never finished`, 'tick', row[TICK_ROW.startMicros], at, { tick });
  const within = systemNames[row[TICK_ROW.systemsDone]] ?? 'after the last system';
  writer.instant(LANE.sim, `the simulation ended: ${within}`, at);
}

function writeFrames(writer: EventWriter, copy: LaneCopy): void {
  const { lane } = copy;
  const gateway = `gateway ${lane - LANE.gateway}`;
  let before: Float64Array | undefined;
  for (const row of rowsOf(copy)) {
    const start = row[FRAME_ROW.startMicros];
    const messages = row[FRAME_ROW.messages] - (before?.[FRAME_ROW.messages] ?? row[FRAME_ROW.messages]);
    const bytes = row[FRAME_ROW.bytes] - (before?.[FRAME_ROW.bytes] ?? row[FRAME_ROW.bytes]);
    writer.slice(lane, 'fan out', 'frame', start, start + row[FRAME_ROW.fanOutMicros], {
      tick: row[FRAME_ROW.tick],
      wakeMicros: Math.round(row[FRAME_ROW.wakeMicros]),
      messages,
      bytes,
    });
    for (const [name, field] of FRAME_COUNTERS) writer.counter(`${gateway} ${name}`, start, row[field]);
    if (before !== undefined && row[FRAME_ROW.laps] > before[FRAME_ROW.laps]) {
      writer.instant(lane, `${gateway} was overtaken`, start);
    }
    before = row;
  }
}

function writeSaves(writer: EventWriter, copy: LaneCopy, name: string): void {
  for (const row of rowsOf(copy)) {
    const start = row[SAVE_ROW.startMicros];
    const args = { tick: row[SAVE_ROW.tick], size: row[SAVE_ROW.size] };
    writer.slice(copy.lane, name, 'save', start, start + row[SAVE_ROW.micros], args);
    if (copy.lane === LANE.storage) writer.instant(copy.lane, `snapshot of tick ${args.tick}`, start);
  }
}
