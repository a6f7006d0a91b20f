import { ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { type Change, changeEffect, EFFECT } from '../../src/routing/change-effect.ts';
import { beeline, UNREACHABLE } from '../../src/routing/route-graph.ts';

/** With more changes in a tick no route is tested against each of them: all are asked for again. */
const TESTED_CHANGES_MAX = 64;

const change: Change = {
  states: new Uint16Array(0),
  before: new Uint16Array(0),
  changedTick: new Uint32Array(0),
  tick: 0,
};
/** Effect of each change tested, by change * SIDE_COUNT + faction. */
const effects = new Uint8Array(TESTED_CHANGES_MAX * SIDE_COUNT);

/** Finds out what the changes of this tick mean to each faction. False when there are too many to test routes by. */
export function weighChanges(world: World): boolean {
  const { ledger, road, roads } = world;
  if (roads.changedCount > TESTED_CHANGES_MAX) return false;
  change.states = road.state;
  change.before = roads.stateBefore;
  change.changedTick = roads.changedTick;
  change.tick = ledger.tick[0];
  for (let i = 0; i < roads.changedCount; i++) {
    for (let faction = 1; faction < SIDE_COUNT; faction++) {
      effects[i * SIDE_COUNT + faction] = changeEffect(
        roads.graph,
        roads.costs,
        change,
        faction,
        roads.changed[i],
      );
    }
  }
  return true;
}

/** Whether a way across something that got cheaper in this tick could be as good as a route's path, or better. */
export function mayGetCheaper(world: World, row: number): boolean {
  const { roads, route } = world;
  const from = roads.depots.district[route.from[row]];
  const to = roads.depots.district[route.to[row]];
  // A route that is not as safe as it should be takes a safer way at any price.
  const bound = route.state[row] === ROUTE_STATE.active ? route.cost[row] : UNREACHABLE;
  for (let i = 0; i < roads.changedCount; i++) {
    if ((effects[i * SIDE_COUNT + route.faction[row]] & EFFECT.cheaper) === 0) continue;
    const node = roads.changed[i];
    if (beeline(roads.graph, from, node) + beeline(roads.graph, node, to) <= bound) return true;
  }
  return false;
}
