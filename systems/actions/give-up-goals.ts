import { GOAL } from '../../components/ai-rules.ts';
import { OPERATION_END } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import { GOALS_EACH, SIDE_COUNT } from '../../src/limits.ts';
import { dropGoal, reviewSoon } from './goals.ts';
import { areEnemies } from './hostility.ts';
import { endOperation } from './operations.ts';
import { havePact } from './relations.ts';

/** Gives up the goals that time or peace has overtaken. */
export function giveUpGoals(world: World): void {
  const { goal } = world;
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    for (let row = faction * GOALS_EACH; row < (faction + 1) * GOALS_EACH; row++) {
      if (goal.kind[row] === GOAL.none || !isOvertaken(world, faction, row)) continue;
      giveUpGoal(world, row);
      reviewSoon(world, faction);
    }
  }
}

/** Ends a goal. What was begun for it goes on where squads have arrived, and is called back where they have not. */
export function giveUpGoal(world: World, row: number): void {
  const { goal, operation } = world;
  const at = goal.operation[row] - 1;
  // First, or the end of the operation would count for the goal.
  dropGoal(world, row);
  if (at >= 0 && operation.template[at] !== 0 && operation.firstTick[at] === 0) {
    endOperation(world, at, OPERATION_END.overtaken);
  }
}

function isOvertaken(world: World, faction: number, row: number): boolean {
  const { district, goal, ledger } = world;
  if (ledger.tick[0] >= goal.deadlineTick[row]) return true;
  const owner = district.owner[goal.district[row]];
  switch (goal.kind[row]) {
    case GOAL.take:
    case GOAL.cut:
    case GOAL.raid:
      // Of own land, the operation that took it has the last word.
      return owner !== 0 && owner !== faction && !areEnemies(world, faction, owner);
    case GOAL.ally:
      return havePact(world, faction, goal.faction[row]);
    default:
      // What is lost is no longer held, and to take it back is another goal.
      return owner !== faction;
  }
}
