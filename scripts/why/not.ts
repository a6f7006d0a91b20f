import { LAYER } from '../../components/ai-rules.ts';
import { explainNot } from '../../src/ai/explain.ts';
import { isChosen } from '../../src/ai/explain-trace.ts';
import { optionWords, scoreWords } from '../../src/ai/explain-words.ts';
import { findDistrict, findFaction } from '../routes/find.ts';
import { type Answer, decisionName } from './answer.ts';
import { type ToldWorld, traceOf } from './told-world.ts';

/** Times told that a district was weighed before. */
const BEFORE_TOLD = 8;

/** Why a faction is not out for a district. */
export function whyNot(told: ToldWorld, district: string, factionName: string): Answer {
  const { names, recorded } = told;
  const { minds } = recorded.reader;
  const faction = findFaction(names.factions, factionName);
  const { index } = findDistrict(recorded.graph, 'not', district);
  const { toldTick } = recorded.span;
  const [newest] = minds.decisionsOfLayer(faction, LAYER.strategic, toldTick, 1);
  if (newest === undefined) {
    const answer = `${names.factions[faction]} has made no strategic decision that is kept.`;
    return { text: answer, facts: { answer, causes: [] } };
  }
  const trace = traceOf(told, newest);
  const not = explainNot(told.ai, trace, index, names, told.areNeighbors);
  const head = `${names.factions[faction]} chose its goals at tick ${newest.tick} (decision ${decisionName(newest)}): `;
  const goals = trace.options.filter(isChosen).map((one) => optionWords(newest, one, names));
  const lines = [`${head}${goals.join('; ') || 'nothing'}.`, ...not.lines];
  const before = minds
    .optionsAbout(faction, index, newest.tick - 1, BEFORE_TOLD * 2)
    .filter(({ layer }) => layer === LAYER.strategic)
    .slice(0, BEFORE_TOLD);
  if (before.length > 0) lines.push('Before that:');
  for (const option of before) {
    const what = optionWords({ ...newest, layer: LAYER.strategic }, option, names);
    const fate = isChosen(option) ? 'chosen' : 'not chosen';
    lines.push(`  tick ${option.tick}  ${what}: ${scoreWords(option.score)}, ${fate}`);
  }
  const answer = lines.join('\n');
  const causes = not.options.map(({ hurdle, option, reasons }) => ({
    ...{ what: optionWords(newest, option, names), score: option.score, hurdle, reasons },
    ...{ decision: decisionName(newest), tick: newest.tick },
  }));
  return { text: answer, facts: { answer, causes, faction, district: index, weighed: newest.weighed } };
}
