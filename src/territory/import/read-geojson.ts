import { describeFound } from '../record-check.ts';
import { type Polygon, WorldFileError } from '../world-schema.ts';
import { type IdentityOptions, identifyFeatures } from './feature-identity.ts';
import { isObject, isPosition, type JsonObject, type SourceMap } from './source-map.ts';

/** Two vertices are the same when they differ by less than this share of the map's larger side. */
const VERTEX_TOLERANCE = 1e-6;

/**
 * Reads a GeoJSON FeatureCollection or Feature; every ring becomes an arc of its own. Two features are
 * neighbors when they have two vertices in common: one alone is a corner where four districts meet.
 * Throws WorldFileError for a feature without polygons and a ring that is short, open or has no numbers.
 */
export function readGeoJson(json: JsonObject, options: IdentityOptions, file: string): SourceMap {
  const items = json['type'] === 'Feature' ? [json] : json['features'];
  if (!Array.isArray(items))
    throw new WorldFileError(file, 'features', describeFound(items), 'a list of features');
  const features: JsonObject[] = items.map((item) => (isObject(item) ? item : {}));
  const notes: string[] = [];
  const identities = identifyFeatures(features, options, file, notes);
  const arcs: Float64Array[] = [];
  const read = identities.map((identity, i) => ({
    ...identity,
    polygons: readPolygons(features[i]['geometry'], identity.label, arcs, file),
  }));
  return {
    object: String(json['type']),
    features: read,
    arcs,
    neighbors: neighborsByVertices(
      read.map((feature) => feature.polygons),
      arcs,
    ),
    namesElsewhere: new Map(),
    notes,
  };
}

function readPolygons(geometry: unknown, label: string, arcs: Float64Array[], file: string): Polygon[] {
  const type = isObject(geometry) ? geometry['type'] : undefined;
  if (!isObject(geometry) || (type !== 'Polygon' && type !== 'MultiPolygon')) {
    const found = isObject(geometry) ? `geometry ${describeFound(type)}` : 'no geometry';
    throw new WorldFileError(file, label, found, 'Polygon, MultiPolygon');
  }
  const coordinates = geometry['coordinates'];
  const polygons = (type === 'Polygon' ? [coordinates] : coordinates) as unknown;
  if (!Array.isArray(polygons) || polygons.length === 0) {
    throw new WorldFileError(file, label, `coordinates ${describeFound(polygons)}`, 'a list of polygons');
  }
  return polygons.map((rings: unknown, p) => {
    if (!Array.isArray(rings) || rings.length === 0) {
      throw new WorldFileError(
        file,
        `${label}, polygon ${p}`,
        describeFound(rings),
        'an outer ring, then holes',
      );
    }
    return rings.map((ring: unknown, r) => {
      arcs.push(readRing(ring, `${label}, polygon ${p}, ring ${r}`, file));
      return [arcs.length - 1];
    });
  });
}

function readRing(ring: unknown, where: string, file: string): Float64Array {
  if (!Array.isArray(ring) || ring.length < 4) {
    const found = Array.isArray(ring) ? `${ring.length} positions` : describeFound(ring);
    throw new WorldFileError(file, where, found, 'at least 4 positions, the last equal to the first');
  }
  const broken = ring.findIndex((position) => !isPosition(position));
  if (broken >= 0) {
    throw new WorldFileError(
      file,
      `${where}, position ${broken}`,
      describeFound(ring[broken]),
      'two finite numbers',
    );
  }
  const first = ring[0];
  const last = ring[ring.length - 1];
  if (first[0] !== last[0] || first[1] !== last[1]) {
    throw new WorldFileError(
      file,
      where,
      `last position ${describeFound(last)}`,
      `the first, ${describeFound(first)}`,
    );
  }
  return Float64Array.from(ring.flatMap((position) => [position[0], position[1]]));
}

function neighborsByVertices(features: readonly Polygon[][], arcs: readonly Float64Array[]): number[][] {
  const featuresAt = new Map<number, number[]>();
  const keyOf = vertexKeys(arcs);
  features.forEach((polygons, feature) => {
    for (const [arc] of polygons.flat()) {
      for (let i = 0; i < arcs[arc].length; i += 2) {
        const key = keyOf(arcs[arc][i], arcs[arc][i + 1]);
        const there = featuresAt.get(key);
        if (there === undefined) featuresAt.set(key, [feature]);
        else if (there[there.length - 1] !== feature) there.push(feature);
      }
    }
  });
  const sharedVertices = new Map<number, number>();
  for (const there of featuresAt.values()) {
    for (const a of there) {
      for (const b of there) {
        if (a < b)
          sharedVertices.set(a * features.length + b, (sharedVertices.get(a * features.length + b) ?? 0) + 1);
      }
    }
  }
  const neighbors: number[][] = features.map(() => []);
  for (const [pair, count] of sharedVertices) {
    if (count >= 2) neighbors[Math.floor(pair / features.length)].push(pair % features.length);
  }
  return neighbors;
}

/** Numbers vertices so that those within the tolerance grid are equal. */
function vertexKeys(arcs: readonly Float64Array[]): (x: number, y: number) => number {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const arc of arcs) {
    for (let i = 0; i < arc.length; i += 2) {
      minX = Math.min(minX, arc[i]);
      maxX = Math.max(maxX, arc[i]);
      minY = Math.min(minY, arc[i + 1]);
      maxY = Math.max(maxY, arc[i + 1]);
    }
  }
  const cell = Math.max(maxX - minX, maxY - minY) * VERTEX_TOLERANCE || 1;
  const rows = Math.round((maxY - minY) / cell) + 1;
  return (x, y) => Math.round((x - minX) / cell) * rows + Math.round((y - minY) / cell);
}
