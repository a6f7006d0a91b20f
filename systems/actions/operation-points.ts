import { ERRAND } from '../../components/avatar.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { areEnemies } from './hostility.ts';
import { firstOf, force, groupsOf } from './operation-force.ts';
import { spreadAt } from './squad-orders.ts';

/**
 * Chooses the control point of a district for a group whose first soldier is `id`; -1 = the district has none. It goes
 * to where something is to be done, to the least crowded of these places and then the nearest; if nothing is anywhere,
 * to the least crowded of all. It stays where it was sent unless another place is the better one by a whole group.
 */
export function choosePost(world: World, faction: number, district: number, id: number): number {
  const { controlPointStart } = world.graph;
  const now = postIn(world, district, id);
  let best = -1;
  let bestCrowd = 0;
  let bestSquare = 0;
  let isBestWanted = false;
  for (let point = controlPointStart[district]; point < controlPointStart[district + 1]; point++) {
    const wanted = isWanted(world, faction, point);
    if (isBestWanted && !wanted) continue;
    const crowd = crowdAt(world, point);
    const square = squareToPoint(world, id, point);
    const isBetter = best < 0 || crowd < bestCrowd || (crowd === bestCrowd && square < bestSquare);
    if (isBestWanted === wanted && !isBetter) continue;
    best = point;
    bestCrowd = crowd;
    bestSquare = square;
    isBestWanted = wanted;
  }
  if (now < 0 || isWanted(world, faction, now) !== isBestWanted) return best;
  return bestCrowd + 1 < crowdAt(world, now) ? best : now;
}

/** Whether something is to be done at a control point: to take it from nobody or an enemy, or to defend it. */
function isWanted(world: World, faction: number, point: number): boolean {
  const { controlPoint } = world;
  const owner = controlPoint.owner[point];
  if (owner !== faction) return owner === 0 || areEnemies(world, faction, owner);
  return controlPoint.contestedTick[point] !== 0 || hasEnemies(world, faction, point);
}

function hasEnemies(world: World, faction: number, point: number): boolean {
  const { controlPoint, influence } = world;
  const first = point * SIDE_COUNT;
  if (controlPoint.units[point] === influence.units[first + faction]) return false;
  for (let side = 1; side < SIDE_COUNT; side++) {
    if (influence.units[first + side] !== 0 && areEnemies(world, faction, side)) return true;
  }
  return false;
}

/** Groups of the force that were sent to a control point. */
function crowdAt(world: World, point: number): number {
  let crowd = 0;
  for (let i = 0; i < force.count; i++) {
    if (world.squad.arrivedTick[force.squads[i]] === 0) continue;
    const groups = groupsOf(world, i);
    for (let group = 0; group < groups; group++) {
      if (isSentTo(world, force.members[i][firstOf(world, group)], point)) crowd++;
    }
  }
  return crowd;
}

/** The control point of a district that a soldier was sent to last, -1 = none of them. */
function postIn(world: World, district: number, id: number): number {
  const { controlPointStart } = world.graph;
  for (let point = controlPointStart[district]; point < controlPointStart[district + 1]; point++) {
    if (isSentTo(world, id, point)) return point;
  }
  return -1;
}

function isSentTo(world: World, id: number, point: number): boolean {
  const { avatar, graph } = world;
  if (avatar.errand[id] === ERRAND.walkOn) return false;
  const spread = spreadAt(world, point);
  return (
    Math.abs(avatar.goalX[id] - graph.controlPointX[point]) <= spread &&
    Math.abs(avatar.goalY[id] - graph.controlPointY[point]) <= spread
  );
}

function squareToPoint(world: World, id: number, point: number): number {
  const { graph, motion } = world;
  const dx = motion.x[id] - graph.controlPointX[point];
  const dy = motion.y[id] - graph.controlPointY[point];
  return dx * dx + dy * dy;
}
