/** Resource kinds in the order of their wire and store codes. */
export const RESOURCES = [
  'salvage',
  'intelligence',
  'strategic',
  'technology',
  'economic',
  'cultural',
  'military',
] as const;

/** Control point kinds in the order of their wire and store codes. */
export const CONTROL_POINT_TYPES = [
  'command_post',
  'supply_depot',
  'checkpoint',
  'communication_array',
  'extraction_zone',
  'civilian_shelter',
] as const;

export type Resource = (typeof RESOURCES)[number];
export type ControlPointType = (typeof CONTROL_POINT_TYPES)[number];

export const WORLD_FORMAT = 'marchland-world';
export const WORLD_VERSION = 1;
/** Highest faction number; factions are 1..7 and 0 means neutral. */
export const FACTION_MAX = 7;
/** Largest world side: a position in 1/4096 m must stay inside Int32. */
export const WORLD_SIDE_METERS_MAX = 500_000;
export const CONTROL_POINTS_PER_DISTRICT_MIN = 2;
export const CONTROL_POINTS_PER_DISTRICT_MAX = 6;
export const CONTROL_POINT_RADIUS_METERS_MIN = 50;
export const CONTROL_POINT_RADIUS_METERS_MAX = 100;
/** No center lies farther from another than the world's diagonal, but drawn worlds may declare detours. */
export const BORDER_METERS_MAX = 1_000_000;

export const BORDER_LAND = 0;
export const BORDER_SEA = 1;

export type Point = [x: number, y: number];
/** Arc references of one ring: n forward, ~n reversed. */
export type Ring = number[];
/** An outer ring followed by its holes. */
export type Polygon = Ring[];

export interface WorldRegion {
  id: string;
  name: string;
}

export interface WorldDistrict {
  id: string;
  name: string;
  region: number;
  center: Point;
  areaSquareMeters: number;
  strategicValue: number;
  resource: Resource;
  owner: number;
  polygons: Polygon[];
}

export interface WorldControlPoint {
  district: number;
  type: ControlPointType;
  position: Point;
  radiusMeters: number;
}

export interface WorldHub {
  faction: number;
  district: number;
}

export interface WorldProvenance {
  source: string;
  licence: string;
  object: string;
  seed: number;
  notes: string[];
}

/** A whole world on disk. Coordinates are integer meters in [0,width] x [0,height], y growing down. */
export interface WorldFile {
  format: typeof WORLD_FORMAT;
  version: typeof WORLD_VERSION;
  name: string;
  title: string;
  provenance: WorldProvenance;
  widthMeters: number;
  heightMeters: number;
  regions: WorldRegion[];
  districts: WorldDistrict[];
  /** x0, y0, then deltas to the previous point. */
  arcs: number[][];
  /** a, b, distanceMeters, kind for every border once, with a < b. */
  borders: number[];
  controlPoints: WorldControlPoint[];
  hubs: WorldHub[];
}

/** A world that cannot be used: which file, where in it, what was found and what is allowed. */
export class WorldFileError extends Error {
  readonly file: string;
  readonly where: string;
  readonly found: string;
  readonly allowed: string;

  constructor(file: string, where: string, found: string, allowed: string) {
    super(`${file}: ${where}: found ${found}; allowed: ${allowed}`);
    this.name = 'WorldFileError';
    this.file = file;
    this.where = where;
    this.found = found;
    this.allowed = allowed;
  }
}
