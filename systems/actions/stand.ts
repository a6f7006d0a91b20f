import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { keepCalm, wakePoint } from './wake.ts';

/** Moves what an entity counts for to a control point (given as point + 1; 0 = to none). */
export function stand(world: World, id: number, point: number): void {
  const { identity, standing } = world;
  const faction = identity.faction[id];
  if (standing.point[id] !== 0) count(world, standing.point[id] - 1, faction, -1);
  standing.point[id] = point;
  if (point !== 0) count(world, point - 1, faction, 1);
}

function count(world: World, point: number, faction: number, units: number): void {
  const { controlPoint, district, graph, influence } = world;
  const at = graph.controlPointDistrict[point];
  influence.units[point * SIDE_COUNT + faction] += units;
  controlPoint.units[point] += units;
  district.units[at] += units;
  // Units of the owner come and go all the time where nobody else is.
  if (faction === controlPoint.owner[point] && isUndisturbed(world, point)) keepCalm(world, at);
  else wakePoint(world, point, at);
}

/** Whether all units at a control point are its owner's. */
export function isUndisturbed(world: World, point: number): boolean {
  const { controlPoint, influence } = world;
  const owner = controlPoint.owner[point];
  return owner !== 0 && influence.units[point * SIDE_COUNT + owner] === controlPoint.units[point];
}
