import { expect, test } from 'vitest';
import { buildTerritoryGraph, type TerritoryGraph } from '../src/territory/graph.ts';
import { openWorld } from '../src/territory/open-world.ts';
import { PointGrid } from '../src/territory/point-grid.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { seeded } from './support/random-life.ts';

const SIDE_METERS = 2_000;

/** Circles wherever they fall: alone, across borders of cells, many in one cell, one within another. */
function crowdedWorld(count: number): WorldFile {
  const dice = seeded(17);
  const world = openWorld({ widthMeters: SIDE_METERS, heightMeters: SIDE_METERS, name: 'circles' });
  const controlPoints = Array.from({ length: count }, (_, i) => ({
    district: 0,
    type: 'checkpoint' as const,
    // A third of them close together.
    position: (i % 3 === 0 ? [300 + dice(200), 300 + dice(200)] : [dice(SIDE_METERS), dice(SIDE_METERS)]) as [
      number,
      number,
    ],
    radiusMeters: 50 + dice(51),
  }));
  return { ...world, controlPoints };
}

/** Looks at every circle there is. */
function nearestOf(graph: TerritoryGraph, x: number, y: number): number {
  let best = -1;
  let bestSquare = Infinity;
  for (let point = 0; point < graph.controlPointCount; point++) {
    const square = (x - graph.controlPointX[point]) ** 2 + (y - graph.controlPointY[point]) ** 2;
    if (square > graph.controlPointRadius[point] ** 2 || square >= bestSquare) continue;
    best = point;
    bestSquare = square;
  }
  return best;
}

test.each([1, 12, 90])('a position belongs to the nearest of %i circles that hold it', (count) => {
  const graph = buildTerritoryGraph(crowdedWorld(count));
  const grid = new PointGrid(graph);
  const dice = seeded(5);
  let inside = 0;
  let far = 0;
  for (let i = 0; i < 20_000; i++) {
    const x = dice(graph.widthUnits);
    const y = dice(graph.heightUnits);
    const nearest = nearestOf(graph, x, y);
    expect(grid.at(x, y)).toBe(nearest);
    if (nearest >= 0) inside++;
    if (nearest >= 0) expect(grid.isNear(x, y)).toBe(true);
    if (!grid.isNear(x, y)) far++;
  }
  expect(inside).toBeGreaterThan(30);
  expect(far).toBeGreaterThan(30);
});

test('a position on the rim belongs to it, and one a unit further out does not', () => {
  const graph = buildTerritoryGraph(crowdedWorld(1));
  const grid = new PointGrid(graph);
  const [x, y, radius] = [graph.controlPointX[0], graph.controlPointY[0], graph.controlPointRadius[0]];
  expect(grid.at(x + radius, y)).toBe(0);
  expect(grid.at(x + radius + 1, y)).toBe(-1);
  expect(grid.at(x, y - radius)).toBe(0);
  expect(grid.at(x, y - radius - 1)).toBe(-1);
});
