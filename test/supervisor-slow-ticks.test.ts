import { expect, test } from 'vitest';
import { TRACE_INTERVAL_MS, TRACE_WARM_UP_TICKS } from '../src/limits.ts';
import { SlowTicks } from '../src/supervisor/slow-ticks.ts';

const WARM = TRACE_WARM_UP_TICKS + 1;

test('a tick is slow from above the limit on, once the program is warm', () => {
  const ticks = new SlowTicks(33_400);
  ticks.take(1, 90_000, TRACE_WARM_UP_TICKS);
  ticks.take(2, 33_400, WARM);
  expect(ticks.due(0)).toBeUndefined();
  ticks.take(3, 33_401, WARM);
  expect(ticks.due(0)).toEqual({ tick: 3, micros: 33_401 });
});

test('a tick is traced once', () => {
  const ticks = new SlowTicks(1_000);
  ticks.take(5, 2_000, WARM);
  expect(ticks.due(0)).toBeDefined();
  expect(ticks.due(10 * TRACE_INTERVAL_MS)).toBeUndefined();
});

test('of the slow ticks within an interval the slowest is traced, at the end of it', () => {
  const ticks = new SlowTicks(1_000);
  ticks.take(5, 5_000, WARM);
  ticks.due(0);
  for (const [tick, micros] of [
    [6, 3_000],
    [7, 9_000],
    [8, 4_000],
  ]) {
    ticks.take(tick, micros, WARM);
  }
  expect(ticks.due(TRACE_INTERVAL_MS - 1)).toBeUndefined();
  expect(ticks.due(TRACE_INTERVAL_MS)).toEqual({ tick: 7, micros: 9_000 });
  ticks.take(9, 1_500, WARM);
  expect(ticks.due(TRACE_INTERVAL_MS + 1)).toBeUndefined();
});

test('a tick twice as slow as the last one traced does not wait for the end of the interval', () => {
  const ticks = new SlowTicks(1_000);
  ticks.take(5, 2_000, WARM);
  ticks.due(0);
  ticks.take(6, 3_999, WARM);
  expect(ticks.due(10)).toBeUndefined();
  ticks.take(7, 4_000, WARM);
  expect(ticks.due(20)).toEqual({ tick: 7, micros: 4_000 });
  ticks.take(8, 7_999, WARM);
  expect(ticks.due(20 + TRACE_INTERVAL_MS - 1)).toBeUndefined();
  expect(ticks.due(20 + TRACE_INTERVAL_MS)).toEqual({ tick: 8, micros: 7_999 });
});
