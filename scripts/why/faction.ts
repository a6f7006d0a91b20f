import { LAYER } from '../../components/ai-rules.ts';
import { PACT_EVENT } from '../../components/chronicle.ts';
import { isChosen } from '../../src/ai/explain-trace.ts';
import { optionWords, originWords } from '../../src/ai/explain-words.ts';
import { findFaction } from '../routes/find.ts';
import { duration } from '../territory/history-words.ts';
import { type Answer, causeOf, decisionLine, explained } from './answer.ts';
import { type ToldWorld, traceOf } from './told-world.ts';

const PACT_WORDS = Object.keys(PACT_EVENT);
const PACTS_TOLD = 5;

/** What a faction is out for now and why, and its last decisions. */
export function whyFaction(told: ToldWorld, name: string, last: number): Answer {
  const { names, recorded } = told;
  const { minds } = recorded.reader;
  const { toldTick } = recorded.span;
  const faction = findFaction(names.factions, name);
  const [newest] = minds.decisionsOfLayer(faction, LAYER.strategic, toldTick, 1);
  const trace = newest && traceOf(told, newest);
  const goals = trace?.options.filter(isChosen) ?? [];
  const lines: string[] = [];
  if (trace === undefined)
    lines.push(`${names.factions[faction]} has made no strategic decision that is kept.`);
  else {
    const ago = duration(toldTick - trace.decision.tick);
    const what = goals.map((goal) => optionWords(trace.decision, goal, names)).join('; ') || 'nothing';
    lines.push(
      `${names.factions[faction]} follows ${originWords(trace.decision)} and is out to: ${what} (since ${ago}).`,
    );
    for (const goal of goals) lines.push('', ...explained(told, trace, goal).lines);
    if (goals.length === 0) lines.push(...explained(told, trace).lines);
  }
  const pacts = minds.pactsOf(faction, toldTick, PACTS_TOLD);
  if (pacts.length > 0) lines.push('', 'Between it and others:');
  for (const { event, other, tick } of pacts) {
    lines.push(`  tick ${tick}  pact with ${names.factions[other]}: ${PACT_WORDS[event]}`);
  }
  const decisions = minds.decisionsOf(faction, toldTick, last).map((decision) => traceOf(told, decision));
  lines.push(
    '',
    'Its last decisions, the newest first (npm run why -- decision FACTION/NUMBER tells all of one):',
  );
  lines.push(...decisions.map((one) => `  ${decisionLine(one, names)}`));
  const answer = lines.join('\n');
  const causes = trace ? goals.map((goal) => causeOf(told, trace, goal)) : [];
  return {
    text: answer,
    facts: {
      ...{ answer, causes, faction, name: names.factions[faction], toldTick },
      decisions: decisions.map((one) => ({ ...one.decision, words: decisionLine(one, names) })),
      pacts,
    },
  };
}
