import { districtRings, isInside, type Points, ringAreaTwice } from '../polygon.ts';
import {
  CONTROL_POINT_RADIUS_METERS_MAX,
  CONTROL_POINT_RADIUS_METERS_MIN,
  CONTROL_POINT_TYPES,
  CONTROL_POINTS_PER_DISTRICT_MAX,
  CONTROL_POINTS_PER_DISTRICT_MIN,
  type Point,
  type Polygon,
  type WorldControlPoint,
} from '../world-schema.ts';
import { boundsOf, largestPolygon } from './outline.ts';
import { DRAW, drawBelow } from './seeded.ts';

const CENTER_ROWS = 16;
const CANDIDATES = 8;
/** A control point's radius is at most this share of the district's width, so that points stay apart. */
const RADIUS_SHARE = 1 / 8;

/**
 * The area-weighted center of a district in whole meters or, where that falls outside, as in a crescent or
 * an archipelago, the middle of the widest row through its largest part.
 */
export function districtCenter(polygons: readonly Polygon[], arcs: readonly Points[]): Point {
  const centroid = areaCentroid(polygons, arcs);
  if (isInside(centroid, districtRings(polygons, arcs))) return centroid;
  const part = largestPolygon(polygons, arcs);
  const { minY, maxY } = boundsOf(part);
  const rows = Array.from({ length: CENTER_ROWS }, (_, i) =>
    Math.floor(minY + ((maxY - minY) * (2 * i + 1)) / (2 * CENTER_ROWS)),
  );
  let widest: { from: number; to: number; y: number } | undefined;
  for (const y of rows) {
    for (const { from, to } of wholeSpans(part, y)) {
      if (widest === undefined || to - from > widest.to - widest.from) widest = { from, to, y };
    }
  }
  if (widest === undefined) return [part[0][0], part[0][1]];
  return [Math.floor((widest.from + widest.to) / 2), widest.y];
}

/**
 * Places 2 to 6 control points inside a district by seed, apart from each other; the first is a command post.
 * `key` numbers the district.
 */
export function placeControlPoints(
  seed: number,
  key: number,
  district: { polygons: readonly Polygon[]; center: Point; areaSquareMeters: number },
  arcs: readonly Points[],
): WorldControlPoint[] {
  const choices = CONTROL_POINTS_PER_DISTRICT_MAX - CONTROL_POINTS_PER_DISTRICT_MIN + 1;
  const count = CONTROL_POINTS_PER_DISTRICT_MIN + drawBelow(seed, DRAW.controlPointCount, key, 0, choices);
  const part = largestPolygon(district.polygons, arcs);
  const rings = districtRings(district.polygons, arcs);
  const radiusMax = Math.floor(Math.sqrt(district.areaSquareMeters) * RADIUS_SHARE);
  const placed: Point[] = [];
  for (let i = 0; i < count; i++) {
    const candidates = Array.from({ length: CANDIDATES }, (_, c) =>
      drawInside(seed, key, i * CANDIDATES + c, part),
    );
    placed.push(
      farthestFrom(
        placed,
        candidates.filter((point) => point !== undefined && isInside(point, rings)) as Point[],
      ) ?? district.center,
    );
  }
  return placed.map((position, i) => ({
    district: key,
    type: CONTROL_POINT_TYPES[
      i === 0 ? 0 : 1 + drawBelow(seed, DRAW.controlPointType, key, i, CONTROL_POINT_TYPES.length - 1)
    ],
    position,
    radiusMeters: drawRadius(seed, key, i, radiusMax),
  }));
}

function drawRadius(seed: number, key: number, i: number, limit: number): number {
  const [min, max] = [CONTROL_POINT_RADIUS_METERS_MIN, CONTROL_POINT_RADIUS_METERS_MAX];
  const drawn = min + drawBelow(seed, DRAW.controlPointRadius, key, i, max - min + 1);
  return Math.max(min, Math.min(drawn, limit));
}

/** A whole-meter point of the polygon: a seeded row, then a seeded place along its inner part. */
function drawInside(seed: number, key: number, number: number, part: readonly Points[]): Point | undefined {
  const { minY, maxY } = boundsOf(part);
  const y = minY + drawBelow(seed, DRAW.controlPointRow, key, number, maxY - minY);
  const spans = wholeSpans(part, y);
  const total = spans.reduce((sum, span) => sum + span.to - span.from + 1, 0);
  if (total === 0) return undefined;
  let rest = drawBelow(seed, DRAW.controlPointColumn, key, number, total);
  for (const { from, to } of spans) {
    if (rest <= to - from) return [from + rest, y];
    rest -= to - from + 1;
  }
  return undefined;
}

function farthestFrom(placed: readonly Point[], candidates: readonly Point[]): Point | undefined {
  let best: Point | undefined;
  let bestSquared = -1;
  for (const candidate of candidates) {
    const squared = Math.min(
      ...placed.map(([x, y]) => (x - candidate[0]) ** 2 + (y - candidate[1]) ** 2),
      1e12,
    );
    if (squared > bestSquared) {
      best = candidate;
      bestSquared = squared;
    }
  }
  return best;
}

/** Runs of whole x at row y inside the rings, holes left out. */
function wholeSpans(rings: readonly Points[], y: number): { from: number; to: number }[] {
  const crossings: number[] = [];
  for (const ring of rings) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const [ax, ay, bx, by] = ring.slice(i, i + 4);
      // Half-open in y: a corner on the row counts once, otherwise inside and outside would swap behind it.
      if (ay > y !== by > y) crossings.push(ax + ((y - ay) * (bx - ax)) / (by - ay));
    }
  }
  crossings.sort((a, b) => a - b);
  const spans: { from: number; to: number }[] = [];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const from = Math.ceil(crossings[i]);
    const to = Math.floor(crossings[i + 1]);
    if (from <= to) spans.push({ from, to });
  }
  return spans;
}

function areaCentroid(polygons: readonly Polygon[], arcs: readonly Points[]): Point {
  let [sumX, sumY, sumArea] = [0, 0, 0];
  for (const polygon of polygons) {
    districtRings([polygon], arcs).forEach((ring, r) => {
      // Whatever way a ring turns, outer rings add and holes subtract.
      const sign = ringAreaTwice(ring) < 0 === (r === 0) ? -1 : 1;
      for (let i = 0; i + 3 < ring.length; i += 2) {
        const [ax, ay, bx, by] = ring.slice(i, i + 4);
        const cross = sign * (ax * by - bx * ay);
        sumX += (ax + bx) * cross;
        sumY += (ay + by) * cross;
        sumArea += cross;
      }
    });
  }
  return [Math.round(sumX / (3 * sumArea)), Math.round(sumY / (3 * sumArea))];
}
