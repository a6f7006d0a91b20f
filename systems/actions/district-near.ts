import type { World } from '../../components/world.ts';

/**
 * The district that a position belongs to, by its control point if it lies in one. Else the nearest one by centers that
 * is found by going from neighbor to neighbor, always nearer, from district `from` on: cheap, and seldom another than
 * the nearest of all.
 */
export function districtNear(world: World, x: number, y: number, from: number): number {
  const { graph, territories } = world;
  const point = territories.points.at(x, y);
  if (point >= 0) return graph.controlPointDistrict[point];
  let nearest = from;
  let here = -1;
  while (here !== nearest) {
    here = nearest;
    for (let i = graph.neighborStart[here]; i < graph.neighborStart[here + 1]; i++) {
      const neighbor = graph.neighborDistrict[i];
      if (squareTo(world, neighbor, x, y) < squareTo(world, nearest, x, y)) nearest = neighbor;
    }
  }
  return nearest;
}

/** Square of the way from a position to the center of a district, world units. */
export function squareTo(world: World, district: number, x: number, y: number): number {
  const { graph } = world;
  const dx = graph.districtX[district] - x;
  const dy = graph.districtY[district] - y;
  return dx * dx + dy * dy;
}
