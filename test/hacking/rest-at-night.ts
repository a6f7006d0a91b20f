import type { World } from '../../components/world.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { setCourse } from '../../systems/actions/set-course.ts';

const DAY_TICKS = 3600;
const NIGHT_START_TICKS = 2400;

/** Stops every patrol for the last third of each minute. */
export function restAtNight(world: World): void {
  const { ledger, motion, patrol } = world;
  const tick = ledger.tick[0];
  const timeOfDay = tick % DAY_TICKS;
  if (timeOfDay < NIGHT_START_TICKS) return;
  const dawn = tick - timeOfDay + DAY_TICKS;
  const ids = world.entities.rosters.get(ENTITY_KIND.patrol)!.ids();
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i];
    if (motion.vx[id] === 0 && motion.vy[id] === 0 && patrol.turnTick[id] >= dawn) continue;
    setCourse(world, id, 0, 0);
    // Not all wake in one tick: a thousand first steps at once would be a burst.
    patrol.turnTick[id] = dawn + (id % 60);
    patrol.legEndTick[id] = patrol.turnTick[id];
  }
}
