import { INBOX_RECORD_WORDS, INPUT, WORD } from '../../components/inbox.ts';
import type { World } from '../../components/world.ts';
import { allocateFlightRecorder, copyFlight, type LaneCopy } from '../../src/memory/flight-recorder.ts';
import { monotonicMicros } from '../../src/ops/clock.ts';
import { runTick } from '../../src/sim/tick.ts';
import { TickRecorder } from '../../src/sim/tick-recorder.ts';
import type { HistoryRun } from './history-run.ts';

/** What a tick did when it was run again. */
export interface MeasuredTick {
  /** All ticks of the run, as the server's own recorder tells of them. */
  readonly lanes: readonly LaneCopy[];
  readonly trail: number;
  /** Inbox records of the tick, by the name of their kind. */
  readonly inputs: Readonly<Record<string, number>>;
  /** What the tick threw, undefined when it was finished. */
  readonly error: string | undefined;
}

/** Runs a history up to `tick` with the flight recorder on. Throws Divergence when the world leaves its history. */
export function measure(run: HistoryRun, tick: number): MeasuredTick {
  const flight = allocateFlightRecorder(0);
  const watch = new Stopwatch(flight, tick);
  run.measure(watch);
  let error: string | undefined;
  try {
    run.advanceTo(tick);
    // After the last entry nothing entered, or it is not on disk; the trail tells which.
    for (; run.world.ledger.tick[0] < tick; ) {
      watch.beforeTick(run.world);
      runTick(run.world, watch.afterSystem);
      watch.afterTick(run.world);
    }
  } catch (thrown) {
    if (!watch.isAtTick) throw thrown;
    error = (thrown as Error).message;
  }
  const trail = run.world.ledger.trail[0] >>> 0;
  return { lanes: copyFlight(flight, 0), trail, inputs: watch.inputs, error };
}

class Stopwatch {
  /** Whether the tick that is measured runs now. */
  isAtTick = false;
  inputs: Record<string, number> = {};
  readonly #tick: number;
  readonly #recorder: TickRecorder;
  #startMicros = 0;
  #systemMicros = 0;

  constructor(flight: SharedArrayBuffer, tick: number) {
    this.#recorder = new TickRecorder(flight);
    this.#tick = tick;
  }

  beforeTick(world: World): void {
    const { inbox, ledger } = world;
    const tick = ledger.tick[0] + 1;
    if (tick === this.#tick) {
      this.isAtTick = true;
      this.inputs = countKinds(world);
    }
    this.#recorder.tookInbox(inbox.count);
    this.#startMicros = monotonicMicros();
    this.#systemMicros = this.#startMicros;
    this.#recorder.beginTick(tick, this.#startMicros, 0, 0);
  }

  /** Bound once, as the schedule calls it without a receiver. */
  readonly afterSystem = (index: number): void => {
    const now = monotonicMicros();
    this.#recorder.afterSystem(index, now - this.#systemMicros);
    this.#systemMicros = now;
  };

  afterTick(world: World): void {
    const now = monotonicMicros();
    this.#recorder.endTick(world, now - this.#systemMicros, now - this.#startMicros);
    this.isAtTick = false;
  }
}

const KIND_NAMES = new Map<number, string>(Object.entries(INPUT).map(([name, kind]) => [kind, name]));

function countKinds({ inbox }: World): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let record = 0; record < inbox.count; record++) {
    const kind = inbox.words[record * INBOX_RECORD_WORDS + WORD.kind];
    const name = KIND_NAMES.get(kind) ?? `kind ${kind}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
