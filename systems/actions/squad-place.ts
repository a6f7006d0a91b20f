import type { World } from '../../components/world.ts';
import { SQUAD_SIZE_MAX } from '../../src/limits.ts';
import { UNITS_PER_METER, vectorLength } from '../../src/maths/fixed-point.ts';
import { paceOf } from './walk.ts';

/** A squad is at a place when half of it is within this of it: those who fight there are there. */
const THERE_UNITS = 120 * UNITS_PER_METER;

/** Ticks of the ways of a squad's soldiers, the shortest first. */
const ways = new Float64Array(SQUAD_SIZE_MAX);

/** Whether a squad is at the place that it was sent to: its control point, or else the center of its district. */
export function isAtPlace(world: World, squad: number, members: Uint32Array, count: number): boolean {
  const { graph, squad: squads } = world;
  const point = squads.point[squad] - 1;
  const district = squads.district[squad] - 1;
  if (point < 0 && district < 0) return true;
  const x = point >= 0 ? graph.controlPointX[point] : graph.districtX[district];
  const y = point >= 0 ? graph.controlPointY[point] : graph.districtY[district];
  return isHalfWithin(world, x, y, THERE_UNITS, members, count);
}

/** Whether half of some soldiers or more are within a distance of a place. */
export function isHalfWithin(
  world: World,
  x: number,
  y: number,
  units: number,
  members: Uint32Array,
  count: number,
): boolean {
  let near = 0;
  for (let i = 0; i < count; i++) if (isWithin(world, members[i], x, y, units)) near++;
  return 2 * near >= count;
}

export function isWithin(world: World, id: number, x: number, y: number, units: number): boolean {
  const dx = world.motion.x[id] - x;
  const dy = world.motion.y[id] - y;
  return dx * dx + dy * dy <= units * units;
}

/** Ticks until half of some soldiers can be at a place, each at its own pace, if nobody stops them. */
export function travelTicks(world: World, x: number, y: number, members: Uint32Array, count: number): number {
  const { motion } = world;
  for (let i = 0; i < count; i++) {
    const id = members[i];
    const way = Math.max(0, vectorLength(motion.x[id] - x, motion.y[id] - y) - THERE_UNITS);
    const ticks = Math.ceil(way / paceOf(world, id));
    let place = i;
    for (; place > 0 && ways[place - 1] > ticks; place--) ways[place] = ways[place - 1];
    ways[place] = ticks;
  }
  return count === 0 ? 0 : ways[(count - 1) >> 1];
}
