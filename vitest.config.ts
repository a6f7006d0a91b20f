import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const ROOT = import.meta.dirname;

/** What `npm run build` compiles. */
const COMPILED = new Set(['src', 'systems', 'components', 'client', 'bench', 'scripts']);

/** Run by a Node that reads TypeScript, and find what they start from where they lie; see bench/peers/start.mjs. */
const RUN_AS_THEY_ARE = join('bench', 'peers', sep);

/**
 * Gives tests the compiled modules: what they test is what ships. The test runner would otherwise compile every module
 * again for every file, and turn each use of an import into a look-up, which makes a tick three times as slow. Such
 * modules cannot be mocked by `vi.mock`.
 */
function compiledModules(): Plugin {
  return {
    name: 'compiled-modules',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!importer || !/^\..*\.ts$/.test(source)) return null;
      const inProject = relative(ROOT, resolve(dirname(importer), source));
      if (!COMPILED.has(inProject.split(sep)[0]) || inProject.startsWith(RUN_AS_THEY_ARE)) return null;
      const id = resolve(ROOT, 'dist', inProject.replace(/\.ts$/, '.js'));
      return existsSync(id) ? { id, external: true } : null;
    },
  };
}

/** Files that keep a core busy for most of a minute, without servers that others would slow down. */
const LONGEST = ['simulator-smoke', 'storage-corruption'];

/** Begins with the longest files: one that begins last has a core to itself while the other waits. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.includes(`/test/${name}`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  plugins: [compiledModules()],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['dist/**', 'node_modules/**'],
    globalSetup: 'test/support/build.ts',
    server: { deps: { external: [/\/dist\//] } },
    // Traces of errors name the lines of the sources.
    execArgv: ['--enable-source-maps'],
    // Tests that start a server or a browser take seconds; one that hangs must still end within a minute.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores are busy with three files: tests of servers wait a third of their time. More would starve servers.
    maxWorkers: 3,
    maxConcurrency: 2,
    pool: 'forks',
    // Files of one process share the compiled modules: reading and compiling them anew would take a fifth of the time.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
