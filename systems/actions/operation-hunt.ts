import { PROPERTY } from '../../components/combat-rules.ts';
import { ESCORT_TASK } from '../../components/convoys.ts';
import type { World } from '../../components/world.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { ENTITY_KIND, RESULT } from '../../src/protocol/fields.ts';
import { hasTarget } from './aim.ts';
import { isNear } from './escorts.ts';
import { mayStrike } from './hostility.ts';
import { force } from './operation-force.ts';
import { propertyOf } from './properties.ts';
import { orderSoldier } from './soldiers.ts';
import { sendToCenter } from './squad-orders.ts';

/**
 * Has a squad, the `i`-th of the force, wait on the roads at the center of its district and fall upon enemy convoys.
 */
export function hunt(world: World, i: number): void {
  const members = force.members[i];
  const count = force.sizes[i];
  const district = world.squad.district[force.squads[i]] - 1;
  sendToCenter(world, district, members, count);
  const convoy = preyOf(world, district, members, count);
  if (convoy === 0) return;
  for (let place = 0; place < count; place++) fallUpon(world, members[place], convoy);
}

/** Has a soldier raid a convoy, which stops it; or attack it, from farther away or where it may not raid. */
function fallUpon(world: World, id: number, convoy: number): void {
  const { escort, fighter, identity, rules } = world;
  const use = 1 + identity.generation[convoy];
  const isAtIt = fighter.target[id] === convoy && fighter.isOrdered[id] === 1;
  const isRaiding = isAtIt && escort.task[id] === ESCORT_TASK.raid && escort.convoy[id] === convoy;
  if (isRaiding) return;
  if (isNear(world, id, convoy, rules.convoys.raidRangeUnits)) {
    if (orderSoldier(world, id, ORDER.raid, convoy, use) === RESULT.done) return;
  }
  if (!isAtIt) orderSoldier(world, id, ORDER.attack, convoy, use);
}

/**
 * The convoy that a squad is at, or else an enemy one in its district that one of it sees, the nearest to the first.
 */
function preyOf(world: World, district: number, members: Uint32Array, count: number): number {
  const { convoy, entities, fighter, identity, motion } = world;
  for (let place = 0; place < count; place++) {
    const target = fighter.target[members[place]];
    if (fighter.isOrdered[members[place]] === 0 || identity.kind[target] !== ENTITY_KIND.convoy) continue;
    if (hasTarget(world, members[place])) return target;
  }
  const first = members[0];
  const ids = entities.rosters.get(ENTITY_KIND.convoy)!.ids();
  let best = 0;
  let bestSquare = 0;
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at];
    if (convoy.district[id] !== district || !mayStrike(world, first, id)) continue;
    const dx = motion.x[id] - motion.x[first];
    const dy = motion.y[id] - motion.y[first];
    if (best !== 0 && dx * dx + dy * dy >= bestSquare) continue;
    if (!isSeen(world, id, members, count)) continue;
    best = id;
    bestSquare = dx * dx + dy * dy;
  }
  return best;
}

function isSeen(world: World, convoy: number, members: Uint32Array, count: number): boolean {
  for (let place = 0; place < count; place++) {
    if (isNear(world, members[place], convoy, propertyOf(world, members[place], PROPERTY.sight))) return true;
  }
  return false;
}
