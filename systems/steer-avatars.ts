import { ERRAND } from '../components/avatar.ts';
import type { World } from '../components/world.ts';
import { type Course, planCourse } from '../src/maths/course.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { setCourse, ticksInWorld } from './actions/set-course.ts';
import { paceOf } from './actions/walk.ts';

const course: Course = { vx: 0, vy: 0, ticks: 0 };

/** Sets the course of every avatar whose current one ends now: on to its goal, or to a stop. */
export function steerAvatars(world: World): void {
  const { avatar, ledger, motion } = world;
  const tick = ledger.tick[0];
  const ids = world.entities.rosters.get(ENTITY_KIND.avatar)!.ids();
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i];
    if (avatar.errand[id] === ERRAND.none || avatar.turnTick[id] > tick) continue;
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
