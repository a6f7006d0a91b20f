import { afterEach, expect, it } from 'vitest';
import { PatchedServer } from './support/patched-server.ts';
import { startServer } from './support/server.ts';
import { until } from './support/until.ts';

let server: PatchedServer | undefined;

afterEach(async () => {
  await server?.remove();
});

async function metric(operatorUrl: string, name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', operatorUrl))).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

it('a snapshot that fails is named, the world goes on, and the next is written on a fresh connection', async () => {
  // Like SQLite after a failed sync: the connection that saw it is good for nothing any more.
  server = await PatchedServer.start(
    [
      {
        file: 'src/storage/snapshots.js',
        before: 'const { districtCount, epoch, world } = this.#world;',
        after: `const { districtCount, epoch, world } = this.#world;
          if (viewStores(memory).ledger.tick[0] > 60 && ONCE) this.#database.isSpoiled = true;
          if (this.#database.isSpoiled) {
            throw Object.assign(new Error('planted'), { code: 'SQLITE_IOERR_FSYNC' });
          }`,
      },
    ],
    ['--set', 'server.storage.snapshotIntervalSeconds=1'],
  );
  const { operatorUrl } = await server.facts();
  expect(await server.line('snapshot failed')).toContain('planted; the older ones stay');
  const failedTick = await metric(operatorUrl, 'world_tick');
  const saved = () => metric(operatorUrl, 'world_snapshot_tick');
  await until('a later snapshot is written', async () => (await saved()) > failedTick, 15_000);
  expect(await metric(operatorUrl, 'world_snapshot_failures_total')).toBe(1);
  expect(server.lines.join('\n')).not.toContain('restarted');

  await server.end('SIGKILL');
  const next = await startServer({ dataDirectory: `${server.directory}/data` });
  expect(next.facts).toMatchObject({ restored: true });
  expect(next.facts.tick).toBeGreaterThan(failedTick);
  await next.stop();
});
