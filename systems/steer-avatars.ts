import { ERRAND } from '../components/avatar.ts';
import { ASTRAY } from '../components/combat.ts';
import type { World } from '../components/world.ts';
import { type Course, planCourse } from '../src/maths/course.ts';
import { setCourse, ticksInWorld } from './actions/set-course.ts';
import { paceOf } from './actions/walk.ts';

const course: Course = { vx: 0, vy: 0, ticks: 0 };

/**
 * Sets the course of every avatar and every soldier whose current one ends now: on to its goal, or to a stop. A soldier
 * that has left its way for a fight is left alone.
 */
export function steerAvatars(world: World): void {
  const { avatar, fighter, ledger, motion, soldier } = world;
  const tick = ledger.tick[0];
  const ids = world.entities.bodies.ids();
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i];
    if (avatar.errand[id] === ERRAND.none || avatar.turnTick[id] > tick) continue;
    const isSoldier = soldier.squad[id] !== 0;
    if (isSoldier && fighter.isAstray[id] !== ASTRAY.no) continue;
    if (avatar.errand[id] === ERRAND.walkTo) {
      const dx = avatar.goalX[id] - motion.x[id];
      const dy = avatar.goalY[id] - motion.y[id];
      if (dx !== 0 || dy !== 0) {
        planCourse(course, dx, dy, paceOf(world, id));
        setCourse(world, id, course.vx, course.vy);
        avatar.turnTick[id] = tick + Math.min(course.ticks, ticksInWorld(world, id));
        continue;
      }
    } else {
      // After a fight it stands.
      if (isSoldier) setCourse(world, id, avatar.goalX[id], avatar.goalY[id]);
      const ticks = ticksInWorld(world, id);
      if (ticks > 0) {
        avatar.turnTick[id] = tick + ticks;
        continue;
      }
    }
    avatar.errand[id] = ERRAND.none;
    avatar.turnTick[id] = 0;
    setCourse(world, id, 0, 0);
  }
}
