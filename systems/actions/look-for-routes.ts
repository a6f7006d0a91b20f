import { ROUTE_ASK, ROUTE_NEWS, ROUTE_REASON, ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { DEPOT_COUNT_MAX, ROUTE_COUNT_MAX } from '../../src/limits.ts';
import { NODE } from '../../src/routing/route-costs.ts';
import { retireRoute } from './retire-route.ts';
import { routeWorth } from './route-worth.ts';

/** A route makes room only for one worth so many times as much, or two would evict each other in turn. */
const EVICT_FACTOR = 2;

const owned = new Uint16Array(DEPOT_COUNT_MAX);

/**
 * Opens routes between depots of a faction: those by which most of what is wanted at one could be had from the other,
 * over the least distance; up to its number of routes, a few at a time. Beyond that number the least useful route
 * that nobody drives on makes room, if the new one is worth far more.
 */
export function lookForRoutes(world: World, faction: number): void {
  const { roads, road, rules } = world;
  let count = 0;
  for (let depot = 0; depot < roads.depots.count; depot++) {
    if ((road.state[roads.depots.district[depot]] & NODE.owner) === faction) owned[count++] = depot;
  }
  for (let i = 0; i < rules.convoys.routesPerLook; i++) {
    if (!openBest(world, faction, count)) return;
  }
}

function openBest(world: World, faction: number, count: number): boolean {
  let best = 0;
  let from = 0;
  let to = 0;
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < count; k++) {
      if (i === k) continue;
      const worth = routeWorth(world, owned[i], owned[k]);
      if (worth <= best || isKept(world, owned[i], owned[k])) continue;
      best = worth;
      from = owned[i];
      to = owned[k];
    }
  }
  return best > 0 && makeRoom(world, faction, best) && open(world, faction, from, to);
}

function isKept(world: World, from: number, to: number): boolean {
  const { route } = world;
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
    const isRoute = route.state[row] !== ROUTE_STATE.free && route.state[row] !== ROUTE_STATE.retired;
    if (isRoute && route.from[row] === from && route.to[row] === to) return true;
  }
  return false;
}

/** Whether the faction may have one more route of that worth; evicts one for it if need be. */
function makeRoom(world: World, faction: number, worth: number): boolean {
  const { route, rules } = world;
  let count = 0;
  let least = worth;
  let leastRow = -1;
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
    const state = route.state[row];
    if (state === ROUTE_STATE.free || state === ROUTE_STATE.retired) continue;
    if (route.faction[row] !== faction) continue;
    count++;
    const kept = routeWorth(world, route.from[row], route.to[row]) * EVICT_FACTOR;
    if (route.convoys[row] !== 0 || kept >= least) continue;
    least = kept;
    leastRow = row;
  }
  if (count < rules.convoys.routesPerFaction) return true;
  if (leastRow < 0) return false;
  retireRoute(world, leastRow, ROUTE_REASON.evicted);
  return true;
}

function open(world: World, faction: number, from: number, to: number): boolean {
  const { ledger, route } = world;
  const row = route.state.indexOf(ROUTE_STATE.free);
  if (row < 0) return false;
  route.state[row] = ROUTE_STATE.pending;
  route.faction[row] = faction;
  route.from[row] = from;
  route.to[row] = to;
  route.cost[row] = 0;
  route.securityMean[row] = 0;
  route.securityMin[row] = 0;
  route.profit[row] = 0;
  route.reason[row] = ROUTE_REASON.opened;
  route.reasonDistrict[row] = 0;
  route.causeTick[row] = 0;
  route.version[row] = 0;
  route.dispatchTick[row] = 0;
  route.trips[row] = 0;
  route.bornTick[row] = ledger.tick[0];
  route.usedTick[row] = ledger.tick[0];
  route.ask[row] = ROUTE_ASK.safeWay;
  route.news[row] = ROUTE_NEWS.state;
  world.routeSide.isNews[faction] = 1;
  return true;
}
