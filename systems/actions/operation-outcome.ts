import { TEMPLATE, THREAT } from '../../components/ai-rules.ts';
import { OPERATION_END } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import { STEP, TEMPLATES } from '../../src/ai/templates.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { areEnemies } from './hostility.ts';
import { hasLasted, nextStepOf, sideOf, stepOf } from './operation-clock.ts';
import { force } from './operation-force.ts';
import { squadDistrict } from './squads.ts';
import { noteThreat } from './threats.ts';

/** What `outcomeOf` says of an operation that is not over. */
export const GOES_ON = -1;

/** A raid was worth it when the owner lost so much influence in the meantime, 1/1000 point. */
const RAID_MILLI = 1_000;

/**
 * What an operation has come to: OPERATION_END, or GOES_ON.
 *
 * done: what came last went well. To converge and to feint is to hold the place at the end, to guard a place likewise;
 * to raid is that it changed hands or that its owner lost influence there; to blockade is to have taken it; to probe,
 * to interdict and to escort is to have been there for as long as there was something to do; to relocate is to get
 * there; to parley is to get the pact.
 * failed: nobody is left, nobody arrived in time, a place that was to be kept was not taken in time, or it came to
 * nothing. aborted: too many soldiers were lost, it made no sense any more, or it took too long.
 */
export function outcomeOf(world: World, row: number): number {
  const { ledger, operation } = world;
  const { lossPercent, squadsMin } = TEMPLATES[operation.template[row]];
  const step = stepOf(world, row);
  if (step === STEP.withdraw) return force.count === 0 ? verdictOf(world, row) : GOES_ON;
  if (force.count === 0 && squadsMin > 0) return OPERATION_END.failed;
  const lost = operation.soldiers[row] - force.soldiers;
  if (lost * 100 > operation.soldiers[row] * lossPercent) return OPERATION_END.aborted;
  if (ledger.tick[0] >= operation.deadlineTick[row] || isPointless(world, row)) return OPERATION_END.aborted;
  if (!hasLasted(world, row, 100)) return GOES_ON;
  if (step === STEP.march && operation.firstTick[row] === 0) return OPERATION_END.failed;
  const isToStay = step === STEP.capture && nextStepOf(world, row) !== STEP.withdraw;
  return isToStay && !isTaken(world, row) ? OPERATION_END.failed : GOES_ON;
}

/** How an operation ends whose last step is over. */
export function verdictOf(world: World, row: number): number {
  return world.operation.isWon[row] === 1 ? OPERATION_END.done : OPERATION_END.failed;
}

/** Whether things have come about so that an operation makes no sense: nobody is there whom it could be against. */
function isPointless(world: World, row: number): boolean {
  const { district, operation } = world;
  const faction = sideOf(row);
  const owner = district.owner[operation.district[row]];
  const isFriend = owner !== 0 && owner !== faction && !areEnemies(world, faction, owner);
  switch (operation.template[row]) {
    case TEMPLATE.parley:
    case TEMPLATE.escort:
      return false;
    case TEMPLATE.relocate:
      return owner !== faction;
    case TEMPLATE.fortify:
      return isFriend;
    case TEMPLATE.interdict:
      return operation.faction[row] !== 0 && !areEnemies(world, faction, operation.faction[row]);
    default:
      return isFriend || (owner === faction && operation.firstTick[row] === 0);
  }
}

/** Whether an operation has taken what its squads were sent for. */
export function isTaken(world: World, row: number): boolean {
  const { district, operation, squad } = world;
  if (operation.template[row] !== TEMPLATE.distributedRaids)
    return district.owner[operation.district[row]] === sideOf(row);
  for (let i = 0; i < force.count; i++) {
    if (district.owner[squad.district[force.squads[i]] - 1] !== sideOf(row)) return false;
  }
  return true;
}

/** Whether a raid has hurt the owner of its target: it is one no more, or has less influence than when that began. */
export function hasTakenShare(world: World, row: number): boolean {
  const { district, districtSide, operation } = world;
  const target = operation.district[row];
  const before = operation.faction[row];
  if (district.owner[target] !== before) return true;
  return districtSide.share[target * SIDE_COUNT + before] <= operation.ownerShare[row] - RAID_MILLI;
}

/** Tells the mind, once, of each squad of an operation that has lost half of its soldiers. */
export function reportLosses(world: World, row: number): void {
  const { operation, squad: squads } = world;
  for (let i = 0; i < force.count; i++) {
    const squad = force.squads[i];
    if (squads.isHurt[squad] !== 0 || 2 * force.sizes[i] > squads.bornSize[squad]) continue;
    squads.isHurt[squad] = 1;
    const district = squadDistrict(world, squad);
    noteThreat(world, sideOf(row), THREAT.squadHurt, district, operation.faction[row], squad);
  }
}
