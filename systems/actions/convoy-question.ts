import { REQUEST_KIND } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { askForRoute, dropRequest, PRIORITY } from './ask-route.ts';

/** Asks for a way from where a convoy stands, at least that safe (thousandths). False when too many ask. */
export function askFromHere(world: World, id: number, securityMin: number): boolean {
  const { convoy, identity, roads, routeRequest } = world;
  const to = roads.depots.district[convoy.to[id]];
  const request = askForRoute(
    world,
    REQUEST_KIND.convoy,
    id,
    identity.faction[id],
    convoy.district[id],
    to,
    PRIORITY.convoy,
    0,
  );
  if (request < 0) return false;
  routeRequest.securityMin[request] = securityMin;
  convoy.request[id] = request + 1;
  return true;
}

/** Takes back the question that is out for a convoy. */
export function withdrawQuestion(world: World, id: number): void {
  const { convoy } = world;
  if (convoy.request[id] === 0) return;
  dropRequest(world, convoy.request[id] - 1);
  convoy.request[id] = 0;
}
