import { describe, expect, test } from 'vitest';
import {
  BORDER_LAND,
  BORDER_SEA,
  type WorldDistrict,
  type WorldFile,
} from '../src/territory/world-schema.ts';
import { DistrictIndex } from '../web/district-index.ts';
import { decodeArcs, landMesh, outlines, ringCorners, seaLinks } from '../web/world-geometry.ts';

function district(name: string, region: number, polygons: number[][][], area: number): WorldDistrict {
  return {
    id: name,
    name,
    region,
    center: [50, 50],
    areaSquareMeters: area,
    strategicValue: 1,
    resource: 'salvage',
    owner: 0,
    polygons,
  };
}

/**
 * West and East share arc 0 (downward at x = 100). East has a hole that holds Lake; Isle lies off the coast.
 *
 *   +-----+-----+
 *   |  W  | E o |   I
 *   +-----+-----+
 */
function smallWorld(): WorldFile {
  return {
    format: 'marchland-world',
    version: 1,
    name: 'small',
    title: 'Small',
    provenance: { source: 'drawn', licence: 'none', object: '', seed: 1, notes: [] },
    widthMeters: 400,
    heightMeters: 100,
    regions: [
      { id: 'a', name: 'A' },
      { id: 'b', name: 'B' },
    ],
    districts: [
      district('West', 0, [[[0, 1]]], 10_000),
      district('East', 1, [[[~0, 2], [3]]], 10_000 - 400),
      district('Lake', 1, [[[~3]]], 400),
      district('Isle', 1, [[[4]]], 900),
    ],
    arcs: [
      [100, 0, 0, 100],
      [100, 100, -100, 0, 0, -100, 100, 0],
      [100, 0, 100, 0, 0, 100, -100, 0],
      [140, 40, 0, 20, 20, 0, 0, -20, -20, 0],
      [300, 30, 30, 0, 0, 30, -30, 0, 0, -30],
    ],
    borders: [0, 1, 100, BORDER_LAND, 1, 2, 10, BORDER_LAND, 1, 3, 150, BORDER_SEA],
    controlPoints: [],
    hubs: [],
  };
}

const world = smallWorld();
const arcs = decodeArcs(world.arcs);

function triangleAreas(mesh: ReturnType<typeof landMesh>): number[] {
  const areas = world.districts.map(() => 0);
  for (let i = 0; i < mesh.triangles.length; i += 3) {
    const [a, b, c] = [...mesh.triangles.subarray(i, i + 3)].map((corner) => corner * 3);
    const p = mesh.corners;
    const doubled = (p[b] - p[a]) * (p[c + 1] - p[a + 1]) - (p[c] - p[a]) * (p[b + 1] - p[a + 1]);
    expect(p[b + 2]).toBe(p[a + 2]);
    areas[p[a + 2]] += Math.abs(doubled) / 2;
  }
  return areas;
}

function ends(segments: Float32Array): string[] {
  const lines: string[] = [];
  for (let i = 0; i < segments.length; i += 4) lines.push([...segments.subarray(i, i + 4)].join(' '));
  return lines;
}

describe('world geometry', () => {
  test('arcs are delta coded', () => {
    expect(arcs[1]).toEqual([100, 100, 0, 100, 0, 0, 100, 0]);
    expect(world.arcs[1]).toEqual([100, 100, -100, 0, 0, -100, 100, 0]);
  });

  test('a ring joins forward and reversed arcs without repeating a corner', () => {
    expect(ringCorners([~0, 2], arcs)).toEqual([100, 100, 100, 0, 200, 0, 200, 100]);
  });

  test('the triangles of a district cover exactly its area, holes left open', () => {
    const mesh = landMesh(world, arcs);
    expect(triangleAreas(mesh)).toEqual(world.districts.map((one) => one.areaSquareMeters));
    expect(mesh.districtCount).toBe(4);
  });

  test('a district whose outline has no area is not counted as drawn', () => {
    const flat = smallWorld();
    flat.arcs[4] = [300, 30, 30, 0, -30, 0];
    expect(landMesh(flat, decodeArcs(flat.arcs)).districtCount).toBe(3);
  });

  test('every arc is a region line, an inner line or coast, and drawn once', () => {
    const lines = outlines(world, arcs);
    expect(ends(lines.region)).toEqual(['100 0 100 100']);
    expect(ends(lines.inner)).toEqual(['140 40 140 60', '140 60 160 60', '160 60 160 40', '160 40 140 40']);
    expect(ends(lines.coast)).toHaveLength(3 + 3 + 4);
  });

  test('sea links run between centers and land borders give none', () => {
    expect(ends(seaLinks(world))).toEqual(['50 50 50 50']);
  });
});

describe('the district under a point', () => {
  const index = new DistrictIndex(world, arcs);

  test.each([
    [50, 50, 0],
    [120, 50, 1],
    [150, 50, 2],
    [315, 45, 3],
  ])('(%d, %d) lies in district %d', (x, y, expected) => {
    expect(index.at(x, y)).toBe(expected);
  });

  test.each([
    [250, 50],
    [-1, 50],
    [50, 101],
    [10_000, 10_000],
    [Number.NaN, Number.NaN],
  ])('(%d, %d) lies in none', (x, y) => {
    expect(index.at(x, y)).toBe(-1);
  });
});
