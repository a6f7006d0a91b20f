import { UNITS_PER_METER, vectorLength } from '../maths/fixed-point.ts';
import type { TerritoryGraph } from '../territory/graph.ts';

/**
 * The territories as a search sees them: districts are nodes, borders and sea links are edges, each once in either
 * direction, so that the edges out of a node are also those into it. Nothing in here changes while the world runs;
 * what an edge costs is worked out from the state of its two ends (route-costs.ts) and is kept nowhere.
 */
export interface RouteGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Edges of node n are entries start[n] to start[n + 1], ascending by target. */
  readonly start: Uint32Array<SharedArrayBuffer>;
  readonly target: Uint32Array<SharedArrayBuffer>;
  /** Length of each edge in decimeters, never below the distance between the centers of its ends. */
  readonly length: Uint32Array<SharedArrayBuffer>;
  /** Centers, 1/4096 m. */
  readonly x: Int32Array<SharedArrayBuffer>;
  readonly y: Int32Array<SharedArrayBuffer>;
}

/** Costs and lengths of routes are whole decimeters. */
export const DECIMETERS_PER_METER = 10;

/** Cost of what cannot be reached. */
export const UNREACHABLE = 0xffff_ffff;

/** Decimeters between the centers of two nodes, rounded down: no way between them is shorter. */
export function beeline(graph: Pick<RouteGraph, 'x' | 'y'>, from: number, to: number): number {
  const units = vectorLength(graph.x[to] - graph.x[from], graph.y[to] - graph.y[from]);
  return Math.floor((units * DECIMETERS_PER_METER) / UNITS_PER_METER);
}

/**
 * The route graph of a world, sharing the arrays of its territory graph. A length in a world file is in whole meters
 * and may be rounded below the beeline; a search that trusts the beeline as a lower bound would then return detours.
 */
export function routeGraphOf(graph: TerritoryGraph): RouteGraph {
  const {
    districtCount,
    districtX: x,
    districtY: y,
    neighborDistrict,
    neighborMeters,
    neighborStart,
  } = graph;
  const length = new Uint32Array(new SharedArrayBuffer(neighborMeters.length * 4));
  for (let from = 0; from < districtCount; from++) {
    for (let edge = neighborStart[from]; edge < neighborStart[from + 1]; edge++) {
      const least = beeline({ x, y }, from, neighborDistrict[edge]) + 1;
      length[edge] = Math.max(neighborMeters[edge] * DECIMETERS_PER_METER, least);
    }
  }
  return {
    nodeCount: districtCount,
    edgeCount: neighborDistrict.length,
    start: neighborStart,
    target: neighborDistrict,
    length,
    x,
    y,
  };
}

/** The edge from one node to another; -1 when they have no border. */
export function edgeBetween(graph: RouteGraph, from: number, to: number): number {
  for (let edge = graph.start[from]; edge < graph.start[from + 1]; edge++) {
    if (graph.target[edge] === to) return edge;
  }
  return -1;
}
