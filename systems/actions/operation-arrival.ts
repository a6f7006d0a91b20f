import { SQUAD_STATE } from '../../components/ai.ts';
import { OPERATION_EVENT } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import { force } from './operation-force.ts';
import { traceOperation } from './trace.ts';

/** Where the squad goes that was looked at last, see `aimAt`; world units. */
export const goal = { x: 0, y: 0 };

/**
 * Looks where the `i`-th squad of the force goes: to a control point of its district, the nearest one when it was
 * looked at first; to the center of one that has none.
 */
export function aimAt(world: World, i: number): void {
  const { graph, squad: squads } = world;
  const squad = force.squads[i];
  const district = squads.district[squad] - 1;
  if (squads.point[squad] === 0) squads.point[squad] = nearestPoint(world, district, force.members[i][0]) + 1;
  const point = squads.point[squad] - 1;
  goal.x = point >= 0 ? graph.controlPointX[point] : graph.districtX[district];
  goal.y = point >= 0 ? graph.controlPointY[point] : graph.districtY[district];
}

/** The control point of a district that is nearest to an entity, -1 when it has none. */
function nearestPoint(world: World, district: number, id: number): number {
  const { graph, motion } = world;
  let best = -1;
  let bestSquare = Number.POSITIVE_INFINITY;
  for (let at = graph.controlPointStart[district]; at < graph.controlPointStart[district + 1]; at++) {
    const dx = graph.controlPointX[at] - motion.x[id];
    const dy = graph.controlPointY[at] - motion.y[id];
    if (dx * dx + dy * dy >= bestSquare) continue;
    best = at;
    bestSquare = dx * dx + dy * dy;
  }
  return best;
}

/** A squad is where it was to go: it works from now on. That of a feint does not count until it is at the target. */
export function arrive(world: World, row: number, squad: number, isFeinting: boolean): void {
  const { ledger, operation, squad: squads } = world;
  const tick = ledger.tick[0];
  squads.arrivedTick[squad] = tick;
  squads.state[squad] = SQUAD_STATE.working;
  if (isFeinting) return;
  if (operation.firstTick[row] === 0) operation.firstTick[row] = tick;
  traceOperation(world, row, OPERATION_EVENT.arrived, tick - operation.firstTick[row]);
}
