import { LAYER, REFLEX } from '../../components/ai-rules.ts';
import { OPTION_FLAG } from '../../components/chronicle.ts';
import { RESPONSE_TICKS_MAX } from '../../components/minds.ts';
import type { World } from '../../components/world.ts';
import { chooseReflex, type Verdict } from '../../src/ai/reflex.ts';
import { THREATS_EACH } from '../../src/limits.ts';
import { lookAtThreat } from './reflex-inputs.ts';
import { seen } from './reflex-seen.ts';
import { carryOut } from './reflexes.ts';
import { nextDecision, traceDecision, traceInputs, traceOption } from './trace.ts';

const verdict: Verdict = { reflex: REFLEX.none, reason: 0, squads: 0, score: 0 };

/** Answers the oldest threat of a faction and forgets it. Takes ANSWER_UNITS_MAX work units at the most. */
export function answerOldest(world: World, faction: number): void {
  const { ledger, mind, minds, rules, threat } = world;
  const row = faction * THREATS_EACH + mind.threatHead[faction];
  lookAtThreat(world, faction, row);
  chooseReflex(rules.ai, faction, threat.kind[row], seen.inputs, 0, verdict);
  const decision = traceAnswer(world, faction, row);
  minds.reflexes[verdict.reflex]++;
  if (carryOut(world, faction, row, verdict, decision)) {
    minds.responses[Math.min(RESPONSE_TICKS_MAX, ledger.tick[0] - threat.tick[row])]++;
  }
  forgetOldest(world, faction);
}

/** Writes down what is done and why: enough to ask `chooseReflex` again. Returns the number of the decision. */
function traceAnswer(world: World, faction: number, row: number): number {
  const { threat } = world;
  const { reason, reflex, score } = verdict;
  const district = reflex === REFLEX.counterRaid ? seen.target : threat.district[row];
  const decision = nextDecision(world, faction, LAYER.immediate);
  traceDecision(world, faction, LAYER.immediate, decision, reflex, district, reason, threat.kind[row], score);
  const by = threat.faction[row];
  const flags = OPTION_FLAG.chosen;
  traceOption(world, faction, LAYER.immediate, decision, 0, reflex, threat.district[row], by, flags, score);
  traceInputs(world, faction, decision, 0, seen.inputs, 0);
  return decision;
}

function forgetOldest({ mind, threat }: World, faction: number): void {
  const row = faction * THREATS_EACH + mind.threatHead[faction];
  threat.kind[row] = 0;
  threat.district[row] = 0;
  threat.faction[row] = 0;
  threat.entity[row] = 0;
  threat.tick[row] = 0;
  mind.threatHead[faction] = (mind.threatHead[faction] + 1) % THREATS_EACH;
  mind.threatCount[faction]--;
}

/** Forgets what a faction without a mind has left unanswered. */
export function forgetThreats(world: World, faction: number): void {
  while (world.mind.threatCount[faction] > 0) forgetOldest(world, faction);
}
