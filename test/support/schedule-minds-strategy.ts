import { TRAIT, TRAIT_COUNT } from '../../components/ai-rules.ts';
import { GOALS_EACH, SIDE_COUNT } from '../../src/limits.ts';
import { plainMinds } from './plain-minds.ts';
import { DRAWN_LAND } from './schedule-scenes.ts';
import type { Witness } from './schedule-witness.ts';
import { startWorld } from './world-harness.ts';

/** Two factions that think of nothing but the next attack, and give up what they began. */
export function watchStrategy(witness: Witness): void {
  const trait = plainMinds().trait.map((value, i) => {
    if (i % TRAIT_COUNT === TRAIT.aggression) return 1000;
    return i % TRAIT_COUNT === TRAIT.diplomacy ? 0 : value;
  });
  const affinity = Array.from({ length: SIDE_COUNT * SIDE_COUNT }, () => -900);
  const pace = { strategicTicks: 120, tacticalTicks: 60, decisionDelayTicks: 1 };
  const ai = plainMinds({ ...pace, trait, affinity });
  const server = startWorld({ ...DRAWN_LAND, patrols: 140, rules: { ai } });
  const { goal, ledger, operation, pact } = server.world;
  for (let tick = 0; tick < 700; tick++) {
    // A pact for whoever has none, to be broken in the next decision.
    if (tick % 200 === 150) pact.endTick[SIDE_COUNT + 2] = pact.endTick[2 * SIDE_COUNT + 1] = 99_999;
    for (let row = GOALS_EACH; row < 3 * GOALS_EACH; row++) {
      const isUnderWay = goal.operation[row] !== 0 && operation.firstTick[goal.operation[row] - 1] === 0;
      if (tick % 100 === 90 && isUnderWay) goal.deadlineTick[row] = ledger.tick[0];
    }
    witness.tick(server);
  }
}
