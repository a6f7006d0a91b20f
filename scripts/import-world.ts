import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { buildWorld, summarizeWorld } from '../src/territory/import/build-world.ts';
import { IMPORT_HELP, readImportOptions } from '../src/territory/import/import-options.ts';
import { provenanceOf } from '../src/territory/import/provenance.ts';
import { readGeometry } from '../src/territory/import/read-geometry.ts';
import { WorldFileError, writeWorldFile } from '../src/territory/world-file.ts';

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
    output.print(IMPORT_HELP);
    return 0;
  }
  try {
    const options = readImportOptions(argv);
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
    if (!(error instanceof WorldFileError)) throw error;
    output.printError(`${error.message}\n`);
    return EXIT_BAD_INPUT;
  }
}

function report(notes: readonly string[], summary: object, asJson: boolean, output: ImportOutput): void {
  for (const note of notes) output.printError(`${note}\n`);
  if (asJson) output.print(`${JSON.stringify(summary)}\n`);
  else for (const [key, value] of Object.entries(summary)) output.print(`${key.padEnd(16)}${value}\n`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  process.exitCode = await main(process.argv.slice(2));
}
