import { UNREACHABLE } from './route-graph.ts';

/** A question for a route. The answer is the cheapest path there is, and of several the one of the lowest ids. */
export interface RouteQuery {
  faction: number;
  from: number;
  to: number;
  /** Most steps the path may have; 0 = any number. */
  hopsMax: number;
  /** Least security of every step, thousandths; 0 = any. */
  securityMin: number;
}

/** Most steps of a path that an answer can hold. */
export const PATH_STEPS_MAX = 255;

/**
 * An answer; reused, so that asking allocates nothing. The path is `nodes[0 .. hops]`, from the first to the last node;
 * with cost UNREACHABLE there is none.
 */
export interface RouteAnswer {
  cost: number;
  /** Steps of the path. More than PATH_STEPS_MAX: the cost is right, the nodes are not given. */
  hops: number;
  readonly nodes: Uint32Array;
}

export function createRouteAnswer(): RouteAnswer {
  return { cost: UNREACHABLE, hops: 0, nodes: new Uint32Array(PATH_STEPS_MAX + 1) };
}
