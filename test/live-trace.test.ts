import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { RULES_RECORDS } from '../components/rules.ts';
import { main } from '../scripts/replay.ts';
import { TRACE_WARM_UP_TICKS } from '../src/limits.ts';
import type { Trace, TraceEvent } from '../src/ops/trace-json.ts';
import { PatchedServer } from './support/patched-server.ts';
import { TINY_WORLD } from './support/saved-run.ts';
import { startServer } from './support/server.ts';
import { expectTraceFormat } from './support/trace-format.ts';
import { until } from './support/until.ts';

const WAIT_MS = 40_000;
/** A server, its warm-up and two replays: longer than other tests on a machine with much else to do. */
const TEST_MS = 120_000;

const open: { remove(): unknown }[] = [];

afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource.remove();
});

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'live-trace-'));
  open.push({ remove: () => rmSync(path, { recursive: true }) });
  return path;
}

/** The traces of a data directory, by kind. */
function tracesIn(data: string, kind: string): string[] {
  const traces = join(data, 'traces');
  try {
    return readdirSync(traces)
      .filter((name) => name.startsWith(`${kind}-tick-`) && name.endsWith('.json'))
      .map((name) => join(traces, name));
  } catch {
    return [];
  }
}

function readTrace(file: string): Trace {
  return JSON.parse(readFileSync(file, 'utf8')) as Trace;
}

const ticksOf = ({ traceEvents }: Trace): TraceEvent[] => traceEvents.filter(({ cat }) => cat === 'tick');

function replay(file: string) {
  const out: string[] = [];
  const errors: string[] = [];
  const code = main(['--trace', file, '--runs', '1', '--json'], {
    print: (text) => void out.push(text),
    printError: (text) => void errors.push(text),
  });
  return { code, errors: errors.join(''), json: JSON.parse(out.join('') || 'null') };
}

describe('a running server', () => {
  test(
    'leaves a trace of a slow tick, and a tick provoked from outside is replayed as it was',
    async () => {
      const [config, dataDirectory] = [directory(), directory()];
      cpSync('config', config, { recursive: true });
      const server = await startServer({
        dataDirectory,
        args: [
          ...['--world', TINY_WORLD, '--config', config],
          // Every tick of every machine is slower.
          ...['--set', 'server.loop.slowTickMilliseconds=0.001'],
        ],
      });
      open.push({ remove: () => server.kill() });
      const data = server.facts.dataDirectory;
      await until('a slow tick has left its trace', () => tracesIn(data, 'slow').length > 0, WAIT_MS);

      // Provoked: new rules go through the inbox of one tick, and all that follows from them is worked out in it.
      const balance = join(config, 'balance.yaml');
      const text = readFileSync(balance, 'utf8');
      writeFileSync(balance, text.replace('pauseSecondsMax: 4', 'pauseSecondsMax: 5'));
      const url = new URL('/trace', server.operatorUrl);
      let provoked: TraceEvent | undefined;
      await until(
        'the rules have entered a tick',
        async () => {
          const download = (await (await fetch(url)).json()) as Trace;
          expectTraceFormat(download);
          expect(download.otherData.span).toBeUndefined();
          provoked = ticksOf(download).find(({ args }) => Number(args!['inboxRecords']) >= RULES_RECORDS);
          return provoked !== undefined;
        },
        WAIT_MS,
      );
      const tick = Number(provoked!.args!['tick']);
      const answer = await fetch(`${url}?tick=${tick}`, { method: 'POST' });
      expect(answer.status).toBe(200);
      const kept = (await answer.json()) as { file: string; tick: number };
      expect(kept.tick).toBe(tick);
      expect((await fetch(`${url}?tick=4000000000`, { method: 'POST' })).status).toBe(503);
      await server.stop();

      const again = replay(kept.file);
      expect(again.errors).toBe('');
      expect(again).toMatchObject({
        code: 0,
        json: { tick, isSame: true, inputs: { rules: RULES_RECORDS } },
      });

      const [slow] = tracesIn(data, 'slow');
      const trace = readTrace(slow);
      expectTraceFormat(trace);
      expect(trace.otherData.tick).toBeGreaterThan(TRACE_WARM_UP_TICKS);
      const told = ticksOf(trace).map(({ args }) => args!['tick']);
      expect(told).toEqual(told.map((_, i) => Number(told[0]) + i));
      expect(told).toContain(trace.otherData.tick);
      const threads = trace.traceEvents.filter(({ name }) => name === 'thread_name');
      expect(threads.map(({ args }) => args!['name'])).toEqual(['sim', 'journal', 'storage', 'gateway 0']);
      expect(trace.traceEvents.some(({ name }) => name === 'fan out')).toBe(true);
      expect(trace.traceEvents.some(({ name }) => name === 'commit')).toBe(true);
      expect(replay(slow)).toMatchObject({ code: 0, json: { tick: trace.otherData.tick, isSame: true } });
    },
    TEST_MS,
  );

  test(
    'leaves a trace of its death, with the tick and the system that ended it',
    async () => {
      const server = await PatchedServer.start(
        [
          {
            file: 'systems/move-entities.js',
            before: 'function moveEntities(world) {',
            after: `function moveEntities(world) {
            if (world.ledger.tick[0] === 60 && ONCE) throw new Error('planted');`,
          },
        ],
        ['--world', TINY_WORLD],
      );
      open.push(server);
      const { dataDirectory } = await server.facts();
      await server.line('the world runs again');
      await until('the crash has left its trace', () => tracesIn(dataDirectory, 'crash').length > 0, WAIT_MS);
      const [file] = tracesIn(dataDirectory, 'crash');
      const trace = readTrace(file);
      expectTraceFormat(trace);
      expect(trace.otherData).toMatchObject({ tick: 60, isFatal: true });
      // On a busy machine ticks take long, and the next snapshot comes before the fault.
      expect(trace.otherData.span?.snapshotTick).toBeLessThan(60);
      expect(trace.otherData.reason).toMatch(/planted/);
      const names = trace.traceEvents.map(({ name }) => name);
      expect(names).toContain('tick 60, never finished');
      expect(names).toContain('the simulation ended: moveEntities');
      expect(names).toContain('tick 59');
      expect(names).not.toContain('tick 60');
      // The fault is not in this program: here the tick is finished, and that is told as a difference.
      const { code, json } = replay(file);
      expect(json).toMatchObject({ tick: 60, isSame: false, error: null });
      expect(code).toBe(1);
    },
    TEST_MS,
  );
});
