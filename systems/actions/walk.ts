import { PROPERTY } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { type Course, planCourse } from '../../src/maths/course.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { propertyOf } from './properties.ts';
import { setCourse, ticksInWorld } from './set-course.ts';

/** A pursuer sets its course anew so often: every time is a record for all who see it. */
export const COURSE_TICKS = 15;

/** The largest speed that a velocity can hold. */
const PACE_MAX = 32_767;

const course: Course = { vx: 0, vy: 0, ticks: 0 };

/** Speed at which a patrol or an avatar walks now, units per tick. */
export function paceOf(world: World, id: number): number {
  const { identity, patrol, rules } = world;
  const usual = identity.kind[id] === ENTITY_KIND.patrol ? patrol.speed[id] : rules.avatarUnitsPerTick;
  const pace = Math.floor((usual * propertyOf(world, id, PROPERTY.speed)) / 1000);
  return Math.max(1, Math.min(PACE_MAX, pace));
}

/** Stands still until the next look at the course. */
export function halt(world: World, id: number): void {
  setCourse(world, id, 0, 0);
  world.fighter.courseTick[id] = world.ledger.tick[0] + COURSE_TICKS;
}

/** Walks over (dx, dy), on the course it has if that ends within `slack` units (and one per tick, for rounding). */
export function walk(
  world: World,
  id: number,
  dx: number,
  dy: number,
  slack: number,
  ticksMax: number,
): void {
  const { fighter, ledger, motion } = world;
  planCourse(course, dx, dy, paceOf(world, id));
  const { ticks } = course;
  const isOnCourse =
    Math.abs(dx - motion.vx[id] * ticks) <= slack + ticks &&
    Math.abs(dy - motion.vy[id] * ticks) <= slack + ticks &&
    ticks > 1 &&
    ticksInWorld(world, id) >= 1;
  if (!isOnCourse) setCourse(world, id, course.vx, course.vy);
  const free = Math.min(ticks, ticksMax, ticksInWorld(world, id));
  fighter.courseTick[id] = ledger.tick[0] + Math.max(1, free);
}

/** The coordinate nearest to `position` that lies in a world of `size` units. */
export function clampToWorld(position: number, size: number): number {
  return Math.max(0, Math.min(size - 1, position));
}
