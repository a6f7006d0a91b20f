import { mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ReloadableConfig, readConfig } from '../src/config/load.ts';
import { type ConfigWatch, type WatchOptions, watchConfig } from '../src/config/watch.ts';

let directory: string;
let watching: ConfigWatch | undefined;
let changes: ReloadableConfig[];
let refusals: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'config-watch-'));
  changes = [];
  refusals = [];
});
afterEach(() => {
  watching?.close();
  rmSync(directory, { recursive: true });
});

function start(options?: WatchOptions): void {
  watching = watchConfig(
    directory,
    (config) => changes.push(config),
    (error) => refusals.push(error.message),
    options,
  );
}

function writeSpeed(speed: number | string, fileName = 'balance.yaml'): void {
  writeFileSync(join(directory, fileName), `avatar:\n  speedMetersPerSecond: ${speed}\n`);
}

const speeds = () => changes.map(({ balance }) => balance.avatar.speedMetersPerSecond);
const until = (fact: () => void) => vi.waitFor(fact, { timeout: 5000, interval: 20 });

test('a valid change arrives whole', async () => {
  start();
  writeSpeed(50);
  await until(() => expect(speeds()).toEqual([50]));
  expect(changes[0].factions.factions).toHaveLength(7);
  expect(refusals).toEqual([]);
});

test('a wrong value is refused with its place and the values in force stay', async () => {
  writeSpeed(50);
  start();
  writeSpeed(999);
  await until(() => expect(refusals).toHaveLength(1));
  expect(refusals[0]).toContain(
    'balance.yaml:2: avatar.speedMetersPerSecond: found 999, allowed: number 1..450',
  );
  expect(changes).toEqual([]);
  writeSpeed(70);
  await until(() => expect(speeds()).toEqual([70]));
});

test('a refusal is told once, however often other files change', async () => {
  start();
  writeSpeed(999);
  await until(() => expect(refusals).toHaveLength(1));
  writeFileSync(join(directory, 'notes.txt'), 'faster?\n');
  await new Promise((resolve) => setTimeout(resolve, 300));
  writeSpeed(998);
  await until(() => expect(refusals.at(-1)).toContain('found 998'));
  expect(refusals).toHaveLength(2);
});

test('one wrong file keeps the other, valid one from being taken', async () => {
  start();
  writeSpeed(50);
  writeFileSync(join(directory, 'factions.yaml'), 'factions: []\n');
  await until(() => expect(refusals).toHaveLength(1));
  expect(changes).toEqual([]);
});

test('editors that rename a new file into place are followed, again and again', async () => {
  writeSpeed(50);
  start();
  for (const speed of [51, 52, 53]) {
    writeSpeed(speed, 'balance.yaml.tmp');
    renameSync(join(directory, 'balance.yaml.tmp'), join(directory, 'balance.yaml'));
    await until(() => expect(speeds().at(-1)).toBe(speed));
  }
  expect(speeds()).toEqual([51, 52, 53]);
});

test('a file that goes away does not put the defaults in force', async () => {
  writeSpeed(50);
  start();
  unlinkSync(join(directory, 'balance.yaml'));
  await until(() => expect(refusals).toHaveLength(1));
  expect(refusals[0]).toContain('balance.yaml: the file is gone; the values in force are kept');
  writeSpeed(51);
  await until(() => expect(speeds()).toEqual([51]));
});

test('a change of comments only is no change', async () => {
  writeSpeed(50);
  start();
  writeSpeed('50 # meters per second');
  // The second, real change shows that the first was read and found equal.
  await new Promise((resolve) => setTimeout(resolve, 300));
  writeSpeed(51);
  await until(() => expect(speeds()).toEqual([51]));
});

test('a server file half edited does not stop a reload', async () => {
  start();
  writeFileSync(join(directory, 'server.yaml'), 'network: [\n');
  writeSpeed(50);
  await until(() => expect(speeds()).toEqual([50]));
  expect(refusals).toEqual([]);
});

test('--set keeps winning over the file', async () => {
  start({ settings: ['balance.avatar.speedMetersPerSecond=45'] });
  writeFileSync(
    join(directory, 'balance.yaml'),
    'patrol:\n  pauseSecondsMax: 1\navatar:\n  speedMetersPerSecond: 50\n',
  );
  await until(() => expect(changes).toHaveLength(1));
  expect(speeds()).toEqual([45]);
  expect(changes[0].balance.patrol.pauseSecondsMax).toBe(1);
});

test('an edit between load and watch is not missed', () => {
  const running = readConfig(directory);
  writeSpeed(50);
  start({ running });
  expect(speeds()).toEqual([50]);
});

test('a file wrong from the start is taken once it is mended', async () => {
  writeSpeed(999);
  start();
  expect(refusals).toHaveLength(1);
  writeSpeed(50);
  await until(() => expect(speeds()).toEqual([50]));
});

test('nothing is told after close', async () => {
  start();
  writeSpeed(50);
  watching?.close();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([changes, refusals]).toEqual([[], []]);
});
