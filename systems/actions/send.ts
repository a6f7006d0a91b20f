import { ERRAND } from '../../components/avatar.ts';
import type { World } from '../../components/world.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { obey } from './obey.ts';

/** Orders a body to the nearest control point of a district that its faction holds, or to the center. */
export function goToDistrict(world: World, id: number, district: number): void {
  const { controlPoint, graph, identity, motion } = world;
  let x = graph.districtX[district];
  let y = graph.districtY[district];
  let best = Infinity;
  for (
    let point = graph.controlPointStart[district];
    point < graph.controlPointStart[district + 1];
    point++
  ) {
    if (controlPoint.owner[point] !== identity.faction[id]) continue;
    const dx = graph.controlPointX[point] - motion.x[id];
    const dy = graph.controlPointY[point] - motion.y[id];
    if (dx * dx + dy * dy >= best) continue;
    best = dx * dx + dy * dy;
    x = graph.controlPointX[point];
    y = graph.controlPointY[point];
  }
  goTo(world, id, x, y);
}

/** Orders a body to a point, unless it is there or on the way: that would only be a record more for all who see it. */
export function goTo(world: World, id: number, x: number, y: number): void {
  const { avatar, motion } = world;
  const isOnWay = avatar.errand[id] === ERRAND.walkTo && avatar.goalX[id] === x && avatar.goalY[id] === y;
  if (!isOnWay && (motion.x[id] !== x || motion.y[id] !== y)) obey(world, id, ORDER.moveTo, x, y);
}

/** Orders a body that has an errand to stand. */
export function standStill(world: World, id: number): void {
  if (world.avatar.errand[id] !== ERRAND.none) obey(world, id, ORDER.stop, 0, 0);
}
