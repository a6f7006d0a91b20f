import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drawSeldom } from './support/browser.ts';

/** Frames that the browser was asked for and has not drawn. */
let asked: Map<number, FrameRequestCallback>;
let drawn: number[];

beforeEach(() => {
  vi.useFakeTimers();
  asked = new Map();
  drawn = [];
  let handle = 0;
  const requestAnimationFrame = (draw: FrameRequestCallback): number => {
    asked.set(++handle, draw);
    return handle;
  };
  const cancelAnimationFrame = (frame: number): boolean => asked.delete(frame);
  vi.stubGlobal('window', { requestAnimationFrame, cancelAnimationFrame, setTimeout, clearTimeout });
  drawSeldom(60);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function drawFrames(): void {
  for (const [handle, draw] of asked) {
    asked.delete(handle);
    draw(handle);
  }
}

test('a test page draws after a pause', () => {
  window.requestAnimationFrame((nowMs) => drawn.push(nowMs));
  vi.advanceTimersByTime(59);
  expect(asked.size).toBe(0);
  vi.advanceTimersByTime(1);
  drawFrames();
  expect(drawn).toHaveLength(1);
});

test.each([0, 60])('a frame that is cancelled after %i ms is not drawn', (afterMs) => {
  const cancelled = window.requestAnimationFrame((nowMs) => drawn.push(nowMs));
  vi.advanceTimersByTime(afterMs);
  window.cancelAnimationFrame(cancelled);
  vi.advanceTimersByTime(60);
  drawFrames();
  expect(drawn).toEqual([]);
});
