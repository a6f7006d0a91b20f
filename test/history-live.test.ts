import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CHRONICLE } from '../components/chronicle.ts';
import { HistoryRun } from '../scripts/replay/history-run.ts';
import { main as why } from '../scripts/territory/why.ts';
import { PatchedServer } from './support/patched-server.ts';
import { TINY_WORLD } from './support/saved-run.ts';
import { type ServerProcess, startServer } from './support/server.ts';
import { expectHistory, isInfluence, KIND, rowsOf, type Told } from './support/told-history.ts';
import { until } from './support/until.ts';

const dataDirectory = mkdtempSync(join(tmpdir(), 'marchland-history-'));
const directory = join(dataDirectory, 'tiny');

afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

/** A world in which land changes hands within seconds, and of which every snapshot is kept. */
function start(): Promise<ServerProcess> {
  const settings = [
    'world.inhabitants.patrols=100',
    'world.inhabitants.minds=false',
    'server.storage.snapshotIntervalSeconds=2',
    'server.storage.snapshotsKept=100',
    'balance.territory.presence.pointsPerMinute=3000',
    'balance.territory.presence.fullComplementUnits=1',
    'balance.territory.support.floorPercent=100',
    'balance.territory.control.preset=custom',
    'balance.territory.control.captureHoldSeconds=1',
  ];
  const args = ['--world', TINY_WORLD, ...settings.flatMap((setting) => ['--set', setting])];
  return startServer({ dataDirectory, args });
}

interface LiveRow {
  readonly tick: number;
  readonly kind: string;
}

async function ask(server: ServerProcess, path: string): Promise<Response> {
  return fetch(new URL(path, server.operatorUrl));
}

/** Tick of the newest change of owner of a district, 0 without any. */
async function newestFlip(server: ServerProcess): Promise<number> {
  const ticks = await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      const response = await ask(server, `/api/territory/district/${index}/history?limit=500`);
      const { rows } = (await response.json()) as { rows: LiveRow[] };
      return rows.find(({ kind }) => kind === 'owner')?.tick ?? 0;
    }),
  );
  return Math.max(...ticks);
}

/** Waits for a change of owner in this life, and until it has a good chance to survive a kill. */
async function awaitFlip(server: ServerProcess): Promise<void> {
  let flip = 0;
  await until(
    'a district changed hands',
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      flip = await newestFlip(server);
      return flip > server.facts.tick;
    },
    40_000,
  );
  await until('some more seconds', async () => {
    const page = await (await ask(server, '/metrics')).text();
    return Number(/^world_tick (\d+)/m.exec(page)?.[1]) > flip + 180;
  });
}

/** All that the recovered world did, found out by repeating it from its first tick. */
function repeated(): Told[] {
  const told: Told[] = [];
  const run = new HistoryRun({
    ...{ directory, configDirectory: 'config', worldFile: TINY_WORLD, fromTick: undefined },
    afterTick: ({ chronicle, ledger }) => void told.push(...rowsOf(ledger.tick[0], chronicle)),
  });
  expect(run.fromTick).toBe(0);
  run.advanceTo(run.lastTick);
  expect(run.mismatches).toEqual([]);
  return told;
}

test('the history of a server that was killed twice tells what its world did, everything once', async () => {
  for (let kill = 0; kill < 2; kill++) {
    const server = await start();
    await awaitFlip(server);
    await server.kill();
  }
  const last = await start();
  expect((await ask(last, '/api/territory/district/10/history')).status).toBe(404);
  const onMap = await fetch(new URL('/territory-history?level=1&index=0', last.mapUrl));
  expect(onMap.status).toBe(200);
  expect(await onMap.json()).toMatchObject({ level: 1, index: 0, rows: expect.any(Array) });
  await last.stop();
  const told = repeated();
  expect(told.filter(isInfluence).length).toBeGreaterThan(50);
  expect(told.some((row) => row[KIND] === CHRONICLE.owner)).toBe(true);
  expectHistory(directory, told);
  const flipped = told.findLast((row) => row[KIND] === CHRONICLE.owner && row[KIND + 1] === 1)!;
  let answer = '';
  const output = {
    print: (text: string) => void (answer += text),
    printError: (text: string) => expect.fail(text),
  };
  expect(
    why([`${flipped[KIND + 2]}`, '--data', dataDirectory, '--world', TINY_WORLD, '--json'], output),
  ).toBe(0);
  expect(JSON.parse(answer)).toMatchObject({ flip: { tick: flipped[0], to: flipped[KIND + 7] }, gaps: [] });
}, 150_000);

test('a history thread that dies is started again, and nobody else notices', async () => {
  const server = await PatchedServer.start(
    [
      {
        file: 'src/storage/history-keeper.js',
        before: 'step() {',
        after: `step() { if (this.#ring.tick > 240 && ONCE) throw new Error('planted');`,
      },
    ],
    ['--set', `world.file=${JSON.stringify(resolve(TINY_WORLD))}`],
  );
  try {
    const died = await server.line('it is started again');
    expect(died).toContain('the history thread ended with code 1: planted; it is started again');
    const { operatorUrl } = await server.facts();
    const metric = async (name: string) => {
      const page = await (await fetch(new URL('/metrics', operatorUrl))).text();
      return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(page)?.[1]);
    };
    await until('history is written again', async () => (await metric('world_history_tick')) > 300, 20_000);
    expect((await fetch(new URL('/api/territory/district/0/history', operatorUrl))).status).toBe(200);
    expect(await metric('world_restarts_total')).toBe(0);
    expect(server.lines.join('\n')).not.toContain('the world is restarted');
    expect(await server.end('SIGTERM')).toBe(0);
  } finally {
    await server.remove();
  }
}, 60_000);
