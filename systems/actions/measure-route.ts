import type { World } from '../../components/world.ts';
import { routeProfit } from '../../src/convoys/profit.ts';
import { PATH_NODES } from '../../src/limits.ts';
import { createPathFigures, measureNodes } from './route-figures.ts';

const figures = createPathFigures();

/** Measures the path that a route holds on the roads of now, and books what it is like. */
export function measureRoute(world: World, row: number): void {
  const { path, pathNode, route } = world;
  const held = route.path[row] - 1;
  measureNodes(world, route.faction[row], pathNode.district, held * PATH_NODES, path.hops[held], figures);
  route.cost[row] = figures.cost;
  route.securityMean[row] = figures.securityMean;
  route.securityMin[row] = figures.securityMin;
  route.profit[row] = routeProfit(world.rules.convoys, figures);
}
