import { describe, expect, test } from 'vitest';
import type { World } from '../components/world.ts';
import {
  allocateFlightRecorder,
  copyFlight,
  FRAME_ROW,
  LANE,
  LaneWriter,
  SAVE_ROW,
} from '../src/memory/flight-recorder.ts';
import { type Trace, type TraceEvent, type TraceFacts, traceOf } from '../src/ops/trace-json.ts';
import { TickRecorder } from '../src/sim/tick-recorder.ts';
import { expectTraceFormat } from './support/trace-format.ts';

const FACTS: TraceFacts = {
  ...{
    reason: 'a test',
    tick: 2,
    world: 'tiny',
    worldFile: 'worlds/tiny.txt',
    seed: 1,
    sectorSizeMeters: 1000,
  },
  ...{ version: '0', savedAt: '2026-01-31T12:00:00.000Z', slowTickMicros: 5_000, isFatal: false },
  ...{ span: undefined, spanProblem: undefined },
};
const SYSTEMS = ['takeInbox', 'moveEntities', 'sealTick'];

/** A moment that has fractions, as the monotonic clock's have. */
const ZERO = 9_876_543_210.123;

function worldWith(rung: number, changes = 4): World {
  const world = {
    changes: { total: changes },
    frame: { blocks: { count: 2 }, keyframes: { count: 1 }, bytes: { at: 321 } },
    ledger: { aliveCount: [12], overload: [rung], trail: [-5] },
    sessionByAccount: new Map([['account', 0]]),
  };
  return world as unknown as World;
}

function tick(recorder: TickRecorder, number: number, systemMicros: readonly number[], rung = 0): void {
  const start = ZERO + number * 16_666.7;
  recorder.tookInbox(7);
  recorder.beginTick(number, start, 30.4, 10.2);
  for (let system = 0; system < systemMicros.length; system++)
    recorder.afterSystem(system, systemMicros[system]);
  const total = systemMicros.reduce((sum, micros) => sum + micros, 10.2 + 20.6);
  recorder.endTick(worldWith(rung), 20.6, total);
}

function traced(record: (flight: SharedArrayBuffer, recorder: TickRecorder) => void, facts = FACTS): Trace {
  const flight = allocateFlightRecorder(1);
  record(flight, new TickRecorder(flight));
  return traceOf(copyFlight(flight, 1), SYSTEMS, facts);
}

const named = ({ traceEvents }: Trace, name: string): TraceEvent[] =>
  traceEvents.filter((event) => event.name === name);

describe('a trace', () => {
  test('follows the format, with every kind of event in it', () => {
    const trace = traced((flight, recorder) => {
      tick(recorder, 1, [100.3, 200.7, 0.2]);
      recorder.copiedSnapshot(ZERO + 20_000.5, 900.9);
      recorder.stretched(16_666.6);
      tick(recorder, 2, [100.3, 9_000.1, 0.2], 2);
      const gateway = new LaneWriter(flight, LANE.gateway);
      for (const [row, laps] of [0, 1].entries()) {
        gateway.begin();
        gateway.set(FRAME_ROW.startMicros, ZERO + 17_000 + row * 16_000.6);
        gateway.set(FRAME_ROW.fanOutMicros, 444.4);
        gateway.set(FRAME_ROW.bytes, 1_000 * (row + 1));
        gateway.set(FRAME_ROW.laps, laps);
        gateway.end();
      }
      for (const lane of [LANE.journal, LANE.storage]) {
        const saves = new LaneWriter(flight, lane);
        saves.begin();
        saves.set(SAVE_ROW.startMicros, ZERO + 20_000);
        saves.set(SAVE_ROW.micros, 500.5);
        saves.end();
      }
    });
    expectTraceFormat(JSON.parse(JSON.stringify(trace)) as Trace);
    const names = new Set(trace.traceEvents.map(({ name }) => name));
    for (const name of [
      ...['tick 1', 'intake', 'takeInbox', 'moveEntities', 'seal and publish', 'copy for snapshot'],
      ...['time stretched', 'slow tick 2', 'overload rung 0 to 2', 'fan out', 'gateway 0 was overtaken'],
      ...['commit', 'save snapshot', 'inbox records', 'gateway 0 backlog bytes'],
    ]) {
      expect(names).toContain(name);
    }
    expect(named(trace, 'fan out').map(({ args }) => args?.['bytes'])).toEqual([0, 1_000]);
  });

  test('a tick holds its systems, in their order and without gaps, and says what state it led to', () => {
    const trace = traced((_flight, recorder) => tick(recorder, 1, [100, 200, 300]));
    const [whole] = named(trace, 'tick 1');
    expect(whole.dur).toBe(631);
    expect(whole.args).toEqual({ tick: 1, lateMicros: 30, inboxRecords: 7, trail: 2 ** 32 - 5 });
    const parts = trace.traceEvents.filter(({ cat }) => cat === 'system');
    expect(parts.map(({ name }) => name)).toEqual(['intake', ...SYSTEMS, 'seal and publish']);
    for (const [i, part] of parts.entries()) {
      expect(part.ts).toBe(i === 0 ? whole.ts : parts[i - 1].ts! + parts[i - 1].dur!);
    }
  });

  test('what takes less than a microsecond is told of slow ticks only', () => {
    const trace = traced((_flight, recorder) => {
      tick(recorder, 1, [0.3, 2_000, 0.3]);
      tick(recorder, 2, [0.3, 6_000, 0.3]);
    });
    expect(named(trace, 'takeInbox')).toHaveLength(1);
    expect(named(trace, 'moveEntities')).toHaveLength(2);
    expect(named(trace, 'slow tick 1')).toEqual([]);
    expect(named(trace, 'slow tick 2')).toHaveLength(1);
  });

  test('a counter is told when it changes, not in every tick', () => {
    const trace = traced((_flight, recorder) => {
      for (let number = 1; number <= 9; number++) tick(recorder, number, [1, 1, 1], number > 5 ? 1 : 0);
    });
    expect(named(trace, 'entities').map(({ args }) => args)).toEqual([{ value: 12 }]);
    expect(named(trace, 'overload rung').map(({ args }) => args)).toEqual([{ value: 0 }, { value: 1 }]);
  });

  test('begins at the oldest tick, however far the rows of other threads reach back', () => {
    const trace = traced((flight, recorder) => {
      const journal = new LaneWriter(flight, LANE.journal);
      for (const start of [ZERO - 50_000_000, ZERO + 20_000]) {
        journal.begin();
        journal.set(SAVE_ROW.startMicros, start);
        journal.set(SAVE_ROW.micros, 800);
        journal.end();
      }
      tick(recorder, 1, [1, 1, 1]);
    });
    expect(named(trace, 'commit')).toHaveLength(1);
    expect(named(trace, 'tick 1')[0].ts).toBeLessThan(100);
  });

  test('of a crash it tells the tick that was never finished, up to the system that ended it', () => {
    const record = (_flight: SharedArrayBuffer, recorder: TickRecorder) => {
      tick(recorder, 1, [100, 200, 300]);
      recorder.beginTick(2, ZERO + 40_000, 0, 5);
      recorder.afterSystem(0, 50);
    };
    const trace = traced(record, { ...FACTS, isFatal: true });
    expectTraceFormat(trace);
    expect(named(trace, 'tick 2, never finished')[0]).toMatchObject({ dur: 55, args: { tick: 2 } });
    expect(named(trace, 'the simulation ended: moveEntities')).toHaveLength(1);
    expect(named(traced(record), 'tick 2, never finished')).toEqual([]);
  });

  test('is whole without any tick', () => {
    expectTraceFormat(traced(() => {}));
  });
});
