import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Turns the TypeScript below `directories` of `root` into modules of JavaScript, each at its place in `dist/`. Types
 * are taken away and not looked at: `npm run check` does that. Rejects when a source is no TypeScript; esbuild has then
 * said where.
 */
export async function buildModules(root, directories) {
  await build({
    absWorkingDir: root,
    entryPoints: directories.flatMap((directory) => sourcesIn(join(root, directory))),
    outbase: root,
    outdir: join(root, 'dist'),
    // Only for the imports: whatever a module imports stays a module of its own.
    bundle: true,
    packages: 'external',
    plugins: [{ name: 'names of modules', setup: keepModules }],
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  });
}

/** Sources import each other by the names of sources, and what comes of them by those of modules. */
function keepModules(setUp) {
  setUp.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path }) =>
    kind === 'entry-point' ? undefined : { path: path.replace(/\.ts$/, '.js'), external: true },
  );
}

function sourcesIn(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourcesIn(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}
