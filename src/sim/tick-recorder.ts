import type { World } from '../../components/world.ts';
import { LANE, LaneWriter, TICK_ROW } from '../memory/flight-recorder.ts';

/**
 * Writes the sim's lane of the flight recorder, as a tick goes along: of a tick that kills the thread, everything up to
 * the system that did is there.
 */
export class TickRecorder {
  readonly #lane: LaneWriter;
  #lifeTicks = 0;
  #inboxRecords = 0;
  #stretchedMicros = 0;
  #copyStartMicros = 0;
  #copyMicros = 0;

  constructor(flight: SharedArrayBuffer) {
    this.#lane = new LaneWriter(flight, LANE.sim);
  }

  tookInbox(records: number): void {
    this.#inboxRecords = records;
  }

  stretched(micros: number): void {
    this.#stretchedMicros += micros;
  }

  copiedSnapshot(startMicros: number, micros: number): void {
    this.#copyStartMicros = startMicros;
    this.#copyMicros = micros;
  }

  /** Called when the inbox is full and the systems are to run; `intakeMicros` is what filling it took. */
  beginTick(tick: number, startMicros: number, latenessMicros: number, intakeMicros: number): void {
    const lane = this.#lane;
    this.#lifeTicks++;
    lane.begin();
    lane.set(TICK_ROW.tick, tick);
    lane.set(TICK_ROW.lifeTicks, this.#lifeTicks);
    lane.set(TICK_ROW.dueMicros, startMicros - latenessMicros);
    lane.set(TICK_ROW.startMicros, startMicros);
    lane.set(TICK_ROW.intakeMicros, intakeMicros);
    lane.set(TICK_ROW.inboxRecords, this.#inboxRecords);
    lane.set(TICK_ROW.stretchedMicros, this.#stretchedMicros);
    lane.set(TICK_ROW.copyStartMicros, this.#copyStartMicros);
    lane.set(TICK_ROW.copyMicros, this.#copyMicros);
    lane.set(TICK_ROW.systemsDone, 0);
    this.#inboxRecords = 0;
    this.#stretchedMicros = 0;
    this.#copyMicros = 0;
  }

  afterSystem(index: number, micros: number): void {
    this.#lane.set(TICK_ROW.systems + index, micros);
    this.#lane.set(TICK_ROW.systemsDone, index + 1);
  }

  /** `sealMicros` is what came after the last system, `micros` the whole tick. */
  endTick(world: World, sealMicros: number, micros: number): void {
    const { changes, frame, ledger, sessionByAccount } = world;
    const lane = this.#lane;
    lane.set(TICK_ROW.sealMicros, sealMicros);
    lane.set(TICK_ROW.micros, micros);
    lane.set(TICK_ROW.changes, changes.total);
    lane.set(TICK_ROW.blocks, frame.blocks.count);
    lane.set(TICK_ROW.keyframes, frame.keyframes.count);
    lane.set(TICK_ROW.frameBytes, frame.bytes.at);
    lane.set(TICK_ROW.entities, ledger.aliveCount[0]);
    lane.set(TICK_ROW.sessions, sessionByAccount.size);
    lane.set(TICK_ROW.rung, ledger.overload[0]);
    lane.set(TICK_ROW.trail, ledger.trail[0] >>> 0);
    lane.end();
  }
}
