import { CONTROL_POINT_COUNT_MAX, REGION_COUNT_MAX } from '../limits.ts';
import { isInside, type Points, ringAreaTwice, ringPoints } from './polygon.ts';
import { describeFound, isIntegerBetween, RecordCheck } from './record-check.ts';
import {
  BORDER_LAND,
  BORDER_METERS_MAX,
  BORDER_SEA,
  CONTROL_POINT_RADIUS_METERS_MAX,
  CONTROL_POINT_RADIUS_METERS_MIN,
  CONTROL_POINT_TYPES,
  CONTROL_POINTS_PER_DISTRICT_MAX,
  CONTROL_POINTS_PER_DISTRICT_MIN,
  FACTION_MAX,
  type Point,
  RESOURCES,
  type Ring,
  WORLD_FORMAT,
  WORLD_SIDE_METERS_MAX,
  WORLD_VERSION,
  type WorldDistrict,
  type WorldFile,
} from './world-schema.ts';

const WORLD_KEYS = [
  ...['format', 'version', 'name', 'title', 'provenance', 'widthMeters', 'heightMeters'],
  ...['regions', 'districts', 'arcs', 'borders', 'controlPoints', 'hubs'],
];
const PROVENANCE_KEYS = ['source', 'licence', 'object', 'seed', 'notes'];
const DISTRICT_KEYS = [
  ...[
    'id',
    'name',
    'region',
    'center',
    'areaSquareMeters',
    'strategicValue',
    'resource',
    'owner',
    'polygons',
  ],
];
const CONTROL_POINT_KEYS = ['district', 'type', 'position', 'radiusMeters'];

/**
 * Checks parsed JSON as a world: every type and range, and that rings close, centers and control points
 * lie inside their district, and ids, borders and hubs are unique.
 * Throws WorldFileError at the first thing that is wrong; `file` is only named in it.
 */
export function validateWorld(value: unknown, file: string): WorldFile {
  const check = new RecordCheck(file);
  const world = check.object(value, '', WORLD_KEYS);
  check.oneOf(world['format'], 'format', [WORLD_FORMAT]);
  check.oneOf(world['version'], 'version', [WORLD_VERSION]);
  check.text(world['name'], 'name');
  check.text(world['title'], 'title');
  validateProvenance(check, world['provenance']);
  const widthMeters = check.integer(world['widthMeters'], 'widthMeters', 1, WORLD_SIDE_METERS_MAX);
  const heightMeters = check.integer(world['heightMeters'], 'heightMeters', 1, WORLD_SIDE_METERS_MAX);
  const bounds: Point = [widthMeters, heightMeters];
  const regionCount = validateRegions(check, world['regions']);
  const arcs = validateArcs(check, world['arcs'], bounds);
  const rings = validateDistricts(check, world['districts'], regionCount, arcs, bounds);
  validateBorders(check, world['borders'], rings.length);
  validateControlPoints(check, world['controlPoints'], world['districts'] as WorldDistrict[], rings, bounds);
  validateHubs(check, world['hubs'], rings.length);
  return value as WorldFile;
}

function validateProvenance(check: RecordCheck, value: unknown): void {
  const provenance = check.object(value, 'provenance', PROVENANCE_KEYS);
  check.text(provenance['source'], 'provenance.source');
  check.text(provenance['licence'], 'provenance.licence');
  check.text(provenance['object'], 'provenance.object');
  check.integer(provenance['seed'], 'provenance.seed', 0, 0xffffffff);
  check.array(provenance['notes'], 'provenance.notes').forEach((note, i) => {
    if (typeof note !== 'string') check.fail(`provenance.notes[${i}]`, describeFound(note), 'a text');
  });
}

function validateRegions(check: RecordCheck, value: unknown): number {
  const regions = check.array(value, 'regions');
  if (!isIntegerBetween(regions.length, 1, REGION_COUNT_MAX)) {
    check.fail('regions', `${regions.length} regions`, `1 to ${REGION_COUNT_MAX}`);
  }
  const ids = new Map<string, number>();
  regions.forEach((item, i) => {
    check.enter('regions', i);
    const region = check.object(item, '', ['id', 'name']);
    check.text(region['name'], 'name');
    refuseRepeat(check, ids, check.text(region['id'], 'id'), i, 'regions');
  });
  check.leave();
  return regions.length;
}

function validateArcs(check: RecordCheck, value: unknown, [width, height]: Point): Points[] {
  const arcs = check.array(value, 'arcs').map((item, i) => {
    check.enter('arcs', i);
    const arc = check.array(item, '');
    if (arc.length < 4 || arc.length % 2 !== 0) {
      check.fail('', `${arc.length} numbers`, 'x0,y0,dx1,dy1,... of at least two points');
    }
    return validateArc(check, arc as number[], width, height);
  });
  check.leave();
  return arcs;
}

function validateArc(check: RecordCheck, arc: readonly number[], width: number, height: number): Points {
  const points: Points = arc.slice();
  for (let j = 0; j < arc.length; j += 2) {
    if (j > 0) {
      points[j] += points[j - 2];
      points[j + 1] += points[j - 1];
    }
    if (isIntegerBetween(points[j], 0, width) && isIntegerBetween(points[j + 1], 0, height)) continue;
    check.fail(`[${j}]`, describeFound([points[j], points[j + 1]]), `a point inside ${width} x ${height}`);
  }
  return points;
}

function validateDistricts(
  check: RecordCheck,
  value: unknown,
  regionCount: number,
  arcs: Points[],
  bounds: Point,
): Points[][] {
  const districts = check.array(value, 'districts');
  if (districts.length === 0) check.fail('districts', 'an empty list', 'at least one district');
  const ids = new Map<string, number>();
  const allRings = districts.map((item, i) => {
    check.enter('districts', i);
    const district = check.object(item, '', DISTRICT_KEYS);
    refuseRepeat(check, ids, check.text(district['id'], 'id'), i, 'districts');
    check.text(district['name'], 'name');
    check.integer(district['region'], 'region', 0, regionCount - 1);
    check.integer(district['areaSquareMeters'], 'areaSquareMeters', 1, 0xffffffff);
    check.integer(district['strategicValue'], 'strategicValue', 1, 100);
    check.oneOf(district['resource'], 'resource', RESOURCES);
    check.integer(district['owner'], 'owner', 0, FACTION_MAX);
    const rings = validatePolygons(check, district['polygons'], arcs);
    const center = validatePoint(check, district['center'], 'center', bounds);
    if (!isInside(center, rings)) {
      check.fail('center', describeFound(center), 'a point inside the polygons of the district');
    }
    return rings;
  });
  check.leave();
  return allRings;
}

function validatePolygons(check: RecordCheck, value: unknown, arcs: Points[]): Points[] {
  const polygons = check.array(value, 'polygons');
  if (polygons.length === 0) check.fail('polygons', 'an empty list', 'at least one polygon');
  const outlines: Points[] = [];
  for (let p = 0; p < polygons.length; p++) {
    const rings = polygons[p];
    if (!Array.isArray(rings) || rings.length === 0) {
      check.fail(`polygons[${p}]`, describeFound(rings), 'an outer ring, then holes');
    }
    for (let r = 0; r < rings.length; r++) outlines.push(validateRing(check, rings[r], p, r, arcs));
  }
  return outlines;
}

function validateRing(check: RecordCheck, value: unknown, p: number, r: number, arcs: Points[]): Points {
  const fail = (found: string, allowed: string) => check.fail(`polygons[${p}][${r}]`, found, allowed);
  if (!Array.isArray(value) || value.length === 0) return fail(describeFound(value), 'at least one arc');
  const refs: Ring = value;
  for (const ref of refs) {
    if (isIntegerBetween(ref, -arcs.length, arcs.length - 1)) continue;
    fail(`arc ${describeFound(ref)}`, `0 to ${arcs.length - 1}, or ~n for a reversed arc`);
  }
  for (let i = 0; i < refs.length; i++) {
    const next = refs[(i + 1) % refs.length];
    if (startX(arcs, ~refs[i]) === startX(arcs, next) && startY(arcs, ~refs[i]) === startY(arcs, next))
      continue;
    const end = `[${startX(arcs, ~refs[i])},${startY(arcs, ~refs[i])}]`;
    const start = `[${startX(arcs, next)},${startY(arcs, next)}]`;
    fail(`arc ${refs[i]} ending at ${end}`, `${start}, where arc ${next} starts`);
  }
  const points = ringPoints(refs, arcs);
  if (ringAreaTwice(points) === 0) fail('a ring without area', 'a ring around an area');
  return points;
}

/** Where a reference starts; given ~ref, where ref ends. */
function startX(arcs: Points[], ref: number): number {
  return ref < 0 ? arcs[~ref][arcs[~ref].length - 2] : arcs[ref][0];
}

function startY(arcs: Points[], ref: number): number {
  return ref < 0 ? arcs[~ref][arcs[~ref].length - 1] : arcs[ref][1];
}

function validateBorders(check: RecordCheck, value: unknown, districtCount: number): void {
  const borders = check.array(value, 'borders');
  if (borders.length % 4 !== 0) {
    check.fail('borders', `${borders.length} numbers`, 'a,b,distanceMeters,kind for every border');
  }
  const seen = new Set<number>();
  for (let i = 0; i < borders.length; i += 4) {
    const a = borders[i];
    const b = borders[i + 1];
    const distance = borders[i + 2];
    const kind = borders[i + 3];
    const last = districtCount - 1;
    if (!isIntegerBetween(a, 0, last)) failBorder(check, i, a, `a district index from 0 to ${last}`);
    if (!isIntegerBetween(b, 0, last)) failBorder(check, i + 1, b, `a district index from 0 to ${last}`);
    if (a >= b) failBorder(check, i, [a, b], 'a border once, with a < b');
    if (seen.has(a * districtCount + b)) failBorder(check, i, [a, b], 'every border once');
    seen.add(a * districtCount + b);
    if (!isIntegerBetween(distance, 1, BORDER_METERS_MAX)) {
      failBorder(check, i + 2, distance, `a distance from 1 to ${BORDER_METERS_MAX} meters`);
    }
    if (kind !== BORDER_LAND && kind !== BORDER_SEA) failBorder(check, i + 3, kind, '0 land, 1 sea link');
  }
}

function failBorder(check: RecordCheck, index: number, found: unknown, allowed: string): never {
  check.fail(`borders[${index}]`, describeFound(found), allowed);
}

function validateControlPoints(
  check: RecordCheck,
  value: unknown,
  districts: readonly WorldDistrict[],
  rings: readonly Points[][],
  bounds: Point,
): void {
  const perDistrict = new Uint32Array(rings.length);
  const points = check.array(value, 'controlPoints');
  if (points.length > CONTROL_POINT_COUNT_MAX) {
    check.fail('controlPoints', `${points.length} control points`, `at most ${CONTROL_POINT_COUNT_MAX}`);
  }
  points.forEach((item, i) => {
    check.enter('controlPoints', i);
    const point = check.object(item, '', CONTROL_POINT_KEYS);
    const district = check.integer(point['district'], 'district', 0, rings.length - 1);
    check.oneOf(point['type'], 'type', CONTROL_POINT_TYPES);
    const [radiusMin, radiusMax] = [CONTROL_POINT_RADIUS_METERS_MIN, CONTROL_POINT_RADIUS_METERS_MAX];
    check.integer(point['radiusMeters'], 'radiusMeters', radiusMin, radiusMax);
    const position = validatePoint(check, point['position'], 'position', bounds);
    if (!isInside(position, rings[district])) {
      check.fail('position', describeFound(position), `a point inside district ${districts[district].id}`);
    }
    perDistrict[district]++;
  });
  check.leave();
  const [min, max] = [CONTROL_POINTS_PER_DISTRICT_MIN, CONTROL_POINTS_PER_DISTRICT_MAX];
  perDistrict.forEach((count, district) => {
    if (count >= min && count <= max) return;
    check.fail('controlPoints', `${count} in district ${districts[district].id}`, `${min} to ${max} in each`);
  });
}

function validateHubs(check: RecordCheck, value: unknown, districtCount: number): void {
  const factions = new Set<number>();
  check.array(value, 'hubs').forEach((item, i) => {
    check.enter('hubs', i);
    const hub = check.object(item, '', ['faction', 'district']);
    const faction = check.integer(hub['faction'], 'faction', 1, FACTION_MAX);
    check.integer(hub['district'], 'district', 0, districtCount - 1);
    if (factions.has(faction)) check.fail('faction', String(faction), 'one hub per faction');
    factions.add(faction);
  });
}

function validatePoint(check: RecordCheck, value: unknown, path: string, bounds: Point): Point {
  if (
    !Array.isArray(value) ||
    value.length !== 2 ||
    !isIntegerBetween(value[0], 0, bounds[0]) ||
    !isIntegerBetween(value[1], 0, bounds[1])
  ) {
    check.fail(path, describeFound(value), `[x,y] in whole meters inside ${bounds[0]} x ${bounds[1]}`);
  }
  return value as Point;
}

function refuseRepeat(
  check: RecordCheck,
  ids: Map<string, number>,
  id: string,
  index: number,
  list: string,
): void {
  const first = ids.get(id);
  if (first !== undefined) {
    check.fail('id', `"${id}", already used by ${list}[${first}]`, 'every id once');
  }
  ids.set(id, index);
}
