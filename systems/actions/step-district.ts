import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { CALM_SECONDS } from '../../src/territory/gain.ts';
import { raiseActivity } from './activity.ts';
import { stepDistrictControl } from './change-owner.ts';
import { loseInfluence } from './influence.ts';
import { isDistrictPending } from './pending.ts';
import { hasNewShares } from './roll-up.ts';
import { isUndisturbed } from './stand.ts';
import { LOOK, stepPoint } from './step-point.ts';
import { keepCalm, wakeDistrict, wakePoint } from './wake.ts';

/** Lets a district go on by a second: its control points, its owner's activity, its control. */
export function stepDistrict(world: World, district: number, isMinute: boolean): void {
  const { controlPoint, graph, influence, ledger, territories } = world;
  const tick = ledger.tick[0];
  const isCalmTurn = territories.calmSecond[district] === Math.floor(tick / TICKS_PER_SECOND) % CALM_SECONDS;
  const owner = world.district.owner[district];
  const region = graph.districtRegion[district];
  const loss = territories.lossMilli[region];
  const end = graph.controlPointStart[district + 1];
  let isDefended = false;
  for (let point = graph.controlPointStart[district]; point < end; point++) {
    if (loss > 0 && controlPoint.owner[point] !== 0) {
      loseInfluence(world, point, controlPoint.owner[point], loss, territories.lossCause[region], 0);
    }
    // Most points of a district where something goes on are quiet all the same.
    if (!isMinute && loss === 0 && controlPoint.units[point] === 0 && controlPoint.busyTick[point] <= tick)
      continue;
    // What is booked for several seconds at once is booked in its turn only: in any other it would matter which minute
    // or neighbor brings the look.
    const isPresenceDue = isCalmTurn || !isUndisturbed(world, point);
    isDefended ||= isPresenceDue && owner !== 0 && influence.units[point * SIDE_COUNT + owner] > 0;
    const look = stepPoint(world, point, district, isPresenceDue, isMinute);
    if (look === LOOK.nextSecond) wakePoint(world, point, district);
    else if (look === LOOK.calm) keepCalm(world, district);
  }
  if (isDefended) raiseActivity(world, district);
  // Where no share has changed and nothing is being held, there is nothing to decide.
  if (!isMinute && !hasNewShares(world, district) && !isDistrictPending(world, district)) return;
  if (stepDistrictControl(world, district)) wakeDistrict(world, district);
}
