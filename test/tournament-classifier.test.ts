import { describe, expect, it } from 'vitest';
import { tellApart } from '../bench/tournament/classifier.ts';
import { median } from '../bench/tournament/features.ts';
import { mix32 } from '../src/maths/random.ts';

/** Noise of -1 .. 1 that differs by game, class and feature. */
const noise = (game: number, one: number, feature: number) =>
  (mix32(game * 10_007 + one * 101 + feature) % 2001) / 1000 - 1;

describe('the classifier', () => {
  it('tells classes apart that differ, whatever the units of the features', () => {
    const games = Array.from({ length: 10 }, (_, game) =>
      [0, 1, 2].map((one) => [
        100_000 * noise(game, one, 0),
        ...[1, 2, 3].map((i) => 0.001 * i * one + 0.0001 * noise(game, one, i)),
      ]),
    );
    const { accuracy, confusion } = tellApart(games);
    expect(accuracy).toBe(1);
    expect(confusion).toEqual([
      [10, 0, 0],
      [0, 10, 0],
      [0, 0, 10],
    ]);
  });

  it('guesses where classes are alike: it never learns from the game that it judges', () => {
    const games = Array.from({ length: 200 }, (_, game) =>
      [0, 1, 2, 3].map((one) => [noise(game, one, 0), noise(game, one, 1), noise(game, one, 2)]),
    );
    const { accuracy } = tellApart(games);
    expect(accuracy).toBeGreaterThan(0.15);
    expect(accuracy).toBeLessThan(0.35);
  });

  it('has learned nothing after a single game', () => {
    expect(tellApart([[[1], [2]]]).accuracy).toBe(0);
  });

  it('takes the lower of two middle numbers', () => {
    expect([median([]), median([3]), median([4, 1]), median([9, 1, 5])]).toEqual([0, 3, 1, 5]);
  });
});
