import { describe, expect, test } from 'vitest';
import { CheckedMirror } from '../bench/load/checked-mirror.ts';
import { DelayCounts } from '../bench/load/delay-counts.ts';
import { MemorySamples } from '../bench/load/memory-samples.ts';
import { readLoadOptions } from '../bench/load/options.ts';
import { OrderBook } from '../bench/load/order-book.ts';
import { paceOf } from '../bench/load/pace-watch.ts';
import { type PhaseFigures, pairPhases } from '../bench/load/paired-phases.ts';
import { SecondBytes } from '../bench/load/second-bytes.ts';
import { LATE_TICKS_MAX, skimItems, skimmed } from '../bench/load/skim-items.ts';
import { Tally } from '../bench/load/tally.ts';
import { ByteWriter } from '../src/protocol/bytes.ts';
import { ORDER } from '../src/protocol/client-messages.ts';
import { ITEM, RESULT } from '../src/protocol/fields.ts';
import { writeAnswer, writeTurns, writeView } from '../src/protocol/items.ts';
import { writeLateTurns, writePace } from '../src/protocol/slow-items.ts';

const GRID = { units: 1000, columns: 8, rows: 8 };

function phase(isFaulty: boolean, tickMsP99: number | null, deliveryMsP99: number): PhaseFigures {
  return { isFaulty, tickMsP99, deliveryMsP99, ticksPerSecond: 60, serverCores: 1 };
}

describe('pairs of phases', () => {
  test('a faulty phase is held against the quiet one beside it, whichever came first', () => {
    const phases = [phase(false, 2, 10), phase(true, 3, 11), phase(true, 4, 30), phase(false, 4, 20)];
    expect(pairPhases(phases)).toEqual({
      pairs: 2,
      tickMsP99Quiet: 3,
      tickMsP99Faulty: 3.5,
      tickMsP99Ratio: 1.25,
      deliveryMsP99Ratio: 1.3,
    });
  });

  test('without the figures of the server, delays are compared all the same', () => {
    expect(pairPhases([phase(false, null, 10), phase(true, null, 20)])).toMatchObject({
      ...{ pairs: 1, tickMsP99Ratio: null, deliveryMsP99Ratio: 2 },
    });
  });
});

test('delays of several phases add up', () => {
  const [one, other] = [new DelayCounts(), new DelayCounts()];
  one.add(5);
  for (let i = 0; i < 3; i++) other.add(1005);
  one.addAll(other);
  expect([one.count, one.maxMicros, one.quantileMs(0.25), one.quantileMs(0.5)]).toEqual([
    4, 1005, 0.01, 1.01,
  ]);
});

test('bytes of a second are counted by client, and a long second for as long as it was', () => {
  const clients = [{ messageBytes: 5_000 }, { messageBytes: 0 }];
  const seconds = new SecondBytes(clients);
  seconds.begin(0);
  clients[0].messageBytes += 100;
  clients[1].messageBytes += 3_000;
  seconds.sample(1_000_000);
  clients[1].messageBytes += 2_000;
  seconds.sample(3_000_000);
  expect(seconds.quantile(0.25)).toBe(16);
  expect(seconds.quantile(0.5)).toBe(112);
  expect(seconds.quantile(0.75)).toBe(1_008);
  expect(seconds.quantile(1)).toBe(3_008);
});

test('memory that is taken at the start does not count for the slope of a settled run', () => {
  const samples = new MemorySamples(() => Promise.reject(new Error('nobody asks')));
  for (let second = 0; second < 90; second++) {
    samples.add(second, (second < 30 ? 100 + 5 * second : 250) + second / 60 + (second % 2));
  }
  const { slopeMbPerMinute, settledSlopeMbPerMinute, settledSlopeErrorMbPerMinute } = samples.figures();
  expect(slopeMbPerMinute).toBeGreaterThan(50);
  expect(settledSlopeMbPerMinute).toBeCloseTo(1, 0);
  expect(settledSlopeErrorMbPerMinute).toBeGreaterThan(0);
  expect(settledSlopeErrorMbPerMinute).toBeLessThan(0.5);
});

describe('orders under way when the connection is lost', () => {
  function book() {
    const orders = new OrderBook(GRID, new Tally(), 1, 100);
    for (let i = 1; i <= 11; i++) orders.give(ORDER.moveTo, 10 * i, i, 0);
    return orders;
  }

  test('are sent again as they were, in order, in frames of eight', () => {
    const orders = book();
    orders.answer(2, RESULT.done);
    orders.answer(5, RESULT.badValue);
    const frames = orders.unansweredFrames();
    expect(frames.map((frame) => frame.map(({ sequence }) => sequence))).toEqual([
      [1, 3, 4, 6, 7, 8, 9, 10],
      [11],
    ]);
    expect(frames[1][0]).toEqual({ sequence: 11, op: ORDER.moveTo, a: 110, b: 11 });
  });

  test('are none once all are answered', () => {
    const orders = book();
    for (let sequence = 1; sequence <= 11; sequence++) orders.answer(sequence, RESULT.done);
    expect(orders.unansweredFrames()).toEqual([]);
  });
});

test('a mirror of a new connection counts on from the one before', () => {
  const [before, after] = [new CheckedMirror(GRID, 1), new CheckedMirror(GRID, 9)];
  Object.assign(before, { hashChecks: 1, hashMismatches: 2, unknownRecords: 3 });
  Object.assign(before, { contradictions: 4, differences: 5, unreadableFrames: 6 });
  after.hashChecks = 10;
  after.carryOn(before);
  expect(after).toMatchObject({ hashChecks: 11, hashMismatches: 2, unknownRecords: 3 });
  expect(after).toMatchObject({ contradictions: 4, differences: 5, unreadableFrames: 6 });
});

describe('what a frame says of slower streams', () => {
  function read(write: (to: ByteWriter) => void) {
    const to = new ByteWriter(new Uint8Array(256));
    write(to);
    const lateTurns = new Float64Array(LATE_TICKS_MAX + 1);
    return { pace: paceOf(to.bytes, 0, to.at, lateTurns), late: [...lateTurns] };
  }

  test('is its pace, and how old its late courses are', () => {
    const { pace, late } = read((to) => {
      writeAnswer(to, 3, RESULT.done);
      writeLateTurns(to, [0, 1, 2], 0, 3, [[2, 0, 2], columnOf(300), columnOf(4)]);
      writePace(to, 6);
    });
    expect(pace).toBe(6);
    expect([late[0], late[1], late[2]]).toEqual([1, 0, 2]);
  });

  test('and whether the view begins anew', () => {
    const skim = (reset: boolean) => {
      const to = new ByteWriter(new Uint8Array(32));
      writeView(to, reset, 3, 4, 1);
      expect(skimItems(to.bytes, 0, to.at, { answer: () => {}, avatar: () => {} })).toBe(true);
      return skimmed.isReset;
    };
    expect([skim(true), skim(false)]).toEqual([true, false]);
  });

  test('is nothing where a record only looks like it', () => {
    const { pace, late } = read((to) => {
      writeTurns(to, [ITEM.pace, ITEM.lateTurns], 0, 2, [columnOf(ITEM.pace), columnOf(ITEM.lateTurns)]);
    });
    expect([pace, ...new Set(late)]).toEqual([0, 0]);
  });
});

function columnOf(value: number): number[] {
  return new Array<number>(256).fill(value);
}

test('a run has one kind of fault at most', () => {
  expect(readLoadOptions(['--stalled', '10'])).toMatchObject({ stalled: 10, strangers: 0, phaseSeconds: 5 });
  expect(() => readLoadOptions(['--stalled', '10', '--strangers', '5'])).toThrow(
    '--strangers: found with --stalled',
  );
  expect(() => readLoadOptions(['--workload', 'storm', '--strangers', '5'])).toThrow('allowed: another one');
  expect(() => readLoadOptions(['--stalled', '80'])).toThrow('allowed: 0-50');
});

test('one of 250 clients runs the full mirror, eight at the least', () => {
  expect(readLoadOptions([]).verified).toBe(8);
  expect(readLoadOptions(['--clients', '3']).verified).toBe(3);
  expect(readLoadOptions(['--clients', '5000']).verified).toBe(20);
});
