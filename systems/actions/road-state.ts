import { SIEGE } from '../../components/territory.ts';
import type { World } from '../../components/world.ts';
import { DISRUPTION_COUNT_MAX, SIDE_COUNT } from '../../src/limits.ts';
import { DISRUPTION, NODE } from '../../src/routing/route-costs.ts';

const bit = (disruption: number): number => 1 << (NODE.disruptionShift + disruption);

/** Bits that follow from the territory itself, and not from the list of disruptions. */
const OWN_BITS = NODE.owner | NODE.contested | bit(DISRUPTION.blockade) | bit(DISRUPTION.siege);

/** The disruptions of a district for as long as they are on the list, as bits of a road state. */
export function listedDisruptions(world: World, district: number): number {
  const { disruption } = world;
  let bits = 0;
  for (let row = 0; row < DISRUPTION_COUNT_MAX; row++) {
    if (disruption.kind[row] === 0 || disruption.district[row] !== district) continue;
    bits |= bit(disruption.kind[row] - 1);
  }
  return bits;
}

/**
 * The road state of a district, as src/routing/route-costs.ts has it. `listed` are the disruptions on the list; without
 * them those of the state so far are kept.
 */
export function roadState(world: World, district: number, listed?: number): number {
  const { districtSide, road, rules } = world;
  const owner = world.district.owner[district];
  let state = owner | (listed ?? road.state[district] & ~OWN_BITS);
  if (world.district.contestedTick[district] !== 0) state |= NODE.contested;
  const isClosed =
    owner !== 0 && districtSide.share[district * SIDE_COUNT + owner] >= rules.convoys.blockadeMilli;
  if (isClosed) state |= bit(DISRUPTION.blockade);
  return isBesieged(world, district) ? state | bit(DISRUPTION.siege) : state;
}

/** Whether attackers have cut a control point of the district off. */
function isBesieged(world: World, district: number): boolean {
  const { controlPoint, graph } = world;
  const end = graph.controlPointStart[district + 1];
  for (let point = graph.controlPointStart[district]; point < end; point++) {
    const phase = controlPoint.phase[point];
    if (phase === SIEGE.interdict || phase === SIEGE.dominate) return true;
  }
  return false;
}
