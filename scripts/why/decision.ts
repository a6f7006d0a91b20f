import { judge } from '../../src/ai/explain-choice.ts';
import { type Factor, factorsOf } from '../../src/ai/explain-score.ts';
import type { Trace, TracedOption } from '../../src/ai/explain-trace.ts';
import { isChosen } from '../../src/ai/explain-trace.ts';
import { findingName, hurdleWords, optionWords, scoreWords } from '../../src/ai/explain-words.ts';
import { findFaction } from '../routes/find.ts';
import { type Answer, causeOf, explained, goalBehind, operationLines } from './answer.ts';
import { type ToldWorld, traceOf } from './told-world.ts';

/** A bar of so many signs is a factor of one. */
const BAR_ONE = 10;
const BAR_MAX = 30;

/** All of one decision. `name` is FACTION/NUMBER. */
export function whyDecision(told: ToldWorld, name: string): Answer {
  const trace = findDecision(told, name);
  const { decision, options } = trace;
  const operation = told.recorded.reader.minds.operationOf(decision);
  const lines = [...explained(told, trace).lines];
  const goal = goalBehind(told, trace);
  if (goal)
    lines.push('', 'The goal:', ...explained(told, goal.trace, goal.option).lines.map((line) => `  ${line}`));
  const judged = judge(told.ai, trace, told.areNeighbors);
  for (const option of options) {
    const hurdle = judged.find((one) => one.option === option)?.hurdle;
    lines.push(
      '',
      ...optionLines(told, trace, option, isChosen(option) ? 'chosen' : hurdle && hurdleWords(hurdle)),
    );
  }
  if (operation.length > 0)
    lines.push('', 'What became of it:', ...operationLines(operation).map((line) => `  ${line}`));
  const answer = lines.join('\n');
  const causes = [causeOf(told, trace), ...(goal ? [causeOf(told, goal.trace, goal.option)] : [])];
  return {
    text: answer,
    facts: {
      ...{ answer, causes, decision, operation },
      options: options.map((option) => ({
        ...option,
        inputs: option.inputs && [...option.inputs],
        words: optionWords(decision, option, told.names),
        factors: factorsOf(told.ai, decision, option),
      })),
    },
  };
}

/** The decision named FACTION/NUMBER. Throws with what is allowed. */
export function findDecision(told: ToldWorld, name: string): Trace {
  const parts = /^(?<faction>.+)\/(?<number>\d{1,10})$/.exec(name)?.groups;
  if (parts === undefined) {
    throw new Error(`decision: found "${name}", allowed: FACTION/NUMBER, as in 2/31 or Free77/31`);
  }
  const faction = findFaction(told.names.factions, parts['faction']);
  const { minds } = told.recorded.reader;
  const decision = minds.decision(faction, Number(parts['number']));
  if (decision !== undefined) return traceOf(told, decision);
  const [newest] = minds.decisionsOf(faction, told.recorded.span.toldTick, 1);
  const allowed = newest
    ? `numbers up to ${newest.number} that history still keeps`
    : 'none, as it has made none';
  throw new Error(`decision: found no number ${parts['number']} of faction ${faction}, allowed: ${allowed}`);
}

function optionLines(
  told: ToldWorld,
  { decision }: Trace,
  option: TracedOption,
  fate: string | undefined,
): string[] {
  const what = optionWords(decision, option, told.names);
  const title = `${option.rank + 1}. ${what}: ${scoreWords(option.score)}${fate ? `, ${fate}` : ''}`;
  return [title, ...factorsOf(told.ai, decision, option).filter(matters).map(factorLine)];
}

/** What makes nothing of a score need not be told, unless the persona weighs it. */
function matters({ effect, weight }: Factor): boolean {
  return effect !== 1000 || (weight ?? 0) > 0;
}

function factorLine({ effect, group, input, name, weight }: Factor): string {
  const what = (group === 'found' ? findingName(name) : `${group}: ${name}`).padEnd(36);
  const found = (input === undefined ? '' : `${input}`).padStart(5);
  const counts = (weight === undefined ? '' : `counts ${weight / 1000}`).padEnd(13);
  const times = `×${(effect / 1000).toFixed(2)}`;
  return `   ${what} ${found}  ${counts} ${times}  ${bar(effect)}`;
}

function bar(effect: number): string {
  return '█'.repeat(Math.min(BAR_MAX, Math.round((effect * BAR_ONE) / 1000)));
}
