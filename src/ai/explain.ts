import { GOAL, LAYER } from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';
import {
  type InputChange,
  inputChanges,
  type PersonaChange,
  personaChanges,
  settingOf,
  withKnob,
} from './explain-change.ts';
import {
  type AreNeighbors,
  BETRAYAL_LEAST,
  type Hurdle,
  type Judged,
  judge,
  SCORE_LEAST,
} from './explain-choice.ts';
import { answerAgain, type Factor, factorsOf, scoreAgain } from './explain-score.ts';
import { isChosen, type Names, type Trace, type TracedOption } from './explain-trace.ts';
import {
  findingName,
  findingWords,
  hurdleWords,
  optionWords,
  originWords,
  reasonWords,
  reflexWords,
  scoreWords,
  shareWords,
} from './explain-words.ts';
import { REFLEX_INPUT } from './reflex.ts';

/** Why a mind decided as it did, what stood against something else, and what would change it: from its trace. */

type Ai = Rules['ai'];

const REASONS_EACH = 3;
const CHANGES = 3;
const RULED_OUT_TOLD = 2;
/** A reason that moves a score by less than this is none. */
const RATIO_LEAST = 1.005;
/** An effect of nothing at all, thousandths: as a ratio it would be beyond all others. */
const EFFECT_LEAST = 1;

/** Something that speaks for an option, or against it, as compared with another one. */
export interface Reason {
  readonly name: string;
  readonly isFor: boolean;
  readonly words: string;
  /** How many times better (or, below 1, worse) it makes the one as against the other. */
  readonly ratio: number;
}

export interface Explanation {
  /** The option that is explained; undefined: nothing was chosen. */
  readonly option: TracedOption | undefined;
  /** The best one that was not chosen. */
  readonly runnerUp: TracedOption | undefined;
  readonly reasons: readonly Reason[];
  readonly personaChanges: readonly PersonaChange[];
  readonly inputChanges: readonly InputChange[];
  /** Whether the persona still gives the scores of the trace; undefined when the trace does not tell enough. */
  readonly isOfToday: boolean | undefined;
  /** All of it for people. */
  readonly lines: readonly string[];
}

/** Explains a decision, or one of the options that it chose. */
export function explain(
  ai: Ai,
  trace: Trace,
  names: Names,
  areNeighbors?: AreNeighbors,
  about = trace.options.find(isChosen),
): Explanation {
  const runnerUp = runnerUpOf(ai, trace, areNeighbors);
  const better = about ? ruledOut(ai, trace, about, areNeighbors) : [];
  const compared = about && runnerUp?.option;
  const reasons = about && compared ? reasonsBetween(ai, trace, about, compared) : [];
  const isOfToday = scoresStand(ai, trace);
  const isAnswer = trace.decision.layer === LAYER.immediate;
  const changes = about && isOfToday ? personaChanges(ai, trace, about, CHANGES, areNeighbors) : [];
  const found = about && isOfToday && !isAnswer ? inputChanges(ai, trace, about, CHANGES, areNeighbors) : [];
  const lines = [headline(trace, names, about)];
  if (isAnswer) lines.push(...answerLines(trace));
  else lines.push(...comparisonLines(trace, names, about, runnerUp, better, reasons));
  if (isOfToday === false) lines.push('The persona was changed since: it would score this otherwise today.');
  if (isOfToday === undefined) lines.push('What it was weighed by was not written down.');
  if (about && isOfToday) lines.push(...changeLines(ai, trace, names, changes, found));
  return {
    ...{ option: about, runnerUp: runnerUp?.option, reasons, personaChanges: changes, inputChanges: found },
    ...{ isOfToday, lines },
  };
}

/** Whether a persona gives all the scores of a trace, and for an answer to a threat the answer; undefined = unknown. */
export function scoresStand(ai: Ai, { decision, options }: Trace): boolean | undefined {
  if (options.length === 0) return undefined;
  let stands = true;
  for (const option of options) {
    const score = scoreAgain(ai, decision, option);
    if (score === undefined) return undefined;
    stands &&= score === option.score;
    if (decision.layer !== LAYER.immediate || option.inputs === null) continue;
    stands &&= answerAgain(ai, decision, option.inputs).reflex === decision.chosen;
  }
  return stands;
}

/** The best option that was not chosen, those that were ruled out after all others. */
function runnerUpOf(ai: Ai, trace: Trace, areNeighbors: AreNeighbors | undefined): Judged | undefined {
  const left = judge(ai, trace, areNeighbors).filter(({ option }) => !isChosen(option));
  return left.find(({ hurdle }) => hurdle === 'beaten' || hurdle === 'chosen') ?? left[0];
}

/** Options that are better than one that was chosen, but were ruled out. */
function ruledOut(
  ai: Ai,
  trace: Trace,
  about: TracedOption,
  areNeighbors: AreNeighbors | undefined,
): Judged[] {
  const isOut = ({ hurdle, option, score }: Judged) =>
    score > about.score && !isChosen(option) && hurdle !== 'beaten' && hurdle !== 'chosen';
  return judge(ai, trace, areNeighbors).filter(isOut).slice(0, RULED_OUT_TOLD);
}

/** What speaks for one option as against another, and against it: the strongest three of each. */
export function reasonsBetween(
  ai: Ai,
  { decision }: Trace,
  one: TracedOption,
  other: TracedOption,
): Reason[] {
  const own = factorsOf(ai, decision, one);
  const theirs = factorsOf(ai, decision, other);
  const keys = new Set([...own, ...theirs].map(keyOf));
  const reasons = [...keys].flatMap((key): Reason[] => {
    const [mine, his] = [own, theirs].map((list) => list.find((factor) => keyOf(factor) === key));
    const ratio = Math.max(EFFECT_LEAST, mine?.effect ?? 1000) / Math.max(EFFECT_LEAST, his?.effect ?? 1000);
    if (Math.max(ratio, 1 / ratio) < RATIO_LEAST) return [];
    return [{ name: (mine ?? his)!.name, isFor: ratio > 1, ratio, words: reasonOf(mine, his, ratio) }];
  });
  const strongest = (isFor: boolean) =>
    reasons
      .filter((reason) => reason.isFor === isFor)
      .sort((left, right) => strength(right) - strength(left))
      .slice(0, REASONS_EACH);
  return [...strongest(true), ...strongest(false)];
}

function keyOf({ group, name }: Factor): string {
  // Whatever an option is, there is one of each of these.
  return group === 'found' || group === 'trait' ? `${group} ${name}` : group;
}

function strength({ ratio }: Reason): number {
  return Math.max(ratio, 1 / ratio);
}

function reasonOf(mine: Factor | undefined, his: Factor | undefined, ratio: number): string {
  const factor = (mine ?? his)!;
  const times = `×${ratio.toFixed(2)}`;
  if (factor.group !== 'found') return `${groupWords(mine, his)} (${times})`;
  const [input, other] = [mine?.input, his?.input];
  const counts = factor.weight === undefined ? '' : `, counts ${shareWords(factor.weight)} of 1`;
  if (input === undefined) return `${findingName(factor.name)} does not count for it (${times})`;
  if (other === undefined || other === input) {
    return `${findingName(factor.name)}: ${input} of 1000${counts} (${times})`;
  }
  return `${findingWords(factor.name, input > other)} (${input} of 1000, the other ${other}${counts}; ${times})`;
}

function groupWords(mine: Factor | undefined, his: Factor | undefined): string {
  const { group, name } = (mine ?? his)!;
  const against = his === undefined || his.name === mine?.name ? '' : ` than ${his.name}`;
  const isMore = (mine?.effect ?? 1000) > (his?.effect ?? 1000);
  switch (group) {
    case 'taste':
      return `they like ${name} ${isMore ? 'better' : 'less'}${against}`;
    case 'strategy':
      return `it is ${isMore ? 'better' : 'less'} suited to ${name}`;
    case 'running':
      return isMore ? 'they are at it already' : 'the other is under way already';
    default:
      return `${name} speaks ${isMore ? 'for' : 'against'} it`;
  }
}

function headline(trace: Trace, names: Names, about: TracedOption | undefined): string {
  const { decision } = trace;
  const who = names.factions[decision.faction] ?? `faction ${decision.faction}`;
  const what = about && decision.chosen !== 0 ? optionWords(decision, about, names) : 'nothing';
  const weighed = decision.layer === LAYER.immediate ? '' : `, best of ${decision.weighed} options`;
  const score = about ? `, score ${scoreWords(about.score)}` : '';
  const when = `${who} decided at tick ${decision.tick} (number ${decision.number})`;
  return `${when}: ${what}, for ${originWords(decision)}${weighed}${score}.`;
}

function answerLines({ decision, options }: Trace): string[] {
  const inputs = options[0]?.inputs;
  const lines = [`Because ${reasonWords(decision.weighed)}.`];
  if (!inputs) return lines;
  const seen = Object.entries(REFLEX_INPUT).flatMap(([name, i]) =>
    inputs[i] === 0 ? [] : [`${name} ${inputs[i]}`],
  );
  return [...lines, `It saw: ${seen.join(', ')}.`];
}

function comparisonLines(
  { decision, options }: Trace,
  names: Names,
  about: TracedOption | undefined,
  runnerUp: Judged | undefined,
  better: readonly Judged[],
  reasons: readonly Reason[],
): string[] {
  if (about === undefined) {
    const best = options[0];
    if (best === undefined) return ['There was nothing to choose from.'];
    const why = runnerUp ? hurdleWords(runnerUp.hurdle) : 'it waits for something better';
    const score = scoreWords(best.score);
    return [`The best there was, to ${optionWords(decision, best, names)}, scored ${score}: ${why}.`];
  }
  if (runnerUp === undefined) return ['There was nothing else to choose from.'];
  const second = `${optionWords(decision, runnerUp.option, names)} (score ${scoreWords(runnerUp.option.score)})`;
  const said = (isFor: boolean) =>
    reasons.filter((reason) => reason.isFor === isFor).map(({ words }) => words);
  const isRuled = runnerUp.hurdle !== 'beaten' && runnerUp.hurdle !== 'chosen';
  const lines = better.map(({ hurdle, option }) => {
    const what = `${optionWords(decision, option, names)} (score ${scoreWords(option.score)})`;
    return `Better was to ${what}, but ${hurdleWords(hurdle)}.`;
  });
  lines.push(`The next was to ${second}${isRuled ? `: ${hurdleWords(runnerUp.hurdle)}` : ''}.`);
  if (said(true).length > 0) lines.push(`It was chosen because ${said(true).join('; ')}.`);
  if (said(false).length > 0) lines.push(`Against it: ${said(false).join('; ')}.`);
  return lines;
}

function changeLines(
  ai: Ai,
  trace: Trace,
  names: Names,
  changes: readonly PersonaChange[],
  found: readonly InputChange[],
): string[] {
  const { decision } = trace;
  const lines = changes.map(({ from, instead, isCertain, knob, to }) => {
    const then = instead ? optionWords(decision, instead, names) : otherAnswer(withKnob(ai, knob, to), trace);
    const maybe = isCertain ? '' : ' (unless its strategy changed with it)';
    const words = `${knob.name} of ${shareWords(to)} in place of ${shareWords(from)}: ${then}${maybe}`;
    return `  ${words}   --set ${settingOf(decision.faction, knob, to)}`;
  });
  if (lines.length > 0) lines.unshift('It would have been otherwise with');
  else lines.push('No change of one number of the persona would have made it otherwise.');
  for (const { from, instead, name, option, to } of found) {
    const then = instead ? optionWords(decision, instead, names) : 'it would not have been chosen';
    const whose = optionWords(decision, option, names);
    lines.push(`  or had ${findingName(name)} been ${to} instead of ${from} (${whose}): ${then}`);
  }
  return lines;
}

function otherAnswer(ai: Ai, { decision, options }: Trace): string {
  const inputs = options[0]?.inputs;
  if (decision.layer !== LAYER.immediate || !inputs) {
    return decision.layer === LAYER.tactical ? 'it would wait' : 'nothing of what it weighed';
  }
  return reflexWords(answerAgain(ai, decision, inputs).reflex);
}

/** Why a faction did not decide for anything about a district. */
export interface NotChosen {
  /** The options about it that are in the trace, with what stood against each. */
  readonly options: readonly {
    readonly option: TracedOption;
    readonly hurdle: Hurdle;
    readonly reasons: readonly Reason[];
  }[];
  readonly lines: readonly string[];
}

/** Explains what stood against a district in a decision. */
export function explainNot(
  ai: Ai,
  trace: Trace,
  district: number,
  names: Names,
  areNeighbors?: AreNeighbors,
): NotChosen {
  const { decision, options } = trace;
  const last = options.findLast(isChosen) ?? options[0];
  const place = names.district(district);
  const about = judge(ai, trace, areNeighbors).filter(({ option }) => option.district === district);
  if (about.length === 0) {
    const kept = options.at(-1);
    const least = kept ? `; the last of the ${options.length} best scored ${scoreWords(kept.score)}` : '';
    const which = `decision ${decision.number}, of ${decision.weighed} weighed`;
    return { options: [], lines: [`${place} is not among the options kept of ${which}${least}.`] };
  }
  const judged = about.map(({ hurdle, option }) => {
    const reasons = isChosen(option) || !last ? [] : reasonsBetween(ai, trace, option, last);
    return { option, hurdle: isChosen(option) ? ('chosen' as const) : hurdle, reasons };
  });
  const lines = judged.flatMap(({ hurdle, option, reasons }) => {
    const scored = `scored ${scoreWords(option.score)}: ${hurdleWords(hurdle)}`;
    const what = `To ${optionWords(decision, option, names)} ${scored}.`;
    if (hurdle === 'chosen' || !last) return [what];
    if (hurdle === 'worthless') return [what, `  It must be worth ${scoreWords(leastOf(option))} at least.`];
    const lack = reasons.filter(({ isFor }) => !isFor).map(({ words }) => words);
    const better = `  Against to ${optionWords(decision, last, names)} (${scoreWords(last.score)})`;
    return lack.length === 0 ? [what] : [what, `${better}: ${lack.join('; ')}.`];
  });
  return { options: judged, lines };
}

function leastOf({ kind }: TracedOption): number {
  return kind === GOAL.betray ? BETRAYAL_LEAST : SCORE_LEAST;
}
