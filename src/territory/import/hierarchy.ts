import { WorldFileError, type WorldRegion } from '../world-schema.ts';
import { failProperty, textOf } from './feature-identity.ts';
import type { SourceFeature } from './source-map.ts';

/** How districts find their region: by the first characters of their id, by a property, or all in one. */
export interface HierarchyOptions {
  regionPrefix?: number | undefined;
  regionProperty?: string | undefined;
}

/**
 * The regions of the features, ascending by id, and the region index of each feature. Prefix regions take
 * their name from a feature of that id elsewhere in the file. Throws WorldFileError naming the feature that
 * has no region.
 */
export function assignRegions(
  features: readonly SourceFeature[],
  options: HierarchyOptions,
  namesElsewhere: ReadonlyMap<string, string>,
  onlyRegion: WorldRegion,
  file: string,
): { regions: WorldRegion[]; regionOf: number[] } {
  const keys = features.map((feature) => regionKey(feature, options, file));
  const ids = [...new Set(keys)].sort();
  const regions = ids.map((id) => (id === '' ? onlyRegion : { id, name: namesElsewhere.get(id) ?? id }));
  return { regions, regionOf: keys.map((key) => ids.indexOf(key)) };
}

function regionKey(feature: SourceFeature, options: HierarchyOptions, file: string): string {
  const { regionPrefix, regionProperty } = options;
  if (regionPrefix !== undefined) {
    if (feature.id.length >= regionPrefix) return feature.id.slice(0, regionPrefix);
    const allowed = `an id of at least ${regionPrefix} characters (--region-prefix)`;
    throw new WorldFileError(file, feature.label, `id "${feature.id}"`, allowed);
  }
  if (regionProperty === undefined) return '';
  return (
    textOf(feature.properties[regionProperty]) ??
    failProperty(file, feature.label, regionProperty, feature.properties)
  );
}
