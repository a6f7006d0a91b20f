import { describeFound } from '../record-check.ts';
import { WorldFileError } from '../world-schema.ts';
import { isObject, type JsonObject } from './source-map.ts';

export interface FeatureIdentity {
  id: string;
  name: string;
  label: string;
  properties: JsonObject;
}

export interface IdentityOptions {
  idProperty?: string | undefined;
  nameProperty?: string | undefined;
}

/**
 * Names every feature: id from the feature (or a property), name from a property, each falling back to the
 * other and last to the index. Two features may share an id only when their names differ, as the outlying
 * territories of a country do; the later ones then get a suffix, and `notes` says so.
 * Throws WorldFileError when the same feature is there twice.
 */
export function identifyFeatures(
  features: readonly JsonObject[],
  options: IdentityOptions,
  file: string,
  notes: string[],
): FeatureIdentity[] {
  const identities = features.map((feature, index) => identify(feature, index, options, file));
  const byId = new Map<string, FeatureIdentity[]>();
  for (const identity of identities) byId.set(identity.id, [...(byId.get(identity.id) ?? []), identity]);
  for (const [id, sharing] of byId) {
    if (sharing.length === 1) continue;
    const names = new Set(sharing.map((identity) => identity.name));
    if (names.size < sharing.length) {
      const labels = sharing.map((identity) => identity.label).join(' and ');
      throw new WorldFileError(file, labels, `the same id "${id}"`, 'every id once');
    }
    let suffix = 2;
    for (const identity of sharing.slice(1)) {
      while (byId.has(`${id}-${suffix}`)) suffix++;
      identity.id = `${id}-${suffix}`;
      byId.set(identity.id, [identity]);
      notes.push(`${identity.name} shares id ${id} with ${sharing[0].name} and became ${identity.id}`);
    }
  }
  return identities;
}

function identify(
  feature: JsonObject,
  index: number,
  options: IdentityOptions,
  file: string,
): FeatureIdentity {
  const properties = isObject(feature['properties']) ? feature['properties'] : {};
  const ownName = textOf(properties[options.nameProperty ?? 'name']);
  const ownId =
    options.idProperty === undefined
      ? (textOf(feature['id']) ?? textOf(properties['id']))
      : textOf(properties[options.idProperty]);
  const shown = [ownId && `id "${ownId}"`, ownName].filter(Boolean).join(', ');
  const label = `feature ${index}${shown === '' ? '' : ` (${shown})`}`;
  if (options.idProperty !== undefined && ownId === undefined) {
    failProperty(file, label, options.idProperty, properties);
  }
  if (options.nameProperty !== undefined && ownName === undefined) {
    failProperty(file, label, options.nameProperty, properties);
  }
  const id = ownId ?? ownName ?? `feature-${index}`;
  return { id, name: ownName ?? id, label, properties };
}

/** Refuses a feature that lacks a property the operator asked for, listing the ones it has. */
export function failProperty(file: string, label: string, property: string, properties: JsonObject): never {
  const known = Object.keys(properties);
  const allowed = known.length === 0 ? 'no property; this feature has none' : `one of ${known.join(', ')}`;
  throw new WorldFileError(
    file,
    label,
    `${describeFound(properties[property])} as property "${property}"`,
    allowed,
  );
}

/** A property as text; undefined when it is missing or empty. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
