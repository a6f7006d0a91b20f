import type { World } from '../../components/world.ts';
import { PATH_NODES } from '../../src/limits.ts';
import { type Course, ENDLESS_TICKS, planCourse } from '../../src/maths/course.ts';
import { vectorLength } from '../../src/maths/fixed-point.ts';
import { setCourse, ticksInWorld } from './set-course.ts';

const course: Course = { vx: 0, vy: 0, ticks: 0 };

/** District of a step of the path that a convoy holds. */
export function nodeOf(world: World, id: number, step: number): number {
  return world.pathNode.district[(world.convoy.path[id] - 1) * PATH_NODES + step];
}

/**
 * Sends a convoy on to the center of the next district of its path, from wherever it is. Half-way between the centers
 * it will cross the border, if it has not yet.
 */
export function driveOn(world: World, id: number): void {
  const { convoy, graph, ledger } = world;
  const tick = ledger.tick[0];
  const next = nodeOf(world, id, convoy.step[id] + 1);
  convoy.waitTick[id] = 0;
  convoy.waited[id] = 0;
  convoy.crossTick[id] = convoy.district[id] === next ? 0 : tick + ticksToBorder(world, id, next);
  head(world, id, graph.districtX[next], graph.districtY[next]);
}

/** Lets a convoy stand where it is. */
export function halt(world: World, id: number): void {
  const { convoy } = world;
  convoy.crossTick[id] = 0;
  convoy.arriveTick[id] = 0;
  setCourse(world, id, 0, 0);
}

/** Whether a convoy stands exactly in the center of the district that it is in. */
export function isAtCenter(world: World, id: number): boolean {
  const { convoy, graph, motion } = world;
  const district = convoy.district[id];
  return motion.x[id] === graph.districtX[district] && motion.y[id] === graph.districtY[district];
}

function ticksToBorder(world: World, id: number, next: number): number {
  const { convoy, graph, motion } = world;
  const from = convoy.district[id];
  const x = Math.floor((graph.districtX[from] + graph.districtX[next]) / 2);
  const y = Math.floor((graph.districtY[from] + graph.districtY[next]) / 2);
  return Math.ceil(vectorLength(x - motion.x[id], y - motion.y[id]) / convoy.speed[id]);
}

/**
 * Whole numbers lead past a center by a little, and a convoy sets its course anew from there. It crosses the border at
 * the first of these ends at the latest: what is left then is less than half of the way.
 */
function head(world: World, id: number, x: number, y: number): void {
  const { convoy, ledger, motion } = world;
  planCourse(course, x - motion.x[id], y - motion.y[id], convoy.speed[id]);
  setCourse(world, id, course.vx, course.vy);
  const ticks = Math.max(1, Math.min(course.ticks, ticksInWorld(world, id), ENDLESS_TICKS));
  convoy.arriveTick[id] = ledger.tick[0] + ticks;
  if (convoy.crossTick[id] !== 0)
    convoy.crossTick[id] = Math.min(convoy.crossTick[id], convoy.arriveTick[id]);
}
