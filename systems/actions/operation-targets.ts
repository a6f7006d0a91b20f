import { SQUAD_ROLE, SQUAD_STATE } from '../../components/ai.ts';
import { TEMPLATE } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { STEP } from '../../src/ai/templates.ts';
import { SQUADS_EACH } from '../../src/limits.ts';
import { sideOf, stepOf } from './operation-clock.ts';

/**
 * Tells the squads of an operation where they go in the step that begins. In most operations all go to its target;
 * raids on several places fall upon a neighbor of the same owner each, the first squad on the target; in a feint the
 * first squad goes to such a neighbor, and later on to the target.
 */
export function assignTargets(world: World, row: number): void {
  const { operation, squad } = world;
  const step = stepOf(world, row);
  // They stay at what they have reached, or go on to what they have not.
  if (step !== STEP.muster && step !== STEP.march && step !== STEP.withdraw) return;
  const first = sideOf(row) * SQUADS_EACH;
  let order = 0;
  for (let i = first; i < first + SQUADS_EACH; i++) {
    if (squad.operation[i] !== row + 1) continue;
    squad.state[i] = step === STEP.withdraw ? SQUAD_STATE.withdrawing : SQUAD_STATE.marching;
    squad.arrivedTick[i] = 0;
    squad.point[i] = 0;
    squad.role[i] = SQUAD_ROLE.main;
    if (step !== STEP.march) continue;
    const target = targetOf(world, row, order);
    squad.district[i] = target + 1;
    const isFeint = operation.template[row] === TEMPLATE.feint && target !== operation.district[row];
    if (isFeint) squad.role[i] = SQUAD_ROLE.feint;
    order++;
  }
}

/** District that the squad which is so many-eth of an operation goes to. */
function targetOf(world: World, row: number, order: number): number {
  const { operation } = world;
  const target = operation.district[row];
  switch (operation.template[row]) {
    case TEMPLATE.distributedRaids:
      return order === 0 ? target : neighborOf(world, target, order - 1);
    case TEMPLATE.feint:
      return order === 0 && operation.squads[row] > 1 ? neighborOf(world, target, 0) : target;
    default:
      return target;
  }
}

/**
 * The neighbor of a district with the same owner that is so many-eth, in turn; the district itself if there is none.
 */
function neighborOf(world: World, target: number, order: number): number {
  const { district, graph } = world;
  const first = graph.neighborStart[target];
  const end = graph.neighborStart[target + 1];
  let count = 0;
  for (let i = first; i < end; i++) {
    if (district.owner[graph.neighborDistrict[i]] === district.owner[target]) count++;
  }
  if (count === 0) return target;
  let left = order % count;
  for (let i = first; i < end; i++) {
    const neighbor = graph.neighborDistrict[i];
    if (district.owner[neighbor] === district.owner[target] && left-- === 0) return neighbor;
  }
  return target;
}
