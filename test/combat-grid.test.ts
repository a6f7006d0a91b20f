import { describe, expect, test } from 'vitest';
import { BattleGrid, CANDIDATES_MAX, type Crowd } from '../src/combat/battle-grid.ts';
import { type Dice, seeded } from './support/random-life.ts';

/** A crowd on a grid of 5 x 4 sectors, many of it on the edges of sectors and on the very same spots. */
function crowd(dice: Dice, count: number, units: number): Crowd {
  const [columns, rows] = [5, 4];
  const x = new Int32Array(count + 1);
  const y = new Int32Array(count + 1);
  const kind = new Uint8Array(count + 1);
  const faction = new Uint8Array(count + 1);
  const respawnTick = new Uint32Array(count + 1);
  const coordinate = (cells: number) => {
    const where = dice(4);
    if (where === 0) return Math.min(cells * units - 1, dice(cells + 1) * units);
    if (where === 1) return Math.max(0, dice(cells + 1) * units - 1);
    return where === 2 ? units + dice(units >> 3) : dice(cells * units);
  };
  const sectors: number[][] = Array.from({ length: columns * rows }, () => []);
  for (let id = 1; id <= count; id++) {
    const twin = id > 1 && dice(5) === 0 ? 1 + dice(id - 1) : 0;
    x[id] = twin ? x[twin] : coordinate(columns);
    y[id] = twin ? y[twin] : coordinate(rows);
    kind[id] = dice(8);
    if (kind[id] === 7) kind[id] = 1;
    faction[id] = dice(8);
    respawnTick[id] = dice(9) === 0 ? 1 : 0;
    const sector = Math.floor(y[id] / units) * columns + Math.floor(x[id] / units);
    if (kind[id] !== 0) sectors[sector].push(id);
  }
  const start = new Uint32Array(columns * rows + 1);
  sectors.forEach((members, sector) => {
    start[sector + 1] = start[sector] + members.length;
  });
  return {
    grid: { units, columns, rows },
    motion: { x, y },
    identity: { kind, faction },
    fighter: { respawnTick },
    sectors: { start, members: Uint32Array.from(sectors.flat()) },
  };
}

function searchByHand(all: Crowd, x: number, y: number, enemies: number, reach: number): number[] {
  const { fighter, identity, motion } = all;
  const squareOf = (id: number) => (motion.x[id] - x) ** 2 + (motion.y[id] - y) ** 2;
  const found: number[] = [];
  for (let id = 1; id < motion.x.length; id++) {
    const fights = identity.kind[id] >= 1 && identity.kind[id] <= 5 && fighter.respawnTick[id] === 0;
    if (fights && (enemies >> identity.faction[id]) & 1 && squareOf(id) <= reach * reach) found.push(id);
  }
  return found.sort((a, b) => squareOf(a) - squareOf(b) || a - b);
}

describe('a search for enemies', () => {
  test('finds what looking at everybody finds, in the same order', () => {
    const dice = seeded(11);
    const grid = new BattleGrid();
    let searches = 0;
    let capped = 0;
    for (let round = 0; round < 60; round++) {
      const all = crowd(dice, [3, 40, 400, 1_500][round % 4], [64, 1_000, 409_600][round % 3]);
      const { units, columns, rows } = all.grid;
      grid.forget();
      grid.begin(all);
      for (let i = 0; i < 40; i++) {
        const from = 1 + dice(all.motion.x.length - 1);
        const isAtSomebody = dice(2) === 0;
        const x = isAtSomebody ? all.motion.x[from] : dice(columns * units);
        const y = isAtSomebody ? all.motion.y[from] : dice(rows * units);
        const enemies = dice(128) << 1;
        const reach = dice([units >> 2, units, units * 6][dice(3)]);
        const limit = [1, 1, 7, 100, 1_000][dice(5)];
        const wanted = searchByHand(all, x, y, enemies, reach);
        const count = grid.search(x, y, enemies, reach, limit);
        expect([...grid.found.subarray(0, count)]).toEqual(wanted.slice(0, Math.min(limit, CANDIDATES_MAX)));
        if (wanted.length > CANDIDATES_MAX && limit > CANDIDATES_MAX) capped++;
        if (wanted.length > 0) searches++;
      }
    }
    expect(searches).toBeGreaterThan(1_000);
    expect(capped).toBeGreaterThan(20);
  });

  test('measures a few of a large crowd, and none where no enemies are', () => {
    const dice = seeded(3);
    const all = crowd(dice, 4_000, 409_600);
    const grid = new BattleGrid();
    grid.begin(all);
    for (let i = 0; i < 100; i++) {
      const id = 1 + dice(4_000);
      grid.search(all.motion.x[id], all.motion.y[id], 0b1111_1110, 600_000, 1);
    }
    expect(grid.examined / 100).toBeLessThan(60);
    grid.examined = 0;
    all.identity.faction.fill(3);
    grid.forget();
    grid.begin(all);
    expect(grid.search(all.motion.x[9], all.motion.y[9], 0b1111_0110, 600_000, 1)).toBe(0);
    expect(grid.examined).toBe(0);
  });
});
