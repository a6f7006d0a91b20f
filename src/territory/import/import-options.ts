import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { WorldFileError } from '../world-schema.ts';
import { COORDINATE_KINDS, type CoordinateKind } from './project.ts';

export const IMPORT_HELP = `Builds a world file from a TopoJSON or GeoJSON map.

  npm run world:import -- --in FILE --out FILE [options]

  --in FILE                        TopoJSON or GeoJSON; told apart by its content
  --out FILE                       the world to write; appears whole or not at all
  --object NAME                    TopoJSON object to read (needed when there are several)
  --id-property P                  district ids from this property (default: the feature's id, else its name)
  --name-property P                district names from this property (default: name)
  --region-prefix N                regions from the first N characters of the id
  --region-property P              regions from this property (default: one region)
  --islands link|drop              connect separate parts by sea links, or keep the largest part (default: link)
  --coordinates KIND               ${COORDINATE_KINDS.join('|')} (default: auto)
  --scale-to-district-meters N     width of the mean district, 100 to 100000 (default: 1000)
  --seed N                         draws control points, values, hubs and owners (default: 1)
  --name NAME                      short name of the world (default: the name of --out)
  --title TEXT                     name shown to players (default: the short name)
  --source TEXT                    where the map is from (default: the package.json beside it)
  --licence TEXT                   its licence (default: the package.json beside it)
  --json                           one JSON object as the last line of the output
  --help                           this text

GeoJSON districts are neighbors when their outlines have two vertices in common.
Exit code: 0 written, 2 wrong options or input (nothing is written).
`;

export interface ImportOptions {
  in: string;
  out: string;
  object: string | undefined;
  idProperty: string | undefined;
  nameProperty: string | undefined;
  regionPrefix: number | undefined;
  regionProperty: string | undefined;
  islands: 'link' | 'drop';
  coordinates: CoordinateKind;
  districtMeters: number;
  seed: number;
  name: string;
  title: string;
  source: string | undefined;
  licence: string | undefined;
}

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean', default: false } as const;
const ARGUMENTS = {
  ...{ in: TEXT, out: TEXT, object: TEXT, 'id-property': TEXT, 'name-property': TEXT, 'region-prefix': TEXT },
  ...{
    'region-property': TEXT,
    islands: TEXT,
    coordinates: TEXT,
    'scale-to-district-meters': TEXT,
    seed: TEXT,
  },
  ...{ name: TEXT, title: TEXT, source: TEXT, licence: TEXT, json: FLAG, help: FLAG },
};

/** Reads the command line of the import. Throws WorldFileError naming the option, what it was and may be. */
export function readImportOptions(argv: readonly string[]): ImportOptions {
  const values = parse(argv);
  const name = values.name ?? basename(values.out ?? '').replace(/\.json$/, '');
  if (values['region-prefix'] !== undefined && values['region-property'] !== undefined) {
    fail('--region-property', 'both --region-prefix and --region-property', 'one of them');
  }
  return {
    in: required('--in', values.in),
    out: required('--out', values.out),
    object: values.object,
    idProperty: values['id-property'],
    nameProperty: values['name-property'],
    regionPrefix:
      values['region-prefix'] === undefined
        ? undefined
        : whole('--region-prefix', values['region-prefix'], 1, 64),
    regionProperty: values['region-property'],
    islands: choice('--islands', values.islands ?? 'link', ['link', 'drop'] as const),
    coordinates: choice('--coordinates', values.coordinates ?? 'auto', COORDINATE_KINDS),
    districtMeters: whole(
      '--scale-to-district-meters',
      values['scale-to-district-meters'] ?? '1000',
      100,
      100_000,
    ),
    seed: whole('--seed', values.seed ?? '1', 0, 0xffffffff),
    name,
    title: values.title ?? name,
    source: values.source,
    licence: values.licence,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: ARGUMENTS, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    const [found] = (cause as Error).message.split('. ');
    const names = Object.keys(ARGUMENTS).map((name) => `--${name}`);
    return fail('options', found, names.join(' '));
  }
}

function required(option: string, value: string | undefined): string {
  return value === undefined || value === '' ? fail(option, 'nothing', 'a file') : value;
}

function choice<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  return allowed.includes(value as T) ? (value as T) : fail(option, `"${value}"`, allowed.join(', '));
}

function whole(option: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max
    ? value
    : fail(option, `"${text}"`, `a whole number from ${min} to ${max}`);
}

function fail(option: string, found: string, allowed: string): never {
  throw new WorldFileError('world:import', option, found, allowed);
}
