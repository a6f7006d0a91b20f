import type { Polygon } from '../world-schema.ts';

/** One future district as the source file has it. */
export interface SourceFeature {
  id: string;
  name: string;
  /** How errors name it: its index in the file, id and name. */
  label: string;
  properties: Readonly<Record<string, unknown>>;
  /** Rings as references into the arcs of the map. */
  polygons: Polygon[];
}

/** A geographic file after reading, before projection: everything later steps need, and nothing of its format. */
export interface SourceMap {
  /** Name of the object that was read, for the provenance. */
  object: string;
  features: SourceFeature[];
  /** x0, y0, x1, y1 ... in the coordinates of the file. */
  arcs: Float64Array[];
  /** Per feature the features it touches, as the file tells it: may list itself, may be one-sided. */
  neighbors: number[][];
  /** Names by id of features in other objects of the same file, such as the states beside the counties. */
  namesElsewhere: Map<string, string>;
  /** What was changed while reading, for the provenance. */
  notes: string[];
}

/** Reads values out of parsed JSON without trusting its shape. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a position: at least two finite numbers. */
export function isPosition(value: unknown): value is number[] {
  return Array.isArray(value) && value.length >= 2 && Number.isFinite(value[0]) && Number.isFinite(value[1]);
}
