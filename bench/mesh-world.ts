import {
  FACTION_MAX,
  RESOURCES,
  WORLD_FORMAT,
  WORLD_VERSION,
  type WorldFile,
} from '../src/territory/world-schema.ts';

const COLUMNS = 400;
const ROWS = 250;
const SIDE_METERS = 1000;

/** Sides of the seven blocks of land that the factions begin with. */
const BLOCK_COLUMNS = Math.ceil(COLUMNS / FACTION_MAX);

/** A mesh of 100,000 square districts with two control points each: what the largest world costs. */
export function meshWorld(): WorldFile {
  const districts: WorldFile['districts'] = [];
  const borders: number[] = [];
  const controlPoints: WorldFile['controlPoints'] = [];
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const index = districts.length;
      const x = column * SIDE_METERS;
      const y = row * SIDE_METERS;
      districts.push({
        id: `m-${index}`,
        name: `M ${index}`,
        region: Math.floor(column / 10) + Math.ceil(COLUMNS / 10) * Math.floor(row / 10),
        center: [x + SIDE_METERS / 2, y + SIDE_METERS / 2],
        areaSquareMeters: SIDE_METERS * SIDE_METERS,
        strategicValue: 50,
        resource: RESOURCES[index % RESOURCES.length],
        owner: 1 + Math.floor(column / BLOCK_COLUMNS),
        polygons: [],
      });
      if (column + 1 < COLUMNS) borders.push(index, index + 1, SIDE_METERS, 0);
      if (row + 1 < ROWS) borders.push(index, index + COLUMNS, SIDE_METERS, 0);
      for (const at of [250, 750]) {
        controlPoints.push({
          district: index,
          type: at < 500 ? 'checkpoint' : 'supply_depot',
          position: [x + at, y + at],
          radiusMeters: 75,
        });
      }
    }
  }
  const regionCount = Math.ceil(COLUMNS / 10) * Math.ceil(ROWS / 10);
  return {
    ...{ format: WORLD_FORMAT, version: WORLD_VERSION, name: 'mesh', title: 'Mesh' },
    provenance: { source: 'drawn', licence: 'none', object: '', seed: 0, notes: [] },
    ...{ widthMeters: COLUMNS * SIDE_METERS, heightMeters: ROWS * SIDE_METERS },
    regions: Array.from({ length: regionCount }, (_, i) => ({ id: `r-${i}`, name: `R ${i}` })),
    ...{ districts, arcs: [], borders, controlPoints },
    hubs: Array.from({ length: FACTION_MAX }, (_, i) => ({
      faction: i + 1,
      district: Math.min(COLUMNS - 1, Math.floor((i + 0.5) * BLOCK_COLUMNS)) + COLUMNS * Math.floor(ROWS / 2),
    })),
  };
}
