import type { World } from '../../components/world.ts';
import { CHANGE } from '../../src/replication/change-log.ts';

/** Gives an entity a course from this tick's movement on, and notes it for replication if it is a different one. */
export function setCourse(world: World, id: number, vx: number, vy: number): void {
  const { motion, changes } = world;
  if (motion.vx[id] === vx && motion.vy[id] === vy) return;
  motion.vx[id] = vx;
  motion.vy[id] = vy;
  changes.note(id, CHANGE.turn);
}
