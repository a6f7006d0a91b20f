import { ERRAND } from '../../components/avatar.ts';
import { ASTRAY } from '../../components/combat.ts';
import { POSTURE, PROPERTY } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { isNear } from './escorts.ts';
import { mayStrike } from './hostility.ts';
import { propertyOf } from './properties.ts';
import { setCourse } from './set-course.ts';
import { clampToWorld, halt, walk } from './walk.ts';

/** Who flees looks for a better way out so often. */
const FLIGHT_TICKS = 60;

/** Takes a patrol off its way for a fight; the leash begins where it stands. */
export function leaveWay(world: World, id: number): void {
  const { fighter, motion } = world;
  fighter.isAstray[id] = ASTRAY.pursues;
  fighter.leashX[id] = motion.x[id];
  fighter.leashY[id] = motion.y[id];
}

/**
 * Has a patrol take up its way again from where it stands, a soldier its errand: `steerPatrols` or `steerAvatars` plans
 * it in the next tick.
 */
export function takeUpWay(world: World, id: number): void {
  const { fighter } = world;
  fighter.isAstray[id] = ASTRAY.no;
  fighter.courseTick[id] = 0;
  setCourse(world, id, 0, 0);
  if (world.soldier.squad[id] === 0) beginLeg(world, id);
  else if (world.avatar.errand[id] !== ERRAND.none) world.avatar.turnTick[id] = world.ledger.tick[0] + 1;
}

/** Has `steerPatrols` give a patrol its next leg in the next tick. */
export function beginLeg(world: World, id: number): void {
  const { ledger, patrol } = world;
  patrol.turnTick[id] = ledger.tick[0] + 1;
  patrol.legEndTick[id] = patrol.turnTick[id];
}

/** The fight of a patrol is over. A soldier who was going nowhere goes back to its post, all others on their way. */
export function endFight(world: World, id: number): void {
  const { avatar, fighter, ledger, soldier } = world;
  if (soldier.squad[id] === 0 || avatar.errand[id] !== ERRAND.none) return takeUpWay(world, id);
  fighter.isAstray[id] = ASTRAY.returns;
  fighter.courseTick[id] = ledger.tick[0];
  goBack(world, id);
}

/** Leads a patrol back to where its leash is tied; in retreat away from its rival first, if that stands in between. */
export function goBack(world: World, id: number): void {
  const { fighter, ledger, motion } = world;
  if (fighter.courseTick[id] > ledger.tick[0]) return;
  const dx = fighter.leashX[id] - motion.x[id];
  const dy = fighter.leashY[id] - motion.y[id];
  const isFleeing = fighter.posture[id] === POSTURE.retreat;
  if (isFleeing && flee(world, id, dx, dy)) return;
  if (dx !== 0 || dy !== 0) walk(world, id, dx, dy, 0, FLIGHT_TICKS);
  else if (isFleeing) halt(world, id);
  else takeUpWay(world, id);
}

/** Walks straight away from a rival in sight who stands where (dx, dy) leads. Returns false when there is none. */
function flee(world: World, id: number, dx: number, dy: number): boolean {
  const { fighter, graph, identity, motion } = world;
  const rival = fighter.rival[id];
  if (rival === 0 || fighter.rivalUse[id] !== identity.generation[rival]) return false;
  if (!mayStrike(world, id, rival) || !isNear(world, id, rival, propertyOf(world, id, PROPERTY.sight)))
    return false;
  const awayX = motion.x[id] - motion.x[rival];
  const awayY = motion.y[id] - motion.y[rival];
  if (dx * awayX + dy * awayY >= 0) return false;
  const goalX = clampToWorld(motion.x[id] + awayX, graph.widthUnits);
  const goalY = clampToWorld(motion.y[id] + awayY, graph.heightUnits);
  // With its back to the edge of the world it tries the other way.
  if (goalX === motion.x[id] && goalY === motion.y[id]) return false;
  walk(world, id, goalX - motion.x[id], goalY - motion.y[id], 0, FLIGHT_TICKS);
  return true;
}
