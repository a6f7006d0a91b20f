import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { CommandSender } from '../src/gateway/command-sender.ts';
import { FRAME_BYTES_MAX } from '../src/limits.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { CommandRing } from '../src/memory/command-ring.ts';
import { CONTROL, type SharedBlocks, SNAPSHOT_SLOT, viewControl } from '../src/memory/control-block.ts';
import { FrameRingReader, HEADER } from '../src/memory/frame-ring.ts';
import { type MetricName, Metrics, summarize } from '../src/memory/metrics-block.ts';
import { allocateBlocks, spawnSim } from '../src/sim/spawn.ts';
import type { SimReport, SimRequest } from '../src/sim/thread.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import { assertWork } from './failure.ts';
import { groundOf, joinViewers, type Scenario, SERVER_DEFAULTS, simDataOf } from './scenario.ts';
import { histogramLines, type SystemTimes, type TickReport } from './tick-report.ts';

/** Longest pause between two looks at the snapshot slot, which must be empty for the sim to copy into. */
const SNAPSHOT_LOOK_MS = 100;

const COUNTERS = [
  'catchUpTicks',
  'stretchedMicros',
  'scavenges',
  'majorCollections',
  'changes',
  'blocks',
  'frameBytes',
] as const satisfies readonly MetricName<'sim'>[];

/** All metrics of the sim at one moment, which the sim itself names: its message may take a tick to arrive. */
interface Moment {
  readonly tick: number;
  readonly micros: number;
  readonly counters: Readonly<Record<(typeof COUNTERS)[number], number>>;
  readonly entities: number;
  readonly heapBytes: number;
  readonly tickMicros: Float64Array;
  readonly lateness: Float64Array;
  readonly systems: readonly Float64Array[];
}

function look(metrics: Metrics<'sim'>, at: { tick: number; micros: number }): Moment {
  const counters = Object.fromEntries(COUNTERS.map((name) => [name, metrics.value(metrics.at(name))]));
  return {
    tick: at.tick,
    micros: at.micros,
    counters: counters as Moment['counters'],
    entities: metrics.value(metrics.at('entities')),
    heapBytes: metrics.value(metrics.at('heapBytes')),
    tickMicros: metrics.buckets(metrics.at('tickMicros')),
    lateness: metrics.buckets(metrics.at('latenessMicros')),
    systems: SCHEDULE.map((_, i) => metrics.buckets(metrics.systemAt(i))),
  };
}

/** Stands in for gateways and storage: takes every frame and every snapshot, and counts what it was given. */
class Drain {
  frames = 0;
  blocks = 0;
  keyframes = 0;
  /** Frames that were not of the tick after the one before. */
  gaps = 0;
  #lastTick = -1;
  #stopped = false;
  readonly #reader: FrameRingReader;
  readonly #control: Int32Array;

  constructor(blocks: SharedBlocks) {
    this.#reader = new FrameRingReader(blocks.frames, (FRAME_BYTES_MAX / 4) * 3);
    this.#control = viewControl(blocks.control);
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      await Promise.race([this.#reader.wait(), pause(SNAPSHOT_LOOK_MS)]);
      this.#take();
      Atomics.store(this.#control, CONTROL.snapshotSlot, SNAPSHOT_SLOT.empty);
      Atomics.notify(this.#control, CONTROL.snapshotSlot);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  #take(): void {
    const { words } = this.#reader;
    for (let state = this.#reader.read(); state !== 'none'; state = this.#reader.read()) {
      if (state === 'lapped') {
        this.gaps++;
        continue;
      }
      const tick = words[HEADER.tick];
      if (this.#lastTick >= 0 && tick !== this.#lastTick + 1) this.gaps++;
      this.#lastTick = tick;
      this.frames++;
      this.blocks += words[HEADER.rows + 2];
      this.keyframes += words[HEADER.rows + 4];
    }
  }
}

/** The next report of a kind. Rejects when the thread fails or ends before. */
function reportOf<K extends SimReport['kind']>(
  sim: Worker,
  kind: K,
): Promise<Extract<SimReport, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const listen = (report: SimReport) => {
      if (report.kind === kind) done(() => resolve(report as Extract<SimReport, { kind: K }>));
    };
    const fail = (cause: unknown) => done(() => reject(new Error(`the sim thread ended: ${cause}`)));
    const done = (settle: () => void) => {
      sim.off('message', listen).off('error', fail).off('exit', fail);
      settle();
    };
    sim.on('message', listen).on('error', fail).on('exit', fail);
  });
}

function request(sim: Worker, message: SimRequest): void {
  sim.postMessage(message);
}

async function measure(sim: Worker, metrics: Metrics<'sim'>): Promise<Moment> {
  const measured = reportOf(sim, 'measured');
  request(sim, { kind: 'measure' });
  return look(metrics, await measured);
}

/**
 * Runs the scenario on the simulation thread as a server starts it, at its real 60 Hz, and measures `seconds` of
 * it after `warmupSeconds`. Throws BenchFailure when the thread did not do the whole work.
 */
export async function runLive(
  scenario: Scenario,
  seconds: number,
  warmupSeconds: number,
): Promise<{ report: TickReport; histogram: string[] }> {
  const blocks = allocateBlocks(1, groundOf(scenario).graph);
  const metrics = new Metrics(blocks.metrics, 'sim');
  const drain = new Drain(blocks);
  const sim = spawnSim(simDataOf(scenario, blocks));
  await reportOf(sim, 'started');
  joinViewers(new CommandSender(new CommandRing(blocks.commands[0]), 0), scenario.viewers);
  const draining = drain.run();
  await pause(warmupSeconds * 1000);
  const before = await measure(sim, metrics);
  await pause(seconds * 1000);
  const after = await measure(sim, metrics);
  const exited = once(sim, 'exit');
  request(sim, { kind: 'stop' });
  await exited;
  drain.stop();
  await draining;
  const report = compare(scenario, before, after);
  assertWorked(scenario, report, after, drain);
  return { report, histogram: histogramLines(difference(after.tickMicros, before.tickMicros)) };
}

function difference(now: Float64Array, before: Float64Array): Float64Array {
  return now.map((value, i) => value - before[i]);
}

function compare(scenario: Scenario, before: Moment, after: Moment): TickReport {
  const count = (name: (typeof COUNTERS)[number]) => after.counters[name] - before.counters[name];
  const seconds = (after.micros - before.micros) / 1e6;
  const ticks = after.tick - before.tick;
  const tick = summarize(after.tickMicros, before.tickMicros);
  const systems: Record<string, SystemTimes> = {};
  SCHEDULE.forEach(({ name }, i) => {
    const { p50, p99 } = summarize(after.systems[i], before.systems[i]);
    systems[name] = { usP50: p50, usP99: p99 };
  });
  return {
    units: scenario.units,
    viewers: scenario.viewers,
    seconds: round(seconds),
    ticks,
    ticksPerSecond: round(ticks / seconds),
    tickMsP50: tick.p50 / 1000,
    tickMsP99: tick.p99 / 1000,
    tickMsMax: tick.max / 1000,
    latenessMsP99: summarize(after.lateness, before.lateness).p99 / 1000,
    catchUpTicks: count('catchUpTicks'),
    stretchedMs: round(count('stretchedMicros') / 1000),
    scavenges: count('scavenges'),
    majorCollections: count('majorCollections'),
    heapBytesPerTick: round((after.heapBytes - before.heapBytes) / ticks),
    changesPerTick: round(count('changes') / ticks),
    blocksPerTick: round(count('blocks') / ticks),
    bytesPerTick: round(count('frameBytes') / ticks),
    systems,
  };
}

function round(value: number): number {
  return Number(value.toFixed(3));
}

/** A bench of a world in which nothing happened would look very fast. */
function assertWorked(scenario: Scenario, report: TickReport, end: Moment, drain: Drain): void {
  const due = (report.seconds - report.stretchedMs / 1000) * TICKS_PER_SECOND;
  const slack = SERVER_DEFAULTS.loop.catchUpTicksMax + 2;
  assertWork(Math.abs(report.ticks - due) <= slack, `ticks: ${due.toFixed(1)} were due, ${report.ticks} ran`);
  // Convoys set out after a while.
  assertWork(end.entities >= scenario.units, `entities: ${scenario.units} wanted, ${end.entities} alive`);
  assertWork(report.changesPerTick > 0, 'changes: none were noted, nobody turned');
  assertWork(scenario.viewers === 0 || report.blocksPerTick > 0, 'blocks: none were encoded, nobody watched');
  assertWork(scenario.viewers === 0 || drain.keyframes > 0, 'keyframes: none were encoded, no view opened');
  assertWork(scenario.viewers === 0 || drain.blocks > 0, 'frame ring: no block came out of it');
  assertWork(drain.gaps === 0, `frame ring: ${drain.gaps} gaps between the ticks that came out of it`);
}
