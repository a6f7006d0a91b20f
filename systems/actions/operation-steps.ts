import { TEMPLATE } from '../../components/ai-rules.ts';
import { OPERATION_EVENT } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import { STEP, TEMPLATES } from '../../src/ai/templates.ts';
import { moveHome } from './home.ts';
import { hasLasted, nextStepOf, sideOf, stepOf } from './operation-clock.ts';
import { hasConvoy } from './operation-escort.ts';
import { force } from './operation-force.ts';
import { hasTakenShare, isTaken } from './operation-outcome.ts';
import { assignTargets } from './operation-targets.ts';
import { offerPact } from './pacts.ts';
import { isAtPlace } from './squad-place.ts';
import { traceOperation } from './trace.ts';

/** Whether the step that an operation is at is over: its time is up, or what it is for is done. */
export function isStepOver(world: World, row: number): boolean {
  if (hasLasted(world, row, 100)) return true;
  const { firstTick } = world.operation;
  const isConvoyGone = world.operation.convoy[row] !== 0 && !hasConvoy(world, row);
  switch (stepOf(world, row)) {
    case STEP.muster:
      return areAllAtPlace(world);
    case STEP.march:
      // The first to arrive may have done it all.
      if (firstTick[row] !== 0 && nextStepOf(world, row) === STEP.capture && isTaken(world, row)) return true;
      return isConvoyGone || haveAllArrived(world);
    case STEP.capture:
      return isTaken(world, row);
    case STEP.follow:
      return isConvoyGone;
    case STEP.settle:
    case STEP.talk:
      return true;
    default:
      return false;
  }
}

/** Ends the step that an operation is at and begins its next one. Returns false when there is none. */
export function nextStep(world: World, row: number): boolean {
  const { ledger, operation } = world;
  conclude(world, row);
  if (operation.step[row] + 1 >= TEMPLATES[operation.template[row]].steps.length) return false;
  operation.step[row]++;
  operation.stepTick[row] = ledger.tick[0];
  assignTargets(world, row);
  traceOperation(world, row, OPERATION_EVENT.step, stepOf(world, row));
  return true;
}

/** Notes what the step that ends has come to. */
function conclude(world: World, row: number): void {
  const { operation } = world;
  const target = operation.district[row];
  const isOwn = world.district.owner[target] === sideOf(row);
  switch (stepOf(world, row)) {
    case STEP.capture:
      operation.isWon[row] = isTaken(world, row) || hasTakenShare(world, row) ? 1 : 0;
      return;
    case STEP.hold:
    case STEP.guard:
      operation.isWon[row] = isOwn ? 1 : 0;
      return;
    case STEP.hunt:
      // The squads of a blockade came for the place itself.
      if (operation.template[row] !== TEMPLATE.blockade) operation.isWon[row] = 1;
      return;
    case STEP.harass:
    case STEP.follow:
      operation.isWon[row] = 1;
      return;
    case STEP.settle:
      moveHome(world, sideOf(row), target);
      operation.isWon[row] = 1;
      return;
    case STEP.talk:
      operation.isWon[row] = offerPact(world, sideOf(row), operation.faction[row]) ? 1 : 0;
      return;
    default:
  }
}

function areAllAtPlace(world: World): boolean {
  for (let i = 0; i < force.count; i++) {
    if (!isAtPlace(world, force.squads[i], force.members[i], force.sizes[i])) return false;
  }
  return true;
}

function haveAllArrived({ squad }: World): boolean {
  for (let i = 0; i < force.count; i++) {
    if (squad.arrivedTick[force.squads[i]] === 0) return false;
  }
  return true;
}
