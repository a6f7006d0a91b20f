import { SQUAD_ROLE, SQUAD_STATE } from '../../components/ai.ts';
import type { World } from '../../components/world.ts';
import { SQUAD_SIZE_MAX, SQUADS_EACH } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { districtNear, squareTo } from './district-near.ts';
import { homeOf } from './home.ts';
import { membersOf } from './soldiers.ts';
import { sendHome, standDown } from './squad-orders.ts';

export { homeOf } from './home.ts';

const members = new Uint32Array(SQUAD_SIZE_MAX);

/** The faction that a squad serves. */
export function factionOf(squad: number): number {
  return Math.floor(squad / SQUADS_EACH);
}

/** Writes the rows of a faction's ready squads to `into`, ascending. Returns how many there are. */
export function readySquads(world: World, faction: number, into: Uint16Array): number {
  const { state } = world.squad;
  const first = faction * SQUADS_EACH;
  let count = 0;
  for (let row = first; row < first + SQUADS_EACH; row++) {
    if (state[row] === SQUAD_STATE.ready) into[count++] = row;
  }
  return count;
}

/**
 * The ready squad of a faction that is nearest to the center of a district, the lowest of equals; -1 = there is none.
 */
export function nearestReady(world: World, faction: number, district: number): number {
  const { motion } = world;
  const { state } = world.squad;
  const first = faction * SQUADS_EACH;
  let best = -1;
  let bestSquare = Number.POSITIVE_INFINITY;
  for (let row = first; row < first + SQUADS_EACH; row++) {
    if (state[row] !== SQUAD_STATE.ready) continue;
    const leader = leaderOf(world, row);
    if (leader === 0) continue;
    const square = squareTo(world, district, motion.x[leader], motion.y[leader]);
    if (square >= bestSquare) continue;
    best = row;
    bestSquare = square;
  }
  return best;
}

/** The first of a squad's soldiers who is alive, 0 when there is none. */
export function leaderOf(world: World, squad: number): number {
  const { identity, soldier, squadMember } = world;
  const first = squad * SQUAD_SIZE_MAX;
  for (let place = first; place < first + SQUAD_SIZE_MAX; place++) {
    const id = squadMember.entity[place];
    if (id !== 0 && identity.kind[id] === ENTITY_KIND.patrol && soldier.squad[id] === squad + 1) return id;
  }
  return 0;
}

/** District that a squad's leader is in, see `districtNear`. Without a leader, where the squad was sent last. */
export function squadDistrict(world: World, squad: number): number {
  const { motion, patrol } = world;
  const leader = leaderOf(world, squad);
  if (leader !== 0) return districtNear(world, motion.x[leader], motion.y[leader], patrol.district[leader]);
  const sent = world.squad.district[squad] - 1;
  return Math.max(0, sent >= 0 ? sent : homeOf(world, factionOf(squad)));
}

/** Makes a squad free for other work and sends it home. */
export function releaseSquad(world: World, squad: number): void {
  freeSquad(world, squad);
  const count = membersOf(world, squad, members);
  standDown(world, members, count);
  sendHome(world, squad, members, count);
}

/** Takes a squad from whatever it did, where it stands: it is ready. */
export function freeSquad(world: World, squad: number): void {
  const { squad: squads } = world;
  squads.state[squad] = SQUAD_STATE.ready;
  squads.operation[squad] = 0;
  squads.role[squad] = SQUAD_ROLE.main;
  squads.point[squad] = 0;
  squads.arrivedTick[squad] = 0;
  squads.bornSize[squad] = 0;
  squads.isHurt[squad] = 0;
}
