import type { World } from '../../components/world.ts';
import { moveHome } from './home.ts';
import { areEnemies } from './hostility.ts';
import { type Outlook, unitsFromHome } from './outlook.ts';

/** An own district beside an enemy was looked at: the nearest one to home is kept. */
export function noteFront(world: World, from: Outlook, district: number): void {
  const { mind } = world;
  const { faction } = from;
  const units = unitsFromHome(world, from, district);
  if (mind.front[faction] !== 0 && mind.frontUnits[faction] <= units) return;
  mind.front[faction] = district + 1;
  mind.frontUnits[faction] = units;
}

/**
 * Moves a faction's home after its front: when the nearest enemy land is farther away than half of the squads' reach,
 * they would spend their time on the road, and in a large world never meet an enemy at all. The new home is a district
 * behind that front, or at it if none lies behind.
 */
export function followFrontWithHome(world: World, faction: number): void {
  const { graph, mind, rules } = world;
  const front = mind.front[faction] - 1;
  if (front < 0 || 2 * mind.frontUnits[faction] <= rules.ai.reachUnits) return;
  // Since it was looked at it may have been lost, or peace was made.
  if (world.district.owner[front] !== faction || !bordersOnEnemy(world, faction, front)) return;
  const end = graph.neighborStart[front + 1];
  let home = front;
  for (let i = graph.neighborStart[front]; i < end && home === front; i++) {
    if (isBehind(world, faction, graph.neighborDistrict[i])) home = graph.neighborDistrict[i];
  }
  moveHome(world, faction, home);
}

/** Whether a district is the faction's own and borders on no enemy. */
function isBehind(world: World, faction: number, district: number): boolean {
  return world.district.owner[district] === faction && !bordersOnEnemy(world, faction, district);
}

function bordersOnEnemy(world: World, faction: number, district: number): boolean {
  const { graph } = world;
  const { owner } = world.district;
  for (let i = graph.neighborStart[district]; i < graph.neighborStart[district + 1]; i++) {
    if (areEnemies(world, faction, owner[graph.neighborDistrict[i]])) return true;
  }
  return false;
}
