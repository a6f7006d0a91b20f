import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PAGE_FILES = ['index.html', 'map.css', 'territory.css'];

/**
 * Bundles the live map into `outDir` (default `dist/web`): map.js, index.html and the style sheets. Rejects when a
 * source does not compile; esbuild has then said where, unless `quiet`. Resolves to the size of map.js in bytes.
 */
export async function buildWeb({ outDir = join(ROOT, 'dist', 'web'), quiet = false } = {}) {
  await mkdir(outDir, { recursive: true });
  const { metafile } = await build({
    entryPoints: [join(ROOT, 'web', 'main.ts')],
    outfile: join(outDir, 'map.js'),
    bundle: true,
    minify: true,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    logLevel: quiet ? 'silent' : 'warning',
  });
  await Promise.all(PAGE_FILES.map((name) => copyFile(join(ROOT, 'web', name), join(outDir, name))));
  return Object.values(metafile.outputs)[0].bytes;
}

const HELP = `Usage: node scripts/build-web.mjs [--out DIR] [--quiet] [--json]
Bundles the live map of web/ into DIR (default dist/web).`;

async function main() {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const outDir = values.out ?? join(ROOT, 'dist', 'web');
  const bytes = await buildWeb({ outDir, quiet: values.quiet });
  if (values.json) console.log(JSON.stringify({ outDir, bytes }));
  else if (!values.quiet)
    console.log(`${relative('.', outDir) || '.'}: map.js ${Math.round(bytes / 1024)} KB`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    // A mistyped option and a source that does not compile are both bad input: said in a line, not as a crash.
    console.error(error.message);
    process.exitCode = 2;
  });
}
