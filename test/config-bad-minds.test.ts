import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BRAIN } from '../components/ai-rules.ts';
import {
  ConfigError,
  type LoadedConfig,
  loadConfig,
  type ReloadableConfig,
  readConfig,
} from '../src/config/load.ts';

import { type ConfigWatch, watchConfig } from '../src/config/watch.ts';
import { createServer } from '../src/server.ts';
import { rulesFrom } from '../src/sim/rules.ts';

/** What comes of a factions.yaml that is wrong: at a start, and while the world runs. */

let directory: string;
let watching: ConfigWatch | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'config-bad-minds-'));
  cpSync('config', directory, { recursive: true });
});
afterEach(() => {
  watching?.close();
  rmSync(directory, { recursive: true });
});

const RULED = 'plain rules lead the faction until this is mended';
const RISKS = ['risk: 0.8', 'risk: 8'] as const;
const RISK_PROBLEM = /factions.yaml:\d+: factions\[1\].mind.traits.risk: found 8, allowed: number 0..1 \(/;

/** Replaces the first `before` of factions.yaml; returns the line that it is in, from 1. */
function edit(before: string, after: string): number {
  const file = join(directory, 'factions.yaml');
  const text = readFileSync(file, 'utf8');
  const at = text.indexOf(before);
  if (at < 0) throw new Error(`found no ${before} to edit`);
  writeFileSync(file, text.replace(before, after));
  return text.slice(0, at).split('\n').length;
}

function load(settings: string[] = []): LoadedConfig & { warnings: string[] } {
  const warnings: string[] = [];
  const loaded = readConfig(directory, settings, (warning) => warnings.push(warning));
  return { ...loaded, warnings: warnings.map((warning) => warning.replace(`${directory}/`, '')) };
}

function refusal(settings: string[] = []): readonly string[] {
  try {
    load(settings);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => problem.replace(`${directory}/`, ''));
  }
  return [];
}

describe('at a start', () => {
  test('rules lead a faction whose mind cannot be read, and the others are as they were', () => {
    const before = rulesFrom(load().config).ai;
    const line = edit('mobility: 0.6', 'mobilty: 0.6');
    const { config, warnings } = load();
    expect(warnings).toEqual([
      `factions.yaml:${line}: factions[1].mind.traits.mobilty: unknown key "mobilty"; did you mean "mobility"?; ${RULED}`,
    ]);
    const { ai } = rulesFrom(config);
    expect(ai.brain).toEqual([0, 1, 2, 1, 1, 1, 1, 1]);
    expect(ai.brain[2]).toBe(BRAIN.rules);
    for (const faction of [1, 3, 4, 5, 6, 7]) {
      const own = (list: readonly number[]) => list.slice(faction * 10, faction * 10 + 10);
      expect(own(ai.trait)).toEqual(own(before.trait));
    }
    expect(config.factions.factions[1]).toMatchObject({ name: 'Free77', color: '#CC3300' });
  });

  test('each problem of several minds is told, those that show only beside right ones as well', () => {
    const places = [
      edit('technology: 0.85', 'technology: high'),
      edit('{ faction: 3, affinity: 0.1,', '{ faction: Free77, affinity: 0.1,'),
      edit('squads: { size: 7, count: 14', 'squads: { size: 70, count: 140'),
    ];
    const { config, warnings } = load();
    expect(warnings.map((warning) => warning.split(': found')[0])).toEqual([
      `factions.yaml:${places[0]}: factions[0].mind.traits.technology`,
      `factions.yaml:${places[2]}: factions[3].mind.squads.size`,
      `factions.yaml:${places[2]}: factions[3].mind.squads.count`,
      `factions.yaml:${places[1]}: factions[1].mind.relations[1].faction`,
    ]);
    expect(rulesFrom(config).ai.brain).toEqual([0, 2, 2, 1, 2, 1, 1, 1]);
  });

  test.each([
    ['nothing', 'mind:'],
    ['a word', 'mind: clever'],
    ['a list', 'mind: [1]'],
  ])('a mind that is %s is one that cannot be read', (_, text) => {
    write(`  - { id: 1, name: A, color: "#000001", persona: a, ${text} }`);
    expect(load().warnings).toEqual([expect.stringContaining('factions.yaml:2: factions[0].mind: found ')]);
  });

  function write(first: string): void {
    const others = [2, 3, 4, 5, 6, 7].map(
      (id) => `  - { id: ${id}, name: N${id}, color: "#00000${id}", persona: a }`,
    );
    writeFileSync(join(directory, 'factions.yaml'), ['factions:', first, ...others, ''].join('\n'));
  }

  test.each([
    ['a name', 'name: Free77', 'name: " "', 'factions[1].name: found'],
    ['a number', 'id: 2\n', 'id: 3\n', 'factions[1].id: found 3, allowed: 2'],
    ['the pace of all minds', 'tacticalSeconds: 60', 'tacticalSeconds: 0', 'minds.tacticalSeconds: found 0'],
    [
      'a key beside the mind',
      '    mind:',
      '    minde:',
      'factions[0].minde: unknown key "minde"; did you mean "mind"',
    ],
    ['what is no YAML', 'prefers: {', 'prefers: {{', 'not valid YAML'],
  ])('%s that is wrong keeps the server from starting', (_, before, after, problem) => {
    edit(before, after);
    expect(refusal()[0]).toContain(problem);
  });

  test('beside another problem everything is told and nothing started', () => {
    edit(...RISKS);
    expect(refusal(['server.network.port=-1'])).toEqual([
      expect.stringContaining('--set server.network.port: found -1'),
      expect.stringMatching(RISK_PROBLEM),
    ]);
  });

  test('a setting of the command line is refused: whoever gives it is there', () => {
    expect(refusal(['factions.factions.1.mind.traits.risk=8'])).toEqual([
      expect.stringContaining('--set factions.factions.1.mind.traits.risk: found 8'),
    ]);
  });

  test('without anybody to warn, as in scripts, it is refused', () => {
    edit(...RISKS);
    expect(() => loadConfig(directory)).toThrow(RISK_PROBLEM);
  });

  test('the server warns and has a world to run', () => {
    edit(...RISKS);
    const warn = vi.fn();
    const log = { warn } as unknown as Logger;
    const server = createServer({ configDirectory: directory, settings: [], log });
    expect(server.logLevel).toBe('info');
    expect(warn.mock.calls).toEqual([[expect.stringMatching(RISK_PROBLEM)]]);
  });
});

describe('while the world runs', () => {
  const changes: ReloadableConfig[] = [];
  const refusals: string[] = [];
  const until = (fact: () => void) => vi.waitFor(fact, { timeout: 5000, interval: 20 });

  function watch(running?: LoadedConfig): void {
    changes.length = 0;
    refusals.length = 0;
    watching = watchConfig(
      directory,
      (config) => changes.push(config),
      (error) => refusals.push(error.message),
      running && { running },
    );
  }

  const riskOf = ({ factions }: ReloadableConfig) => factions.factions[1].mind.traits.risk;

  test('a file with a wrong mind is refused whole, and taken once it is mended', async () => {
    watch(load());
    edit(...RISKS);
    await until(() => expect(refusals).toEqual([expect.stringMatching(RISK_PROBLEM)]));
    expect(changes).toEqual([]);
    edit('risk: 8', 'risk: 0.7');
    await until(() => expect(changes.map(riskOf)).toEqual([0.7]));
    expect(refusals).toHaveLength(1);
  });

  test('what was told at the start is not told again, and the mind that is mended is taken', async () => {
    edit(...RISKS);
    watch(load());
    expect([changes, refusals]).toEqual([[], []]);
    edit('risk: 8', 'risk: 0.7');
    await until(() => expect(changes.map(riskOf)).toEqual([0.7]));
    expect(changes[0].factions.factions[1].mind.brain).toBe('utility');
    expect(refusals).toEqual([]);
  });

  test('a mind spoiled between the start and the watch is refused', () => {
    const running = load();
    edit(...RISKS);
    watch(running);
    expect(refusals).toEqual([expect.stringMatching(RISK_PROBLEM)]);
    expect(changes).toEqual([]);
  });
});
