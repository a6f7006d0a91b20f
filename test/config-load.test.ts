import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ConfigError, loadConfig } from '../src/config/load.ts';
import { configFiles, configNames } from '../src/config/schema.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'config-load-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(fileName: string, text: string): void {
  writeFileSync(join(directory, fileName), text);
}

/** The problems of the directory as it is, with the directory cut off their places. */
function problems(settings: string[] = []): string[] {
  try {
    loadConfig(directory, settings);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.message).toBe(error.problems.join('\n'));
    return error.problems.map((problem) => problem.replace(`${directory}/`, ''));
  }
  return [];
}

describe('defaults', () => {
  test('missing and empty files mean the defaults', () => {
    write('balance.yaml', '# nothing yet\n');
    const config = loadConfig(directory);
    expect(config.server.network.port).toBe(8080);
    expect(config.world.inhabitants).toEqual({
      ...{ patrols: 2000, roam: 'territories', forts: true, minds: true },
    });
    expect(config.balance.patrol.legSecondsMax).toBe(5);
    expect(config.factions.factions.map((faction) => faction.id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test.each(configNames)('the %s file that ships shows every knob at its default', (name) => {
    const shipped = readFileSync(join('config', configFiles[name].fileName), 'utf8');
    expect(shipped.split('\n')[0]).toBe(`# yaml-language-server: $schema=schema/${name}.schema.json`);
    const standard = loadConfig(directory)[name];
    expect(loadConfig('config')[name]).toEqual(standard);
    const { factions, ...shown } = parse(shipped);
    const { factions: _, ...knobs } = { factions, ...standard };
    expect(shown).toEqual(knobs);
  });

  test('a value in a file replaces the default and leaves its neighbors', () => {
    write('server.yaml', 'network:\n  port: 9000\n');
    const { network } = loadConfig(directory).server;
    expect([network.port, network.host]).toEqual([9000, '127.0.0.1']);
  });

  test('a directory that does not exist is refused', () => {
    expect(() => loadConfig(join(directory, 'confg'))).toThrow('confg: no such configuration directory');
  });
});

describe('a refusal names file, line, what was found and what is allowed', () => {
  const cases: [string, string, string, string][] = [
    [
      'a value of the wrong type',
      'server.yaml',
      'network:\n  port: "abc"\n',
      'server.yaml:2: network.port: found "abc", allowed: whole number 0..65535 (TCP port of the live map and the socket; 0 takes any free port)',
    ],
    [
      'a number out of range',
      'balance.yaml',
      '\navatar:\n  speedMetersPerSecond: 451\n',
      'balance.yaml:3: avatar.speedMetersPerSecond: found 451, allowed: number 1..450 m/s (',
    ],
    [
      'a fraction where whole numbers belong',
      'world.yaml',
      'viewRadiusSectors: 2.5\n',
      'world.yaml:1: viewRadiusSectors: found 2.5, allowed: whole number 1..6 sectors (',
    ],
    [
      'a word outside the list',
      'world.yaml',
      'inhabitants:\n  roam: far\n',
      'world.yaml:2: inhabitants.roam: found "far", allowed: one of: territories, open (',
    ],
    [
      'a word for a flag',
      'server.yaml',
      'sessions: { observers: yes }\n',
      'server.yaml:1: sessions.observers: found "yes", allowed: true or false (',
    ],
    [
      'a key without a value',
      'server.yaml',
      'log:\n  level:\n',
      'server.yaml:2: log.level: found nothing, allowed: one of: fatal,',
    ],
    [
      'a value where a section belongs',
      'server.yaml',
      'operator: 8081\n',
      'server.yaml:1: operator: found 8081, allowed: a section with the keys host, port',
    ],
    [
      'an entry of a list',
      'server.yaml',
      'network:\n  origins:\n    - https://a.example\n    - a.example/play\n',
      'server.yaml:4: network.origins[1]: found "a.example/play", allowed: text: an origin such as',
    ],
    [
      'a list of the wrong length',
      'factions.yaml',
      '\nfactions: []\n',
      'factions.yaml:2: factions: found a list of 0 entries, allowed: list: exactly 7 entries (',
    ],
    [
      'a file that is a list',
      'world.yaml',
      '- 1\n',
      'world.yaml:1: found a list of 1 entries, allowed: a section with the keys file, seed,',
    ],
    ['text that is not YAML', 'world.yaml', 'seed: 1\nfile: [a\n', 'world.yaml:3: not valid YAML: '],
    ['a key given twice', 'world.yaml', 'seed: 1\nseed: 2\n', 'world.yaml:2: not valid YAML: '],
    [
      'an alias of nothing',
      'world.yaml',
      'seed: 1\ninhabitants: *none\n',
      'world.yaml:2: not valid YAML: nothing before this is anchored as &none',
    ],
  ];
  test.each(cases)('%s', (_, fileName, text, problem) => {
    write(fileName, text);
    const found = problems();
    expect(found).toHaveLength(1);
    expect(found[0].slice(0, problem.length)).toBe(problem);
  });

  test('a value behind an alias is placed where it is written', () => {
    write('server.yaml', 'network: &shared\n  port: 1\n  host: 5\noperator: *shared\n');
    expect(problems().map((problem) => problem.split(': found')[0])).toEqual([
      'server.yaml:3: network.host',
      'server.yaml:3: operator.host',
    ]);
  });
});

describe('rules across knobs', () => {
  const cases: [string, string, string][] = [
    [
      'server.yaml',
      'network:\n  port: 0\n  closeBytes: 65536\n',
      'server.yaml:3: network.closeBytes: found 65536, allowed: more than staleBytes (65536)',
    ],
    [
      'server.yaml',
      'network:\n  byteBurst: 1024\n',
      'server.yaml:2: network.byteBurst: found 1024, allowed: at least payloadBytesMax (2048)',
    ],
    [
      'server.yaml',
      'operator:\n  port: 8080\n',
      'server.yaml:2: operator.port: found 8080, allowed: a port other than network.port',
    ],
    [
      'balance.yaml',
      'patrol:\n  speedMetersPerSecondMax: 5\n',
      'balance.yaml:2: patrol.speedMetersPerSecondMax: found 5, allowed: at least speedMetersPerSecondMin (6)',
    ],
  ];
  test.each(cases)('%s: %j', (fileName, text, problem) => {
    write(fileName, text);
    expect(problems()).toEqual([expect.stringContaining(problem)]);
  });

  test('both ports may be any free port', () => {
    expect(problems(['server.network.port=0', 'server.operator.port=0'])).toEqual([]);
  });

  test('factions stand in the order of their ids, each with its own name and color', () => {
    expect(problems(['factions.factions.1.id=3'])).toEqual([
      '--set factions.factions.1.id: found 3, allowed: 2 (factions are listed in the order of their ids)',
    ]);
    expect(problems(['factions.factions.1.name=directorate', "factions.factions.2.color='#0066cc'"])).toEqual(
      [
        '--set factions.factions.1.name: found "directorate", allowed: a name no other faction has',
        '--set factions.factions.2.color: found "#0066cc", allowed: a color no other faction has, or the map cannot tell them apart',
      ],
    );
  });
});

describe('unknown keys', () => {
  const cases: [string, string, string][] = [
    [
      'the nearest known name',
      'network:\n  prot: 1\n',
      'server.yaml:2: network.prot: unknown key "prot"; did you mean "port"?',
    ],
    [
      'another spelling',
      'storage:\n  snapshots_kept: 3\n',
      'server.yaml:2: storage.snapshots_kept: unknown key "snapshots_kept"; did you mean "snapshotsKept"?',
    ],
    [
      'the section it belongs to',
      'port: 1\n',
      'server.yaml:1: port: unknown key "port"; did you mean "network.port"?',
    ],
    [
      'all names when none is near',
      'loop:\n  xyzzy: 1\n',
      'server.yaml:2: loop.xyzzy: unknown key "xyzzy"; allowed: spinMicroseconds, catchUpTicksMax',
    ],
    [
      'that names of objects are no knobs',
      'constructor: 1\n',
      'server.yaml:1: constructor: unknown key "constructor"; allowed: network,',
    ],
    [
      'that the prototype is no knob',
      '__proto__: { network: { port: 1 } }\n',
      'server.yaml:1: __proto__: unknown key "__proto__"; allowed: network,',
    ],
  ];
  test.each(cases)('are told %s', (_, text, problem) => {
    write('server.yaml', text);
    expect(problems()).toEqual([expect.stringContaining(problem)]);
  });
});

test('all problems of all files are told at once, in the order of the lines', () => {
  write('server.yaml', 'log: { level: loud }\nnetwork:\n  prot: 1\n  port: abc\n');
  write('world.yaml', 'seed: [\n');
  write('balance.yaml', 'avatar: 3\n');
  const places = problems(['sever.a=1']).map((problem) => problem.split(/: (?:found|unknown|not valid)/)[0]);
  expect(places).toEqual([
    '--set sever.a',
    'server.yaml:1: log.level',
    'server.yaml:3: network.prot',
    'server.yaml:4: network.port',
    'world.yaml:2',
    'balance.yaml:1: avatar',
  ]);
});
