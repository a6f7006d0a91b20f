import { defineConfig } from 'vitest/config';

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
  },
});
