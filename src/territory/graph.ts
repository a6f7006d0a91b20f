import { UNITS_PER_METER } from '../maths/fixed-point.ts';
import {
  CONTROL_POINT_TYPES,
  FACTION_MAX,
  RESOURCES,
  WORLD_SIDE_METERS_MAX,
  type WorldFile,
  WorldFileError,
} from './world-schema.ts';

/**
 * The territories of a world as flat arrays over shared memory, so that every thread reads the same copy.
 * Written once by buildTerritoryGraph and never again. A "unit" is 1/4096 m.
 */
export interface TerritoryGraph {
  readonly name: string;
  readonly title: string;
  readonly widthUnits: number;
  readonly heightUnits: number;
  readonly regionCount: number;
  readonly districtCount: number;
  readonly controlPointCount: number;
  /** Land borders and sea links, each counted once. */
  readonly borderCount: number;
  readonly regionNames: readonly string[];
  readonly districtNames: readonly string[];
  readonly districtIds: readonly string[];
  readonly districtRegion: Uint16Array<SharedArrayBuffer>;
  readonly districtX: Int32Array<SharedArrayBuffer>;
  readonly districtY: Int32Array<SharedArrayBuffer>;
  readonly districtAreaSquareMeters: Uint32Array<SharedArrayBuffer>;
  readonly districtValue: Uint8Array<SharedArrayBuffer>;
  /** Index into RESOURCES. */
  readonly districtResource: Uint8Array<SharedArrayBuffer>;
  /** The owner the world starts with, 0 for neutral; the living owner is a component. */
  readonly districtOwner: Uint8Array<SharedArrayBuffer>;
  /** Neighbors of d are entries neighborStart[d] to neighborStart[d + 1], ascending by district. */
  readonly neighborStart: Uint32Array<SharedArrayBuffer>;
  readonly neighborDistrict: Uint32Array<SharedArrayBuffer>;
  readonly neighborMeters: Int32Array<SharedArrayBuffer>;
  /** 0 land, 1 sea link. */
  readonly neighborKind: Uint8Array<SharedArrayBuffer>;
  /** Control points of d are entries controlPointStart[d] to controlPointStart[d + 1], in file order. */
  readonly controlPointStart: Uint32Array<SharedArrayBuffer>;
  readonly controlPointX: Int32Array<SharedArrayBuffer>;
  readonly controlPointY: Int32Array<SharedArrayBuffer>;
  readonly controlPointRadius: Int32Array<SharedArrayBuffer>;
  /** Index into CONTROL_POINT_TYPES. */
  readonly controlPointType: Uint8Array<SharedArrayBuffer>;
  readonly controlPointDistrict: Uint32Array<SharedArrayBuffer>;
  /** Hub district of each faction by faction number, -1 where it has none; entry 0 is unused. */
  readonly hubDistrict: Int32Array<SharedArrayBuffer>;
}

/**
 * Builds the shared territory graph of a checked world. Throws WorldFileError when a side exceeds 500 km,
 * beyond which a position no longer fits Int32.
 */
export function buildTerritoryGraph(world: WorldFile): TerritoryGraph {
  for (const side of ['widthMeters', 'heightMeters'] as const) {
    if (world[side] <= WORLD_SIDE_METERS_MAX) continue;
    throw new WorldFileError(world.name, side, `${world[side]}`, `at most ${WORLD_SIDE_METERS_MAX} meters`);
  }
  return {
    name: world.name,
    title: world.title,
    widthUnits: world.widthMeters * UNITS_PER_METER,
    heightUnits: world.heightMeters * UNITS_PER_METER,
    regionCount: world.regions.length,
    districtCount: world.districts.length,
    controlPointCount: world.controlPoints.length,
    borderCount: world.borders.length / 4,
    regionNames: world.regions.map((region) => region.name),
    districtNames: world.districts.map((district) => district.name),
    districtIds: world.districts.map((district) => district.id),
    ...districtArrays(world),
    ...neighborArrays(world),
    ...controlPointArrays(world),
    hubDistrict: hubArray(world),
  };
}

function districtArrays(world: WorldFile) {
  const { districts } = world;
  const units = (axis: 0 | 1) => districts.map((district) => district.center[axis] * UNITS_PER_METER);
  return {
    districtRegion: fill(
      new Uint16Array(shared(districts.length, 2)),
      districts.map((d) => d.region),
    ),
    districtX: fill(new Int32Array(shared(districts.length, 4)), units(0)),
    districtY: fill(new Int32Array(shared(districts.length, 4)), units(1)),
    districtAreaSquareMeters: fill(
      new Uint32Array(shared(districts.length, 4)),
      districts.map((d) => d.areaSquareMeters),
    ),
    districtValue: fill(
      new Uint8Array(shared(districts.length, 1)),
      districts.map((d) => d.strategicValue),
    ),
    districtResource: fill(
      new Uint8Array(shared(districts.length, 1)),
      districts.map((d) => RESOURCES.indexOf(d.resource)),
    ),
    districtOwner: fill(
      new Uint8Array(shared(districts.length, 1)),
      districts.map((d) => d.owner),
    ),
  };
}

function neighborArrays({ districts, borders }: WorldFile) {
  const links: { from: number; to: number; meters: number; kind: number }[] = [];
  for (let i = 0; i < borders.length; i += 4) {
    const [a, b, meters, kind] = borders.slice(i, i + 4);
    links.push({ from: a, to: b, meters, kind }, { from: b, to: a, meters, kind });
  }
  links.sort((one, other) => one.from - other.from || one.to - other.to);
  return {
    neighborStart: startsOf(
      links.map((link) => link.from),
      districts.length,
    ),
    neighborDistrict: fill(
      new Uint32Array(shared(links.length, 4)),
      links.map((link) => link.to),
    ),
    neighborMeters: fill(
      new Int32Array(shared(links.length, 4)),
      links.map((link) => link.meters),
    ),
    neighborKind: fill(
      new Uint8Array(shared(links.length, 1)),
      links.map((link) => link.kind),
    ),
  };
}

function controlPointArrays(world: WorldFile) {
  // A stable sort keeps the file order inside a district, so control point numbers survive a rebuild.
  const points = [...world.controlPoints].sort((one, other) => one.district - other.district);
  const units = (values: number[]) =>
    fill(
      new Int32Array(shared(points.length, 4)),
      values.map((meters) => meters * UNITS_PER_METER),
    );
  const types = points.map((point) => CONTROL_POINT_TYPES.indexOf(point.type));
  const owners = points.map((point) => point.district);
  return {
    controlPointStart: startsOf(owners, world.districts.length),
    controlPointX: units(points.map((point) => point.position[0])),
    controlPointY: units(points.map((point) => point.position[1])),
    controlPointRadius: units(points.map((point) => point.radiusMeters)),
    controlPointType: fill(new Uint8Array(shared(points.length, 1)), types),
    controlPointDistrict: fill(new Uint32Array(shared(points.length, 4)), owners),
  };
}

function hubArray(world: WorldFile) {
  const hubs = new Int32Array(shared(FACTION_MAX + 1, 4)).fill(-1);
  for (const hub of world.hubs) hubs[hub.faction] = hub.district;
  return hubs;
}

/** Start offsets of each owner's run in a list sorted by owner, with one closing entry. */
function startsOf(sortedOwners: readonly number[], ownerCount: number) {
  const starts = new Uint32Array(shared(ownerCount + 1, 4));
  for (const owner of sortedOwners) starts[owner + 1]++;
  for (let i = 0; i < ownerCount; i++) starts[i + 1] += starts[i];
  return starts;
}

function shared(length: number, bytesPerElement: number): SharedArrayBuffer {
  return new SharedArrayBuffer(length * bytesPerElement);
}

function fill<T extends { set(values: ArrayLike<number>): void }>(array: T, values: readonly number[]): T {
  array.set(values);
  return array;
}

/** Connected components of the graph: how many, the component of each district, and their sizes. */
export function worldTopology(
  graph: Pick<TerritoryGraph, 'districtCount' | 'neighborStart' | 'neighborDistrict'>,
) {
  const componentOf = new Int32Array(graph.districtCount).fill(-1);
  const sizes: number[] = [];
  for (let start = 0; start < graph.districtCount; start++) {
    if (componentOf[start] >= 0) continue;
    const component = sizes.length;
    const queue = [start];
    componentOf[start] = component;
    for (const district of queue) {
      for (let i = graph.neighborStart[district]; i < graph.neighborStart[district + 1]; i++) {
        const next = graph.neighborDistrict[i];
        if (componentOf[next] >= 0) continue;
        componentOf[next] = component;
        queue.push(next);
      }
    }
    sizes.push(queue.length);
  }
  return { componentCount: sizes.length, componentOf, sizes };
}
