import { ROUTE_NEWS, ROUTE_REASON, ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { dropRequest } from './ask-route.ts';
import { releasePath } from './paths.ts';

/** Ends a route. Its row is given again once its end has been told; convoys on it drive on without it. */
export function retireRoute(world: World, row: number, reason: number): void {
  const { route, routeSide } = world;
  if (route.request[row] !== 0) dropRequest(world, route.request[row] - 1);
  if (route.path[row] !== 0) releasePath(world, route.path[row] - 1);
  if (route.convoys[row] !== 0) forgetRoute(world, row);
  route.request[row] = 0;
  route.path[row] = 0;
  route.convoys[row] = 0;
  route.state[row] = ROUTE_STATE.retired;
  route.reason[row] = reason;
  route.causeTick[row] = reason === ROUTE_REASON.endLost ? world.ledger.tick[0] : 0;
  route.news[row] |= ROUTE_NEWS.gone;
  routeSide.isNews[route.faction[row]] = 1;
}

/** Gives the row of a retired route back, if its end has been told. */
export function freeRoute(world: World, row: number): void {
  const { route } = world;
  if (route.news[row] === ROUTE_NEWS.none) route.state[row] = ROUTE_STATE.free;
}

/** A convoy must not be counted for the next route of the same row. */
function forgetRoute(world: World, row: number): void {
  const { convoy, entities } = world;
  const ids = entities.rosters.get(ENTITY_KIND.convoy)!.ids();
  for (let i = 0; i < ids.length; i++) if (convoy.route[ids[i]] === row + 1) convoy.route[ids[i]] = 0;
}
