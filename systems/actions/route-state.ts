import { ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { PATH_NODES, ROUTE_COUNT_MAX } from '../../src/limits.ts';
import type { ConvoyRecord, RouteRecord, RouteSummaryRecord } from '../../src/protocol/route-records.ts';
import { DECIMETERS_PER_METER } from '../../src/routing/route-graph.ts';

/** Routes and convoys as clients are told of them, read from the stores. */

/** Fills `into` with a route as it is now, all but its path. */
export function readRoute(world: World, row: number, into: RouteRecord): void {
  const { ledger, roads, route } = world;
  const { state } = route;
  into.route = row;
  into.faction = route.faction[row];
  into.state = state[row] === ROUTE_STATE.retired ? ROUTE_STATE.free : state[row];
  into.isProposal = false;
  into.reason = route.reason[row];
  into.from = roads.depots.district[route.from[row]];
  into.to = roads.depots.district[route.to[row]];
  into.version = route.version[row];
  into.cost = Math.floor(route.cost[row] / DECIMETERS_PER_METER);
  into.securityMean = route.securityMean[row];
  into.securityMin = route.securityMin[row];
  into.profit = route.profit[row];
  into.convoys = route.convoys[row];
  into.trips = route.trips[row];
  into.reasonDistrict = route.reasonDistrict[row] - 1;
  into.causeTick = route.causeTick[row];
  into.tick = ledger.tick[0];
}

/**
 * Fills `into` with the path of a row, as what follows the part that it has in common with the path `told` before. -1 =
 * no path.
 */
export function readPath(world: World, told: number, path: number, into: RouteRecord): void {
  const { pathNode } = world;
  const { district } = pathNode;
  into.kept = 0;
  into.count = 0;
  if (path < 0) return;
  const length = world.path.hops[path] + 1;
  const before = told < 0 ? 0 : world.path.hops[told] + 1;
  const at = path * PATH_NODES;
  const common = Math.min(length, before);
  while (into.kept < common && district[at + into.kept] === district[told * PATH_NODES + into.kept])
    into.kept++;
  into.count = length - into.kept;
  for (let i = 0; i < into.count; i++) into.districts[i] = district[at + into.kept + i];
}

/** Fills `into` with what a faction has in routes and convoys. */
export function readRouteSummary(world: World, faction: number, into: RouteSummaryRecord): void {
  const { ledger, route, treasury } = world;
  into.faction = faction;
  into.pending = 0;
  into.active = 0;
  into.degraded = 0;
  into.invalid = 0;
  into.profit = 0;
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
    if (route.faction[row] !== faction) continue;
    const state = route.state[row];
    if (state === ROUTE_STATE.pending) into.pending++;
    else if (state === ROUTE_STATE.active) into.active++;
    else if (state === ROUTE_STATE.degraded) into.degraded++;
    else if (state === ROUTE_STATE.invalid) into.invalid++;
    const canBeDriven = state === ROUTE_STATE.active || state === ROUTE_STATE.degraded;
    if (canBeDriven) into.profit += route.profit[row];
  }
  into.convoys = treasury.convoys[faction];
  into.money = treasury.money[faction];
  into.tick = ledger.tick[0];
}

/** Fills `into` with a convoy as it is now. */
export function readConvoy(world: World, id: number, event: number, into: ConvoyRecord): void {
  const { convoy, identity, ledger, roads } = world;
  into.entity = id;
  into.generation = identity.generation[id];
  into.event = event;
  into.route = convoy.route[id] - 1;
  into.vehicle = convoy.vehicle[id];
  into.resource = convoy.resource[id];
  into.cargo = convoy.cargo[id];
  into.stance = convoy.stance[id];
  into.district = convoy.district[id];
  into.to = roads.depots.district[convoy.to[id]];
  into.tick = ledger.tick[0];
}

/** Fills `into` with a convoy as it was at one of the events that wait to be told. */
export function readConvoyNews(world: World, row: number, into: ConvoyRecord): void {
  const { convoyNews } = world;
  into.entity = convoyNews.entity[row];
  into.generation = convoyNews.generation[row];
  into.event = convoyNews.event[row];
  into.route = convoyNews.route[row] - 1;
  into.vehicle = convoyNews.vehicle[row];
  into.resource = convoyNews.resource[row];
  into.cargo = convoyNews.cargo[row];
  into.stance = convoyNews.stance[row];
  into.district = convoyNews.district[row];
  into.to = convoyNews.to[row];
  into.tick = convoyNews.tick[row];
}
