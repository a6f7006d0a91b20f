import { REQUEST_KIND, ROUTE_ASK, ROUTE_REASON, ROUTE_STATE } from '../components/routes.ts';
import type { World } from '../components/world.ts';
import { ROUTE_COUNT_MAX, SIDE_COUNT } from '../src/limits.ts';
import { NODE } from '../src/routing/route-costs.ts';
import { askForRoute, PRIORITY } from './actions/ask-route.ts';
import { lookForRoutes } from './actions/look-for-routes.ts';
import { isWaiting } from './actions/may-plan.ts';
import { freeRoute, retireRoute } from './actions/retire-route.ts';

/** A route is looked at for being idle once in so many ticks. */
const IDLE_TURNS = 64;

/** Under overload (RUNG.mindsWait) a route may ask for its path once in so many ticks: some four routes a tick. */
const WAITING_TURNS = 64;
/** And factions look for new routes at one time of so many. */
const WAITING_LOOKS = 8;

/** Keeps every route in its life: asks for its path, ends it with its ends or when it is idle; and opens new ones. */
export function keepRoutes(world: World): void {
  const { ledger, route, routeLedger, rules } = world;
  const tick = ledger.tick[0];
  const waits = isWaiting(world);
  const hasChanged = routeLedger.changeTick[0] === tick;
  const { ask: asks, request: requests, state: states } = route;
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
    const state = states[row];
    if (state === ROUTE_STATE.free) continue;
    if (state === ROUTE_STATE.retired) {
      freeRoute(world, row);
      continue;
    }
    if (hasChanged && !ownsEnds(world, row)) retireRoute(world, row, ROUTE_REASON.endLost);
    else if ((row - tick) % IDLE_TURNS === 0 && isIdle(world, row))
      retireRoute(world, row, ROUTE_REASON.idle);
    else if (waits && (row - tick) % WAITING_TURNS !== 0) continue;
    else if (asks[row] !== ROUTE_ASK.nothing && requests[row] === 0) ask(world, row);
  }
  const { lookIntervalTicks } = rules.convoys;
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    // Each faction has a tick of its own to look around in.
    const turn = Math.floor((lookIntervalTicks * faction) / SIDE_COUNT);
    if (tick % lookIntervalTicks !== turn) continue;
    if (!waits || Math.floor(tick / lookIntervalTicks) % WAITING_LOOKS === 0) lookForRoutes(world, faction);
  }
}

function ownsEnds(world: World, row: number): boolean {
  const { road, roads, route } = world;
  const from = road.state[roads.depots.district[route.from[row]]] & NODE.owner;
  const to = road.state[roads.depots.district[route.to[row]]] & NODE.owner;
  return from === route.faction[row] && to === route.faction[row];
}

function isIdle(world: World, row: number): boolean {
  const { ledger, route, rules } = world;
  if (route.convoys[row] !== 0 || route.state[row] === ROUTE_STATE.pending) return false;
  return ledger.tick[0] - route.usedTick[row] > rules.convoys.idleTicks;
}

function ask(world: World, row: number): void {
  const { roads, route, routeRequest, rules } = world;
  const from = roads.depots.district[route.from[row]];
  const to = roads.depots.district[route.to[row]];
  const priority = route.path[row] === 0 ? PRIORITY.look : PRIORITY.route;
  const { faction, causeTick } = route;
  const request = askForRoute(
    world,
    REQUEST_KIND.route,
    row,
    faction[row],
    from,
    to,
    priority,
    causeTick[row],
  );
  if (request < 0) return;
  routeRequest.hopsMax[request] = rules.convoys.hopsMax;
  routeRequest.securityMin[request] = route.ask[row] === ROUTE_ASK.safeWay ? rules.convoys.securityMin : 0;
  route.request[row] = request + 1;
  route.ask[row] = ROUTE_ASK.nothing;
}
