import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../scripts/territory/pressure.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { decayOver, opportunityFor, tensionIn, threatTo } from '../src/territory/pressure.ts';
import { Land } from './support/land.ts';
import { SavedRun, TINY_WORLD } from './support/saved-run.ts';

const ROW = ['A--B--C--D--E'];
const OWNERS = { 1: ['A'], 2: ['E'] };

function strengths(land: Land, side: number): number[] {
  const { districtSide, graph } = land.world;
  return Array.from({ length: graph.districtCount }, (_, d) => districtSide.strength[d * SIDE_COUNT + side]);
}

describe('pressure maps', () => {
  test('keep less with each kilometer, as a power does', () => {
    for (const [meters, left] of [
      [0, 1],
      [1000, 0.6],
      [3000, 0.216],
      [7000, 0.6 ** 7],
    ]) {
      expect(decayOver(meters, 39_322) / 65_536).toBeCloseTo(left, 3);
    }
    expect(decayOver(500, 39_322) / 65_536).toBeCloseTo(0.8, 3);
    expect(decayOver(50_000, 39_322)).toBe(0);
  });

  test('are strongest where the units are, fall with distance, and fade when they leave', () => {
    const land = Land.drawn(ROW, { owners: OWNERS });
    const units = [1, 2, 3].map(() => land.place(3, 4));
    land.seconds(20 * 14);
    const [a, b, c, d, e] = strengths(land, 3);
    expect(c).toBeGreaterThan(3 * 256 - 8);
    expect(c).toBeGreaterThan(b);
    expect(b).toBeGreaterThan(a);
    expect(Math.abs(d - b) + Math.abs(e - a)).toBeLessThan(8);
    expect(a).toBeGreaterThan(0);
    for (const id of units) land.remove(id);
    land.seconds(20 * 40);
    expect(Math.max(...strengths(land, 3))).toBeLessThan(5);
  });

  test('remember for a while what came by', () => {
    const land = Land.drawn(ROW, { owners: OWNERS });
    const { traffic } = land.world.districtSide;
    traffic[4 * SIDE_COUNT + 2] = 256;
    land.seconds(40);
    expect(traffic[4 * SIDE_COUNT + 2]).toBeGreaterThan(100);
    expect(traffic[4 * SIDE_COUNT + 2]).toBeLessThan(200);
    land.seconds(600);
    expect(traffic[4 * SIDE_COUNT + 2]).toBe(0);
  });

  test('remember for a while what was lost to others, and not what faded', () => {
    const land = Land.drawn(
      ROW,
      { owners: OWNERS },
      { presenceMilliPerSecond: 3_000, supportFloorMilli: 100_000 },
    );
    for (let i = 0; i < 4; i++) land.place(3, 8);
    land.seconds(40);
    const { losses } = land.world.districtSide;
    expect(losses[4 * SIDE_COUNT + 2]).toBeGreaterThan(10_000);
    expect(losses[4 * SIDE_COUNT + 3]).toBe(0);
    land.world.rules = {
      ...land.world.rules,
      territory: { ...land.world.rules.territory, decayGraceTicks: 0 },
    };
    land.setInfluence(8, { 2: 90_000, 3: 10_000 });
    for (let id = 1; id <= land.world.ledger.entityHigh[0]; id++) land.remove(id);
    land.seconds(16 * 60);
    expect(losses[4 * SIDE_COUNT + 2]).toBe(0);
    expect(land.influence(8)[2]).toBeLessThan(90_000);
  });

  test('say who is threatened and where something is to be won', () => {
    const strength = Int32Array.of(0, 512, 256, 0, 0, 0, 0, 100);
    const shares = Int32Array.of(0, 25_000, 75_000, 0, 0, 0, 0, 0);
    expect([threatTo(strength, 0, 1), threatTo(strength, 0, 2), threatTo(strength, 0, 3)]).toEqual([
      256, 512, 512,
    ]);
    // 256 more than the rival, three quarters to be won, half the value.
    expect(opportunityFor(strength, shares, 0, 1, 50)).toBe(96);
    expect(opportunityFor(strength, shares, 0, 2, 50)).toBe(0);
    expect(tensionIn(strength, 0)).toBe(256);
  });
});

describe('territory pressure', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'pressure-'));
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  function run(...argv: string[]) {
    let printed = '';
    let complaints = '';
    const code = main(argv, {
      print: (text) => {
        printed += text;
      },
      printError: (text) => {
        complaints += text;
      },
    });
    return { code, printed, complaints };
  }

  test('lists a saved world as it was at its last tick', () => {
    const saved = new SavedRun(directory);
    saved.play(1_500);
    const { districtSide, graph } = saved.world;
    const side = [1, 2, 3, 4, 5, 6, 7].find((f) =>
      districtSide.strength.some((s, i) => i % 8 === f && s > 0),
    )!;
    const strongest = Math.max(...strengthsOf(districtSide.strength, graph.districtCount, side));
    saved.close();
    const { code, printed } = run(
      ...['--data', directory, '--world', TINY_WORLD],
      ...['--faction', `${side}`, '--by', 'strength', '--json'],
    );
    expect(code).toBe(0);
    const facts = JSON.parse(printed);
    expect(facts).toMatchObject({ tick: saved.tickNow, faction: side, by: 'strength' });
    expect(facts.districts[0].strength).toBeCloseTo(strongest / 256, 1);
    const order = facts.districts.map((row: { strength: number }) => row.strength);
    expect(order).toEqual([...order].sort((x, y) => y - x));
  });

  test.each([
    [['--data', 'nowhere'], /nowhere/],
    [[], 'territory pressure: found no --data, allowed: --data DIR of a world; see --help'],
    [
      ['--data', '.', '--by', 'fear'],
      '--by: found "fear", allowed: strength, threat, opportunity, tension, losses',
    ],
    [['--data', '.', '--limit', '0'], '--limit: found "0", allowed: 1-1000'],
  ])('refuses %j in words', (argv, words) => {
    const { code, complaints } = run(...argv);
    expect(code).toBe(2);
    expect(complaints).toMatch(words);
  });
});

function strengthsOf(strength: Int32Array, districtCount: number, side: number): number[] {
  return Array.from({ length: districtCount }, (_, d) => strength[d * SIDE_COUNT + side]);
}
