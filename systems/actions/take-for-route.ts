import { ROUTE_ASK, ROUTE_NEWS, ROUTE_REASON, ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { measureRoute } from './measure-route.ts';
import { holdPath, releasePath, storePath } from './paths.ts';
import { createPathFigures, measureNodes } from './route-figures.ts';

const figures = createPathFigures();

/**
 * Takes the answer for a route: it changes over to the path if that is better by more than the hysteresis, or safe
 * while its own is not. `hops` -1 = there is no way. `versionTick` is the tick whose roads the path was found on.
 */
export function takeForRoute(
  world: World,
  request: number,
  row: number,
  hops: number,
  nodes: Uint32Array,
  versionTick: number,
): void {
  const { route, routeLedger, routeRequest, rules } = world;
  if (route.request[row] !== request + 1) return;
  route.request[row] = 0;
  const asked = routeRequest.securityMin[request];
  if (hops < 0 && asked > 0) {
    // No way is safe enough throughout: the cheapest there is, then, for those who dare.
    route.ask[row] = ROUTE_ASK.anyWay;
    return;
  }
  // Roads changed while the question was out: this answer is taken, and the question asked again.
  const isOutdated = versionTick < routeLedger.changeTick[0];
  route.ask[row] = isOutdated ? ROUTE_ASK.safeWay : ROUTE_ASK.nothing;
  if (hops < 0) {
    loseWay(world, row);
    return;
  }
  measureNodes(world, route.faction[row], nodes, 0, hops, figures);
  const isSafe = figures.securityMin >= rules.convoys.securityMin;
  const held = route.path[row] - 1;
  if (held >= 0) {
    const factor = 100 + rules.convoys.hysteresisPercent;
    const wasSafe = route.state[row] === ROUTE_STATE.active;
    // A convoy that turns at every small gain never arrives.
    if (wasSafe === isSafe && route.cost[row] * 100 <= figures.cost * factor) return;
  }
  const path = storePath(world, nodes, hops);
  if (path < 0) {
    route.ask[row] = ROUTE_ASK.safeWay;
    return;
  }
  holdPath(world, path);
  if (held >= 0) releasePath(world, held);
  route.path[row] = path + 1;
  route.version[row]++;
  route.state[row] = isSafe ? ROUTE_STATE.active : ROUTE_STATE.degraded;
  route.reason[row] = held < 0 ? ROUTE_REASON.opened : ROUTE_REASON.cheaper;
  if (held < 0) route.usedTick[row] = world.ledger.tick[0];
  route.causeTick[row] = routeRequest.causeTick[request];
  route.news[row] |= ROUTE_NEWS.path;
  world.routeSide.isNews[route.faction[row]] = 1;
  measureRoute(world, row);
}

function loseWay(world: World, row: number): void {
  const { route, routeSide } = world;
  if (route.state[row] === ROUTE_STATE.invalid) return;
  if (route.path[row] !== 0) releasePath(world, route.path[row] - 1);
  route.path[row] = 0;
  route.cost[row] = 0;
  route.state[row] = ROUTE_STATE.invalid;
  route.reason[row] = ROUTE_REASON.noWay;
  route.news[row] |= ROUTE_NEWS.state;
  routeSide.isNews[route.faction[row]] = 1;
}
