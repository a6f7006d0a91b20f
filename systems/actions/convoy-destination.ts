import { STANCE } from '../../components/convoys.ts';
import type { World } from '../../components/world.ts';
import { NODE } from '../../src/routing/route-costs.ts';
import { beeline } from '../../src/routing/route-graph.ts';
import { changeDestination, REROUTES_MAX } from './convoy-path.ts';

/** Sees to it that a convoy drives to a depot of its faction. False when there is none. */
export function keepDestination(world: World, id: number): boolean {
  const { convoy } = world;
  const turnsBack = convoy.stance[id] === STANCE.retreat && convoy.to[id] !== convoy.from[id];
  const mayTurn = turnsBack && convoy.reroutes[id] < REROUTES_MAX;
  if (mayTurn && isOwnDepot(world, id, convoy.from[id])) changeDestination(world, id, convoy.from[id]);
  if (isOwnDepot(world, id, convoy.to[id])) return true;
  const depot = nearestDepot(world, id);
  if (depot >= 0) changeDestination(world, id, depot);
  return depot >= 0;
}

function isOwnDepot(world: World, id: number, depot: number): boolean {
  const { identity, road, roads } = world;
  return (road.state[roads.depots.district[depot]] & NODE.owner) === identity.faction[id];
}

/** The depot of its faction that is nearest to a convoy in a straight line, the lowest of equals; -1 = it has none. */
function nearestDepot(world: World, id: number): number {
  const { convoy, roads } = world;
  let nearest = -1;
  let least = 0;
  for (let depot = 0; depot < roads.depots.count; depot++) {
    if (!isOwnDepot(world, id, depot)) continue;
    const distance = beeline(roads.graph, convoy.district[id], roads.depots.district[depot]);
    if (nearest >= 0 && distance >= least) continue;
    nearest = depot;
    least = distance;
  }
  return nearest;
}
