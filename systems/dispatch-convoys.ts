import { ROUTE_STATE } from '../components/routes.ts';
import type { World } from '../components/world.ts';
import { CONVOY_COUNT_MAX, ROUTE_COUNT_MAX } from '../src/limits.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { NODE } from '../src/routing/route-costs.ts';
import { dispatch } from './actions/dispatch.ts';

/** Lets convoys set out, for each route once in an interval, in a tick of its own. */
export function dispatchConvoys(world: World): void {
  const { ledger, route, rules } = world;
  const interval = rules.convoys.dispatchIntervalTicks;
  const turn = ledger.tick[0] % interval;
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
    if (Math.floor((row * interval) / ROUTE_COUNT_MAX) !== turn) continue;
    if (route.state[row] === ROUTE_STATE.active && mayDispatch(world, row)) dispatch(world, row);
  }
}

function mayDispatch(world: World, row: number): boolean {
  const { entities, ledger, roads, route, rules, treasury } = world;
  const faction = route.faction[row];
  if (route.path[row] === 0 || route.dispatchTick[row] > ledger.tick[0]) return false;
  if (treasury.convoys[faction] >= rules.convoys.convoysPerFaction) return false;
  if (entities.rosters.get(ENTITY_KIND.convoy)!.ids().length >= CONVOY_COUNT_MAX) return false;
  // A depot that was lost in this very tick sends nothing to those who took it.
  return (
    owns(world, faction, roads.depots.district[route.from[row]]) &&
    owns(world, faction, roads.depots.district[route.to[row]])
  );
}

function owns(world: World, faction: number, district: number): boolean {
  return (world.road.state[district] & NODE.owner) === faction;
}
