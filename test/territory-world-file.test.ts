import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { worldFromAscii } from '../src/territory/ascii-world.ts';
import { jsonErrorPosition } from '../src/territory/json-error-position.ts';
import { openWorld } from '../src/territory/open-world.ts';
import {
  readWorldFile,
  type WorldFile,
  WorldFileError,
  writeWorldFile,
} from '../src/territory/world-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'world-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, 'world.json');

function drawn(): WorldFile {
  return worldFromAscii(['A--B', '|  |', 'C--D'], { owners: { 1: ['A'], 2: ['D'] } });
}

/** Reads a world from disk after a change that may break it, and returns the refusal. */
function refusalOf(change: (world: WorldFile) => void): WorldFileError {
  const world = drawn();
  change(world);
  writeFileSync(path, JSON.stringify(world));
  return refusal(() => readWorldFile(path));
}

function refusal(run: () => unknown): WorldFileError {
  try {
    run();
  } catch (error) {
    if (error instanceof WorldFileError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a world file', () => {
  test('comes back equal after being written', () => {
    writeWorldFile(path, drawn());
    expect(readWorldFile(path)).toEqual(drawn());
    expect(readdirSync(folder)).toEqual(['world.json']);
  });

  test('is written with one district, arc and border per line', () => {
    writeWorldFile(path, drawn());
    expect(readFileSync(path, 'utf8').split('\n')).toContain('0,1,1000,0,');
  });

  test('that is broken is never written', () => {
    const target = join(folder, 'never.json');
    const broken = { ...drawn(), widthMeters: 600_000 };
    expect(refusal(() => writeWorldFile(target, broken)).where).toBe('widthMeters');
    expect(readdirSync(folder)).not.toContain('never.json');
  });

  test('that is missing is refused by name', () => {
    expect(refusal(() => readWorldFile(join(folder, 'none.json'))).found).toContain('ENOENT');
  });
});

// Each row breaks one thing: what, how, where it is reported, what was found, what is allowed.
const REFUSALS: [string, (world: WorldFile) => void, string, string, string][] = [
  ['another format', (w) => Object.assign(w, { format: 'map' }), 'format', '"map"', 'marchland-world'],
  ['another version', (w) => Object.assign(w, { version: 2 }), 'version', '2', '1'],
  ['an unknown key', (w) => Object.assign(w, { weather: 1 }), 'weather', '"weather"', 'arcs, borders'],
  ['a world too wide', (w) => Object.assign(w, { widthMeters: 500_001 }), 'widthMeters', '500001', '500000'],
  [
    'a missing licence',
    (w) => Object.assign(w.provenance, { licence: '' }),
    'provenance.licence',
    '""',
    'text',
  ],
  ['two regions of one id', (w) => w.regions.push(w.regions[0]), 'regions[1].id', 'regions[0]', 'once'],
  [
    'two districts of one id',
    (w) => Object.assign(w.districts[2], { id: 'A' }),
    'districts[2].id',
    '"A"',
    'once',
  ],
  [
    'an unknown region',
    (w) => Object.assign(w.districts[1], { region: 1 }),
    'districts[1].region',
    '1',
    '0 to 0',
  ],
  [
    'a value of 0',
    (w) => Object.assign(w.districts[1], { strategicValue: 0 }),
    'districts[1].strategicValue',
    '0',
    '1 to 100',
  ],
  [
    'an unknown resource',
    (w) => Object.assign(w.districts[1], { resource: 'gold' }),
    'districts[1].resource',
    '"gold"',
    'salvage',
  ],
  [
    'an eighth faction',
    (w) => Object.assign(w.districts[0], { owner: 8 }),
    'districts[0].owner',
    '8',
    '0 to 7',
  ],
  [
    'a center elsewhere',
    (w) => Object.assign(w.districts[0], { center: [1500, 500] }),
    'districts[0].center',
    '[1500,500]',
    'inside',
  ],
  [
    'half a meter',
    (w) => Object.assign(w.districts[0], { center: [0.5, 1] }),
    'districts[0].center',
    '[0.5,1]',
    'whole meters',
  ],
  [
    'an unknown arc',
    (w) => Object.assign(w.districts[0], { polygons: [[[4]]] }),
    'districts[0].polygons[0][0]',
    'arc 4',
    '0 to 3',
  ],
  ['an open ring', (w) => w.arcs[3].splice(-2), 'districts[3].polygons[0][0]', '[1000,2000]', '[1000,1000]'],
  [
    'a ring without area',
    (w) => Object.assign(w, { arcs: w.arcs.with(1, [0, 0, 9, 9, -9, -9]) }),
    'districts[1].polygons[0][0]',
    'without area',
    'area',
  ],
  [
    'an arc outside the world',
    (w) => Object.assign(w.arcs[2], { 0: 1001 }),
    'arcs[2][2]',
    '[2001,1000]',
    '2000 x 2000',
  ],
  ['a border named twice', (w) => w.borders.push(0, 1, 5, 0), 'borders[16]', '[0,1]', 'once'],
  ['a border to itself', (w) => w.borders.push(2, 2, 5, 0), 'borders[16]', '[2,2]', 'a < b'],
  ['a border to nowhere', (w) => w.borders.push(0, 4, 5, 0), 'borders[17]', '4', '0 to 3'],
  ['a border of no length', (w) => w.borders.push(0, 3, 0, 0), 'borders[18]', '0', 'from 1'],
  ['a third kind of border', (w) => w.borders.push(0, 3, 5, 2), 'borders[19]', '2', '1 sea link'],
  ['half a border', (w) => w.borders.push(0, 3), 'borders', '18 numbers', 'every border'],
  [
    'a control point elsewhere',
    (w) => Object.assign(w.controlPoints[0], { position: [1500, 1] }),
    'controlPoints[0].position',
    '[1500,1]',
    'district A',
  ],
  [
    'a radius of 49 m',
    (w) => Object.assign(w.controlPoints[1], { radiusMeters: 49 }),
    'controlPoints[1].radiusMeters',
    '49',
    '50 to 100',
  ],
  [
    'a castle',
    (w) => Object.assign(w.controlPoints[1], { type: 'castle' }),
    'controlPoints[1].type',
    '"castle"',
    'checkpoint',
  ],
  ['one control point', (w) => w.controlPoints.pop(), 'controlPoints', '1 in district D', '2 to 6'],
  [
    'a second hub',
    (w) => w.hubs.push({ faction: 1, district: 2 }),
    'hubs[2].faction',
    '1',
    'one hub per faction',
  ],
];

describe('a world is refused with place, found and allowed:', () => {
  test.each(REFUSALS)('%s', (_, change, where, found, allowed) => {
    const error = refusalOf(change);
    expect(error.where).toBe(where);
    expect(error.found).toContain(found);
    expect(error.allowed).toContain(allowed);
    expect(error.message).toContain(path);
  });

  test('text that is not JSON, by line and column', () => {
    writeFileSync(path, '{\n "format": "marchland-world",\n "version": one\n}');
    const error = refusal(() => readWorldFile(path));
    expect(error.where).toBe('line 3, column 13');
    expect(error.found).toBe('"one"');
  });

  test('JSON that ends early, by its last line', () => {
    writeFileSync(path, '{\n "regions": [\n');
    expect(refusal(() => readWorldFile(path)).where).toBe('line 3, column 1');
  });
});

test('the JSON scanner agrees with the engine about what is JSON', () => {
  const samples = [
    '',
    '[1,]',
    '{"a":1,}',
    '01',
    '-',
    '"\\x"',
    '"a\nb"',
    'nul',
    '[1 2]',
    '{1:2}',
    '[]]',
    '1e',
    '"\u007f"',
  ];
  samples.push('[1,{"a":[true,null,-0.5e+3,"\\u00e9\\n"]}]', ' 7 ', '"é😀"', '{"a":{}}', '[[],[]]');
  for (const text of samples) {
    let valid = true;
    try {
      JSON.parse(text);
    } catch {
      valid = false;
    }
    expect(jsonErrorPosition(text) === undefined, JSON.stringify(text)).toBe(valid);
  }
});

test('an open world is one district with every hub, and its sides are limited', () => {
  const world = openWorld({ widthMeters: 500_000, heightMeters: 4000, name: 'bench' });
  expect(world.districts).toHaveLength(1);
  expect(world.borders).toEqual([]);
  expect(world.hubs.map((hub) => hub.faction)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(refusal(() => openWorld({ widthMeters: 500_001, heightMeters: 1, name: 'x' })).where).toBe(
    'widthMeters',
  );
});
