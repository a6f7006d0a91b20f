import { BRAIN, CONSIDERATION, CONSIDERATION_COUNT, GOAL, GOAL_COUNT } from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';

/** A few plain rules, the same for every faction, for one whose persona says nothing. */

/** What own land in a contest is worth: more than anything there is to take. */
const CONTESTED_SCORE = 131_072;

/** Score for each thousandth of nearness, and for each of weakness: 65,536 in all. */
const SCORE_PER_POINT = 32;

/** Whether a faction thinks by plain rules: by its BRAIN, or because its persona likes and weighs nothing. */
export function thinksByRules(ai: Rules['ai'], faction: number): boolean {
  if (ai.brain[faction] !== BRAIN.utility) return true;
  return (
    isEmpty(ai.weight, faction * CONSIDERATION_COUNT, CONSIDERATION_COUNT) &&
    isEmpty(ai.goalTaste, faction * GOAL_COUNT, GOAL_COUNT)
  );
}

function isEmpty(list: readonly number[], first: number, count: number): boolean {
  for (let i = first; i < first + count; i++) if (list[i] !== 0) return false;
  return true;
}

/**
 * What an option is worth by rules, 1/65,536: contested own land is held first, the most endangered of it before the
 * rest; then the nearest and weakest land of the frontier is taken. Nothing else is done.
 */
export function scoreByRules(goal: number, inputs: ArrayLike<number>, at: number): number {
  if (goal === GOAL.hold) {
    return inputs[at + CONSIDERATION.contested] === 0
      ? 0
      : CONTESTED_SCORE + inputs[at + CONSIDERATION.danger];
  }
  if (goal !== GOAL.take) return 0;
  return SCORE_PER_POINT * (inputs[at + CONSIDERATION.nearness] + inputs[at + CONSIDERATION.force]);
}
