import { districtRings, type Points, ringAreaTwice } from '../polygon.ts';
import type { Polygon, Ring } from '../world-schema.ts';

/** Free space around the outermost district, so that a unit on its edge still has world around it. */
const MARGIN_METERS = 1000;
/** Half the side of the square that stands for a district too small to have an area in whole meters. */
const STAND_IN_HALF_METERS = 25;
/** Areas below this share of the map's square are rounding noise; scaling noise up would explode the map. */
const NO_AREA_SHARE = 1e-14;

/** The polygons of every district in whole meters, and the arcs they share. */
export interface Outlines {
  widthMeters: number;
  heightMeters: number;
  arcs: Points[];
  polygons: Polygon[][];
  /** Districts that rounding left without area and that are drawn as a small square. */
  standIns: number[];
}

/**
 * Scales planar arcs so that the mean district is `districtMeters` across (the square root of its area), moves
 * them into positive coordinates with a margin and rounds to whole meters. Arcs no district uses are left out.
 * Returns undefined when the districts have no area at all.
 */
export function drawOutlines(
  districts: readonly Polygon[][],
  planarArcs: readonly Float64Array[],
  districtMeters: number,
): Outlines | undefined {
  const meanArea = meanDistrictArea(districts, planarArcs);
  const used = [...new Set(districts.flat(3).map(arcIndex))];
  const box = boundsOf(used.map((arc) => planarArcs[arc]));
  const side = Math.max(box.maxX - box.minX, box.maxY - box.minY);
  if (meanArea <= side * side * NO_AREA_SHARE) return undefined;
  const scale = districtMeters / Math.sqrt(meanArea);
  const toX = (x: number) => Math.round((x - box.minX) * scale) + MARGIN_METERS;
  const toY = (y: number) => Math.round((y - box.minY) * scale) + MARGIN_METERS;
  const rounded = new Map(used.map((arc) => [arc, roundArc(planarArcs[arc], toX, toY)]));
  const collector = new ArcCollector(rounded);
  const standIns: number[] = [];
  const polygons = districts.map((district, index) => {
    const kept = district
      .map((polygon) => withoutCollapsed(polygon, rounded))
      .filter((rings) => rings.length > 0);
    if (kept.length > 0) return kept.map((rings) => rings.map((ring) => collector.keep(ring)));
    standIns.push(index);
    const [x, y] = rounded.get(arcIndex(district[0][0][0])) as Points;
    return [[collector.addSquare(x, y)]];
  });
  return {
    widthMeters: toX(box.maxX) + MARGIN_METERS,
    heightMeters: toY(box.maxY) + MARGIN_METERS,
    arcs: collector.arcs,
    polygons,
    standIns,
  };
}

/** Area of a district in square meters: outer rings less their holes, at least 1. */
export function areaSquareMeters(polygons: readonly Polygon[], arcs: readonly Points[]): number {
  let twice = 0;
  for (const polygon of polygons) {
    districtRings([polygon], arcs).forEach((ring, i) => {
      twice += i === 0 ? Math.abs(ringAreaTwice(ring)) : -Math.abs(ringAreaTwice(ring));
    });
  }
  return Math.max(1, Math.round(twice / 2));
}

/** The polygon of a district with the largest outer ring. */
export function largestPolygon(polygons: readonly Polygon[], arcs: readonly Points[]): Points[] {
  const drawn = polygons.map((polygon) => districtRings([polygon], arcs));
  const sizes = drawn.map(([outer]) => Math.abs(ringAreaTwice(outer)));
  return drawn[sizes.indexOf(Math.max(...sizes))];
}

export function boundsOf(lists: readonly ArrayLike<number>[]) {
  const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (const points of lists) {
    for (let i = 0; i < points.length; i += 2) {
      box.minX = Math.min(box.minX, points[i]);
      box.maxX = Math.max(box.maxX, points[i]);
      box.minY = Math.min(box.minY, points[i + 1]);
      box.maxY = Math.max(box.maxY, points[i + 1]);
    }
  }
  return box;
}

function arcIndex(ref: number): number {
  return ref < 0 ? ~ref : ref;
}

/** Sums the arcs' own shares of the shoelace formula, so that shared arcs need not be joined into rings. */
function ringArea(ring: Ring, areaTwiceOf: (arc: number) => number): number {
  let twice = 0;
  for (const ref of ring) twice += ref < 0 ? -areaTwiceOf(~ref) : areaTwiceOf(ref);
  return Math.abs(twice) / 2;
}

function meanDistrictArea(districts: readonly Polygon[][], arcs: readonly Float64Array[]): number {
  const shares = arcs.map(ringAreaTwice);
  let sum = 0;
  for (const [outer, ...holes] of districts.flat()) {
    sum += ringArea(outer, (arc) => shares[arc]);
    for (const hole of holes) sum -= ringArea(hole, (arc) => shares[arc]);
  }
  return Math.max(0, sum) / districts.length;
}

function roundArc(arc: Float64Array, toX: (x: number) => number, toY: (y: number) => number): Points {
  const points: Points = [];
  for (let i = 0; i < arc.length; i += 2) {
    const x = toX(arc[i]);
    const y = toY(arc[i + 1]);
    const repeats = points.at(-2) === x && points.at(-1) === y;
    const last = i === arc.length - 2;
    if (!repeats || (last && points.length === 2)) points.push(x, y);
  }
  return points;
}

function withoutCollapsed([outer, ...holes]: Polygon, rounded: ReadonlyMap<number, Points>): Polygon {
  const hasArea = (ring: Ring) => ringArea(ring, (arc) => ringAreaTwice(rounded.get(arc) as Points)) > 0;
  return hasArea(outer) ? [outer, ...holes.filter(hasArea)] : [];
}

/** Renumbers arcs in the order they are first used. */
class ArcCollector {
  readonly arcs: Points[] = [];
  private readonly source: ReadonlyMap<number, Points>;
  private readonly numbers = new Map<number, number>();

  constructor(source: ReadonlyMap<number, Points>) {
    this.source = source;
  }

  keep(ring: Ring): Ring {
    return ring.map((ref) => {
      const arc = arcIndex(ref);
      let number = this.numbers.get(arc);
      if (number === undefined) {
        number = this.arcs.push(this.source.get(arc) as Points) - 1;
        this.numbers.set(arc, number);
      }
      return ref < 0 ? ~number : number;
    });
  }

  addSquare(x: number, y: number): Ring {
    const [left, right] = [x - STAND_IN_HALF_METERS, x + STAND_IN_HALF_METERS];
    const [top, bottom] = [y - STAND_IN_HALF_METERS, y + STAND_IN_HALF_METERS];
    const square = [left, top, right, top, right, bottom, left, bottom, left, top];
    return [this.arcs.push(square) - 1];
  }
}
