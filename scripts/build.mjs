import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Brings everything that runs up to date: JavaScript in dist/, the server in few files in dist/server/, the live map in
 * dist/web/ and the default world in worlds/. What is fresh is left alone, so that a second call takes a moment.
 * `--server-only` leaves map and world out.
 */

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const serverOnly = process.argv.includes('--server-only');

/** All words go to stderr: the last line of stdout belongs to the command that is built for. */
function say(text) {
  process.stderr.write(`build: ${text}\n`);
}

function run(command, args, what) {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  say(`${what} failed`);
  process.exit(1);
}

/** Waits for a part of the build. What is wrong with a source esbuild has said, where and what. */
async function orEnd(what, work) {
  try {
    await work;
  } catch {
    say(`${what} failed`);
    process.exit(1);
  }
}

function newestMillis(...paths) {
  let newest = 0;
  for (const path of paths) {
    const stat = statSync(path);
    if (!stat.isDirectory()) newest = Math.max(newest, stat.mtimeMs);
    else for (const name of readdirSync(path)) newest = Math.max(newest, newestMillis(join(path, name)));
  }
  return newest;
}

/** Whether `target` is missing or older than any of the sources. */
function isStale(target, ...sources) {
  const file = join(ROOT, target);
  return (
    !existsSync(file) || statSync(file).mtimeMs < newestMillis(...sources.map((path) => join(ROOT, path)))
  );
}

const COMPILED = ['src', 'systems', 'components', 'client', 'bench', 'scripts'];

if (isStale('dist/.built', ...COMPILED, 'package.json')) {
  say('compiling');
  const { buildModules } = await import('./build-modules.mjs');
  await orEnd('compiling', buildModules(ROOT, COMPILED));
  for (const schema of ['schema', 'journal-schema', 'history-schema']) {
    cpSync(join(ROOT, 'src/storage', schema), join(ROOT, 'dist/src/storage', schema), { recursive: true });
  }
  const { buildServer } = await import('./build-server.mjs');
  await orEnd('bundling the server', buildServer());
  writeFileSync(join(ROOT, 'dist/.built'), '');
}
if (!serverOnly) {
  if (isStale('dist/web/map.js', 'web', 'client', 'src/protocol', 'package.json')) {
    say('bundling the live map');
    const { buildWeb } = await import('./build-web.mjs');
    await orEnd('bundling the live map', buildWeb());
  }
  // The importer decides what the world looks like, so a change of it makes a new world.
  if (isStale('worlds/us-counties.json', 'src/territory', 'node_modules/us-atlas/package.json')) {
    say('making the default world from us-atlas (once)');
    run(
      process.execPath,
      [
        'dist/scripts/import-world.js',
        ...['--in', 'node_modules/us-atlas/counties-albers-10m.json', '--object', 'counties'],
        ...['--region-prefix', '2', '--islands', 'drop', '--name', 'us-counties'],
        ...['--title', 'United States counties', '--out', 'worlds/us-counties.json'],
        ...['--licence', 'ISC (us-atlas); data by the US Census Bureau, public domain'],
      ],
      'making the default world',
    );
  }
}
