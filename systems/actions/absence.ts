import { SQUAD_STATE } from '../../components/ai.ts';
import { ABSENCE, BRAIN } from '../../components/ai-rules.ts';
import { ERRAND } from '../../components/avatar.ts';
import { POSTURE } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { SQUADS_EACH } from '../../src/limits.ts';
import { UNITS_PER_METER } from '../../src/maths/fixed-point.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { RESULT } from '../../src/protocol/fields.ts';
import { squareTo } from './district-near.ts';
import { obey } from './obey.ts';
import { takePosture } from './posture.ts';
import { goTo, goToDistrict, standStill } from './send.ts';
import { homeOf, leaderOf } from './squads.ts';

/** Who follows a squad comes this near to its first soldier, and stands there. */
const FOLLOW_UNITS = 30 * UNITS_PER_METER;

/**
 * Leads an avatar whose player is away, by the same orders that its player could give: one that has fallen obeys
 * none.
 */
export function leadAbsent(world: World, id: number): void {
  const { avatar, fighter, identity, rules } = world;
  const stance = avatar.absence[id];
  if (stance === ABSENCE.hold) return;
  const isFirst = avatar.leftPosture[id] === 0;
  if (isFirst) avatar.leftPosture[id] = 1 + fighter.posture[id];
  const isLed = rules.ai.brain[identity.faction[id]] !== BRAIN.none;
  if (stance === ABSENCE.follow && isLed) {
    obey(world, id, ORDER.posture, avatar.leftPosture[id] - 1, 0);
    follow(world, id);
    return;
  }
  obey(world, id, ORDER.posture, POSTURE.retreat, 0);
  // What its player sent it to counts no more.
  if (isFirst || avatar.errand[id] === ERRAND.none) seekShelter(world, id);
}

/** Gives an avatar back to its player: what it was ordered meanwhile ends, and its posture is as it was. */
export function endAbsence(world: World, id: number): void {
  const { avatar } = world;
  const posture = avatar.leftPosture[id] - 1;
  if (posture < 0) return;
  avatar.leftPosture[id] = 0;
  // One that has fallen obeys nobody, and lies still as it is.
  if (obey(world, id, ORDER.stop, 0, 0) === RESULT.done) obey(world, id, ORDER.posture, posture, 0);
  else takePosture(world, id, posture);
}

/** Sends an avatar to a control point that its faction holds, in the nearest district that is its own. */
function seekShelter(world: World, id: number): void {
  const { controlPoint, identity, motion, territories } = world;
  const point = territories.points.at(motion.x[id], motion.y[id]);
  const isSafe = point >= 0 && controlPoint.owner[point] === identity.faction[id];
  const district = isSafe ? -1 : nearestOwn(world, id);
  if (district < 0) standStill(world, id);
  else goToDistrict(world, id, district);
}

/** Sends an avatar after the nearest squad of its faction that is at work, or home. */
function follow(world: World, id: number): void {
  const { identity, motion } = world;
  const leader = nearestLeader(world, id);
  if (leader === 0) {
    const home = homeOf(world, identity.faction[id]);
    if (home < 0) standStill(world, id);
    else goToDistrict(world, id, home);
  } else if (squareBetween(world, id, leader) > FOLLOW_UNITS * FOLLOW_UNITS) {
    goTo(world, id, motion.x[leader], motion.y[leader]);
  }
}

/** The first soldier of the nearest squad at work, 0 = none is. */
function nearestLeader(world: World, id: number): number {
  const { identity, squad } = world;
  const first = identity.faction[id] * SQUADS_EACH;
  let nearest = 0;
  for (let row = first; row < first + SQUADS_EACH; row++) {
    const { marching, working } = SQUAD_STATE;
    if (squad.state[row] !== marching && squad.state[row] !== working) continue;
    const leader = leaderOf(world, row);
    if (leader === 0) continue;
    if (nearest === 0 || squareBetween(world, id, leader) < squareBetween(world, id, nearest))
      nearest = leader;
  }
  return nearest;
}

function nearestOwn(world: World, id: number): number {
  const { graph, identity, motion } = world;
  const { owner } = world.district;
  let nearest = -1;
  let best = Infinity;
  for (let district = 0; district < graph.districtCount; district++) {
    if (owner[district] !== identity.faction[id]) continue;
    const square = squareTo(world, district, motion.x[id], motion.y[id]);
    if (square >= best) continue;
    nearest = district;
    best = square;
  }
  return nearest;
}

function squareBetween(world: World, one: number, other: number): number {
  const { motion } = world;
  const dx = motion.x[one] - motion.x[other];
  const dy = motion.y[one] - motion.y[other];
  return dx * dx + dy * dy;
}
