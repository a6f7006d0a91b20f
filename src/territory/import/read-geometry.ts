import { describeFound } from '../record-check.ts';
import { parseJson, readText } from '../world-file.ts';
import { WorldFileError } from '../world-schema.ts';
import type { IdentityOptions } from './feature-identity.ts';
import { readGeoJson } from './read-geojson.ts';
import { readTopology } from './read-topology.ts';
import { isObject, type SourceMap } from './source-map.ts';

/** Reads a TopoJSON or GeoJSON file, told apart by its `type`. Throws WorldFileError naming the feature. */
export function readGeometry(file: string, object: string | undefined, options: IdentityOptions): SourceMap {
  const json = parseJson(readText(file), file);
  const type = isObject(json) ? json['type'] : undefined;
  if (isObject(json) && type === 'Topology') return readTopology(json, object, options, file);
  if (isObject(json) && (type === 'FeatureCollection' || type === 'Feature')) {
    if (object === undefined) return readGeoJson(json, options, file);
    throw new WorldFileError(
      file,
      '--object',
      `object "${object}"`,
      'no --object: GeoJSON has no named objects',
    );
  }
  throw new WorldFileError(file, 'type', describeFound(type), 'Topology, FeatureCollection, Feature');
}
