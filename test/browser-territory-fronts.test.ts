import { describe, expect, test } from 'vitest';
import { createTerritoryRecord } from '../src/protocol/territory-records.ts';
import { worldFromAscii } from '../src/territory/ascii-world.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { borderArcs, FRONT_WORDS, fillFronts, frontHeat } from '../web/front-lines.ts';
import { TerritoryModel } from '../web/territory-model.ts';
import { decodeArcs } from '../web/world-geometry.ts';

/**
 * West (1) and East (2) share arc 0, downward at x = 100; Lake (3) is a hole in East.
 *
 *   +-----+-----+
 *   |  W  | E o |
 *   +-----+-----+
 */
function smallWorld(): WorldFile {
  const world = worldFromAscii(['A--B', '|   ', 'C   ']);
  const outlines = [[[[0, 1]]], [[[~0, 2], [3]]], [[[~3]]]];
  return {
    ...world,
    districts: world.districts.map((district, i) => ({
      ...district,
      owner: i + 1,
      polygons: outlines[i],
    })),
    arcs: [
      [100, 0, 0, 100],
      [100, 100, -100, 0, 0, -100, 100, 0],
      [100, 0, 100, 0, 0, 100, -100, 0],
      [140, 40, 0, 20, 20, 0, 0, -20, -20, 0],
    ],
  };
}

const world = smallWorld();
const borders = borderArcs(world, decodeArcs(world.arcs));
const COLORS = [0, 0x11, 0x22, 0x33];

function told(
  parts: { index: number; owner: number; isContested?: boolean; centi: number }[],
): TerritoryModel {
  const model = new TerritoryModel(world);
  for (const { centi, ...part } of parts) {
    const record = { ...createTerritoryRecord(), level: 1, tick: 60, ...part };
    record.influence[part.owner] = centi;
    model.take(record);
  }
  return model;
}

function fill(model: TerritoryModel) {
  const floats = new Float32Array(16 * FRONT_WORDS);
  const words = new Uint32Array(floats.buffer);
  const count = fillFronts(borders, model.districts, COLORS, floats, words);
  return { count, floats, words };
}

describe('borders', () => {
  test('only arcs with a district on each side are borders', () => {
    expect(borders.count).toBe(2);
    expect([...borders.segmentStart]).toEqual([0, 1, 5]);
  });

  test('each side is known, also along a hole', () => {
    // Down at x = 100 the west is on the right hand; the lake's arc runs with its inside on the left.
    expect([borders.right[0], borders.left[0]]).toEqual([0, 1]);
    expect([borders.right[1], borders.left[1]]).toEqual([1, 2]);
  });

  test('the way a ring is written does not matter', () => {
    const turned = smallWorld();
    turned.districts = turned.districts.map((district) => ({
      ...district,
      polygons: district.polygons.map((polygon) =>
        polygon.map((ring) => [...ring].reverse().map((reference) => ~reference)),
      ),
    }));
    const again = borderArcs(turned, decodeArcs(turned.arcs));
    expect([...again.right]).toEqual([...borders.right]);
    expect([...again.left]).toEqual([...borders.left]);
  });
});

describe('fronts', () => {
  test('there is one between two factions, and none with nobody or within one', () => {
    const heats = [
      [1, 2],
      [1, 1],
      [1, 0],
    ].map(([west, east]) => {
      const model = told([
        { index: 0, owner: west, centi: 5_000 },
        { index: 1, owner: east, centi: 5_000 },
      ]);
      return frontHeat(model.districts, 0, 1) > 0;
    });
    expect(heats).toEqual([true, false, false]);
  });

  test('it is hotter where both sides are strong, and hottest where one is contested', () => {
    const heatOf = (west: number, east: number, isContested = false) =>
      frontHeat(
        told([
          { index: 0, owner: 1, centi: west, isContested },
          { index: 1, owner: 2, centi: east },
        ]).districts,
        0,
        1,
      );
    expect(heatOf(9_000, 9_000)).toBeGreaterThan(heatOf(9_000, 4_000));
    expect(heatOf(9_000, 9_000)).toBeLessThan(heatOf(4_000, 4_000, true));
    expect(heatOf(4_000, 4_000, true)).toBe(1);
  });

  test('its segments carry the colors of the sides that they border', () => {
    const { count, floats, words } = fill(told([]));
    expect(count).toBe(5);
    expect([...floats.subarray(0, 4)]).toEqual([100, 0, 100, 100]);
    expect([words[4] & 0xff_ffff, words[5] & 0xff_ffff]).toEqual([0x11, 0x22]);
    expect(words[4] >>> 24).toBe(words[5] >>> 24);
  });

  test('what one faction holds on both sides is left out', () => {
    const { count, words } = fill(told([{ index: 0, owner: 2, centi: 9_000 }]));
    expect(count).toBe(4);
    expect(words[4] & 0xff_ffff).toBe(0x22);
  });
});
