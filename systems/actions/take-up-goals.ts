import { SQUAD_STATE } from '../../components/ai.ts';
import { GOAL } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { GOALS_EACH, SQUADS_EACH } from '../../src/limits.ts';
import { giveUpGoal } from './give-up-goals.ts';
import { runningGoal } from './options.ts';
import { breakPact } from './pacts.ts';

/** Makes the chosen options the goals of a faction: `chosen` are their rows, the best first. */
export function takeUpGoals(
  world: World,
  faction: number,
  decision: number,
  chosen: Uint16Array,
  count: number,
): void {
  const { candidate, goal } = world;
  const first = faction * GOALS_EACH;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const row = runningFor(world, faction, chosen[i]);
    if (row < 0) continue;
    goal.score[row] = candidate.score[chosen[i]];
    kept |= 1 << (row - first);
  }
  for (let place = 0; place < GOALS_EACH; place++) {
    if ((kept & (1 << place)) === 0 && goal.kind[first + place] !== GOAL.none)
      giveUpGoal(world, first + place);
  }
  for (let i = 0; i < count; i++) {
    if (runningFor(world, faction, chosen[i]) >= 0) continue;
    // There is no going about it: it is done with a word.
    if (candidate.goal[chosen[i]] === GOAL.betray) breakPact(world, faction, candidate.faction[chosen[i]]);
    else begin(world, faction, decision, chosen[i]);
  }
}

function runningFor(world: World, faction: number, option: number): number {
  const { candidate } = world;
  return runningGoal(
    world,
    faction,
    candidate.goal[option],
    candidate.district[option],
    candidate.faction[option],
  );
}

function begin(world: World, faction: number, decision: number, option: number): void {
  const { candidate, goal, ledger, rules } = world;
  let row = faction * GOALS_EACH;
  // There are as many places as goals that can be chosen, and those not chosen again were given up.
  while (goal.kind[row] !== GOAL.none) row++;
  goal.kind[row] = candidate.goal[option];
  goal.district[row] = candidate.district[option];
  goal.faction[row] = candidate.faction[option];
  goal.score[row] = candidate.score[option];
  goal.squads[row] = squadsFor(world, faction, candidate.goal[option]);
  goal.bornTick[row] = ledger.tick[0];
  goal.deadlineTick[row] = ledger.tick[0] + rules.ai.goalTicks;
  goal.decision[row] = decision;
  goal.operation[row] = 0;
  goal.lookTick[row] = 0;
}

/** Squads that a goal is worth, of those there are: half of them to take land, all to move, none for words. */
function squadsFor(world: World, faction: number, kind: number): number {
  const { state } = world.squad;
  let squads = 0;
  for (let row = faction * SQUADS_EACH; row < (faction + 1) * SQUADS_EACH; row++) {
    if (state[row] !== SQUAD_STATE.none) squads++;
  }
  switch (kind) {
    case GOAL.ally:
      return 0;
    case GOAL.relocate:
      return Math.max(1, squads);
    case GOAL.take:
      return Math.max(2, Math.ceil(squads / 2));
    case GOAL.hold:
      return Math.max(1, Math.ceil(squads / 3));
    default:
      return Math.max(1, Math.ceil(squads / 4));
  }
}
