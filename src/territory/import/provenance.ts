import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { WorldProvenance } from '../world-schema.ts';
import type { ImportOptions } from './import-options.ts';
import { isObject, type JsonObject } from './source-map.ts';

const UNKNOWN = 'unknown';

/** Where a map comes from and under which licence: as the operator says, else from the package it lies in. */
export function provenanceOf(options: ImportOptions): WorldProvenance {
  const found = packageBeside(options.in);
  const packaged =
    found === undefined
      ? basename(options.in)
      : `${found['name']} ${found['version']}, ${basename(options.in)}: ${found['description'] ?? ''}`.trim();
  const licence = typeof found?.['license'] === 'string' ? found['license'] : UNKNOWN;
  return {
    source: options.source ?? packaged,
    licence: options.licence ?? licence,
    object: options.object ?? '',
    seed: options.seed,
    notes: [settingsNote(options)],
  };
}

/** The settings that shaped the world, so that it can be made again from the same map. */
function settingsNote(options: ImportOptions): string {
  const settings = [
    ['--islands', options.islands],
    ['--coordinates', options.coordinates],
    ['--scale-to-district-meters', options.districtMeters],
    ['--id-property', options.idProperty],
    ['--name-property', options.nameProperty],
    ['--region-prefix', options.regionPrefix],
    ['--region-property', options.regionProperty],
  ];
  const given = settings.filter(([, value]) => value !== undefined).map((setting) => setting.join(' '));
  return `imported with ${given.join(' ')}`;
}

function packageBeside(file: string): JsonObject | undefined {
  const path = join(dirname(file), 'package.json');
  if (!existsSync(path)) return undefined;
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(json) && typeof json['name'] === 'string' ? json : undefined;
  } catch {
    // A damaged package.json beside the map says nothing about the map itself.
    return undefined;
  }
}
