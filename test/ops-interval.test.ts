import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Interval } from '../src/ops/interval.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('work is done after every interval from start until close, and again after another start', () => {
  let done = 0;
  const interval = new Interval(250, () => done++);
  vi.advanceTimersByTime(1000);
  expect(done).toBe(0);
  interval.start();
  vi.advanceTimersByTime(200);
  interval.start();
  vi.advanceTimersByTime(800);
  expect(done).toBe(4);
  interval.close();
  vi.advanceTimersByTime(1000);
  expect(done).toBe(4);
  interval.start();
  vi.advanceTimersByTime(250);
  expect(done).toBe(5);
  interval.close();
});
