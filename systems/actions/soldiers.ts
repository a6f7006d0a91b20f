import { ASTRAY } from '../../components/combat.ts';
import { POSTURE } from '../../components/combat-rules.ts';
import { addBody, dropBody } from '../../components/entities.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT, SQUAD_SIZE_MAX, SQUADS_EACH } from '../../src/limits.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { ENTITY_KIND, RESULT, type Result } from '../../src/protocol/fields.ts';
import { districtNear } from './district-near.ts';
import { dismiss } from './escorts.ts';
import { forgetOrders } from './forget-orders.ts';
import { obey } from './obey.ts';
import { takePosture } from './posture.ts';
import { setCourse } from './set-course.ts';
import { beginLeg } from './way.ts';

const nobody = new Uint32Array(SQUAD_SIZE_MAX);

/**
 * Takes a patrol into a squad of its faction, if that has room: from now on it does what it is ordered to, and stands
 * until then. Who is in a fight fights on. Returns whether it serves there now.
 */
export function enlist(world: World, squad: number, id: number): boolean {
  const { fighter, identity, rules, soldier, squadMember } = world;
  const faction = Math.floor(squad / SQUADS_EACH);
  if (squad < 0 || faction >= SIDE_COUNT || identity.faction[id] !== faction) return false;
  if (identity.kind[id] !== ENTITY_KIND.patrol || soldier.squad[id] !== 0) return false;
  const count = membersOf(world, squad, nobody);
  if (count >= Math.min(SQUAD_SIZE_MAX, rules.ai.squadSize[faction])) return false;
  squadMember.entity[squad * SQUAD_SIZE_MAX + count] = id;
  world.squad.size[squad] = count + 1;
  soldier.squad[id] = squad + 1;
  forgetOrders(world, id);
  addBody(world.entities, id);
  if (fighter.isAstray[id] === ASTRAY.no) setCourse(world, id, 0, 0);
  return true;
}

/** Lets a soldier go: it lives as a patrol again, from the next tick on and from where it stands. */
export function discharge(world: World, id: number): void {
  const { fighter, motion, patrol, soldier } = world;
  const squad = soldier.squad[id] - 1;
  if (squad < 0) return;
  soldier.squad[id] = 0;
  membersOf(world, squad, nobody);
  dropBody(world.entities, id);
  forgetOrders(world, id);
  dismiss(world, id);
  fighter.isOrdered[id] = 0;
  patrol.district[id] = districtNear(world, motion.x[id], motion.y[id], patrol.district[id]);
  if (fighter.isAstray[id] !== ASTRAY.no) return;
  takePosture(world, id, POSTURE.hold);
  setCourse(world, id, 0, 0);
  beginLeg(world, id);
}

/**
 * Puts the soldiers of a squad that are alive and still serve there into `into`, in the order in which they came, and
 * returns how many they are. All others are forgotten.
 */
export function membersOf(world: World, squad: number, into: Uint32Array): number {
  const { soldier, squadMember } = world;
  const first = squad * SQUAD_SIZE_MAX;
  let count = 0;
  for (let place = first; place < first + SQUAD_SIZE_MAX; place++) {
    const id = squadMember.entity[place];
    if (id === 0) continue;
    squadMember.entity[place] = 0;
    // Ids are given again: whoever has this one now may serve elsewhere.
    if (soldier.squad[id] !== squad + 1) continue;
    squadMember.entity[first + count] = id;
    into[count++] = id;
  }
  world.squad.size[squad] = count;
  return count;
}

/** Gives a soldier an order, as its player gives one to an avatar. What it retreats to is the place of the last one. */
export function orderSoldier(world: World, id: number, op: number, a: number, b: number): Result {
  const { graph, patrol, soldier } = world;
  if (soldier.squad[id] === 0) return RESULT.noAvatar;
  const result = obey(world, id, op, a, b);
  if (result !== RESULT.done) return result;
  if (op === ORDER.moveTo) patrol.district[id] = districtNear(world, a, b, patrol.district[id]);
  else if (op === ORDER.objective && a !== 0) patrol.district[id] = graph.controlPointDistrict[b];
  return result;
}
