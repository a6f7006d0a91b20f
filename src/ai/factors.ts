import { GOAL, GOAL_COUNT, TRAIT, TRAIT_COUNT } from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';
import { isAttack } from './goals.ts';

/** What a faction thinks of a kind of goal, whatever the place: factors of its score, in thousandths. */

type Ai = Rules['ai'];

/** What is left of any wish to break a pact: it is done for a good reason only. */
const BETRAYAL_THOUSANDTHS = 500;

/** What is left of any wish to live elsewhere: while they move, squads do nothing else. */
const MOVE_THOUSANDTHS = 700;

/** A faction's TRAIT, 0..1000. */
export function traitOf(ai: Ai, faction: number, trait: number): number {
  return ai.trait[faction * TRAIT_COUNT + trait];
}

/** How much it likes the kind of goal; 0 = never. */
export function tasteOf(ai: Ai, faction: number, goal: number): number {
  return ai.goalTaste[faction * GOAL_COUNT + goal];
}

/** How much the kind of goal counts under a STRATEGY. */
export function rankOf(ai: Ai, strategy: number, goal: number): number {
  return ai.strategyGoal[strategy * GOAL_COUNT + goal];
}

/** By the trait that is about such goals: half as much with none of it, half as much again with all of it. */
export function traitFactor(ai: Ai, faction: number, goal: number): number {
  switch (goal) {
    case GOAL.take:
      return 500 + traitOf(ai, faction, TRAIT.expansion);
    case GOAL.hold:
      return 500 + traitOf(ai, faction, TRAIT.defence);
    case GOAL.cut:
    case GOAL.protect:
      return 500 + traitOf(ai, faction, TRAIT.economy);
    case GOAL.relocate:
      return Math.floor(((500 + traitOf(ai, faction, TRAIT.mobility)) * MOVE_THOUSANDTHS) / 1000);
    case GOAL.ally:
      return 500 + traitOf(ai, faction, TRAIT.diplomacy);
    case GOAL.betray:
      return Math.floor(((1500 - traitOf(ai, faction, TRAIT.diplomacy)) * BETRAYAL_THOUSANDTHS) / 1000);
    default:
      return 1000;
  }
}

/** A goal that is pursued already is worth more, the more so for who is patient. */
export function inertiaFactor(ai: Ai, faction: number, isRunning: boolean): number {
  if (!isRunning) return 1000;
  return 1000 + Math.floor((ai.inertiaThousandths * traitOf(ai, faction, TRAIT.patience)) / 500);
}

/** By aggression: half as much to half as much again for attacks, and the other way around for all else. */
export function aggressionFactor(ai: Ai, faction: number, goal: number, other: number): number {
  const aggression = traitOf(ai, faction, TRAIT.aggression);
  return isAttack(goal, other) ? 500 + aggression : 1500 - aggression;
}
