import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BRAIN } from '../components/ai-rules.ts';
import { HistoryRun } from '../scripts/replay/history-run.ts';
import { LAST_TICK } from '../src/sim/replay.ts';
import { PatchedServer } from './support/patched-server.ts';
import { TINY_WORLD } from './support/saved-run.ts';
import { until } from './support/until.ts';

const directory = mkdtempSync(join(tmpdir(), 'marchland-minds-'));
cpSync('config', directory, { recursive: true });

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function edit(before: string, after: string): void {
  const file = join(directory, 'factions.yaml');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(before);
  writeFileSync(file, text.replace(before, after));
}

/** Brain of a faction after each change of it, in all that was written down. */
function brainsOf(faction: number, dataDirectory: string): number[] {
  const brains: number[] = [];
  const run = new HistoryRun({
    ...{ directory: dataDirectory, configDirectory: directory, worldFile: TINY_WORLD, fromTick: 0 },
    afterTick: ({ rules }) => {
      if (brains.at(-1) !== rules.ai.brain[faction]) brains.push(rules.ai.brain[faction]);
    },
  });
  run.advanceTo(LAST_TICK);
  expect(run.problems).toEqual([]);
  return brains;
}

test('rules lead a faction from the start, and its mind does once it is mended', async () => {
  edit('risk: 0.8', 'risk: 8');
  const world = `world.file=${JSON.stringify(resolve(TINY_WORLD))}`;
  const kept = 'server.storage.snapshotsKept=100';
  const server = await PatchedServer.start([], ['--config', directory, '--set', world, '--set', kept]);
  try {
    const warned = await server.line('plain rules lead the faction until this is mended');
    expect(warned).toContain('factions[1].mind.traits.risk: found 8, allowed: number 0..1');
    const { operatorUrl } = await server.facts();
    // Else the mended rules may be those of the very first tick.
    await until('a tick has run', async () => {
      const page = await (await fetch(new URL('/metrics', operatorUrl))).text();
      return /^world_tick [1-9]/m.test(page);
    });
    edit('risk: 8', 'risk: 0.7');
    await server.line('balance.yaml and factions.yaml taken over');
    const refused = () => server.lines.filter((line) => line.includes('not taken over, the old one stays: '));
    expect(refused()).toEqual([]);
    const balance = join(directory, 'balance.yaml');
    writeFileSync(balance, 'patrol:\n  pauseSecondsMax: long\ncombat: {}\nwages: 3\n');
    await until('both problems are told', () => refused().length === 2);
    expect(refused()[0]).toMatch(/balance\.yaml:2: patrol\.pauseSecondsMax: found "long", allowed: number/);
    expect(refused()[1]).toMatch(/balance\.yaml:4: .*wages/);
    cpSync('config/balance.yaml', balance);
    expect(await server.end('SIGTERM')).toBe(0);
    const data = join(server.directory, 'data', 'tiny');
    expect(brainsOf(2, data)).toEqual([BRAIN.rules, BRAIN.utility]);
    expect(brainsOf(3, data)).toEqual([BRAIN.utility]);
  } finally {
    await server.remove();
  }
}, 60_000);
