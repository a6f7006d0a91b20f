import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { printedFiles, staleFiles } from './docs/printed-files.ts';

const HELP = `npm run docs [-- --check] [--json] [--help]

Prints what the code knows better than anybody: tables and examples of docs/WIRE.md, docs/TICK.md, docs/HACKING.md,
docs/OPERATIONS.md, docs/BENCHMARKS.md and README.md, all of docs/CONFIG.md, and config/schema/*.json. The prose around
them is kept.

  --check   write nothing; exit with 1 and name the files that are not as the code says
  --json    one JSON object as the last line: {"written":[…]} or {"stale":[…]}

Exit codes: 0 done, 1 stale files found by --check, 2 bad usage or a page whose marks are broken.`;

/** Prints or checks all files under `root`; returns the exit code. */
export function main(argv: readonly string[], root: string): number {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { check: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
    });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    if (!existsSync(join(root, 'docs'))) {
      throw new Error(`found no docs/ in ${root}, allowed: the directory of the repository`);
    }
    const stale = staleFiles(root);
    if (!values.check) write(root, stale);
    const words = values.check ? 'is not what the code says: npm run docs' : 'printed';
    for (const path of stale) console.error(`${path} ${words}`);
    if (stale.length === 0) console.error('All printed files are as the code says.');
    if (values.json) console.log(JSON.stringify(values.check ? { stale } : { written: stale }));
    return values.check && stale.length > 0 ? 1 : 0;
  } catch (error) {
    console.error(`docs: ${(error as Error).message}\nSee npm run docs -- --help`);
    return 2;
  }
}

function write(root: string, paths: readonly string[]): void {
  for (const { path, text } of printedFiles(root)) {
    if (!paths.includes(path)) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.slice(2), process.cwd());
}
