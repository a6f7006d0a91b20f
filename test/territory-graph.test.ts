import { describe, expect, test } from 'vitest';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { worldFromAscii } from '../src/territory/ascii-world.ts';
import { buildTerritoryGraph, worldTopology } from '../src/territory/graph.ts';
import { CONTROL_POINT_TYPES, RESOURCES, WorldFileError } from '../src/territory/world-schema.ts';

const world = worldFromAscii(['A--3--B', '|     |', 'C~~~~~D', '', 'E-----F'], {
  regions: { North: ['A', 'B'], South: ['C', 'D', 'E', 'F'] },
  owners: { 2: ['D', 'A'] },
  resources: { C: 'military' },
  values: { C: 77 },
});
const graph = buildTerritoryGraph(world);

function neighborsOf(district: number) {
  const [from, to] = [graph.neighborStart[district], graph.neighborStart[district + 1]];
  return Array.from(graph.neighborDistrict.subarray(from, to));
}

describe('a territory graph', () => {
  test('lists every border from both sides, neighbors ascending', () => {
    expect([0, 1, 2, 3, 4, 5].map(neighborsOf)).toEqual([[1, 2], [0, 3], [0, 3], [1, 2], [5], [4]]);
    expect(graph.borderCount).toBe(5);
  });

  test('lists neighbors ascending whatever the order of the borders in the file', () => {
    const reversed = Array.from({ length: 5 }, (_, i) => world.borders.slice(16 - 4 * i, 20 - 4 * i)).flat();
    const rebuilt = buildTerritoryGraph({ ...world, borders: reversed });
    expect(rebuilt.neighborDistrict).toEqual(graph.neighborDistrict);
    expect(rebuilt.neighborMeters).toEqual(graph.neighborMeters);
  });

  test('gives the same distance and kind from both sides', () => {
    expect(Array.from(graph.neighborMeters)).toEqual([
      3000, 1000, 3000, 1000, 1000, 1000, 1000, 1000, 1000, 1000,
    ]);
    expect(Array.from(graph.neighborKind)).toEqual([0, 0, 0, 0, 0, 1, 0, 1, 0, 0]);
  });

  test('holds centers and control points in world units', () => {
    expect([graph.districtX[3], graph.districtY[3]]).toEqual([
      1500 * UNITS_PER_METER,
      1500 * UNITS_PER_METER,
    ]);
    expect(graph.controlPointStart[3]).toBe(6);
    expect(graph.controlPointX[6]).toBe(1250 * UNITS_PER_METER);
    expect(graph.controlPointRadius[6]).toBe(50 * UNITS_PER_METER);
    expect(graph.controlPointDistrict[6]).toBe(3);
    expect(CONTROL_POINT_TYPES[graph.controlPointType[7]]).toBe('supply_depot');
    expect([graph.widthUnits, graph.heightUnits]).toEqual([2000 * UNITS_PER_METER, 3000 * UNITS_PER_METER]);
  });

  test('holds region, value, resource, owner and hub of a district', () => {
    expect(Array.from(graph.districtRegion)).toEqual([0, 0, 1, 1, 1, 1]);
    expect(graph.regionNames).toEqual(['North', 'South']);
    expect(graph.districtValue[2]).toBe(77);
    expect(RESOURCES[graph.districtResource[2]]).toBe('military');
    expect(Array.from(graph.districtOwner)).toEqual([2, 0, 0, 2, 0, 0]);
    expect(Array.from(graph.hubDistrict)).toEqual([-1, -1, 3, -1, -1, -1, -1, -1]);
  });

  test('lies in shared memory, so that a thread it is sent to reads the same bytes', () => {
    const sent = structuredClone(graph);
    graph.districtValue[5] = 12;
    expect(sent.districtValue[5]).toBe(12);
  });

  test('keeps control points of a district together whatever their order in the file', () => {
    const shuffled = { ...world, controlPoints: [...world.controlPoints].reverse() };
    const rebuilt = buildTerritoryGraph(shuffled);
    expect(Array.from(rebuilt.controlPointStart)).toEqual([0, 2, 4, 6, 8, 10, 12]);
    expect(Array.from(rebuilt.controlPointDistrict)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  });

  test('is refused beyond 500 km, where positions would overflow', () => {
    expect(() => buildTerritoryGraph({ ...world, heightMeters: 500_001 })).toThrow(WorldFileError);
  });

  test('knows its connected parts', () => {
    const { componentCount, componentOf, sizes } = worldTopology(graph);
    expect(componentCount).toBe(2);
    expect(Array.from(componentOf)).toEqual([0, 0, 0, 0, 1, 1]);
    expect(sizes).toEqual([4, 2]);
  });
});
