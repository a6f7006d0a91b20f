import { neighbors, transform } from 'topojson-client';
import type { MultiPolygon, Polygon as TopoPolygon, Transform } from 'topojson-specification';
import { describeFound, isIntegerBetween } from '../record-check.ts';
import { type Polygon, type Ring, WorldFileError } from '../world-schema.ts';
import { type IdentityOptions, identifyFeatures, textOf } from './feature-identity.ts';
import { isObject, isPosition, type JsonObject, type SourceMap } from './source-map.ts';

/**
 * Reads one object of a TopoJSON topology. Throws WorldFileError for an object that is not there, a feature
 * without polygons, a ring that does not close, and an arc that is missing or has no numbers.
 */
export function readTopology(
  topology: JsonObject,
  objectName: string | undefined,
  options: IdentityOptions,
  file: string,
): SourceMap {
  const objects = isObject(topology['objects']) ? topology['objects'] : {};
  const object = chooseObject(objects, objectName, file);
  const geometries = geometriesOf(objects[object]);
  const notes: string[] = [];
  const identities = identifyFeatures(geometries, options, file, notes);
  const arcs = readArcs(topology, file);
  const features = identities.map((identity, i) => ({
    ...identity,
    polygons: readPolygons(geometries[i], identity.label, arcs, file),
  }));
  return {
    object,
    features,
    arcs,
    neighbors: neighbors(geometries as unknown as (TopoPolygon | MultiPolygon)[]),
    namesElsewhere: namesIn(objects, object),
    notes,
  };
}

function chooseObject(objects: JsonObject, wanted: string | undefined, file: string): string {
  const names = Object.keys(objects);
  const chosen = wanted ?? (names.length === 1 ? names[0] : undefined);
  if (chosen !== undefined && Object.hasOwn(objects, chosen)) return chosen;
  const found = chosen === undefined ? 'no object name' : `object "${chosen}"`;
  throw new WorldFileError(
    file,
    '--object',
    found,
    names.length === 0 ? 'a file with objects' : names.join(', '),
  );
}

function geometriesOf(object: unknown): JsonObject[] {
  if (!isObject(object)) return [];
  if (object['type'] !== 'GeometryCollection') return [object];
  return Array.isArray(object['geometries'])
    ? object['geometries'].map((item) => (isObject(item) ? item : {}))
    : [];
}

function readArcs(topology: JsonObject, file: string): Float64Array[] {
  const arcs = Array.isArray(topology['arcs']) ? topology['arcs'] : [];
  const toPoint = transform((topology['transform'] ?? null) as Transform);
  return arcs.map((arc: unknown, index) => {
    if (!Array.isArray(arc) || arc.length < 2 || !arc.every(isPosition)) {
      throw new WorldFileError(
        file,
        `arcs[${index}]`,
        describeFound(arc),
        'at least two positions of two numbers',
      );
    }
    const points = new Float64Array(arc.length * 2);
    arc.forEach((position, i) => {
      points.set(toPoint(position, i as unknown as boolean).slice(0, 2), i * 2);
    });
    return points;
  });
}

function readPolygons(geometry: JsonObject, label: string, arcs: Float64Array[], file: string): Polygon[] {
  const { type, arcs: refs } = geometry;
  if (type !== 'Polygon' && type !== 'MultiPolygon') {
    const found = type === null || type === undefined ? 'no geometry' : `geometry ${describeFound(type)}`;
    throw new WorldFileError(file, label, found, 'Polygon, MultiPolygon');
  }
  const polygons = (type === 'Polygon' ? [refs] : refs) as unknown;
  if (!Array.isArray(polygons) || polygons.length === 0) {
    throw new WorldFileError(file, label, `arcs ${describeFound(refs)}`, 'a list of rings');
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
    return rings.map((ring: unknown, r) => readRing(ring, `${label}, polygon ${p}, ring ${r}`, arcs, file));
  });
}

function readRing(ring: unknown, where: string, arcs: Float64Array[], file: string): Ring {
  if (!Array.isArray(ring) || ring.length === 0) {
    throw new WorldFileError(file, where, describeFound(ring), 'a list of arc numbers');
  }
  for (const ref of ring) {
    if (isIntegerBetween(ref, -arcs.length, arcs.length - 1)) continue;
    throw new WorldFileError(
      file,
      where,
      `arc ${describeFound(ref)}`,
      `0 to ${arcs.length - 1}, or ~n for reversed`,
    );
  }
  ring.forEach((ref: number, i) => {
    const next: number = ring[(i + 1) % ring.length];
    const [endX, endY] = startOf(~ref, arcs);
    const [startX, startY] = startOf(next, arcs);
    if (endX === startX && endY === startY) return;
    const allowed = `a closed ring: arc ${next} starts at [${startX},${startY}]`;
    throw new WorldFileError(file, where, `arc ${ref} ending at [${endX},${endY}]`, allowed);
  });
  return ring;
}

/** The point a reference starts at; of ~ref, the point ref ends at. */
function startOf(ref: number, arcs: Float64Array[]): Float64Array {
  return ref < 0 ? arcs[~ref].subarray(-2) : arcs[ref].subarray(0, 2);
}

function namesIn(objects: JsonObject, except: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const [key, object] of Object.entries(objects)) {
    if (key === except) continue;
    for (const geometry of geometriesOf(object)) {
      const id = textOf(geometry['id']);
      const name = isObject(geometry['properties']) ? textOf(geometry['properties']['name']) : undefined;
      if (id !== undefined && name !== undefined && !names.has(id)) names.set(id, name);
    }
  }
  return names;
}
