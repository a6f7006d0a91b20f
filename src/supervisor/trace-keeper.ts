import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { TRACE_JOURNAL_WAIT_MS, TRACE_WARM_UP_TICKS } from '../limits.ts';
import { CONTROL, type SharedBlocks, viewControl } from '../memory/control-block.ts';
import { copyFlight, LANE, type LaneCopy, TICK_ROW, TickWatch } from '../memory/flight-recorder.ts';
import { Interval } from '../ops/interval.ts';
import type { TraceSource } from '../ops/operator-http.ts';
import type { TraceData, TraceReport } from '../storage/trace-thread.ts';
import { VERSION } from '../version.ts';
import { type SlowTick, SlowTicks } from './slow-ticks.ts';
import { KEEPER_HEAP, ThreadRun } from './thread-run.ts';

/** What does not change while the server runs. */
export interface TracePlan {
  /** Data directory of the world; traces lie in `traces` in it. */
  readonly directory: string;
  readonly world: string;
  readonly worldFile: string;
  readonly seed: number;
  readonly sectorSizeMeters: number;
  readonly slowTickMicros: number;
  /** Newest traces that stay; 0 makes none of slow ticks and crashes. */
  readonly kept: number;
  readonly gatewayCount: number;
  readonly systemNames: readonly string[];
  readonly log: Pick<Logger, 'warn' | 'error'>;
}

interface Wish {
  readonly kind: 'slow' | 'crash' | 'asked';
  readonly tick: number;
  readonly reason: string;
  readonly lanes: readonly LaneCopy[];
  /** Whether it is kept, or only its text is wanted. */
  readonly isKept: boolean;
}

const LOOK_INTERVAL_MS = 250;
const DURABLE_POLL_MS = 50;

/**
 * Makes traces of the flight recorder: of slow ticks, of crashes, and when asked. The main thread only copies the
 * recorder's memory; a thread of its own does the rest, one trace at a time.
 */
export class TraceKeeper implements TraceSource {
  readonly #interval = new Interval(LOOK_INTERVAL_MS, () => this.#look());
  readonly #flight: SharedArrayBuffer;
  readonly #control: Int32Array;
  readonly #plan: TracePlan;
  readonly #watch: TickWatch;
  readonly #slowTicks: SlowTicks;
  #running: Promise<TraceReport> | undefined;
  #isClosed = false;

  constructor(blocks: SharedBlocks, plan: TracePlan) {
    this.#flight = blocks.flight;
    this.#control = viewControl(blocks.control);
    this.#plan = plan;
    this.#watch = new TickWatch(blocks.flight);
    this.#slowTicks = new SlowTicks(plan.slowTickMicros);
  }

  /** Looks for slow ticks several times a second until `close`. */
  start(): void {
    if (this.#plan.kept === 0) return;
    this.#interval.start();
  }

  /** Ends looking, and waits for the trace that is being made. */
  async close(): Promise<void> {
    this.#interval.close();
    this.#isClosed = true;
    await this.#running?.catch(() => {});
  }

  #look(): void {
    this.#watch.look((tick, micros, lifeTicks) => this.#slowTicks.take(tick, micros, lifeTicks));
    // What is slow while a trace is made waits for the next look.
    if (this.#running !== undefined) return;
    const slow = this.#slowTicks.due(performance.now());
    if (slow === undefined) return;
    void this.#keepInTheBackground(
      'slow',
      slow.tick,
      `tick ${slow.tick} took ${milliseconds(slow.micros)} ms`,
    );
  }

  /** To be called when the world has ended and what it put on record is safe. */
  crashed(reason: string): void {
    if (this.#plan.kept === 0) return;
    const lanes = copyFlight(this.#flight, this.#plan.gatewayCount);
    const last = lanes[LANE.sim].unfinished?.[TICK_ROW.tick] ?? lastTickOf(lanes[LANE.sim]);
    if (last === undefined) return;
    void this.#keepInTheBackground('crash', last, reason, lanes);
  }

  async download(): Promise<string> {
    const lanes = copyFlight(this.#flight, this.#plan.gatewayCount);
    const { tick } = slowestOf(lanes[LANE.sim]);
    const report = await this.#make({ kind: 'asked', tick, reason: 'asked for', lanes, isKept: false });
    return report.kind === 'text' ? report.text : '';
  }

  async keep(wanted?: number): Promise<{ file: string; tick: number }> {
    const lanes = copyFlight(this.#flight, this.#plan.gatewayCount);
    const tick = wanted ?? slowestOf(lanes[LANE.sim]).tick;
    const [first, last] = [firstTickOf(lanes[LANE.sim]), lastTickOf(lanes[LANE.sim])];
    if (first === undefined || last === undefined || tick < first || tick > last) {
      throw new Error(`tick: found ${tick}, allowed: ${first} to ${last}, which the recorder holds`);
    }
    const report = await this.#make({ kind: 'asked', tick, reason: 'asked for', lanes, isKept: true });
    if (report.kind === 'written' && report.spanProblem !== undefined) {
      this.#plan.log.warn(`the trace of tick ${tick} cannot be replayed: ${report.spanProblem}`);
    }
    return { file: this.#fileOf('asked', tick), tick };
  }

  async #keepInTheBackground(
    kind: 'slow' | 'crash',
    tick: number,
    reason: string,
    lanes?: readonly LaneCopy[],
  ): Promise<void> {
    const { log } = this.#plan;
    try {
      const report = await this.#make({ kind, tick, reason, lanes: lanes ?? [], isKept: true });
      const problem = report.kind === 'written' ? report.spanProblem : undefined;
      const file = this.#fileOf(kind, tick);
      const what = problem === undefined ? 'npm run replay -- --trace' : `no replay: ${problem};`;
      log.warn(`${reason}; ${what} ${file}`);
    } catch (error) {
      log.error(`no trace of tick ${tick}: ${(error as Error).message}`);
    }
  }

  /** One at a time: traces of a bad minute must not take the cores that the world needs. */
  async #make(wish: Wish): Promise<TraceReport> {
    while (this.#running !== undefined) await this.#running.catch(() => {});
    const running = this.#work(wish).finally(() => {
      this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #work({ kind, tick, reason, lanes, isKept }: Wish): Promise<TraceReport> {
    const { directory, gatewayCount, kept, log: _log, systemNames, ...facts } = this.#plan;
    if (isKept && kind !== 'crash') await this.#durable(tick);
    const workerData: TraceData = {
      // Of a slow tick now and not when it was seen: what followed from it is part of the picture.
      lanes: kind === 'slow' ? copyFlight(this.#flight, gatewayCount) : lanes,
      systemNames,
      facts: {
        ...facts,
        ...{ reason, tick, version: VERSION, savedAt: new Date().toISOString() },
        isFatal: kind === 'crash',
      },
      directory,
      file: isKept ? this.#fileOf(kind, tick) : undefined,
      kept: Math.max(1, kept),
    };
    const url = new URL('../storage/trace-thread.js', import.meta.url);
    const worker = new Worker(url, { workerData, resourceLimits: KEEPER_HEAP });
    const run = new ThreadRun<TraceReport>('trace', worker);
    const report = await run.first;
    await run.ended;
    return report;
  }

  #fileOf(kind: Wish['kind'], tick: number): string {
    return join(this.#plan.directory, 'traces', `${kind}-tick-${tick}.json`);
  }

  /** Waits until the journal tells of `tick`. Of a disk that does not take it the trace has what there is. */
  async #durable(tick: number): Promise<void> {
    for (let waitedMs = 0; waitedMs < TRACE_JOURNAL_WAIT_MS; waitedMs += DURABLE_POLL_MS) {
      if (this.#isClosed || Atomics.load(this.#control, CONTROL.durableTick) >= tick) return;
      await new Promise((resolve) => setTimeout(resolve, DURABLE_POLL_MS));
    }
  }
}

function milliseconds(micros: number): string {
  return (micros / 1000).toFixed(1);
}

function firstTickOf({ count, words }: LaneCopy): number | undefined {
  return count === 0 ? undefined : words[TICK_ROW.tick];
}

function lastTickOf({ count, rowWords, words }: LaneCopy): number | undefined {
  return count === 0 ? undefined : words[(count - 1) * rowWords + TICK_ROW.tick];
}

/** The slowest tick of a copy; one of a warm program if there is one. Throws when no tick has run. */
function slowestOf({ count, rowWords, words }: LaneCopy): SlowTick {
  let slowest: SlowTick | undefined;
  let isWarm = false;
  for (let at = 0; at < count * rowWords; at += rowWords) {
    const [tick, micros] = [words[at + TICK_ROW.tick], words[at + TICK_ROW.micros]];
    const isWarmTick = words[at + TICK_ROW.lifeTicks] > TRACE_WARM_UP_TICKS;
    const isSlower = slowest === undefined || micros > slowest.micros;
    if (isWarmTick === isWarm ? isSlower : isWarmTick) slowest = { tick, micros };
    isWarm ||= isWarmTick;
  }
  if (slowest === undefined) throw new Error('no tick has run yet');
  return slowest;
}
