import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { main } from '../scripts/import-world.ts';
import { drawOutlines } from '../src/territory/import/outline.ts';

const COUNTIES = 'node_modules/us-atlas/counties-albers-10m.json';
const SQUARES = 'test/fixtures/world/squares.geojson';

interface SquaresMap {
  type: string;
  features: {
    id?: string;
    properties: { name?: string; land?: string };
    geometry: { type: string; coordinates: (number | string)[][][] } | null;
  }[];
}

interface CountiesMap {
  arcs: number[][][];
  objects: { counties: { geometries: { id: string; type: string | null; arcs: number[][] }[] } };
}

const folder = mkdtempSync(join(tmpdir(), 'import-refusals-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...argv: string[]) {
  let stdout = '';
  let stderr = '';
  const code = await main(argv, {
    print: (text) => (stdout += text),
    printError: (text) => (stderr += text),
  });
  return { code, stdout, stderr };
}

/** Runs an import that must be refused, checks that it left nothing behind, and returns its words. */
async function refusalOf(...argv: string[]): Promise<string> {
  const before = readdirSync(folder);
  const { code, stdout, stderr } = await run(...argv, '--out', join(folder, 'refused.json'));
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(readdirSync(folder)).toEqual(before);
  return stderr;
}

function brokenCopy<T>(source: string, change: (map: T) => void): string {
  const map = JSON.parse(readFileSync(source, 'utf8')) as T;
  change(map);
  const path = join(folder, 'broken-map.json');
  writeFileSync(path, JSON.stringify(map));
  return path;
}

/** A closed ring along a meridian. */
const FLAT = [[0, 1, 2, 0].map((latitude) => [0, latitude])];

describe('the import refuses, writing nothing:', () => {
  test('a file that is missing or is not JSON', async () => {
    expect(await refusalOf('--in', join(folder, 'none.json'))).toContain('ENOENT');
    const path = join(folder, 'text.json');
    writeFileSync(path, '{\n"type": Topology }');
    expect(await refusalOf('--in', path)).toContain(`${path}: line 2, column 9: found "Topology }"`);
  });

  test('JSON that is no map', async () => {
    const path = brokenCopy<SquaresMap>(SQUARES, (json) => (json.type = 'Music'));
    expect(await refusalOf('--in', path)).toContain(
      'found "Music"; allowed: Topology, FeatureCollection, Feature',
    );
  });

  test('an object that is not in the file, listing those that are', async () => {
    const allowed = 'allowed: counties, states, nation';
    expect(await refusalOf('--in', COUNTIES, '--object', 'towns')).toContain(`"towns"; ${allowed}`);
    expect(await refusalOf('--in', COUNTIES)).toContain(`no object name; ${allowed}`);
    expect(await refusalOf('--in', SQUARES, '--object', 'towns')).toContain('GeoJSON has no named objects');
  });

  test.each<[string, (map: SquaresMap) => void, string]>([
    ['no geometry', (j) => (j.features[1].geometry = null), 'feature 1 (id "A2", East): found no geometry'],
    [
      'a line',
      (j) => (j.features[1].geometry!.type = 'LineString'),
      'feature 1 (id "A2", East): found geometry "LineString"',
    ],
    [
      'an open ring',
      (j) => j.features[0].geometry!.coordinates[0].pop(),
      '(id "A1", West), polygon 0, ring 0: found last position [0,1]',
    ],
    [
      'a short ring',
      (j) => j.features[0].geometry!.coordinates[0].splice(1, 2),
      'polygon 0, ring 0: found 3 positions',
    ],
    [
      'a text for a number',
      (j) => (j.features[4].geometry!.coordinates[1][2][0] = 'x'),
      '(id "B2", Ring), polygon 0, ring 1, position 2: found ["x",1.5]',
    ],
    [
      'the same district twice',
      (j) => j.features.push(j.features[0]),
      'feature 0 (id "A1", West) and feature 5 (id "A1", West): found the same id "A1"',
    ],
    ['no feature', (j) => (j.features = []), 'found no feature'],
    [
      'no area',
      (j) =>
        j.features.forEach((feature) => {
          feature.geometry!.coordinates = FLAT;
        }),
      'found polygons without area',
    ],
    [
      'no region',
      (j) => delete j.features[2].properties.land,
      'feature 2 (id "A3", Corner): found nothing as property "land"; allowed: one of name',
    ],
  ])('GeoJSON with %s, naming the feature', async (_, change, message) => {
    expect(await refusalOf('--in', brokenCopy(SQUARES, change), '--region-property', 'land')).toContain(
      message,
    );
  });

  test.each<[string, (map: CountiesMap) => void, string]>([
    [
      'no geometry',
      (j) => (j.objects.counties.geometries[0].type = null),
      'feature 0 (id "04015", Mohave): found no geometry',
    ],
    [
      'an unknown arc',
      (j) => (j.objects.counties.geometries[0].arcs[0][2] = 99_999),
      '(id "04015", Mohave), polygon 0, ring 0: found arc 99999',
    ],
    ['an open ring', (j) => j.objects.counties.geometries[0].arcs[0].splice(3, 1), 'allowed: a closed ring'],
    ['an empty arc', (j) => (j.arcs[7] = []), 'arcs[7]: found []'],
    [
      'an id too short',
      (j) => (j.objects.counties.geometries[9].id = '4'),
      'found id "4"; allowed: an id of at least 2',
    ],
  ])('TopoJSON with %s, naming the place', async (_, change, message) => {
    const path = brokenCopy(COUNTIES, change);
    expect(await refusalOf('--in', path, '--object', 'counties', '--region-prefix', '2')).toContain(message);
  });

  test('a world too large to hold, saying which scale would fit', async () => {
    const words = await refusalOf('--in', SQUARES, '--scale-to-district-meters', '100000');
    expect(words).toMatch(
      /found a world \d+ x \d+ m; allowed: sides up to 500000 m: --scale-to-district-meters \d+/,
    );
  });

  test('wrong options, naming option and choice', async () => {
    expect(await refusalOf('--in', SQUARES, '--island', 'drop')).toContain("Unknown option '--island'");
    expect(await refusalOf('--in', SQUARES, '--islands', 'sink')).toContain(
      '--islands: found "sink", allowed: link, drop',
    );
    expect(await refusalOf('--in', SQUARES, '--seed', '-1')).toContain('--seed');
    expect(await refusalOf('--in', SQUARES, '--region-prefix', '0')).toContain('"0", allowed: 1-64');
    expect(await refusalOf()).toContain('--in: found nothing');
  });

  test('a folder that cannot be written to', async () => {
    const { code, stderr } = await run('--in', SQUARES, '--out', join(folder, 'none', 'world.json'));
    expect([code, stderr]).toEqual([2, expect.stringContaining('ENOENT')]);
  });
});

test('an import that fails leaves the earlier world as it was', async () => {
  const out = join(folder, 'kept.json');
  expect((await run('--in', SQUARES, '--out', out)).code).toBe(0);
  const before = readFileSync(out, 'utf8');
  const path = brokenCopy<SquaresMap>(SQUARES, (json) => (json.features[0].geometry = null));
  expect((await run('--in', path, '--out', out)).code).toBe(2);
  expect(readFileSync(out, 'utf8')).toBe(before);
});

test('an area that is only rounding noise counts as none', () => {
  const line = Float64Array.from([0.1, 0.3, 0.2, 0.6, 0.7, 2.1, 0.1, 0.3]);
  const square = Float64Array.from([0, 0, 1, 0, 1, 1, 0, 1, 0, 0]);
  expect(drawOutlines([[[[0]]]], [square], 1000)?.standIns).toEqual([]);
  expect(drawOutlines([[[[0]]]], [line], 1000)).toBeUndefined();
});
