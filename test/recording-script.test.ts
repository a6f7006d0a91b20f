import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Playback } from '../client/playback.ts';
import { openRecording, type Recording } from '../client/playback-file.ts';
import { HistoryRun } from '../scripts/replay/history-run.ts';
import { serveRecording } from '../scripts/replay/play-recording.ts';
import { main, play } from '../scripts/replay.ts';
import { readWorldFile } from '../src/territory/world-file.ts';
import { SavedRun, TINY_WORLD } from './support/saved-run.ts';

let parent: string;
let directory: string;
let file: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'recording-script-'));
  directory = join(parent, 'tiny');
  file = join(parent, 'span.mrec');
});

afterEach(() => rmSync(parent, { recursive: true }));

function listener() {
  const out: string[] = [];
  const errors: string[] = [];
  return {
    output: {
      print: (text: string) => void out.push(text),
      printError: (text: string) => void errors.push(text),
    },
    words: () => out.join(''),
    errors: () => errors.join(''),
  };
}

function run(...args: string[]) {
  const heard = listener();
  const code = main(['--world', TINY_WORLD, directory, '--json', ...args], heard.output);
  const words = heard.words();
  return { code, errors: heard.errors(), json: words === '' ? undefined : JSON.parse(words) };
}

const record = (...args: string[]) => run('--record', file, ...args);

async function recording(): Promise<Recording> {
  return await openRecording(new Uint8Array(readFileSync(file)));
}

/** Two boots with 8 and 10 patrols, three players each; the second begins at tick 35, and the last tick is 60. */
function save(): void {
  const first = new SavedRun(directory, { patrols: 8, kept: 9 });
  first.play(20);
  first.snapshot();
  first.play(15);
  first.close();
  const second = new SavedRun(directory, { patrols: 10, kept: 9 });
  second.play(25);
  second.close();
}

describe('--record', () => {
  test('writes what the history was, over a restart of the server', async () => {
    save();
    const { code, json } = record();
    expect(code).toBe(0);
    expect(json.recording).toMatchObject({
      file,
      fromTick: 0,
      untilTick: 60,
      bytes: readFileSync(file).length,
    });
    const playback = new Playback(await recording());
    const history = new HistoryRun({
      ...{ directory, configDirectory: 'config', worldFile: TINY_WORLD, fromTick: undefined },
      afterTick: ({ ledger, identity, motion }) => {
        playback.seek(ledger.tick[0]);
        const { mirror, tick } = playback;
        expect(mirror.entities.size).toBe(ledger.aliveCount[0]);
        for (const entity of mirror.entities.values()) {
          const { id } = entity;
          expect(entity).toMatchObject({ kind: identity.kind[id], vx: motion.vx[id], vy: motion.vy[id] });
          expect([mirror.xAt(entity, tick), mirror.yAt(entity, tick)]).toEqual([motion.x[id], motion.y[id]]);
        }
      },
    });
    history.advanceTo(60);
    expect(playback).toMatchObject({ tick: 60, exact: true });
    expect(playback.recording.header).toMatchObject({ untilHash: history.hash });
  });

  test('begins at the very tick and ends after the other, with the hashes of both', async () => {
    save();
    const { json } = record('--from', '27', '--until', '41');
    expect(json).toMatchObject({ fromTick: 20, toTick: 41, recording: { fromTick: 27, untilTick: 41 } });
    const { header } = await recording();
    expect(header).toMatchObject({ fromTick: 27, untilTick: 41 });
    const hashes = ['27', '41'].map((tick) => run('--until', tick).json.hash);
    expect([header.fromHash, header.untilHash].map((hash) => hash.toString(16).padStart(8, '0'))).toEqual(
      hashes,
    );
  });

  test('holds all that the map asks a server for', async () => {
    save();
    record();
    const { header } = await recording();
    expect(header.world).toEqual(JSON.parse(JSON.stringify(readWorldFile(TINY_WORLD))));
    expect((header.view as { factions: object[] }).factions).toHaveLength(7);
    expect(header.view).toMatchObject({ title: 'Ten districts', tickRate: 60, worldName: 'tiny' });
  });

  test('writes nothing of a history that was left, and says so', () => {
    save();
    const database = new Database(join(directory, 'world.db'));
    database.exec('UPDATE snapshot SET hash = hash + 1 WHERE tick = 35');
    database.close();
    const { code, errors, json } = record();
    expect(code).toBe(1);
    expect(errors).toMatch(/no recording is written/);
    expect(json.recording).toBeUndefined();
    expect(existsSync(file)).toBe(false);
  });

  test.each([
    [['--from', '61'], /--from: found 61, allowed: up to 60, where what is kept ends/],
    [['--diff', 'DIR'], /--record: found together with --diff/],
    [['--record', 'data/world.db'], /--record: found "data\/world\.db", allowed: a name that ends in \.mrec/],
    [['--record', 'gone/x.mrec'], /--record: gone: no such directory/],
  ])('is refused with 2 and words: %j', (args, words) => {
    save();
    const { code, errors } = record(...args.map((arg) => (arg === 'DIR' ? directory : arg)));
    expect(code).toBe(2);
    expect(errors).toMatch(words);
    expect(existsSync(file)).toBe(false);
  });

  test('tells where what is kept begins', () => {
    const saved = new SavedRun(directory, { kept: 1 });
    saved.play(9);
    saved.snapshot();
    saved.close();
    const { code, errors } = record('--from', '5');
    expect(code).toBe(2);
    expect(errors).toMatch(/--from: found 5, allowed: 9 and later, where what is kept begins/);
  });

  test('names a file that cannot be written, and leaves no part of it', () => {
    save();
    mkdirSync(file);
    const { code, errors } = record();
    expect(code).toBe(2);
    expect(errors).toContain(`--record: ${file}: `);
    expect(readdirSync(parent).sort()).toEqual(['span.mrec', 'tiny']);
  });
});

describe('--play', () => {
  async function refusal(...args: string[]): Promise<string> {
    const heard = listener();
    expect(await play(args, () => Promise.resolve(), heard.output)).toBe(2);
    expect(heard.words()).toBe('');
    return heard.errors();
  }

  test('refuses what is no recording, by name', async () => {
    expect(await refusal('--play', join(parent, 'gone.mrec'))).toMatch(/--play: .*gone\.mrec: ENOENT/);
    expect(await refusal('--play', 'package.json')).toMatch(/--play: package\.json: byte 0: found "/);
  });

  test('refuses a wrong command line', async () => {
    expect(await refusal('--play', file, '--port', '65536')).toMatch(
      /--port: found "65536", allowed: 0 to 65535/,
    );
    expect(await refusal('--play', file, 'data')).toMatch(/found "data", allowed: --play FILE/);
    expect(await refusal('--play', file, '--until', '9')).toMatch(/--until/);
  });

  test('says that the map is not built, where it is not', async () => {
    save();
    record();
    await expect(serveRecording(file, 0, parent)).rejects.toThrow(
      `${parent}: found no map.js, allowed: the built map; run npm run build`,
    );
  });
});

test('--help tells of recordings', () => {
  const heard = listener();
  expect(main(['--help'], heard.output)).toBe(0);
  expect(heard.words()).toMatch(/--record FILE[\s\S]*--play FILE/);
});
