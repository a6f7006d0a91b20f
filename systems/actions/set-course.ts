import type { World } from '../../components/world.ts';
import { ticksToEdge } from '../../src/maths/course.ts';
import { CHANGE } from '../../src/replication/change-log.ts';

/** Gives an entity a course from this tick's movement on, and notes it for replication if it is a different one. */
export function setCourse(world: World, id: number, vx: number, vy: number): void {
  const { motion, changes } = world;
  if (motion.vx[id] === vx && motion.vy[id] === vy) return;
  motion.vx[id] = vx;
  motion.vy[id] = vy;
  changes.note(id, CHANGE.turn);
}

/**
 * Ticks an entity can keep its course without leaving the world. Walks to a point need it too: rounding may lead a long
 * one past its goal, and a goal may lie on the edge.
 */
export function ticksInWorld(world: World, id: number): number {
  const { graph, motion } = world;
  return Math.min(
    ticksToEdge(motion.x[id], motion.vx[id], graph.widthUnits),
    ticksToEdge(motion.y[id], motion.vy[id], graph.heightUnits),
  );
}
