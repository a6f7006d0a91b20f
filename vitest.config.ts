import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

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
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['dist/**', 'node_modules/**'],
    // Tests that start a server or a browser take seconds; one that hangs must still end within a minute.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Servers have threads of their own: more files at once than this would only wait for each other's cores.
    maxWorkers: 2,
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
  },
});
