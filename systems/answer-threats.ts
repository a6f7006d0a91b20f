import { BRAIN } from '../components/ai-rules.ts';
import type { World } from '../components/world.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { answerOldest, forgetThreats } from './actions/answer-threat.ts';
import { mayPlan } from './actions/may-plan.ts';
import { ANSWER_UNITS_MAX } from './actions/reflex-inputs.ts';

/** With less to spend in a tick than this, a threat could wait for longer than RESPONSE_TICKS_MAX. */
export const UNITS_PER_TICK_MIN = 2 * ANSWER_UNITS_MAX;

const FACTIONS = SIDE_COUNT - 1;

/**
 * Lets each faction's mind answer what has happened to it, in the tick after it did: the oldest first, a faction after
 * the other, as far as this tick's work units go. What is left waits.
 *
 * For no longer than 300 ticks: with UNITS_PER_TICK_MIN at least two threats find enough units in every tick, and
 * another faction is the first in each. So in any 7 ticks each faction is among the first two in 2 and has 2 answers
 * at least, or none left to answer. What is noted has THREATS_EACH - 1 = 63 threats before it at the most, never more
 * later, and is answered within 7 * 64 / 2 = 224 ticks. That holds under overload too, where no more than those units
 * are spent on answers while plans wait.
 */
export function answerThreats(world: World): void {
  const { ledger, mind, minds, rules } = world;
  minds.unitsLeft = rules.ai.unitsPerTick;
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    if (rules.ai.brain[faction] === BRAIN.none) forgetThreats(world, faction);
  }
  const unitsKept = mayPlan(world) ? 0 : Math.max(0, rules.ai.unitsPerTick - UNITS_PER_TICK_MIN);
  let isAnyLeft = true;
  while (isAnyLeft) {
    isAnyLeft = false;
    for (let i = 0; i < FACTIONS; i++) {
      const faction = 1 + ((ledger.tick[0] + i) % FACTIONS);
      if (mind.threatCount[faction] === 0) continue;
      if (minds.unitsLeft - unitsKept < ANSWER_UNITS_MAX) return;
      answerOldest(world, faction);
      isAnyLeft ||= mind.threatCount[faction] > 0;
    }
  }
}
