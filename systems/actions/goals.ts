import { GOAL } from '../../components/ai-rules.ts';
import { OPERATION_END } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import { isDiplomatic } from '../../src/ai/goals.ts';
import { GOALS_EACH } from '../../src/limits.ts';
import { noteSetback, SETBACKS_TO_REST, setbacksAt } from './setbacks.ts';

/**
 * An operation of a faction has ended (OPERATION_END): its goal is free for another one, or over. Call it while the
 * row still says what the operation was.
 */
export function operationEnded(world: World, faction: number, row: number, end: number): void {
  const { goal, operation } = world;
  const hasFailed = end === OPERATION_END.failed || end === OPERATION_END.aborted;
  // Words that were in vain are held against nobody's land.
  const isOfLand = !isDiplomatic(operation.goal[row]);
  if (hasFailed && isOfLand) noteSetback(world, faction, operation.district[row]);
  const at = goalOf(world, faction, row);
  if (at < 0) return;
  goal.operation[at] = 0;
  const isGivenUp =
    hasFailed && (!isOfLand || setbacksAt(world, faction, goal.district[at]) >= SETBACKS_TO_REST);
  const isReached = end === OPERATION_END.done && !goesOn(world, faction, at);
  if (!isGivenUp && !isReached && !isOver(world, faction, at)) return;
  dropGoal(world, at);
  reviewSoon(world, faction);
}

/** A goal is over and its place is free: the next strategic decision does not wait for its turn, but for a while. */
export function reviewSoon({ ledger, mind, rules }: World, faction: number): void {
  const soon = ledger.tick[0] + rules.ai.tacticalTicks;
  if (mind.strategicTick[faction] > soon) mind.strategicTick[faction] = soon;
}

/** Whether there is nothing left to do for a goal: its time is up, or things came about without an operation. */
export function isOver(world: World, faction: number, row: number): boolean {
  const { district, goal, ledger } = world;
  if (goal.kind[row] === GOAL.none || ledger.tick[0] >= goal.deadlineTick[row]) return true;
  const isOwn = district.owner[goal.district[row]] === faction;
  switch (goal.kind[row]) {
    case GOAL.take:
    case GOAL.cut:
    case GOAL.raid:
      return isOwn;
    default:
      return false;
  }
}

/** Frees the place of a goal that no operation works for. */
export function dropGoal(world: World, row: number): void {
  const { goal } = world;
  goal.kind[row] = GOAL.none;
  goal.district[row] = 0;
  goal.faction[row] = 0;
  goal.score[row] = 0;
  goal.squads[row] = 0;
  goal.bornTick[row] = 0;
  goal.deadlineTick[row] = 0;
  goal.decision[row] = 0;
  goal.operation[row] = 0;
  goal.lookTick[row] = 0;
}

/** Whether a goal is still to be pursued after an operation for it went as planned. */
function goesOn(world: World, faction: number, row: number): boolean {
  const { kind } = world.goal;
  // To hold and to protect has no end of its own, and a raid on a district that is to be taken was but a beginning.
  return (
    kind[row] === GOAL.hold ||
    kind[row] === GOAL.protect ||
    (kind[row] === GOAL.take && !isOver(world, faction, row))
  );
}

/** Row of the goal that an operation works for, -1 none. */
function goalOf(world: World, faction: number, operation: number): number {
  const { goal } = world;
  const first = faction * GOALS_EACH;
  for (let row = first; row < first + GOALS_EACH; row++) {
    if (goal.kind[row] !== GOAL.none && goal.operation[row] === operation + 1) return row;
  }
  return -1;
}
