import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as limits from '../src/limits.ts';
import { sectorAt } from '../src/protocol/items.ts';
import * as scales from '../src/protocol/sector-scale.ts';
import { summaryScales } from '../src/protocol/sector-scale.ts';

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
/** Half of that range: children have twice the coordinates of their parent. */
const half = fc.integer({ min: -(2 ** 30), max: 2 ** 30 - 1 });
const scale = fc.integer({ min: 0, max: 255 });
const cell = fc.record({ x: int32, y: int32, scale });

describe('a key', () => {
  test('names its cell, whatever the signs', () => {
    fc.assert(
      fc.property(cell, (one) => {
        expect(scales.sectorOfKey(scales.sectorKey(one))).toEqual(one);
      }),
    );
  });

  test('is another for every cell', () => {
    fc.assert(
      fc.property(cell, cell, (one, other) => {
        const isSame = one.x === other.x && one.y === other.y && one.scale === other.scale;
        expect(scales.sectorKey(one) === scales.sectorKey(other)).toBe(isSame);
      }),
    );
    expect(scales.sectorKey({ x: -1, y: 0, scale: 0 })).not.toBe(scales.sectorKey({ x: 0, y: -1, scale: 0 }));
  });
});

describe('parents and children', () => {
  test('find each other, whatever the signs', () => {
    fc.assert(
      fc.property(half, half, fc.integer({ min: 1, max: 255 }), (x, y, level) => {
        const parent = { x, y, scale: level };
        const children = scales.childCells(parent);
        expect(children.map(scales.parentCell)).toEqual(Array(4).fill(parent));
        expect(new Set(children.map(scales.sectorKey)).size).toBe(4);
      }),
    );
  });

  test('hold one another: a cell is among the children of its parent', () => {
    fc.assert(
      fc.property(fc.record({ x: int32, y: int32, scale: fc.integer({ min: 0, max: 254 }) }), (one) => {
        expect(scales.childCells(scales.parentCell(one))).toContainEqual(one);
      }),
    );
  });

  test('go no further down than the sector', () => {
    expect(() => scales.childCells({ x: 0, y: 0, scale: 0 })).toThrow('found scale 0');
  });
});

describe('the cells of a grid', () => {
  const KILOMETER = 1000 * 4096;

  test.each([
    [0, 1],
    [1, 2],
    [2, 4],
    [3, 8],
    [8, 256],
  ])('of scale %i are %i km wide', (level, kilometers) => {
    expect(scales.cellUnits({ units: KILOMETER, columns: 9, rows: 9 }, level)).toBe(kilometers * KILOMETER);
  });

  test('of a place are the ancestors of its sector', () => {
    const side = fc.integer({ min: 1, max: 500 });
    const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(side, side, place, place, fc.integer({ min: 0, max: 9 }), (columns, rows, u, v, level) => {
        const grid = { units: 4096, columns, rows };
        const [x, y] = [Math.floor(u * columns * 4096), Math.floor(v * rows * 4096)];
        const sector = sectorAt(grid, x, y);
        let one = { x: sector % columns, y: Math.floor(sector / columns), scale: 0 };
        for (let i = 0; i < level; i++) one = scales.parentCell(one);
        const units = scales.cellUnits(grid, level);
        expect([Math.floor(x / units), Math.floor(y / units)]).toEqual([one.x, one.y]);
        expect(one.x).toBeLessThan(scales.cellColumns(grid, level));
        expect(one.y).toBeLessThan(scales.cellRows(grid, level));
      }),
    );
  });

  test.each([
    ['a drawn world', 4, 4, [2, 4]],
    ['the counties', 94, 61, [2, 4]],
    ['as many as scale 2 has room for', 128, 128, [2, 4]],
    ['one column more', 129, 128, [3, 5]],
    ['the largest square', 512, 512, [4, 6]],
    ['the longest strip', 262_144, 1, [8, 10]],
  ])('are counted at scales that fit: %s', (_name, columns, rows, expected) => {
    const grid = { units: 1, columns, rows };
    expect(summaryScales(grid)).toEqual(expected);
    for (const level of expected) {
      const cells = scales.cellColumns(grid, level) * scales.cellRows(grid, level);
      expect(cells).toBeLessThanOrEqual(limits.CROWD_CELL_COUNT_MAX);
    }
  });

  test('are as many as there is memory for', () => {
    expect(scales.SUMMARY_CELLS_MAX).toBe(limits.CROWD_CELL_COUNT_MAX);
    expect(scales.SUMMARY_SCALE_COUNT).toBe(limits.CROWD_SCALE_COUNT);
  });
});
