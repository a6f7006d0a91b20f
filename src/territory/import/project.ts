import type { SourceFeature, SourceMap } from './source-map.ts';

export const COORDINATE_KINDS = ['auto', 'lonlat', 'planar', 'planar-y-up'] as const;
export type CoordinateKind = (typeof COORDINATE_KINDS)[number];

/**
 * Brings the arcs to a plane with y growing down, in any unit; equal areas stay equal. Longitude and latitude
 * go through the cylindrical equal-area projection, true to shape at the mean distance from the equator.
 * `auto` takes coordinates within 180 and 90 for degrees.
 */
export function projectArcs(map: SourceMap, kind: CoordinateKind): Float64Array[] {
  const resolved = kind === 'auto' ? (looksLikeDegrees(map.arcs) ? 'lonlat' : 'planar') : kind;
  if (resolved === 'planar') return map.arcs;
  if (resolved === 'planar-y-up') return map.arcs.map((arc) => mapPoints(arc, (x, y) => [x, -y]));
  const radians = Math.PI / 180;
  const stretch = Math.cos(meanLatitude(map.features, map.arcs) * radians);
  return map.arcs.map((arc) =>
    mapPoints(arc, (lon, lat) => [lon * radians * stretch, -Math.sin(lat * radians) / stretch]),
  );
}

function looksLikeDegrees(arcs: readonly Float64Array[]): boolean {
  return arcs.every((arc) => arc.every((value, i) => Math.abs(value) <= (i % 2 === 0 ? 180 : 90)));
}

/** Mean distance from the equator in degrees, each feature counted once by the start of its first ring. */
function meanLatitude(features: readonly SourceFeature[], arcs: readonly Float64Array[]): number {
  const latitudes = features.map(({ polygons }) => {
    const ref = polygons[0][0][0];
    return Math.abs(arcs[ref < 0 ? ~ref : ref][1]);
  });
  const mean = latitudes.reduce((sum, latitude) => sum + latitude, 0) / latitudes.length;
  // Beyond this the projection would stretch a polar map without bound.
  return Math.min(mean, 80);
}

function mapPoints(arc: Float64Array, change: (x: number, y: number) => [number, number]): Float64Array {
  const changed = new Float64Array(arc.length);
  for (let i = 0; i < arc.length; i += 2) changed.set(change(arc[i], arc[i + 1]), i);
  return changed;
}
