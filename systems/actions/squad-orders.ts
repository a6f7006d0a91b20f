import { ERRAND } from '../../components/avatar.ts';
import { ASTRAY } from '../../components/combat.ts';
import { ESCORT_TASK } from '../../components/convoys.ts';
import type { World } from '../../components/world.ts';
import { SQUADS_EACH } from '../../src/limits.ts';
import { UNITS_PER_METER } from '../../src/maths/fixed-point.ts';
import { PURPOSE, randomBelow } from '../../src/maths/random.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { RESULT } from '../../src/protocol/fields.ts';
import { homeOf } from './home.ts';
import { orderSoldier } from './soldiers.ts';
import { isWithin } from './squad-place.ts';
import { clampToWorld } from './walk.ts';

/**
 * Sends squads to places. A soldier gets an order only if it is another one than its last: each is a new course, told
 * to all who see it.
 */

/** Who stands farther than this from where it was sent, and does not fight, is sent there again. */
const STRAY_UNITS = 10 * UNITS_PER_METER;

/** Soldiers stand within this of a place that is no control point, along each axis. */
const SPREAD_UNITS = 40 * UNITS_PER_METER;

/** Sends a soldier to a spot of its own within `spread` of a place along each axis. */
export function sendSoldier(world: World, id: number, x: number, y: number, spread: number): void {
  const { avatar, fighter, graph, ledger, soldier, squad } = world;
  const goalX = clampToWorld(x + offsetOf(world, id, 0, spread), graph.widthUnits);
  const goalY = clampToWorld(y + offsetOf(world, id, 1, spread), graph.heightUnits);
  if (avatar.goalX[id] === goalX && avatar.goalY[id] === goalY) {
    if (avatar.errand[id] === ERRAND.walkTo || fighter.isAstray[id] !== ASTRAY.no) return;
    if (isWithin(world, id, goalX, goalY, STRAY_UNITS)) return;
  }
  if (orderSoldier(world, id, ORDER.moveTo, goalX, goalY) !== RESULT.done) return;
  squad.orderTick[soldier.squad[id] - 1] = ledger.tick[0];
}

/** Always the same for one soldier, so that an order can be known again by its goal. */
function offsetOf(world: World, id: number, axis: number, spread: number): number {
  return randomBelow(world.ledger.seed[0], axis, id, PURPOSE.soldierPlace, 2 * spread + 1) - spread;
}

/** Sends soldiers to a control point: to spots within its circle. */
export function sendToPoint(
  world: World,
  point: number,
  members: Uint32Array,
  first: number,
  end: number,
): void {
  const { graph } = world;
  for (let i = first; i < end; i++) {
    sendSoldier(
      world,
      members[i],
      graph.controlPointX[point],
      graph.controlPointY[point],
      spreadAt(world, point),
    );
  }
}

/** A square with half of its side this long lies in the circle of the point: the half diagonal is 1.42 times that. */
export function spreadAt(world: World, point: number): number {
  return Math.floor(world.graph.controlPointRadius[point] / 2);
}

/** Sends all soldiers of a squad to the center of a district. */
export function sendToCenter(world: World, district: number, members: Uint32Array, count: number): void {
  const { districtX, districtY } = world.graph;
  for (let i = 0; i < count; i++) {
    sendSoldier(world, members[i], districtX[district], districtY[district], SPREAD_UNITS);
  }
}

/** Sends all soldiers of a squad to a place. */
export function sendTo(world: World, x: number, y: number, members: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) sendSoldier(world, members[i], x, y, SPREAD_UNITS);
}

/** Sends a squad to its place at home. A faction without any land has none: its squads stay where they are. */
export function sendHome(world: World, squad: number, members: Uint32Array, count: number): void {
  const { squad: squads } = world;
  const home = homeOf(world, Math.floor(squad / SQUADS_EACH));
  squads.district[squad] = home + 1;
  const point = home < 0 ? -1 : homePoint(world, squad, home);
  squads.point[squad] = point + 1;
  if (point >= 0) sendToPoint(world, point, members, 0, count);
  else if (home >= 0) sendToCenter(world, home, members, count);
}

/** Squads are spread over the control points of their home; -1 = it has none. */
function homePoint(world: World, squad: number, home: number): number {
  const { controlPointStart } = world.graph;
  const points = controlPointStart[home + 1] - controlPointStart[home];
  return points === 0 ? -1 : controlPointStart[home] + ((squad % SQUADS_EACH) % points);
}

/** Has soldiers leave alone what they were sent against or with: they walk away from it. */
export function standDown(world: World, members: Uint32Array, count: number): void {
  const { escort, fighter } = world;
  for (let i = 0; i < count; i++) {
    const id = members[i];
    if (escort.task[id] !== ESCORT_TASK.none) orderSoldier(world, id, ORDER.escort, 0, 0);
    if (fighter.isOrdered[id] !== 0) orderSoldier(world, id, ORDER.attack, 0, 0);
  }
}
