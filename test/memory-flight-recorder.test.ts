import { describe, expect, test } from 'vitest';
import { TRACE_TICKS } from '../src/limits.ts';
import {
  allocateFlightRecorder,
  copyFlight,
  copyLane,
  LANE,
  type LaneCopy,
  LaneWriter,
  SAVE_ROW,
  TICK_ROW,
  TickWatch,
} from '../src/memory/flight-recorder.ts';

/** Writes rows whose every word tells their number. */
function write(writer: LaneWriter, from: number, until: number): void {
  for (let number = from; number < until; number++) {
    writer.begin();
    writer.set(SAVE_ROW.tick, number);
    writer.set(SAVE_ROW.size, number);
    writer.end();
  }
}

function ticksOf({ count, rowWords, words }: LaneCopy): number[] {
  return Array.from({ length: count }, (_, row) => words[row * rowWords + SAVE_ROW.tick]);
}

const numbers = (from: number, until: number) => Array.from({ length: until - from }, (_, i) => from + i);

describe('the flight recorder', () => {
  test('holds nothing before the first row, and then every row in order', () => {
    const memory = allocateFlightRecorder(0);
    expect(copyLane(memory, LANE.journal)).toMatchObject({ count: 0, unfinished: undefined });
    write(new LaneWriter(memory, LANE.journal), 0, 3);
    expect(ticksOf(copyLane(memory, LANE.journal))).toEqual([0, 1, 2]);
  });

  test('keeps the newest rows when it has come round', () => {
    const memory = allocateFlightRecorder(0);
    write(new LaneWriter(memory, LANE.journal), 0, TRACE_TICKS + 500);
    expect(ticksOf(copyLane(memory, LANE.journal))).toEqual(numbers(500, TRACE_TICKS + 500));
  });

  test('a row that is being written is none of the rows, and the one whose place it takes is gone', () => {
    const memory = allocateFlightRecorder(0);
    const writer = new LaneWriter(memory, LANE.journal);
    write(writer, 0, TRACE_TICKS + 10);
    writer.begin();
    writer.set(SAVE_ROW.tick, 99_999);
    const copy = copyLane(memory, LANE.journal);
    expect(ticksOf(copy)).toEqual(numbers(11, TRACE_TICKS + 10));
    expect(copy.unfinished?.[SAVE_ROW.tick]).toBe(99_999);
  });

  test('rows that are written over while they are copied are left out', () => {
    const memory = allocateFlightRecorder(0);
    const writer = new LaneWriter(memory, LANE.journal);
    write(writer, 0, TRACE_TICKS);
    const copy = copyLane(memory, LANE.journal, () => write(writer, TRACE_TICKS, TRACE_TICKS + 7));
    expect(ticksOf(copy)).toEqual(numbers(7, TRACE_TICKS));
    const lapped = copyLane(memory, LANE.journal, () => write(writer, 0, 3 * TRACE_TICKS));
    expect(lapped.count).toBe(0);
  });

  test('a writer that takes over goes on after the whole rows of the one before', () => {
    const memory = allocateFlightRecorder(0);
    const dead = new LaneWriter(memory, LANE.journal);
    write(dead, 0, 5);
    dead.begin();
    dead.set(SAVE_ROW.tick, 77);
    write(new LaneWriter(memory, LANE.journal), 5, 7);
    const copy = copyLane(memory, LANE.journal);
    expect(ticksOf(copy)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(copy.unfinished).toBeUndefined();
  });

  test('no lane reaches into another', () => {
    const memory = allocateFlightRecorder(2);
    const lanes = [LANE.sim, LANE.journal, LANE.storage, LANE.gateway, LANE.gateway + 1];
    for (const lane of lanes) {
      const writer = new LaneWriter(memory, lane);
      const { rowWords } = copyLane(memory, lane);
      for (let row = 0; row < 2 * TRACE_TICKS; row++) {
        writer.begin();
        for (let word = 0; word < rowWords; word++) writer.set(word, lane + 1);
        writer.end();
      }
    }
    const copies = copyFlight(memory, 2);
    expect(copies.map(({ lane }) => lane)).toEqual(lanes);
    for (const { lane, words, count, rowWords } of copies) {
      expect(count * rowWords).toBe(words.length);
      expect(words.every((word) => word === lane + 1)).toBe(true);
    }
  });

  test('a watch tells of each tick once', () => {
    const memory = allocateFlightRecorder(0);
    const writer = new LaneWriter(memory, LANE.sim);
    const tick = (number: number) => {
      writer.begin();
      writer.set(TICK_ROW.tick, number);
      writer.set(TICK_ROW.micros, number * 10);
      writer.set(TICK_ROW.lifeTicks, number * 100);
      writer.end();
    };
    tick(1);
    const watch = new TickWatch(memory);
    const seen: number[][] = [];
    const look = () => watch.look((...facts) => seen.push(facts));
    look();
    tick(2);
    tick(3);
    look();
    look();
    expect(seen).toEqual([
      [2, 20, 200],
      [3, 30, 300],
    ]);
    for (let number = 4; number < 2 * TRACE_TICKS; number++) tick(number);
    seen.length = 0;
    look();
    expect(seen).toHaveLength(TRACE_TICKS);
    expect(seen[0][0]).toBe(TRACE_TICKS);
  });
});
