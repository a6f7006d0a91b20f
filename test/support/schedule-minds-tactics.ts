import { GOAL } from '../../components/ai-rules.ts';
import { GOALS_EACH } from '../../src/limits.ts';
import { plainMinds } from './plain-minds.ts';
import { DRAWN_LAND } from './schedule-scenes.ts';
import type { Witness } from './schedule-witness.ts';
import { startWorld } from './world-harness.ts';

/** Two factions that turn goals into operations: those that they have found, and those that they are given. */
export function watchTactics(witness: Witness): void {
  const ai = plainMinds({ strategicTicks: 100_000, tacticalTicks: 60, decisionDelayTicks: 1 });
  const server = startWorld({ ...DRAWN_LAND, patrols: 140, rules: { ai } });
  const { goal, graph, ledger, side } = server.world;
  const { districtIds } = graph;
  for (let tick = 0; tick < 900; tick++) {
    // Whoever has land by then has squads on it.
    for (let faction = 1; faction <= 2 && tick === 400; faction++) {
      if (side.land[faction] === 0) continue;
      const row = faction * GOALS_EACH;
      goal.kind[row] = GOAL.hold;
      goal.district[row] = districtIds.indexOf(faction === 1 ? 'H' : 'I');
      goal.squads[row] = 1;
      goal.bornTick[row] = ledger.tick[0];
      goal.deadlineTick[row] = ledger.tick[0] + 9_000;
      goal.operation[row] = 0;
    }
    witness.tick(server);
  }
}
