import {
  AI_RULES,
  BRAIN,
  CONSIDERATION,
  CONSIDERATION_COUNT,
  GOAL_COUNT,
  STRATEGY_COUNT,
  TEMPLATE_COUNT,
} from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';
import { RESOURCE_COUNT, SIDE_COUNT } from '../../src/limits.ts';

/** Considerations that speak against an option the higher they are. */
const AGAINST: readonly number[] = [CONSIDERATION.weariness, CONSIDERATION.failures];

const UP = [0, 250, 500, 750, 1000];

/** Seven factions with the same middling persona, and a mind of a quick pace; what a test is about it sets itself. */
export function plainMinds(changes: Partial<Rules['ai']> = {}): Rules['ai'] {
  const filled = (part: { readonly words: number }, value: number) =>
    Array.from({ length: part.words }, () => value);
  const curves = Array.from({ length: CONSIDERATION_COUNT }, (_, i) =>
    AGAINST.includes(i) ? UP.toReversed() : UP,
  ).flat();
  return {
    brain: Array.from({ length: SIDE_COUNT }, (_, faction) => (faction === 0 ? BRAIN.none : BRAIN.utility)),
    ...{ unitsPerTick: 2000, strategicTicks: 3600, tacticalTicks: 600, decisionDelayTicks: 60 },
    ...{ goalTicks: 36_000, cooldownTicks: 18_000, pactTicks: 72_000, soldierThousandths: 600 },
    ...{ reachUnits: 8000 * 4096, inertiaThousandths: 100 },
    strategyGoal: Array.from({ length: STRATEGY_COUNT * GOAL_COUNT }, () => 1000),
    trait: filled(AI_RULES.trait, 500),
    weight: filled(AI_RULES.weight, 500),
    curve: Array.from({ length: SIDE_COUNT }, () => curves).flat(),
    goalTaste: Array.from({ length: SIDE_COUNT * GOAL_COUNT }, () => 1000),
    templateTaste: Array.from({ length: SIDE_COUNT * TEMPLATE_COUNT }, () => 1000),
    resourceTaste: Array.from({ length: SIDE_COUNT * RESOURCE_COUNT }, () => 500),
    affinity: filled(AI_RULES.affinity, 0),
    hostility: filled(AI_RULES.hostility, 500),
    squadSize: filled(AI_RULES.squadSize, 6),
    squadCount: filled(AI_RULES.squadCount, 12),
    holdTicks: filled(AI_RULES.holdTicks, 3600),
    ...changes,
  };
}
