import type { Point, Polygon, Ring } from './world-schema.ts';

/**
 * Absolute points x0, y0, x1, y1 ... of an arc or a ring; the last point of a ring repeats its first.
 * Plain arrays: ten thousand tiny typed arrays would take most of the time of loading a world.
 */
export type Points = number[];

/** Turns delta coded arcs into absolute points. */
export function decodeArcs(arcs: readonly (readonly number[])[]): Points[] {
  return arcs.map((deltas) => {
    const points = deltas.slice();
    for (let i = 2; i < points.length; i++) points[i] += points[i - 2];
    return points;
  });
}

/** Joins the arcs of a ring into one closed list of points; the point shared by two arcs appears once. */
export function ringPoints(ring: Ring, arcs: readonly Points[]): Points {
  const points: Points = [];
  for (const ref of ring) {
    const arc = arcs[ref < 0 ? ~ref : ref];
    const skipped = points.length === 0 ? 0 : 2;
    if (ref >= 0) {
      for (let i = skipped; i < arc.length; i++) points.push(arc[i]);
    } else {
      for (let i = arc.length - 2 - skipped; i >= 0; i -= 2) points.push(arc[i], arc[i + 1]);
    }
  }
  return points;
}

/** Every ring of a district, outer rings and holes alike. */
export function districtRings(polygons: readonly Polygon[], arcs: readonly Points[]): Points[] {
  const rings: Points[] = [];
  for (const polygon of polygons) for (const ring of polygon) rings.push(ringPoints(ring, arcs));
  return rings;
}

/** Twice the signed area of a ring, in the square of the unit of its points. */
export function ringAreaTwice(points: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i + 3 < points.length; i += 2) {
    sum += points[i] * points[i + 3] - points[i + 2] * points[i + 1];
  }
  return sum;
}

/**
 * Whether a point lies inside a set of rings by the even-odd rule, so that holes count as outside.
 * A point on an outline is inside: rounding to whole meters may put the only inner point of a narrow
 * district on its edge.
 */
export function isInside([x, y]: Point, rings: readonly Points[]): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const ax = ring[i];
      const ay = ring[i + 1];
      const bx = ring[i + 2];
      const by = ring[i + 3];
      if (ay > y && by > y) continue;
      if (ay < y && by < y) continue;
      const cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
      if (cross === 0 && Math.min(ax, bx) <= x && x <= Math.max(ax, bx)) return true;
      if (ay > y !== by > y && cross < 0 === by < ay) inside = !inside;
    }
  }
  return inside;
}
