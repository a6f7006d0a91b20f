import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { choice, OptionError, SEED_MAX, wholeNumber } from '../src/command-line.ts';
import { buildWorld, summarizeWorld } from '../src/territory/import/build-world.ts';
import type { ImportOptions } from '../src/territory/import/import-options.ts';
import { COORDINATE_KINDS } from '../src/territory/import/project.ts';
import { provenanceOf } from '../src/territory/import/provenance.ts';
import { readGeometry } from '../src/territory/import/read-geometry.ts';
import { WorldFileError, writeWorldFile } from '../src/territory/world-file.ts';

const HELP = `Builds a world file from a TopoJSON or GeoJSON map.

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

const EXIT_BAD_INPUT = 2;

/** Where the words of a run go; the console unless a test listens. */
export interface ImportOutput {
  print(text: string): void;
  printError(text: string): void;
}

const CONSOLE: ImportOutput = {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
};

/** Runs the import with command-line arguments and returns the exit code: 0, or 2 with nothing written. */
export async function main(argv: readonly string[], output: ImportOutput = CONSOLE): Promise<number> {
  if (argv.includes('--help')) {
    output.print(HELP);
    return 0;
  }
  try {
    const options = readOptions(argv);
    const map = readGeometry(options.in, options.object, options);
    const provenance = provenanceOf(options);
    const { world, dropped } = buildWorld(map, { ...options, provenance, file: options.in });
    writeWorldFile(options.out, world);
    report(
      world.provenance.notes,
      { ...summarizeWorld(world, dropped), out: options.out },
      argv.includes('--json'),
      output,
    );
    return 0;
  } catch (error) {
    if (error instanceof WorldFileError) output.printError(`${error.message}\n`);
    else if (error instanceof OptionError) output.printError(`world:import: ${error.message}\n`);
    else throw error;
    return EXIT_BAD_INPUT;
  }
}

function report(notes: readonly string[], summary: object, asJson: boolean, output: ImportOutput): void {
  for (const note of notes) output.printError(`${note}\n`);
  if (asJson) output.print(`${JSON.stringify(summary)}\n`);
  else for (const [key, value] of Object.entries(summary)) output.print(`${key.padEnd(16)}${value}\n`);
}

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean', default: false } as const;
const ARGUMENTS = {
  ...{ in: TEXT, out: TEXT, object: TEXT, 'id-property': TEXT, 'name-property': TEXT, 'region-prefix': TEXT },
  ...{ 'region-property': TEXT, islands: TEXT, coordinates: TEXT, 'scale-to-district-meters': TEXT },
  ...{ seed: TEXT, name: TEXT, title: TEXT, source: TEXT, licence: TEXT, json: FLAG, help: FLAG },
};

/** Reads the command line. Throws WorldFileError or OptionError with what was found and what is allowed. */
function readOptions(argv: readonly string[]): ImportOptions {
  const values = parse(argv);
  const name = values.name ?? basename(values.out ?? '').replace(/\.json$/, '');
  const prefix = values['region-prefix'];
  if (prefix !== undefined && values['region-property'] !== undefined) {
    throw new OptionError('region-property', 'with --region-prefix', 'one of them');
  }
  const meters = values['scale-to-district-meters'] ?? '1000';
  return {
    in: required('in', values.in),
    out: required('out', values.out),
    object: values.object,
    idProperty: values['id-property'],
    nameProperty: values['name-property'],
    regionPrefix: prefix === undefined ? undefined : wholeNumber('region-prefix', prefix, 1, 64),
    regionProperty: values['region-property'],
    islands: choice('islands', values.islands ?? 'link', ['link', 'drop']),
    coordinates: choice('coordinates', values.coordinates ?? 'auto', COORDINATE_KINDS),
    districtMeters: wholeNumber('scale-to-district-meters', meters, 100, 100_000),
    seed: wholeNumber('seed', values.seed ?? '1', 0, SEED_MAX),
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
    throw new WorldFileError('world:import', 'options', found, names.join(' '));
  }
}

function required(option: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new OptionError(option, 'nothing', 'a file');
  return value;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  process.exitCode = await main(process.argv.slice(2));
}
