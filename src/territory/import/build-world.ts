import { integerSqrt } from '../../maths/fixed-point.ts';
import type { Points } from '../polygon.ts';
import { validateWorld } from '../validate-world.ts';
import {
  BORDER_SEA,
  type Point,
  RESOURCES,
  WORLD_SIDE_METERS_MAX,
  type WorldDistrict,
  type WorldFile,
  WorldFileError,
  type WorldProvenance,
} from '../world-schema.ts';
import { type Border, landBorders, largestComponent, linkIslands } from './borders.ts';
import { assignRegions, type HierarchyOptions } from './hierarchy.ts';
import { areaSquareMeters, drawOutlines, type Outlines } from './outline.ts';
import { growOwners, placeHubs, roadsFrom } from './owners.ts';
import { districtCenter, placeControlPoints } from './place-points.ts';
import { type CoordinateKind, projectArcs } from './project.ts';
import { DRAW, drawBelow } from './seeded.ts';
import type { SourceMap } from './source-map.ts';

export interface BuildOptions extends HierarchyOptions {
  name: string;
  title: string;
  islands: 'link' | 'drop';
  districtMeters: number;
  coordinates: CoordinateKind;
  provenance: WorldProvenance;
  /** Named in errors. */
  file: string;
}

/**
 * Turns a geographic file into a checked world: districts ascending by id, one connected graph, and everything
 * the file does not say (control points, values, hubs, owners) drawn from the seed. The same map and options
 * give the same world. Throws WorldFileError; `dropped` counts the islands left out.
 */
export function buildWorld(source: SourceMap, options: BuildOptions): { world: WorldFile; dropped: number } {
  const { file } = options;
  if (source.features.length === 0) failEmpty(file, source.object, 'no feature');
  const map = sortById(source);
  const kept = options.islands === 'drop' ? largestPart(map) : map;
  const polygons = kept.features.map((feature) => feature.polygons);
  const outlines = drawOutlines(polygons, projectArcs(kept, options.coordinates), options.districtMeters);
  if (outlines === undefined) failEmpty(file, source.object, 'polygons without area');
  const centers = outlines.polygons.map((district) => districtCenter(district, outlines.arcs));
  refuseTooLarge(outlines, options);
  const borders = linkIslands(centers, landBorders(kept.neighbors)).flatMap((border) =>
    flatBorder(border, centers),
  );
  const world = assemble(kept, options, outlines, centers, borders);
  return { world: validateWorld(world, file), dropped: map.features.length - kept.features.length };
}

function assemble(
  map: SourceMap,
  options: BuildOptions,
  outlines: Outlines,
  centers: readonly Point[],
  borders: number[],
): WorldFile {
  const { name, title, provenance } = options;
  const { seed } = provenance;
  const onlyRegion = { id: name, name: title };
  const { regions, regionOf } = assignRegions(
    map.features,
    options,
    map.namesElsewhere,
    onlyRegion,
    options.file,
  );
  const roads = roadsFrom(centers.length, borders);
  const hubs = placeHubs(seed, roads);
  const owners = growOwners(hubs, roads);
  const districts = map.features.map((feature, i): WorldDistrict => {
    const area = areaSquareMeters(outlines.polygons[i], outlines.arcs);
    return {
      id: feature.id,
      name: feature.name,
      region: regionOf[i],
      center: centers[i],
      areaSquareMeters: area,
      strategicValue: strategicValue(seed, i, roads[i].length, area / options.districtMeters ** 2),
      resource: RESOURCES[drawBelow(seed, DRAW.resource, i, 0, RESOURCES.length)],
      owner: owners[i],
      polygons: outlines.polygons[i],
    };
  });
  const standIns = outlines.standIns.map((i) => map.features[i].name).join(', ');
  const standInNote = `drawn as a square of 50 m, being too small to have an outline in meters: ${standIns}`;
  return {
    format: 'marchland-world',
    version: 1,
    name,
    title,
    provenance: {
      ...provenance,
      object: map.object,
      notes: [...provenance.notes, ...map.notes, ...(standIns === '' ? [] : [standInNote])],
    },
    widthMeters: outlines.widthMeters,
    heightMeters: outlines.heightMeters,
    regions,
    districts,
    arcs: outlines.arcs.map(deltaCoded),
    borders,
    controlPoints: districts.flatMap((district, i) => placeControlPoints(seed, i, district, outlines.arcs)),
    hubs,
  };
}

/** Mostly luck; a junction and a large district are worth more than a dead end and a small one. */
function strategicValue(seed: number, district: number, degree: number, relativeArea: number): number {
  const luck = drawBelow(seed, DRAW.strategicValue, district, 0, 41);
  return Math.min(100, 5 + luck + 3 * degree + Math.min(20, Math.round(10 * relativeArea)));
}

function flatBorder({ a, b, kind }: Border, centers: readonly Point[]): number[] {
  const [dx, dy] = [centers[a][0] - centers[b][0], centers[a][1] - centers[b][1]];
  return [a, b, Math.max(1, integerSqrt(dx * dx + dy * dy)), kind];
}

function deltaCoded(points: Points): number[] {
  return points.map((value, i) => (i < 2 ? value : value - points[i - 2]));
}

function sortById(map: SourceMap): SourceMap {
  const order = map.features.map((_, i) => i);
  // By code unit: localeCompare would order ids differently on another machine's locale.
  order.sort((a, b) => (map.features[a].id < map.features[b].id ? -1 : 1));
  return select(map, order);
}

function largestPart(map: SourceMap): SourceMap {
  return select(map, largestComponent(map.features.length, landBorders(map.neighbors)));
}

function select(map: SourceMap, order: readonly number[]): SourceMap {
  const numberOf = new Map(order.map((old, number) => [old, number]));
  return {
    ...map,
    features: order.map((old) => map.features[old]),
    neighbors: order.map((old) => map.neighbors[old].flatMap((neighbor) => numberOf.get(neighbor) ?? [])),
  };
}

function refuseTooLarge(outlines: Outlines, options: BuildOptions): void {
  const side = Math.max(outlines.widthMeters, outlines.heightMeters);
  if (side <= WORLD_SIDE_METERS_MAX) return;
  const fitting = Math.floor((options.districtMeters * WORLD_SIDE_METERS_MAX) / side);
  const found = `a world ${outlines.widthMeters} x ${outlines.heightMeters} m`;
  const allowed = `sides up to ${WORLD_SIDE_METERS_MAX} m: --scale-to-district-meters ${fitting}, or --islands drop`;
  throw new WorldFileError(options.file, '--scale-to-district-meters', found, allowed);
}

function failEmpty(file: string, object: string, found: string): never {
  throw new WorldFileError(file, `object ${object}`, found, 'at least one district with an area');
}

/** Counts of a world for the operator. */
export function summarizeWorld(world: WorldFile, dropped: number) {
  const owned = world.districts.filter((district) => district.owner !== 0).length;
  let seaLinks = 0;
  for (let i = 3; i < world.borders.length; i += 4) seaLinks += world.borders[i] === BORDER_SEA ? 1 : 0;
  return {
    name: world.name,
    territories: world.districts.length,
    borders: world.borders.length / 4,
    seaLinks,
    regions: world.regions.length,
    controlPoints: world.controlPoints.length,
    hubs: world.hubs.length,
    neutralPercent: Math.round((100 * (world.districts.length - owned)) / world.districts.length),
    widthMeters: world.widthMeters,
    heightMeters: world.heightMeters,
    dropped,
  };
}
