import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { PerformanceReport } from '../src/ops/performance-report.ts';
import type { RouteFigures } from '../src/ops/route-figures.ts';
import { PatchedServer } from './support/patched-server.ts';
import { type ServerProcess, startServer } from './support/server.ts';
import { until } from './support/until.ts';

const open: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function figures(operatorUrl: string): Promise<PerformanceReport['sinceStart']> {
  const response = await fetch(new URL('/api/performance', operatorUrl));
  return ((await response.json()) as PerformanceReport).sinceStart;
}

/** What was counted of routes once so many questions are answered. */
async function answered(operatorUrl: string, count: number): Promise<RouteFigures> {
  let routes: RouteFigures | undefined;
  await until(
    `${count} questions for routes are answered`,
    async () => {
      routes = (await figures(operatorUrl)).routes;
      return routes.answers >= count;
    },
    30_000,
  );
  return routes!;
}

async function workersOn(server: ServerProcess): Promise<string[]> {
  const page = await (await fetch(new URL('/metrics', server.operatorUrl))).text();
  return [...page.matchAll(/^world_route_answers_total\{worker="(\d)"\}/gm)].map(([, worker]) => worker);
}

test('two workers find the ways of a world, and one without any goes on with it after a crash', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'marchland-routes-'));
  open.push(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const first = await startServer({ dataDirectory, args: ['--set', 'server.routes.workers=2'] });
  open.push(() => first.kill());
  const { questions, answers, searches, fromCache, fromFields } = await answered(first.operatorUrl, 12);
  expect(questions).toBeGreaterThanOrEqual(12);
  expect(searches).toBeGreaterThan(0);
  expect(fromCache + fromFields + searches).toBeLessThanOrEqual(answers);
  expect(await workersOn(first)).toEqual(['0', '1']);
  const { collections, serverCores } = await figures(first.operatorUrl);
  expect(Object.keys(collections)).toEqual(expect.arrayContaining(['routes-0', 'routes-1']));
  if (process.platform === 'linux') expect(serverCores.routes).toBeGreaterThan(0);
  await first.kill();

  // It repeats what the workers answered; it would not start if the world came out as another one.
  const second = await startServer({ dataDirectory, args: ['--set', 'server.routes.workers=0'] });
  open.push(() => second.kill());
  expect(second.facts).toMatchObject({ restored: true });
  await answered(second.operatorUrl, 5);
  expect(await workersOn(second)).toEqual(['0']);
  await second.stop();
}, 60_000);

async function patched(file: string, before: string, fault: string): Promise<PatchedServer> {
  const server = await PatchedServer.start([{ file, before, after: `${before} ${fault}` }]);
  open.push(() => server.remove());
  return server;
}

test('a worker that dies is started again, what it had is answered, and the world does not notice', async () => {
  const claimed = 'const deaths = this.#slots.question(slot, this.#question);';
  const server = await patched('src/sim/route-worker.js', claimed, `if (ONCE) throw new Error('planted');`);
  const { operatorUrl } = await server.facts();
  expect(await server.line('routes-0 thread ended')).toContain('planted; it is started again');
  let routes = await answered(operatorUrl, 8);
  await until('every question is answered', async () => {
    routes = (await figures(operatorUrl)).routes;
    return routes.answers >= routes.questions;
  });
  // Not put again, as after the time that a worker is given: the slot was there for another at once.
  expect(routes.questionsAgain).toBe(0);
  expect(server.lines.some((line) => line.includes('the world is restarted'))).toBe(false);
  expect(await server.end('SIGTERM')).toBe(0);
}, 60_000);

test('when workers die again and again the simulation finds the ways itself', async () => {
  const server = await patched(
    'src/sim/route-thread.js',
    'const bell = slots.bell;',
    `throw new Error('planted');`,
  );
  const { operatorUrl } = await server.facts();
  expect(await server.line('stays down')).toContain('the simulation searches for ways itself');
  await answered(operatorUrl, 8);
  expect(await server.end('SIGTERM')).toBe(0);
}, 60_000);

test('a worker that cannot start is told as the cause, and nothing is left running', async () => {
  const server = await patched(
    'src/sim/route-thread.js',
    'slots =',
    `(() => { throw new Error('planted'); })() ??`,
  );
  await until('the server has ended', () => server.hasEnded, 30_000);
  expect(await server.end('SIGTERM')).toBe(2);
  expect(await server.line('routes-0 thread ended')).toContain('planted');
}, 60_000);
