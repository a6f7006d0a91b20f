import type { World } from '../../components/world.ts';
import { RESOURCE_COUNT } from '../../src/limits.ts';
import { beeline, DECIMETERS_PER_METER } from '../../src/routing/route-graph.ts';

/** What links a hub to a depot before there is anything to carry, in units. */
const HUB_WORTH = 4;
/** A kilometer is as good as no distance at all. */
const NEAR_METERS = 1000;

/** How much a route would be of use: units wanted and to be had, by distance. */
export function routeWorth(world: World, from: number, to: number): number {
  const { depotGoods, roads } = world;
  const { depots, graph } = roads;
  let units = depots.isHub[from] + depots.isHub[to] > 0 ? HUB_WORTH : 0;
  for (let resource = 0; resource < RESOURCE_COUNT; resource++) {
    const stock = depotGoods.stock[from * RESOURCE_COUNT + resource];
    units += Math.min(stock, depotGoods.need[to * RESOURCE_COUNT + resource]);
  }
  const meters = Math.floor(
    beeline(graph, depots.district[from], depots.district[to]) / DECIMETERS_PER_METER,
  );
  return Math.floor((units * 1_000_000) / (meters + NEAR_METERS));
}
