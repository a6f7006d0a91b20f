import { ESCORT_TASK } from '../../components/convoys.ts';
import type { World } from '../../components/world.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { nodeOf } from './convoy-leg.ts';
import { isNear } from './escorts.ts';
import { arrive } from './operation-arrival.ts';
import { sideOf } from './operation-clock.ts';
import { force } from './operation-force.ts';
import { orderSoldier } from './soldiers.ts';
import { sendTo, sendToCenter } from './squad-orders.ts';
import { isHalfWithin } from './squad-place.ts';

/** Whether the convoy that an operation is about is under way still. */
export function hasConvoy(world: World, row: number): boolean {
  const { identity, operation } = world;
  const id = operation.convoy[row];
  return (
    id !== 0 &&
    identity.kind[id] === ENTITY_KIND.convoy &&
    identity.generation[id] === operation.convoyUse[row]
  );
}

/** An operation that is to escort whatever convoy comes takes the first of its faction that is in the district. */
export function adoptConvoy(world: World, row: number): void {
  const { convoy, entities, identity, operation } = world;
  if (operation.convoy[row] !== 0) return;
  const ids = entities.rosters.get(ENTITY_KIND.convoy)!.ids();
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i];
    if (identity.faction[id] !== sideOf(row) || convoy.district[id] !== operation.district[row]) continue;
    operation.convoy[row] = id;
    operation.convoyUse[row] = identity.generation[id];
    return;
  }
}

/** Has the squads go with their convoy, each soldier as its escort while it is near; without one they wait for it. */
export function follow(world: World, row: number): void {
  const { motion, operation, rules, squad: squads } = world;
  const convoy = operation.convoy[row];
  const { escortRangeUnits } = rules.convoys;
  for (let i = 0; i < force.count; i++) {
    const members = force.members[i];
    const squad = force.squads[i];
    if (!hasConvoy(world, row)) {
      sendToCenter(world, operation.district[row], members, force.sizes[i]);
      continue;
    }
    keepUp(world, convoy, i);
    if (squads.arrivedTick[squad] !== 0) continue;
    if (!isHalfWithin(world, motion.x[convoy], motion.y[convoy], escortRangeUnits, members, force.sizes[i]))
      continue;
    arrive(world, row, squad, false);
  }
}

/** Sends a squad to where its convoy stands or to where it drives: trucks are faster than soldiers, but they stop. */
function keepUp(world: World, convoy: number, i: number): void {
  const { escort, identity, motion, rules } = world;
  const members = force.members[i];
  const ahead = nextStop(world, convoy);
  if (ahead >= 0) sendToCenter(world, ahead, members, force.sizes[i]);
  else sendTo(world, motion.x[convoy], motion.y[convoy], members, force.sizes[i]);
  for (let place = 0; place < force.sizes[i]; place++) {
    const id = members[place];
    if (escort.task[id] === ESCORT_TASK.escort && escort.convoy[id] === convoy) continue;
    if (!isNear(world, id, convoy, rules.convoys.escortRangeUnits)) continue;
    orderSoldier(world, id, ORDER.escort, convoy, 1 + identity.generation[convoy]);
  }
}

/** District whose center a convoy drives to, -1 = it stands. */
function nextStop(world: World, id: number): number {
  const { convoy, motion, path } = world;
  if (convoy.path[id] === 0 || (motion.vx[id] === 0 && motion.vy[id] === 0)) return -1;
  return convoy.step[id] < path.hops[convoy.path[id] - 1] ? nodeOf(world, id, convoy.step[id] + 1) : -1;
}
