import type { Ring, WorldFile } from '../src/territory/world-schema.ts';
import type { TerritoryTable } from './territory-table.ts';
import { ringCorners } from './world-geometry.ts';

/** Borders on land that may become a front, row = border. */
export interface BorderArcs {
  readonly count: number;
  /** District on the right hand of the arc's way, as seen on the map. */
  readonly right: Uint32Array;
  readonly left: Uint32Array;
  /** Segments of border b are segmentStart[b] to segmentStart[b + 1]. */
  readonly segmentStart: Uint32Array;
  /** x0, y0, x1, y1 in meters. */
  readonly segments: Float32Array;
}

/** Strength of a front whose two sides are not known any nearer, and how much more two full holders have. */
const HEAT_UNKNOWN = 0.2;
const HEAT_HELD = 0.45;

/** Collects the arcs that two districts share, with the side that each lies on. */
export function borderArcs(world: WorldFile, arcs: readonly number[][]): BorderArcs {
  const right = new Int32Array(arcs.length).fill(-1);
  const left = new Int32Array(arcs.length).fill(-1);
  world.districts.forEach((district, index) => {
    for (const polygon of district.polygons) {
      polygon.forEach((ring, at) => {
        // Rings of two makers may run either way, and holes have their ground outside.
        const onRight = isClockwise(ring, arcs) === (at === 0);
        for (const reference of ring) {
          const side = onRight === reference >= 0 ? right : left;
          side[reference < 0 ? ~reference : reference] = index;
        }
      });
    }
  });
  const shared = arcs.map((_, arc) => arc).filter((arc) => right[arc] >= 0 && left[arc] >= 0);
  const segmentStart = new Uint32Array(shared.length + 1);
  const segments: number[] = [];
  shared.forEach((arc, row) => {
    const points = arcs[arc];
    for (let i = 2; i < points.length; i += 2) {
      segments.push(points[i - 2], points[i - 1], points[i], points[i + 1]);
    }
    segmentStart[row + 1] = segments.length / 4;
  });
  return {
    count: shared.length,
    right: Uint32Array.from(shared, (arc) => right[arc]),
    left: Uint32Array.from(shared, (arc) => left[arc]),
    segmentStart,
    segments: new Float32Array(segments),
  };
}

/** As seen on the map, whose y grows downward. */
function isClockwise(ring: Ring, arcs: readonly number[][]): boolean {
  const corners = ringCorners(ring, arcs);
  let doubled = 0;
  for (let i = 0, j = corners.length - 2; i < corners.length; j = i, i += 2) {
    doubled += corners[j] * corners[i + 1] - corners[i] * corners[j + 1];
  }
  return doubled > 0;
}

/**
 * How hot the front between two districts is, 0-1; 0 where there is none, since the same faction, or nobody, holds a
 * side. It is hottest where either is contested, and then where both are held firmly.
 */
export function frontHeat(districts: TerritoryTable, one: number, other: number): number {
  const [owner, rival] = [districts.owner[one], districts.owner[other]];
  if (owner === rival || owner === 0 || rival === 0) return 0;
  if (districts.contested[one] === 1 || districts.contested[other] === 1) return 1;
  if (!districts.isKnown(one) || !districts.isKnown(other)) return HEAT_UNKNOWN;
  const firm = Math.min(districts.share(one, owner), districts.share(other, rival));
  return HEAT_UNKNOWN + HEAT_HELD * firm;
}

/** Words of a segment of a front: four floats of its ends, then two words with what lies on its sides. */
export const FRONT_WORDS = 6;

/**
 * Writes the segments of all fronts into `floats` and `words`, two views of the same memory. A side's word is its
 * color, by `colors`, with the heat as alpha. Returns how many segments there are.
 */
export function fillFronts(
  borders: BorderArcs,
  districts: TerritoryTable,
  colors: readonly number[],
  floats: Float32Array,
  words: Uint32Array,
): number {
  let count = 0;
  for (let border = 0; border < borders.count; border++) {
    const [right, left] = [borders.right[border], borders.left[border]];
    const heat = frontHeat(districts, right, left);
    if (heat === 0) continue;
    const alpha = Math.round(heat * 255) * 2 ** 24;
    for (let i = borders.segmentStart[border]; i < borders.segmentStart[border + 1]; i++) {
      const at = count++ * FRONT_WORDS;
      for (let end = 0; end < 4; end++) floats[at + end] = borders.segments[i * 4 + end];
      words[at + 4] = colors[districts.owner[right]] + alpha;
      words[at + 5] = colors[districts.owner[left]] + alpha;
    }
  }
  return count;
}
