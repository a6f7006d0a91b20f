import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { worldFromAscii } from '../src/territory/ascii-world.ts';
import { buildTerritoryGraph, worldTopology } from '../src/territory/graph.ts';
import { readWorldFile } from '../src/territory/world-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'ascii-world-'));
afterAll(() => rmSync(folder, { recursive: true }));

function readText(text: string) {
  const path = join(folder, 'drawn.txt');
  writeFileSync(path, text);
  return readWorldFile(path);
}

describe('a drawn world', () => {
  test('has a square per letter, placed by its text column and row', () => {
    const world = worldFromAscii(['A--3--B', '|     |', 'C--1--D'], { cellMeters: 400 });
    expect(world.districts.map((district) => district.center)).toEqual([
      [200, 200],
      [600, 200],
      [200, 600],
      [600, 600],
    ]);
    expect([world.widthMeters, world.heightMeters]).toEqual([800, 800]);
  });

  test('takes link lengths in kilometers, and the distance of the centers where none is drawn', () => {
    const world = worldFromAscii(['A-12-B---C', '|        |', '2        |', '|        |', 'D        E']);
    expect(world.borders).toEqual([0, 1, 12_000, 0, 0, 3, 2000, 0, 1, 2, 1000, 0, 2, 4, 1000, 0]);
  });

  test('draws sea links with ~ and :', () => {
    expect(worldFromAscii(['A~2~B', ':', 'C']).borders).toEqual([0, 1, 2000, 1, 0, 2, 1000, 1]);
  });

  test.each([
    [['A--'], 'line 1, column 4', '" "'],
    [['A  B', '   |'], 'line 3, column 4', '" "'],
    [['A-B', '  A'], 'line 2, column 3', '"A"'],
    [['A-B', '', ' *'], 'line 3, column 2', '"*"'],
    [['A -B'], 'line 1, column 3', '"-"'],
    [['A-1-2-B'], 'line 1, column 7', '"-1-2-"'],
    [['   '], 'line 1, column 1', 'no letter'],
  ])('%j is refused by line and column', (lines, where, found) => {
    expect(() => worldFromAscii(lines)).toThrow(where);
    expect(() => worldFromAscii(lines)).toThrow(found);
  });

  test('refuses letters that are not drawn and letters without a region', () => {
    expect(() => worldFromAscii(['A-B'], { owners: { 1: ['C'] } })).toThrow(
      'owner 1: found "C"; allowed: a letter',
    );
    expect(() => worldFromAscii(['A-B'], { regions: { North: ['A'] } })).toThrow(
      'district B: found no region',
    );
  });
});

describe('a drawn world file', () => {
  test('worlds/tiny.txt is a connected world of ten districts with hubs and a sea link', () => {
    const world = readWorldFile('worlds/tiny.txt');
    expect(world.districts).toHaveLength(10);
    expect(world.regions.map((region) => region.name)).toEqual(['Northmark', 'Southmark', 'Isle']);
    expect(world.hubs).toHaveLength(4);
    expect(world.borders.filter((kind, i) => i % 4 === 3 && kind === 1)).toHaveLength(1);
    expect(worldTopology(buildTerritoryGraph(world)).componentCount).toBe(1);
  });

  test('takes name, title, cell, regions, owners, values and resources from its header', () => {
    const world = readText(
      'name: duel\ntitle: A duel\ncell: 500\nregion The North: A\nregion South: B\nowner 7: B\nvalue 90: A\nresource cultural: A B\n\nA-B\n',
    );
    expect([world.name, world.title, world.widthMeters]).toEqual(['duel', 'A duel', 1000]);
    expect(world.regions[0].name).toBe('The North');
    expect(world.districts[0]).toMatchObject({ strategicValue: 90, resource: 'cultural', owner: 0 });
    expect(world.hubs).toEqual([{ faction: 7, district: 1 }]);
  });

  test.each([
    ['name: x\nclimate: wet\n\nA\n', 'line 2: found "climate: wet"; allowed: name: TEXT'],
    ['owner 8: A\n\nA\n', 'line 1: found "8"; allowed: an integer from 1 to 7'],
    ['cell: wide\n\nA\n', 'line 1: found "wide"'],
    ['resource gold: A\n\nA\n', 'line 1: found "gold"; allowed: salvage'],
    ['name: x\n\nA--B\n!\n', 'line 4, column 1: found "!"'],
    ['A--B', 'no empty line'],
  ])('%j is refused by line', (text, message) => {
    expect(() => readText(text)).toThrow(message);
  });
});
