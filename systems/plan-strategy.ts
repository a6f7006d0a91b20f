import { MIND_PHASE } from '../components/ai.ts';
import { BRAIN } from '../components/ai-rules.ts';
import type { World } from '../components/world.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { giveUpGoals } from './actions/give-up-goals.ts';
import { mayPlan } from './actions/may-plan.ts';
import { endPacts } from './actions/pacts.ts';
import { beginStrategy, decide, isDue, lookOn } from './actions/strategy.ts';

/**
 * Lets minds weigh what to be out for, each faction in its turn: it looks at the land, district by district and over
 * several ticks, keeps the best options of each kind, and in a tick that was fixed when it began it chooses among them.
 */
export function planStrategy(world: World): void {
  const { mind, rules } = world;
  endPacts(world);
  giveUpGoals(world);
  if (!mayPlan(world)) return;
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    if (rules.ai.brain[faction] === BRAIN.none) continue;
    if (mind.phase[faction] === MIND_PHASE.idle && isDue(world, faction)) beginStrategy(world, faction);
    if (mind.phase[faction] === MIND_PHASE.gather) lookOn(world, faction);
    if (mind.phase[faction] === MIND_PHASE.decided) decide(world, faction);
  }
}
