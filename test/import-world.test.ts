import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { main } from '../scripts/import-world.ts';
import { buildTerritoryGraph, worldTopology } from '../src/territory/graph.ts';
import { decodeArcs, districtRings, isInside } from '../src/territory/polygon.ts';
import { readWorldFile, type WorldFile } from '../src/territory/world-file.ts';

const COUNTIES = 'node_modules/us-atlas/counties-albers-10m.json';
const COUNTRIES = 'node_modules/world-atlas/countries-50m.json';
const SQUARES = 'test/fixtures/world/squares.geojson';

const folder = mkdtempSync(join(tmpdir(), 'import-world-'));
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

/** Imports into a new file of the test folder; fails with the words of the import when it was refused. */
async function importWorld(name: string, ...argv: string[]) {
  const out = join(folder, name);
  const { code, stdout, stderr } = await run(...argv, '--out', out, '--json');
  expect(code, stderr).toBe(0);
  return { out, summary: JSON.parse(stdout), world: readWorldFile(out) };
}

function bordersOf(world: WorldFile): [string, string, number][] {
  const borders: [string, string, number][] = [];
  for (let i = 0; i < world.borders.length; i += 4) {
    const [a, b, , kind] = world.borders.slice(i, i + 4);
    borders.push([world.districts[a].id, world.districts[b].id, kind]);
  }
  return borders;
}

let countiesImport: ReturnType<typeof importWorld> | undefined;

/** The counties world, imported once for all tests that only look at it. */
function importCounties() {
  countiesImport ??= importWorld('us-counties.json', ...COUNTY_OPTIONS);
  return countiesImport;
}

const COUNTY_OPTIONS = [
  '--in',
  COUNTIES,
  '--object',
  'counties',
  '--region-prefix',
  '2',
  '--islands',
  'drop',
];

describe('the counties world', () => {
  test('has 3,106 districts, 8,732 borders and 49 named regions, and drops the rest', async () => {
    const { summary, world } = await importCounties();
    expect(summary).toMatchObject({
      territories: 3106,
      borders: 8732,
      regions: 49,
      seaLinks: 0,
      dropped: 36,
    });
    expect(world.name).toBe('us-counties');
    expect(world.regions.find((region) => region.id === '48')?.name).toBe('Texas');
    const anderson = world.districts.find((district) => district.id === '48001');
    expect([anderson?.name, world.regions[anderson?.region ?? 0].id]).toEqual(['Anderson', '48']);
    expect(world.provenance).toMatchObject({ licence: 'ISC', object: 'counties', seed: 1 });
    expect(world.provenance.source).toContain('us-atlas 3.0.1, counties-albers-10m.json');
  });

  test('is one connected graph of counties about 1 km across with 2 to 6 control points each', async () => {
    const { world } = await importCounties();
    const graph = buildTerritoryGraph(world);
    expect(worldTopology(graph).sizes).toEqual([3106]);
    const area = world.districts.reduce((sum, district) => sum + district.areaSquareMeters, 0);
    expect(Math.sqrt(area / 3106)).toBeGreaterThan(990);
    expect(Math.sqrt(area / 3106)).toBeLessThan(1010);
    const counts = world.districts.map((_, i) => graph.controlPointStart[i + 1] - graph.controlPointStart[i]);
    expect(new Set(counts)).toEqual(new Set([2, 3, 4, 5, 6]));
  });

  test('keeps every control point inside its own county, apart from the others', async () => {
    const { world } = await importCounties();
    const arcs = decodeArcs(world.arcs);
    const rings = world.districts.map((district) => districtRings(district.polygons, arcs));
    const outside = world.controlPoints.filter((point) => !isInside(point.position, rings[point.district]));
    expect(outside).toEqual([]);
    const places = new Set(world.controlPoints.map((point) => `${point.district}:${point.position}`));
    expect(places.size).toBe(world.controlPoints.length);
  });

  test('shares ground between seven factions and leaves about 30 % neutral', async () => {
    const { summary, world } = await importCounties();
    expect(summary.neutralPercent).toBe(30);
    for (const { faction, district } of world.hubs) {
      expect(world.districts[district].owner).toBe(faction);
      const owned = world.districts.filter(({ owner }) => owner === faction).length;
      expect(owned).toBeGreaterThan(250);
    }
  });

  test('is the same to the byte for the same seed, and another one for another seed', async () => {
    const one = await importWorld('one.json', ...COUNTY_OPTIONS, '--name', 'x');
    const two = await importWorld('two.json', ...COUNTY_OPTIONS, '--name', 'x');
    const other = await importWorld('other.json', ...COUNTY_OPTIONS, '--name', 'x', '--seed', '2');
    expect(readFileSync(one.out).equals(readFileSync(two.out))).toBe(true);
    expect(other.world.controlPoints).not.toEqual(one.world.controlPoints);
    expect(other.world.hubs).not.toEqual(one.world.hubs);
    expect(other.world.borders).toEqual(one.world.borders);
  });
});

describe('the countries world', () => {
  test('keeps all countries and connects the islands by sea', async () => {
    const { summary, world } = await importWorld(
      'countries.json',
      '--in',
      COUNTRIES,
      '--object',
      'countries',
    );
    expect(summary).toMatchObject({ territories: 241, regions: 1, dropped: 0, hubs: 7 });
    expect(summary.seaLinks).toBeGreaterThan(50);
    expect(worldTopology(buildTerritoryGraph(world)).componentCount).toBe(1);
    expect(world.districts.map((district) => district.name)).toContain('Kosovo');
  });

  test('tells two territories that share a code apart and says so', async () => {
    const { world } = await importWorld('countries.json', '--in', COUNTRIES, '--object', 'countries');
    const sharing = world.districts.filter((district) => district.id.startsWith('036'));
    expect(sharing.map((district) => `${district.id} ${district.name}`)).toEqual([
      '036 Australia',
      '036-2 Ashmore and Cartier Is.',
    ]);
    expect(world.provenance.notes.join()).toContain('Ashmore and Cartier Is. shares id 036');
  });

  test('lies with the north up', async () => {
    const { world } = await importWorld('countries.json', '--in', COUNTRIES, '--object', 'countries');
    const y = (name: string) => world.districts.find((district) => district.name === name)?.center[1] ?? 0;
    expect(y('Norway')).toBeLessThan(y('Italy'));
    expect(y('Italy')).toBeLessThan(y('South Africa'));
  });
});

describe('a GeoJSON world', () => {
  const options = ['--in', SQUARES, '--region-property', 'land', '--licence', 'CC0', '--source', 'by hand'];

  test('joins districts that share an edge, and reaches the others by sea', async () => {
    const { world } = await importWorld('squares.json', ...options, '--coordinates', 'planar');
    expect(bordersOf(world)).toEqual([
      ['A1', 'A2', 0],
      ['A2', 'A3', 1],
      ['A3', 'B1', 1],
      ['B1', 'B2', 1],
    ]);
    expect(world.provenance).toMatchObject({ licence: 'CC0', source: 'by hand' });
  });

  test('takes its regions from a property', async () => {
    const { world } = await importWorld('squares.json', ...options);
    expect(world.regions.map((region) => region.name)).toEqual(['Isle', 'Main']);
    expect(world.districts.map((district) => world.regions[district.region].id)).toEqual([
      'Main',
      'Main',
      'Main',
      'Isle',
      'Isle',
    ]);
  });

  test('puts the center of a crescent and of a ring on their land', async () => {
    const { world } = await importWorld('squares.json', ...options, '--coordinates', 'planar');
    const [, , , crescent, ring] = world.districts;
    const arcs = decodeArcs(world.arcs);
    for (const district of [crescent, ring]) {
      expect(isInside(district.center, districtRings(district.polygons, arcs))).toBe(true);
    }
    // The ring is 2 x 2 with a hole of 1 x 1; the two unit squares give the scale.
    expect(ring.areaSquareMeters / world.districts[0].areaSquareMeters).toBeCloseTo(3, 1);
  });

  test('drops all but the largest part when asked to', async () => {
    const { summary, world } = await importWorld('squares.json', ...options, '--islands', 'drop');
    expect(summary).toMatchObject({ territories: 2, borders: 1, regions: 1, dropped: 3, hubs: 2 });
    expect(world.districts.map((district) => district.id)).toEqual(['A1', 'A2']);
  });

  test('is scaled to the district width asked for', async () => {
    const { world } = await importWorld('squares.json', ...options, '--scale-to-district-meters', '200');
    const area = world.districts.reduce((sum, district) => sum + district.areaSquareMeters, 0);
    expect(Math.sqrt(area / world.districts.length)).toBeCloseTo(200, -1);
  });
});

test('--help names every option and ends well', async () => {
  const { code, stdout } = await run('--help');
  expect(code).toBe(0);
  for (const option of ['--in', '--object', '--islands', '--scale-to-district-meters', '--json']) {
    expect(stdout).toContain(option);
  }
});
