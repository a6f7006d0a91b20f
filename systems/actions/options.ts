import { CONSIDERATION_COUNT, GOAL } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { isDiplomatic } from '../../src/ai/goals.ts';
import { CANDIDATE_MAX, CANDIDATES_EACH, GOALS_EACH } from '../../src/limits.ts';

/** Where the options of a strategic decision are, and what they say together. */

/** Forgets the options of a faction's last decision. */
export function clearCandidates(world: World, faction: number): void {
  const { candidate, candidateInput } = world;
  const first = faction * CANDIDATE_MAX;
  const end = first + CANDIDATE_MAX;
  candidate.goal.fill(GOAL.none, first, end);
  candidate.district.fill(0, first, end);
  candidate.faction.fill(0, first, end);
  candidate.score.fill(0, first, end);
  candidateInput.input.fill(0, first * CONSIDERATION_COUNT, end * CONSIDERATION_COUNT);
}

/**
 * First place of the options to which one belongs: of its goal, but to take what belongs to nobody is in the places of
 * GOAL.none. It is no attack, and attacks are to be compared with each other only: else more aggression could push out
 * an option that would have come to an attack.
 */
export function placesOf(faction: number, goal: number, other: number): number {
  const group = goal === GOAL.take && other === 0 ? GOAL.none : goal;
  return faction * CANDIDATE_MAX + group * CANDIDATES_EACH;
}

/** Row of the goal that a faction pursues and that an option is about, -1 none. */
export function runningGoal(
  world: World,
  faction: number,
  kind: number,
  district: number,
  other: number,
): number {
  const { goal } = world;
  for (let row = faction * GOALS_EACH; row < (faction + 1) * GOALS_EACH; row++) {
    if (goal.kind[row] !== kind) continue;
    if (isDiplomatic(kind) ? goal.faction[row] === other : goal.district[row] === district) return row;
  }
  return -1;
}

/** Mean of what was found for a consideration in the options of a kind that are kept, 0 without any. */
export function meanInput(world: World, faction: number, goal: number, consideration: number): number {
  const { candidate, candidateInput } = world;
  const first = placesOf(faction, goal, faction);
  let sum = 0;
  let count = 0;
  for (let row = first; row < first + CANDIDATES_EACH; row++) {
    if (candidate.goal[row] === GOAL.none) continue;
    sum += candidateInput.input[row * CONSIDERATION_COUNT + consideration];
    count++;
  }
  return count === 0 ? 0 : Math.floor(sum / count);
}
