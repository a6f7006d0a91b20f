import { expect, test } from 'vitest';
import { assertSame, leastOf, measureTicks, type Repeat } from '../bench/repeated-ticks.ts';
import { Stage } from '../bench/scenario.ts';

/** Three ticks of two systems. */
const run = (...lapsUs: number[]) => ({ lapsUs: Float64Array.from(lapsUs) });

test('of each tick the repeat counts in which its systems took least together', () => {
  const runs = [run(5, 5, 90, 1, 4, 4), run(1, 8, 3, 3, 40, 40), run(20, 1, 2, 8, 4, 5)];
  const { leastUs, rawUs, systemsUs } = leastOf(runs, 2, 0);
  expect([...leastUs]).toEqual([9, 6, 8]);
  expect(rawUs.map((ticks) => [...ticks])).toEqual([
    [10, 91, 8],
    [9, 6, 80],
    [21, 10, 9],
  ]);
  // Each from the repeat that counts, not the least of its own: they sum to what the ticks took.
  expect([...systemsUs]).toEqual([1 + 3 + 4, 8 + 3 + 4]);
});

test('what the clock takes is taken off every look at it', () => {
  const { leastUs, rawUs, systemsUs } = leastOf([run(5, 5, 9, 1, 4, 4)], 2, 0.5);
  expect([...leastUs]).toEqual([9, 9, 7]);
  expect([...rawUs[0]]).toEqual([9, 9, 7]);
  expect([...systemsUs]).toEqual([18 - 1.5, 10 - 1.5]);
});

test('repeats of the same ticks do the same, and one that does not is refused', () => {
  const scenario = { land: 'open', units: 100, viewers: 0 } as const;
  const measure = (warmUpTicks: number) =>
    measureTicks(new Stage(scenario).world, ['moveEntities', 'spreadPressure'], warmUpTicks, 6);
  const repeats: Repeat[] = [measure(4), measure(4)];
  expect(repeats[0].lapsUs).toHaveLength(12);
  expect(repeats[0].lapsUs.every((us) => us > 0)).toBe(true);
  expect(() => assertSame(repeats)).not.toThrow();
  expect(() => assertSame([...repeats, measure(5)])).toThrow('repeat 2 came to the hash');
  expect(() => assertSame([...repeats, { ...repeats[0], changes: 7 }])).toThrow('repeat 2 had 7 changes');
});
