import type { World } from '../../components/world.ts';
import { PATH_NODES } from '../../src/limits.ts';
import { securityClass, stepCost } from '../../src/routing/route-costs.ts';
import { edgeBetween } from '../../src/routing/route-graph.ts';

/** What a path is like at present. */
export interface PathFigures {
  /** Decimeters; see src/routing/route-costs.ts. */
  cost: number;
  length: number;
  /** Thousandths: mean over the steps, and least. A path of no steps is as safe as can be. */
  securityMean: number;
  securityMin: number;
  /** Mean strategic value of its districts, tenths. */
  valueTenths: number;
}

export function createPathFigures(): PathFigures {
  return { cost: 0, length: 0, securityMean: 0, securityMin: 0, valueTenths: 0 };
}

/** Measures nodes[at .. at + hops] as a path of a faction. */
export function measureNodes(
  world: World,
  faction: number,
  nodes: ArrayLike<number>,
  at: number,
  hops: number,
  into: PathFigures,
): void {
  const { graph, road, roads } = world;
  const { costs } = roads;
  const { securityThousandths } = world.rules.convoys;
  let security = 0;
  let value = graph.districtValue[nodes[at]];
  into.cost = 0;
  into.length = 0;
  into.securityMin = securityThousandths[0];
  for (let step = at; step < at + hops; step++) {
    const from = nodes[step];
    const to = nodes[step + 1];
    const length = roads.graph.length[edgeBetween(roads.graph, from, to)];
    const kind = securityClass(road.state[from], road.state[to]);
    into.cost += stepCost(costs, faction, road.state[from], road.state[to], length);
    into.length += length;
    security += securityThousandths[kind];
    into.securityMin = Math.min(into.securityMin, securityThousandths[kind]);
    value += graph.districtValue[to];
  }
  into.securityMean = hops === 0 ? into.securityMin : Math.floor(security / hops);
  into.valueTenths = Math.floor((value * 10) / (hops + 1));
}

const figures = createPathFigures();

/** What the rest of a path costs a faction from a step on, decimeters. */
export function pathCost(world: World, faction: number, path: number, fromStep: number): number {
  const { pathNode } = world;
  const hops = world.path.hops[path] - fromStep;
  measureNodes(world, faction, pathNode.district, path * PATH_NODES + fromStep, hops, figures);
  return figures.cost;
}

/** How safe the step after `step` is, thousandths. */
export function stepSecurity(world: World, path: number, step: number): number {
  const { pathNode, road, rules } = world;
  const at = path * PATH_NODES + step;
  const kind = securityClass(road.state[pathNode.district[at]], road.state[pathNode.district[at + 1]]);
  return rules.convoys.securityThousandths[kind];
}
