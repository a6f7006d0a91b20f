import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const COMPILED = join(ROOT, 'dist');
const MODULES = join(COMPILED, 'src');
const BUNDLES = join(COMPILED, 'server');

/** Packages that find parts of themselves by where their files lie. */
const UNBUNDLED = ['better-sqlite3', 'pino', 'uWebSockets.js'];

/** Bundled packages of the older module system ask for Node's own modules by `require`. */
const BANNER =
  "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);";

/** How a module names the file of a thread that it starts, or else finds its own place. */
const PLACE = /new URL\("([^"]*thread\.js)", import\.meta\.url\)|import\.meta\.url/g;

/**
 * Puts the compiled modules of the server into one file for the main thread and one for each kind of thread: to find
 * and read hundreds of files takes half of a start. Threads are found from where they are started. Rejects when a
 * module cannot be read; esbuild has then said which.
 */
export async function buildServer() {
  await rm(BUNDLES, { recursive: true, force: true });
  const entries = ['main.js'];
  for (const entry of entries) {
    for (const thread of await bundle(entry)) if (!entries.includes(thread)) entries.push(thread);
  }
}

/**
 * Bundles one entry into `to`, which stands for BUNDLES, with its modules as `edit` gives them. Resolves to the threads
 * that it starts. Paths of entries are below MODULES, and alike below BUNDLES.
 */
export async function bundle(entry, to = BUNDLES, edit = (_path, text) => text) {
  const threads = new Set();
  await build({
    absWorkingDir: ROOT,
    entryPoints: [join(MODULES, entry)],
    outfile: join(to, entry),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: UNBUNDLED,
    banner: { js: BANNER },
    logLevel: 'warning',
    plugins: [{ name: 'places', setup: (setUp) => keepPlaces(setUp, entry, threads, edit) }],
  });
  return threads;
}

/**
 * A module in a bundle lies elsewhere than it did. Threads that it names are those of bundles; whatever else it finds
 * from its own place (database schemas, the live map) stays where it is.
 */
function keepPlaces(setUp, entry, threads, edit) {
  const from = dirname(join(BUNDLES, entry));
  const place = (file) => JSON.stringify(`./${relative(from, file)}`);
  setUp.onLoad({ filter: /\.js$/ }, ({ path }) => {
    if (!path.startsWith(COMPILED)) return undefined;
    const contents = edit(relative(COMPILED, path), readFileSync(path, 'utf8')).replaceAll(
      PLACE,
      (_, name) => {
        if (name === undefined) return `new URL(${place(path)}, import.meta.url)`;
        const thread = relative(MODULES, join(dirname(path), name));
        threads.add(thread);
        return `new URL(${place(join(BUNDLES, thread))}, import.meta.url)`;
      },
    );
    return { contents, loader: 'js' };
  });
}
