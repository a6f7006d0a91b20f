import { describe, expect, test } from 'vitest';
import { LINE_STYLE, type LinedRoute, RouteLines } from '../web/route-lines.ts';

/** Districts 0, 1, 2 lie on a road to the east, 3 is south of 1. */
const centers = { x: [0, 1_000, 2_000, 1_000], y: [0, 0, 0, 1_000] };

function line(route: number, path: number[], part: Partial<LinedRoute> = {}): LinedRoute {
  return { route, faction: 1, path, style: LINE_STYLE.solid, color: 0xff00_80ff, width: 2, ...part };
}

function filled(...routes: LinedRoute[]): RouteLines {
  const lines = new RouteLines();
  lines.fill(routes, centers);
  return lines;
}

/** Lanes at both ends of every segment of a route, rounded to hundredths. */
function lanesOf(lines: RouteLines, route: number): number[][] {
  const lanes: number[][] = [];
  for (let segment = 0; segment < lines.count; segment++) {
    if (lines.routes[segment] !== route) continue;
    lanes.push(lines.read(segment).lanes.map((lane) => Math.round(lane * 100) / 100 + 0));
  }
  return lanes;
}

describe('the lines of routes', () => {
  test('run along the centers of their districts, one segment to a step', () => {
    const lines = filled(line(7, [0, 1, 3], { style: LINE_STYLE.dashed, width: 3 }));
    expect(lines.count).toBe(2);
    expect([0, 1].map((segment) => lines.read(segment).ends)).toEqual([
      [0, 0, 1_000, 0],
      [1_000, 0, 1_000, 1_000],
    ]);
    expect(lines.read(0)).toMatchObject({ style: LINE_STYLE.dashed, width: 3, color: 0xff00_80ff });
  });

  test('alone on a road keep to its middle', () => {
    expect(lanesOf(filled(line(7, [0, 1, 2])), 7)).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  test('in the same direction lie side by side about the middle', () => {
    const lines = filled(line(1, [0, 1]), line(2, [0, 1]));
    // To the right of a way east is south, which is down.
    expect(lanesOf(lines, 1)).toEqual([[0, -0.5, 0, -0.5]]);
    expect(lanesOf(lines, 2)).toEqual([[0, 0.5, 0, 0.5]]);
  });

  test('in opposite directions keep to the right, and never lie on each other', () => {
    const lines = filled(line(1, [0, 1]), line(2, [1, 0]), line(3, [1, 0]));
    expect(lanesOf(lines, 1)).toEqual([[0, 0.5, 0, 0.5]]);
    expect(lanesOf(lines, 2)).toEqual([[0, -0.5, 0, -0.5]]);
    expect(lanesOf(lines, 3)).toEqual([[0, -1.5, 0, -1.5]]);
  });

  test('that share a stretch part where their ways do', () => {
    const lines = filled(line(1, [0, 1, 2]), line(2, [0, 1, 3]));
    const [, after] = lanesOf(lines, 1);
    // Alone from there on: the line comes back to the middle by the end.
    expect(after.slice(2)).toEqual([0, 0]);
    expect(lanesOf(lines, 2)[0].slice(0, 2)).toEqual([0, 0.5]);
  });

  test('meet at a bend: a segment begins where the one before it ends', () => {
    const lines = filled(line(1, [0, 1, 3]), line(2, [3, 1, 0]));
    for (const route of [1, 2]) {
      const [before, after] = lanesOf(lines, route);
      expect(after.slice(0, 2)).toEqual(before.slice(2));
    }
    // Right of both ways: half a lane south of the road east, and half a lane west of the road south.
    expect(lanesOf(lines, 1)[0].slice(2)).toEqual([-0.5, 0.5]);
  });

  test('at a turn back do not join, which would draw across the road', () => {
    const lines = filled(line(1, [0, 1, 0]));
    expect(lanesOf(lines, 1)).toEqual([
      [0, 0.5, 0, 0.5],
      [0, -0.5, 0, -0.5],
    ]);
  });

  test('of a crowd move closer together instead of leaving their road', () => {
    const crowd = Array.from({ length: 40 }, (_, i) => line(i, i % 2 === 0 ? [0, 1] : [1, 0]));
    const lanes = crowd.map(({ route }) => lanesOf(filled(...crowd), route)[0][1]);
    expect(Math.max(...lanes.map(Math.abs))).toBeCloseTo(4);
    expect(new Set(lanes).size).toBe(40);
  });

  test('keep their dashes going from segment to segment', () => {
    const lines = filled(line(1, [0, 1, 3, 1, 2]));
    const along = [0, 1, 2, 3].map((segment) => lines.floats[segment * 12 + 8]);
    expect(along).toEqual([0, 1_000, 2_000, 3_000]);
  });

  test('outlive the growth of their memory, colors included', () => {
    // The color is no number when it is taken for one.
    const color = 0xffff_ffff;
    const path = Array.from({ length: 1_000 }, (_, i) => i % 3);
    const lines = filled(line(5, path, { color }));
    expect(lines.count).toBe(999);
    expect([0, 500, 998].map((segment) => lines.read(segment).color)).toEqual([color, color, color]);
    expect(lines.read(998).ends).toEqual([2_000, 0, 0, 0]);
  });

  test('are none for a route without a way, nor after a fill with nothing', () => {
    const lines = filled(line(1, [0]), line(2, []));
    expect(lines.count).toBe(0);
    lines.fill([line(1, [0, 1])], centers);
    lines.fill([], centers);
    expect(lines.count).toBe(0);
  });
});

describe('the route at a point', () => {
  const lines = filled(line(1, [0, 1]), line(2, [1, 0]), line(3, [1, 3]));
  const scale = 0.1;

  test('is the nearest within reach, told apart by lane', () => {
    // A tenth of a pixel to the meter: 20 m are 2 pixels, and the lanes 3 pixels to either side.
    expect(lines.routeAt(500, 20, scale, 6, 7)).toBe(1);
    expect(lines.routeAt(500, -20, scale, 6, 7)).toBe(2);
    expect(lines.routeAt(1_000, 600, scale, 6, 7)).toBe(3);
  });

  test('is none beyond reach, or past its ends', () => {
    expect(lines.routeAt(500, 200, scale, 6, 7)).toBe(-1);
    expect(lines.routeAt(-200, 0, scale, 6, 7)).toBe(-1);
    expect(lines.routeAt(1_000, 1_050, scale, 6, 7)).toBe(3);
  });

  test('can be lit up: the same line, wider and drawn through', () => {
    const chosen = new RouteLines();
    chosen.fillFrom(
      filled(line(1, [0, 1]), line(2, [1, 0], { style: LINE_STYLE.dotted })),
      2,
      5,
      0xffff_ffff,
    );
    expect(chosen.count).toBe(1);
    expect(chosen.read(0)).toMatchObject({ width: 7, style: LINE_STYLE.solid, color: 0xffff_ffff });
    expect(lanesOf(chosen, 2)).toEqual([[0, -0.5, 0, -0.5]]);
  });
});
