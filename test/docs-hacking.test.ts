import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { World } from '../components/world.ts';
import {
  atTarget,
  EXAMPLES,
  type ExampleName,
  edited,
  exampleText,
} from '../scripts/docs/hacking-examples.ts';
import { ENTITY_KIND, RESULT } from '../src/protocol/fields.ts';
import { TABLE_HASH } from '../src/protocol/table-hash.ts';

/**
 * The examples of docs/HACKING.md are put into a copy of the sources, all four at once, compiled with the
 * repository's own settings, and run. What they add is not in the types of this file, so it is named here once.
 */
type ExtendedWorld = World & { stamina: { points: Uint8Array; restedTick: Uint32Array } };

const COPIED = ['components', 'systems', 'src', 'client', 'test/support', 'package.json', 'tsconfig.json'];
const BUILD = {
  extends: './tsconfig.json',
  compilerOptions: { incremental: false },
  include: ['components', 'systems', 'src', 'client', 'test/support/world-harness.ts'],
};

let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'marchland-hacking-'));
  for (const path of COPIED) cpSync(path, join(copy, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, 'build.json'), JSON.stringify(BUILD));
  for (const { adds, edits } of Object.values(EXAMPLES)) {
    for (const file of adds) {
      writeFileSync(join(copy, file.target), atTarget(readFileSync(file.source, 'utf8'), file));
    }
    for (const edit of edits) {
      const path = join(copy, edit.file);
      writeFileSync(path, edited(readFileSync(path, 'utf8'), edit));
    }
  }
  compile();
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function compile(): void {
  try {
    const tsc = resolve('node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', 'build.json'], { cwd: copy, encoding: 'utf8' });
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    throw new Error(`The examples of docs/HACKING.md do not compile:\n${stdout ?? String(error)}`);
  }
}

/** A compiled module of the copy, with the types of the original it was made from. */
async function load<Module>(path: string): Promise<Module> {
  return (await import(/* @vite-ignore */ pathToFileURL(join(copy, 'dist', path)).href)) as Module;
}

const loadHarness = () => load<typeof import('./support/world-harness.ts')>('test/support/world-harness.js');

test('a new component is given memory, hashed, saved and restored', async () => {
  const { startWorld } = await loadHarness();
  const { packUsed, unpackUsed } =
    await load<typeof import('../src/memory/used-rows.ts')>('src/memory/used-rows.js');
  const { allocateWorldMemory, storeSchema, viewStores } = await load<
    typeof import('../src/memory/world-memory.ts')
  >('src/memory/world-memory.js');
  expect(storeSchema()).toContain('stamina.points:u8');

  const server = startWorld({ patrols: 5 });
  const world = server.world as ExtendedWorld;
  const before = server.hash();
  world.stamina.points[3] = 77;
  expect(server.hash()).not.toBe(before);

  const restored = viewStores(allocateWorldMemory());
  expect(unpackUsed(packUsed(world, world.graph.districtCount), restored, world.graph.districtCount)).toBe(
    true,
  );
  expect((restored as ExtendedWorld).stamina.points[3]).toBe(77);
});

test('a new system runs in its place, and clients see what it does', async () => {
  const { startWorld } = await loadHarness();
  const server = startWorld({ patrols: 30 });
  const alice = server.join();
  const patrols = () => server.world.entities.rosters.get(ENTITY_KIND.patrol)!.ids();
  const moving = () => {
    const { vx, vy } = server.world.motion;
    return patrols().filter((id) => vx[id] !== 0 || vy[id] !== 0).length;
  };
  server.tick(2399);
  expect(moving()).toBeGreaterThan(0);
  server.tick();
  expect(moving()).toBe(0);
  server.tick(1199);
  expect(moving()).toBe(0);
  server.expectMirrorExact(alice);
  server.tick(120);
  expect(moving()).toBe(30);
  server.expectMirrorExact(alice);
});

test('a new order is taken and answered, and builds without it are refused', async () => {
  const { startWorld } = await loadHarness();
  const { ORDER } = await load<{ ORDER: { goHome: number } }>('src/protocol/client-messages.js');
  const tables = await load<typeof import('../src/protocol/table-hash.ts')>('src/protocol/table-hash.js');
  expect(tables.TABLE_HASH).not.toBe(TABLE_HASH);

  const server = startWorld({ map: ['A--B'], owners: { 2: ['B'] } });
  const alice = server.join({ faction: 2 });
  server.tick();
  const avatar = server.world.session.avatar[alice.slot];
  alice.order(ORDER.goHome);
  server.tick(1200);
  expect(alice.answers).toEqual([{ sequence: 1, result: RESULT.done }]);
  const { graph, motion } = server.world;
  const home = graph.districtOwner.indexOf(2);
  expect([motion.x[avatar], motion.y[avatar]]).toEqual([graph.districtX[home], graph.districtY[home]]);
});

describe('a new knob', () => {
  test('has a row in the docs, and refuses what is out of range', async () => {
    const { configPage } = await load<typeof import('../src/config/describe.ts')>('src/config/describe.js');
    const { loadConfig } = await load<typeof import('../src/config/load.ts')>('src/config/load.js');
    expect(configPage()).toContain('| `patrol.goalSpreadMeters` | whole number | 0..500 | meters | `60` |');
    expect(() => loadConfig('config', ['balance.patrol.goalSpreadMeters=501'])).toThrow(
      /goalSpreadMeters.*501/,
    );
  });

  test('reaches the system in world units', async () => {
    const { startWorld } = await loadHarness();
    const server = startWorld({ map: ['A--B'], patrols: 40, rules: { goalSpreadUnits: 0 } as object });
    server.tick(3 * 3600);
    const { graph, motion } = server.world;
    const points = new Set(Array.from(graph.controlPointX, (x, i) => `${x} ${graph.controlPointY[i]}`));
    const ids = server.world.entities.rosters.get(ENTITY_KIND.patrol)!.ids();
    const resting = ids.filter((id) => motion.vx[id] === 0 && points.has(`${motion.x[id]} ${motion.y[id]}`));
    expect(resting.length).toBeGreaterThan(0);
  });
});

test('an example that no longer fits its file says so', () => {
  const edit = { file: 'src/a.ts', find: 'const x = 1;', replace: 'const x = 2;' };
  expect(edited('const x = 1;\n', edit)).toBe('const x = 2;\n');
  expect(() => edited('const y = 1;\n', edit)).toThrow('src/a.ts: found 0 times');
  expect(() => edited('const x = 1; const x = 1;\n', edit)).toThrow('found 2 times');
});

test('an example is printed as it reads where it belongs', () => {
  const names: ExampleName[] = ['component', 'system', 'message', 'knob'];
  const [component, , message, knob] = names.map((name) => exampleText('.', name));
  expect(component).toContain(
    "New file `components/stamina.ts`:\n\n```ts\nimport { defineStore, u8, u32 } from './store.ts';",
  );
  expect(component).toContain('    patrol: Patrol,\n+   stamina: Stamina,');
  expect(message).toContain("import { pickDistrict } from './spawn.ts';");
  expect(knob).toContain('- const GOAL_SPREAD_UNITS');
});
