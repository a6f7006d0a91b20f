import type { World } from '../components/world.ts';
import { OPERATIONS_EACH, SIDE_COUNT } from '../src/limits.ts';
import { gatherForce } from './actions/operation-force.ts';
import { leadForce } from './actions/operation-lead.ts';
import { GOES_ON, outcomeOf, reportLosses, verdictOf } from './actions/operation-outcome.ts';
import { isStepOver, nextStep } from './actions/operation-steps.ts';
import { endOperation } from './actions/operations.ts';

/** Every operation is looked at four times in a second, each in its turn. */
const LOOK_TICKS = 15;

/**
 * Carries operations on: squads get the orders of their step, by the commands that a player has. A new operation is
 * looked at in the tick in which it begins.
 */
export function leadSquads(world: World): void {
  const { ledger, operation } = world;
  const tick = ledger.tick[0];
  for (let row = OPERATIONS_EACH; row < SIDE_COUNT * OPERATIONS_EACH; row++) {
    if (operation.template[row] === 0) continue;
    if ((tick + row) % LOOK_TICKS === 0 || operation.bornTick[row] === tick) lookAt(world, row);
  }
}

function lookAt(world: World, row: number): void {
  gatherForce(world, row);
  const outcome = outcomeOf(world, row);
  if (outcome !== GOES_ON) return endOperation(world, row, outcome);
  reportLosses(world, row);
  if (isStepOver(world, row) && !nextStep(world, row)) endOperation(world, row, verdictOf(world, row));
  else leadForce(world, row);
}
