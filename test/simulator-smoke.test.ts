import { describe, expect, test } from 'vitest';
import { PLANTED_BUGS } from '../bench/simulator/bugs.ts';
import { CANARY, catchBug } from '../bench/simulator/canary.ts';
import { Machine } from '../bench/simulator/ground.ts';
import { playGame } from '../bench/simulator/play.ts';

const machine = new Machine();
const TICKS = 2_000;
/** Seeds of games without a bug that were seen to be without a violation. */
const innocent = new Set<number>();

const SEEDS = [1, 2, 3];
const outcomes = SEEDS.map((seed) => playGame(machine, seed, TICKS));

test.each(SEEDS)('the server keeps its promises in the game of seed %i', (seed) => {
  const outcome = outcomes[SEEDS.indexOf(seed)];
  expect(outcome.violation).toBeUndefined();
  expect(outcome.ticks).toBe(TICKS);
  expect(outcome.confirmed).toBeGreaterThan(20);
});

test('crashes are part of the games', () => {
  expect(Math.max(...outcomes.map(({ recoveries }) => recoveries))).toBeGreaterThan(0);
});

test('a game is decided by its seed alone', () => {
  expect(playGame(machine, SEEDS[0], TICKS)).toEqual(outcomes[0]);
  expect(new Set(outcomes.map(({ trail }) => trail)).size).toBe(SEEDS.length);
});

test('it keeps them while factions think and fight for the land', () => {
  const outcome = playGame(new Machine(true), SEEDS[0], TICKS);
  expect(outcome.violation).toBeUndefined();
  expect(outcome.decisions).toBeGreaterThan(20);
  expect(outcomes[0].decisions).toBe(0);
});

describe('the canary: a bug that is planted is caught', () => {
  test('there are enough kinds of bugs', () => {
    expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(10);
  });
  test.each(PLANTED_BUGS.map((bug) => ({ bug, name: bug.name, about: bug.about })))(
    '$name: $about',
    ({ bug }) => {
      const caught = catchBug(machine, bug);
      expect(caught?.violation?.what).toBeDefined();
      // The very same game without the bug has nothing to object to.
      const { seed } = caught!;
      if (!innocent.has(seed)) expect(playGame(machine, seed, CANARY.ticks).violation).toBeUndefined();
      innocent.add(seed);
    },
  );
});
