import earcut from 'earcut';
import { BORDER_SEA, type Ring, type WorldFile } from '../src/territory/world-schema.ts';

/** Corners of every district, three numbers each (x meters, y meters, district), and their triangles. */
export interface LandMesh {
  corners: Float32Array;
  triangles: Uint32Array;
  /** Districts that gave at least one triangle. */
  districtCount: number;
}

/** Lines as segments of four numbers: x0, y0, x1, y1 in meters. */
export interface Outlines {
  /** Between two districts of one region. */
  inner: Float32Array;
  /** Between districts of different regions. */
  region: Float32Array;
  /** Land on one side only. */
  coast: Float32Array;
}

/** Undoes the delta coding: flat x, y in meters per arc. */
export function decodeArcs(coded: readonly number[][]): number[][] {
  return coded.map((arc) => {
    const points = arc.slice();
    for (let i = 2; i < points.length; i++) points[i] += points[i - 2];
    return points;
  });
}

/** The corners of a ring, flat, without the repeated last one. */
export function ringCorners(ring: Ring, arcs: readonly number[][]): number[] {
  const corners: number[] = [];
  for (const reference of ring) {
    const reversed = reference < 0;
    const arc = arcs[reversed ? ~reference : reference];
    const count = arc.length / 2;
    // An arc ends where the next begins; taking both ends would put zero-length edges into the triangulation.
    for (let i = 0; i < count - 1; i++) {
      const at = (reversed ? count - 1 - i : i) * 2;
      corners.push(arc[at], arc[at + 1]);
    }
  }
  return corners;
}

/** Triangulates every district once; holes stay open. */
export function landMesh(world: WorldFile, arcs: readonly number[][]): LandMesh {
  const corners: number[] = [];
  const triangles: number[] = [];
  let districtCount = 0;
  world.districts.forEach((district, index) => {
    const before = triangles.length;
    for (const polygon of district.polygons) {
      const first = corners.length / 3;
      const outline: number[] = [];
      const holeStarts: number[] = [];
      for (const ring of polygon) {
        if (outline.length > 0) holeStarts.push(outline.length / 2);
        for (const number of ringCorners(ring, arcs)) outline.push(number);
      }
      for (let i = 0; i < outline.length; i += 2) corners.push(outline[i], outline[i + 1], index);
      for (const corner of earcut(outline, holeStarts)) triangles.push(first + corner);
    }
    if (triangles.length > before) districtCount++;
  });
  return { corners: new Float32Array(corners), triangles: new Uint32Array(triangles), districtCount };
}

/** Sorts the arcs by what lies on their two sides and cuts them into segments. */
export function outlines(world: WorldFile, arcs: readonly number[][]): Outlines {
  const sides: number[][] = arcs.map(() => []);
  world.districts.forEach((district, index) => {
    for (const reference of district.polygons.flat(2)) {
      const side = sides[reference < 0 ? ~reference : reference];
      if (!side.includes(index)) side.push(index);
    }
  });
  const segments: Record<keyof Outlines, number[]> = { inner: [], region: [], coast: [] };
  arcs.forEach((arc, at) => {
    const [one, other] = sides[at];
    if (one === undefined) return;
    appendSegments(segments[kindOfLine(world, one, other)], arc);
  });
  return {
    inner: new Float32Array(segments.inner),
    region: new Float32Array(segments.region),
    coast: new Float32Array(segments.coast),
  };
}

function kindOfLine(world: WorldFile, one: number, other: number | undefined): keyof Outlines {
  if (other === undefined) return 'coast';
  return world.districts[one].region === world.districts[other].region ? 'inner' : 'region';
}

function appendSegments(to: number[], arc: readonly number[]): void {
  for (let i = 2; i < arc.length; i += 2) to.push(arc[i - 2], arc[i - 1], arc[i], arc[i + 1]);
}

/** One segment per border over water, from center to center. */
export function seaLinks(world: WorldFile): Float32Array {
  const segments: number[] = [];
  for (let i = 0; i < world.borders.length; i += 4) {
    if (world.borders[i + 3] !== BORDER_SEA) continue;
    segments.push(
      ...world.districts[world.borders[i]].center,
      ...world.districts[world.borders[i + 1]].center,
    );
  }
  return new Float32Array(segments);
}
