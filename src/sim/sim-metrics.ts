import type { World } from '../../components/world.ts';
import { allocateFlightRecorder } from '../memory/flight-recorder.ts';
import { Metrics } from '../memory/metrics-block.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { CollectionCounter } from '../ops/collections.ts';
import { ENTITY_KIND } from '../protocol/fields.ts';
import { FightMetrics } from './fight-metrics.ts';
import { MindMetrics } from './mind-metrics.ts';
import { TickRecorder } from './tick-recorder.ts';

const TICK_BUDGET_MICROS = 1_000_000 / 60;
/** Ticks between looks at heap and collections: each look makes a little garbage itself. */
const HEAP_INTERVAL_TICKS = 600;
/** Weight of the past in the mean time of a tick. */
const MEAN_TICKS = 256;
/** Ticks over which the pace is measured. */
const PACE_WINDOW_TICKS = 120;

/** Writes the sim's region of the metrics block. Everything is looked up at boot, so that a tick only adds numbers. */
export class SimMetrics {
  readonly #metrics: Metrics<'sim'>;
  readonly #at;
  readonly #systems: number[];
  readonly #collections: CollectionCounter;
  readonly #fights: FightMetrics;
  readonly #minds: MindMetrics;
  readonly #recorder: TickRecorder;
  #tickStart = 0;
  #systemStart = 0;
  #ticks = 0;
  #paceStart = 0;
  #pace = 1000;
  /** Mean time of a tick over the last seconds. */
  tickMicrosMean = 200;

  /** `flight` is memory of the flight recorder; nobody reads that of its own which it has otherwise. */
  constructor(memory: SharedArrayBuffer, systemCount: number, flight = allocateFlightRecorder(0)) {
    const metrics = new Metrics(memory, 'sim');
    this.#metrics = metrics;
    this.#systems = Array.from({ length: systemCount }, (_, i) => metrics.systemAt(i));
    this.#at = {
      ticks: metrics.at('ticks'),
      tick: metrics.at('tick'),
      tickMicros: metrics.at('tickMicros'),
      lateness: metrics.at('latenessMicros'),
      catchUp: metrics.at('catchUpTicks'),
      overBudget: metrics.at('ticksOverBudget'),
      stretched: metrics.at('stretchedMicros'),
      pace: metrics.at('paceThousandths'),
      entities: metrics.at('entities'),
      patrols: metrics.at('patrols'),
      avatars: metrics.at('avatars'),
      sessions: metrics.at('sessions'),
      inboxRecords: metrics.at('inboxRecords'),
      inboxDeferred: metrics.at('inboxDeferred'),
      changes: metrics.at('changes'),
      blocks: metrics.at('blocks'),
      keyframes: metrics.at('keyframes'),
      viewMoves: metrics.at('viewMoves'),
      frameBytes: metrics.at('frameBytes'),
      overflowed: metrics.at('framesOverflowed'),
      slowLosses: metrics.at('slowLosses'),
      spectatorsShed: metrics.at('spectatorsShed'),
      joinsRefused: metrics.at('joinsRefused'),
      worldHash: metrics.at('worldHash'),
      snapshotCopy: metrics.at('snapshotCopyMicros'),
    };
    metrics.set(this.#at.pace, 1000);
    this.#collections = new CollectionCounter(metrics);
    this.#fights = new FightMetrics(metrics);
    this.#minds = new MindMetrics(metrics);
    this.#recorder = new TickRecorder(flight);
  }

  /** `startMicros` is when the work of tick `tick` began, before its inbox was filled. */
  beginTick(tick: number, startMicros: number, latenessMicros: number): void {
    this.#tickStart = startMicros;
    this.#systemStart = monotonicMicros();
    this.#recorder.beginTick(tick, startMicros, latenessMicros, this.#systemStart - startMicros);
    this.#metrics.record(this.#at.lateness, latenessMicros);
  }

  /** Bound once, as the schedule calls it without a receiver. */
  readonly afterSystem = (index: number): void => {
    const now = monotonicMicros();
    this.#metrics.record(this.#systems[index], now - this.#systemStart);
    this.#recorder.afterSystem(index, now - this.#systemStart);
    this.#systemStart = now;
  };

  /** World time per real time over the last two seconds, in thousandths. */
  paceThousandths(nowMicros: number): number {
    if (this.#ticks % PACE_WINDOW_TICKS === 0) {
      const elapsed = nowMicros - this.#paceStart;
      if (this.#paceStart > 0) {
        const measured = (PACE_WINDOW_TICKS * TICK_BUDGET_MICROS * 1000) / elapsed;
        // Jitter of one tick's start is not a change of pace.
        this.#pace = Math.abs(measured - 1000) < 5 ? 1000 : Math.round(measured);
      }
      this.#paceStart = nowMicros;
      this.#metrics.set(this.#at.pace, this.#pace);
    }
    return this.#pace;
  }

  tookInbox(records: number, more: boolean): void {
    if (records > 0) this.#metrics.add(this.#at.inboxRecords, records);
    if (more) this.#metrics.add(this.#at.inboxDeferred, 1);
    this.#recorder.tookInbox(records);
  }

  endTick(world: World): void {
    const { frame, ledger } = world;
    const metrics = this.#metrics;
    const at = this.#at;
    const now = monotonicMicros();
    const micros = now - this.#tickStart;
    this.#recorder.endTick(world, now - this.#systemStart, micros);
    this.#ticks++;
    metrics.add(at.ticks, 1);
    metrics.set(at.tick, ledger.tick[0]);
    metrics.record(at.tickMicros, micros);
    this.tickMicrosMean += (micros - this.tickMicrosMean) / MEAN_TICKS;
    if (micros > TICK_BUDGET_MICROS) metrics.add(at.overBudget, 1);
    metrics.set(at.entities, ledger.aliveCount[0]);
    metrics.set(at.patrols, world.entities.rosters.get(ENTITY_KIND.patrol)!.ids().length);
    metrics.set(at.avatars, world.entities.rosters.get(ENTITY_KIND.avatar)!.ids().length);
    metrics.set(at.sessions, world.sessionByAccount.size);
    metrics.set(at.changes, world.changes.total);
    metrics.set(at.overflowed, frame.overflows);
    metrics.set(at.slowLosses, frame.slowLosses);
    metrics.set(at.spectatorsShed, frame.spectatorsShed);
    metrics.set(at.joinsRefused, frame.joinsRefused);
    metrics.add(at.blocks, frame.blocks.count);
    metrics.add(at.keyframes, frame.keyframes.count);
    metrics.add(at.viewMoves, frame.views.count);
    metrics.add(at.frameBytes, frame.bytes.at);
    metrics.set(at.worldHash, ledger.trail[0] >>> 0);
    this.#fights.endTick(world);
    this.#minds.endTick(world);
    if (this.#ticks % HEAP_INTERVAL_TICKS === 0) this.#collections.poll();
  }

  caughtUp(ticks: number): void {
    this.#metrics.add(this.#at.catchUp, ticks);
  }

  stretched(micros: number): void {
    this.#metrics.add(this.#at.stretched, micros);
    this.#recorder.stretched(micros);
  }

  copiedSnapshot(startMicros: number, micros: number): void {
    this.#metrics.record(this.#at.snapshotCopy, micros);
    this.#recorder.copiedSnapshot(startMicros, micros);
  }

  /** Brings the counts of collections up to date; else they are up to ten seconds old. */
  countCollections(): void {
    this.#collections.poll();
  }
}
