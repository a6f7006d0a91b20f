import { CONSIDERATION_COUNT, GOAL, LAYER } from '../../components/ai-rules.ts';
import { OPTION_FLAG } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import { isDiplomatic } from '../../src/ai/goals.ts';
import { runningGoal } from './options.ts';
import { ranked } from './rank-options.ts';
import { traceDecision, traceInputs, traceOption } from './trace.ts';

/** What a decision made of an option. */
export const CHOICE = { none: 0, chosen: 1, vetoed: 2 } as const;

/** Options that are told of a decision. */
const TOLD = 6;

const NOWHERE = -1;

/**
 * Tells of a strategic decision: its best options with what they were weighed by, all of the chosen ones among them.
 * `choices` says of each of the `count` ranked options what came of it. Call it before the goals are changed.
 */
export function traceChoice(
  world: World,
  faction: number,
  decision: number,
  count: number,
  choices: Uint8Array,
): void {
  const { candidate, candidateInput, mind } = world;
  let first = -1;
  let left = 0;
  for (let i = 0; i < count; i++) {
    if (choices[i] !== CHOICE.chosen) continue;
    if (first < 0) first = ranked[i];
    left++;
  }
  const chosen = first < 0 ? GOAL.none : candidate.goal[first];
  const score = first < 0 ? 0 : candidate.score[first];
  const strategy = mind.strategy[faction];
  const place = first < 0 ? NOWHERE : placeOf(world, first);
  traceDecision(
    world,
    faction,
    LAYER.strategic,
    decision,
    chosen,
    place,
    mind.weighed[faction],
    strategy,
    score,
  );
  let told = 0;
  for (let i = 0; i < count && told < TOLD; i++) {
    const isChosen = choices[i] === CHOICE.chosen;
    // Room is kept for those that were chosen and come later.
    if (!isChosen && told + left >= TOLD) continue;
    if (isChosen) left--;
    const row = ranked[i];
    const goal = candidate.goal[row];
    const flags = flagsOf(world, faction, row, choices[i]);
    const other = candidate.faction[row];
    const score = candidate.score[row];
    traceOption(
      world,
      faction,
      LAYER.strategic,
      decision,
      told,
      goal,
      placeOf(world, row),
      other,
      flags,
      score,
    );
    traceInputs(world, faction, decision, told, candidateInput.input, row * CONSIDERATION_COUNT);
    told++;
  }
}

function flagsOf(world: World, faction: number, row: number, choice: number): number {
  const { district, faction: others, goal } = world.candidate;
  const isRunning = runningGoal(world, faction, goal[row], district[row], others[row]) >= 0;
  let flags = isRunning ? OPTION_FLAG.running : 0;
  if (choice === CHOICE.chosen) flags |= OPTION_FLAG.chosen;
  if (choice === CHOICE.vetoed) flags |= OPTION_FLAG.vetoed;
  return flags;
}

function placeOf(world: World, row: number): number {
  return isDiplomatic(world.candidate.goal[row]) ? NOWHERE : world.candidate.district[row];
}
