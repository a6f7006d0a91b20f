import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../src/config/load.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'config-set-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function writeServer(text: string): void {
  writeFileSync(join(directory, 'server.yaml'), text);
}

/** The problems of the directory as it is with these settings. */
function problems(settings: string[] = []): readonly string[] {
  try {
    loadConfig(directory, settings);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('--set wins over file and default, and the last of two wins', () => {
  writeServer('network:\n  port: 9000\n  host: "::1"\n');
  const { network } = loadConfig(directory, ['server.network.port=1', 'server.network.port=2']).server;
  expect([network.port, network.host]).toEqual([2, '::1']);
});

test('--set reads numbers, flags, words, lists and the empty text', () => {
  const { server } = loadConfig(directory, [
    'server.sessions.observers=false',
    'server.log.level=debug',
    'server.network.origins=[https://a.example]',
    'server.sessions.ticketPublicKeyFile=',
  ]);
  expect([server.sessions.observers, server.log.level]).toEqual([false, 'debug']);
  expect(server.network.origins).toEqual(['https://a.example']);
  expect(server.sessions.ticketPublicKeyFile).toBe('');
});

test('--set changes one entry of a list that no file gives, and never the default itself', () => {
  expect(loadConfig(directory, ['factions.factions.0.name=Reds']).factions.factions[0].name).toBe('Reds');
  expect(loadConfig(directory).factions.factions[0].name).toBe('Directorate');
});

const refused: [string, string][] = [
  ['server.network.port=abc', '--set server.network.port: found "abc", allowed: whole number 0..65535'],
  ['server.network.prot=1', '--set server.network.prot: unknown key "prot"; did you mean "port"?'],
  ['server.netwrk.port=1', '--set server.netwrk.port: unknown key "netwrk"; did you mean "network"?'],
  ['sever.network.port=1', '--set sever.network.port: unknown file "sever"; did you mean "server"?'],
  ['server.network={prot: 1}', '--set server.network: network.prot: unknown key "prot"'],
  [
    'server.network.port.x=1',
    '--set server.network.port.x: server.network.port is a plain value, it has no "x"',
  ],
  [
    'factions.factions.7.name=A',
    '--set factions.factions.7.name: factions.factions has 7 entries counted from 0, "7" is not',
  ],
  ['server.network.port=[1', '--set server.network.port: not a valid YAML value: '],
  ['server.__proto__.x=1', '--set server.__proto__.x: unknown key "__proto__"'],
  ['server.network.port', '--set server.network.port: allowed: FILE.PATH=VALUE, for example'],
  ['server=1', '--set server=1: allowed: FILE.PATH=VALUE'],
  ['server..port=1', '--set server..port=1: allowed: FILE.PATH=VALUE'],
];
test.each(refused)('--set %s is refused by name', (setting, problem) => {
  expect(problems([setting])).toEqual([expect.stringContaining(problem)]);
});

test('--set changes one section and not another that is an alias of it', () => {
  writeServer('network: &shared\n  port: 9000\noperator: *shared\n');
  const { network, operator } = loadConfig(directory, ['server.network.port=1']).server;
  expect([network.port, operator.port]).toEqual([1, 9000]);
});

test('--set mends a value the file has wrong', () => {
  writeServer('network:\n  port: abc\n');
  expect(problems()).toHaveLength(1);
  expect(problems(['server.network.port=1'])).toEqual([]);
});
