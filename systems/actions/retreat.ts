import { ASTRAY } from '../../components/combat.ts';
import { POSTURE, PROPERTY } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { aim } from './aim.ts';
import { takePosture } from './posture.ts';
import { propertyOf } from './properties.ts';

/** Longest retreat: whom nobody lets mend turns around and fights. */
const RETREAT_TICKS_MAX = 30 * TICKS_PER_SECOND;

/**
 * Lets a patrol begin a retreat to the center of its district when it was struck and has too little health left, and
 * end one when it has twice that again, or it has lasted too long. Returns whether it is in retreat now.
 */
export function considerRetreat(world: World, id: number): boolean {
  const { fighter, ledger, patrol, rules } = world;
  const { lookTicks, retreatBelow } = rules.combat;
  if (fighter.posture[id] === POSTURE.retreat) {
    // A soldier that is not astray was ordered to.
    if (fighter.isAstray[id] === ASTRAY.no) return true;
    if (patrol.legEndTick[id] > ledger.tick[0] && isWeak(world, id, 2 * retreatBelow)) return true;
    endRetreat(world, id);
    return false;
  }
  // Who was let alone for a while has no reason to run.
  if (fighter.engagedTick[id] + 2 * lookTicks < ledger.tick[0]) return false;
  if (!isWeak(world, id, retreatBelow)) return false;
  beginRetreat(world, id);
  return true;
}

/** Whether less than so many thousandths of a fighter's health are left. */
function isWeak(world: World, id: number, thousandths: number): boolean {
  const wounds = world.fighter.wounds[id];
  if (wounds === 0 || thousandths === 0) return false;
  const health = propertyOf(world, id, PROPERTY.health);
  return (health - wounds) * 1000 < health * Math.min(1000, thousandths);
}

function beginRetreat(world: World, id: number): void {
  const { fighter, graph, ledger, patrol } = world;
  aim(world, id, 0);
  takePosture(world, id, POSTURE.retreat);
  fighter.isAstray[id] = ASTRAY.returns;
  fighter.leashX[id] = graph.districtX[patrol.district[id]];
  fighter.leashY[id] = graph.districtY[patrol.district[id]];
  fighter.courseTick[id] = ledger.tick[0];
  patrol.legEndTick[id] = ledger.tick[0] + RETREAT_TICKS_MAX;
}

/** All have moved in this tick: the way is taken up in the next one, from here. */
function endRetreat(world: World, id: number): void {
  const { fighter, ledger, motion } = world;
  takePosture(world, id, POSTURE.hold);
  fighter.leashX[id] = motion.x[id];
  fighter.leashY[id] = motion.y[id];
  fighter.courseTick[id] = ledger.tick[0];
}
