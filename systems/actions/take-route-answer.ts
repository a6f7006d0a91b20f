import { REQUEST_KIND, REQUEST_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { ROUTE_REQUEST_COUNT_MAX } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { UNREACHABLE } from '../../src/routing/route-graph.ts';
import { PATH_STEPS_MAX } from '../../src/routing/route-query.ts';
import { dropRequest } from './ask-route.ts';
import { tellAskedRoute } from './asked-routes.ts';
import { takeConvoyPath } from './convoy-path.ts';
import { storePath } from './paths.ts';
import { takeForRoute } from './take-for-route.ts';

/**
 * Takes the answer of a route worker, an input like any other: nodes[0 .. hops] is the path, `versionTick` the tick
 * whose roads it was found on. Only its form is trusted; what it costs is measured on the roads of now. An answer to a
 * question that is no more is dropped.
 */
export function takeRouteAnswer(
  world: World,
  request: number,
  serial: number,
  cost: number,
  hops: number,
  nodes: Uint32Array,
  versionTick: number,
): void {
  const { convoy, identity, routeRequest } = world;
  if (request < 0 || request >= ROUTE_REQUEST_COUNT_MAX) return;
  if (routeRequest.state[request] !== REQUEST_STATE.asked || routeRequest.serial[request] !== serial) return;
  const found = cost !== UNREACHABLE && hops <= PATH_STEPS_MAX;
  if (found && (nodes[0] !== routeRequest.from[request] || nodes[hops] !== routeRequest.to[request])) return;
  dropRequest(world, request);
  const subject = routeRequest.subject[request];
  if (routeRequest.kind[request] === REQUEST_KIND.route) {
    takeForRoute(world, request, subject, found ? hops : -1, nodes, versionTick);
  } else if (routeRequest.kind[request] === REQUEST_KIND.convoy) {
    if (identity.kind[subject] !== ENTITY_KIND.convoy || convoy.request[subject] !== request + 1) return;
    convoy.request[subject] = 0;
    takeConvoyPath(world, subject, found ? storePath(world, nodes, hops) : -1);
  } else {
    tellAskedRoute(world, request, found ? hops : -1, nodes);
  }
}
