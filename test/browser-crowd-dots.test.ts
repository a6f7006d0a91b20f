import { describe, expect, test } from 'vitest';
import { dotRadius, dotsOf, scaleFor, showsCrowds } from '../web/crowd-dots.ts';

const SECTOR = 1_000;

describe('the discs of a cell', () => {
  const cell = (...counts: number[]) => ({ x: 3, y: 1, scale: 2, counts: Uint32Array.from(counts) });

  test('of one faction lie in its middle', () => {
    const dots = dotsOf(cell(0, 0, 0, 16, 0, 0, 0, 0), SECTOR);
    expect(dots).toEqual([{ x: 14_000, y: 6_000, radius: dotRadius(16, 2, SECTOR), faction: 3 }]);
  });

  test('of several lie around it, inside the cell and apart', () => {
    const dots = dotsOf(cell(0, 1, 2, 3, 4, 5, 6, 7), SECTOR);
    expect(dots.map(({ faction }) => faction)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const { x, y } of dots) {
      expect(Math.hypot(x - 14_000, y - 6_000)).toBeCloseTo(1_040, 0);
    }
    expect(new Set(dots.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`)).size).toBe(7);
  });

  test('grow by area with their number, and never beyond the cell', () => {
    expect(dotRadius(40, 2, SECTOR) / dotRadius(10, 2, SECTOR)).toBeCloseTo(2);
    expect(dotRadius(16, 4, SECTOR) / dotRadius(1, 2, SECTOR)).toBeCloseTo(4);
    expect(dotRadius(1_000_000, 2, SECTOR)).toBe(2_000);
  });
});

test('crowds are shown where sectors are small, and do not waver at the border', () => {
  expect([39, 41].map((pixels) => showsCrowds(pixels, false))).toEqual([true, false]);
  expect([45, 47].map((pixels) => showsCrowds(pixels, true))).toEqual([true, false]);
});

test('the finest scale that has room is shown, or else the coarsest', () => {
  expect([20, 4.5, 4.4, 0.1].map((pixels) => scaleFor(pixels, [2, 4]))).toEqual([2, 2, 4, 4]);
  expect(scaleFor(20, [])).toBeUndefined();
});
