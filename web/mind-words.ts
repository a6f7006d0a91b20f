import {
  AI_CHOICES,
  AI_GOALS,
  AI_LAYERS,
  AI_OPTION_FLAG,
  AI_STRATEGIES,
  AI_TEMPLATES,
  type AiAttack,
  type AiGoal,
  type AiOperation,
  type AiPact,
  type MindDecision,
  PACT_EVENTS,
} from '../client/index.ts';
import { LAYER } from '../components/ai-rules.ts';
import type { Rules } from '../components/rules.ts';
import { reasonsBetween } from '../src/ai/explain.ts';
import { isChosen, type Names, type Trace } from '../src/ai/explain-trace.ts';
import { goalWords, optionWords, originWords, reasonWords } from '../src/ai/explain-words.ts';
import type { NameOf } from './territory-lines.ts';

/** What minds do and why, in the words of the page. */

const REASONS_MAX = 3;
const CHOICES_SHOWN = 4;
const WAITS_SHOWN = 2;
const SCORE_ONE = 65_536;

/** A word of the wire, as people write it. */
function spaced(names: readonly string[], number: number): string {
  return (names[number] ?? `${number}`).replaceAll('_', ' ');
}

export function strategyWords(strategy: number): string {
  const word = spaced(AI_STRATEGIES, strategy);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** How goals are named on a list: "take Cook from Free77". */
export function goalLine({ kind, district, other }: Readonly<AiGoal>, names: Names): string {
  return goalWords(kind, names.district(district), other, names.factions[other] ?? `faction ${other}`);
}

/** How a goal is gone about: "converge, 3 squads". */
export function operationLine(operation: Readonly<AiOperation> | undefined): string {
  if (!operation) return 'no operation yet';
  const { template, squads, step } = operation;
  return `${spaced(AI_TEMPLATES, template)}, ${squads} ${squads === 1 ? 'squad' : 'squads'}, step ${step + 1}`;
}

/** A decision in the form in which it is explained. */
export function traceOf({ options, ...decision }: Readonly<MindDecision>): Trace {
  return {
    decision,
    options: options.map(({ hasInputs, inputs, ...option }, rank) => ({
      ...option,
      rank,
      inputs: hasInputs ? inputs : null,
    })),
  };
}

/** Decisions worth a line, the newest first: the last strategic one, some that chose something, few that did not. */
export function shownDecisions(told: readonly Readonly<MindDecision>[]): Readonly<MindDecision>[] {
  const newest = told.toReversed();
  const strategic = newest.find(({ layer }) => layer === LAYER.strategic);
  const others = newest.filter((decision) => decision !== strategic);
  const chose = others.filter(({ chosen }) => chosen !== 0).slice(0, CHOICES_SHOWN);
  const waited = others.filter(({ chosen }) => chosen === 0).slice(0, WAITS_SHOWN);
  const shown = new Set([strategic, ...chose, ...waited]);
  return newest.filter((decision) => shown.has(decision));
}

/** What was decided, for what, and in which layer: "take Cook from Free77, for the strategy expand". */
export function decisionLine(decision: Readonly<MindDecision>, names: Names): string {
  const trace = traceOf(decision);
  const about = trace.options.find(isChosen);
  const what =
    decision.chosen === 0
      ? 'nothing'
      : about
        ? optionWords(trace.decision, about, names)
        : `${spaced(AI_CHOICES[decision.layer] ?? [], decision.chosen)} ${names.district(decision.district)}`;
  return `${what}, for ${originWords(trace.decision)}`;
}

/** The three strongest reasons of a decision by the rules of now; without those the options that there were. */
export function reasonLines(
  decision: Readonly<MindDecision>,
  names: Names,
  ai: Rules['ai'] | undefined,
): string[] {
  const trace = traceOf(decision);
  if (decision.layer === LAYER.immediate) return [`Because ${reasonWords(decision.weighed)}.`];
  const about = trace.options.find(isChosen);
  const other = trace.options.find((option) => !isChosen(option));
  if (ai && about?.inputs && other?.inputs) {
    return reasonsBetween(ai, trace, about, other)
      .slice(0, REASONS_MAX)
      .map(({ isFor, words }) => `${isFor ? '+' : '−'} ${words}`);
  }
  return decision.options.map(({ flags, score, ...option }, rank) => {
    const words = optionWords(trace.decision, trace.options[rank], names);
    const vetoed =
      (flags & AI_OPTION_FLAG.vetoed) !== 0 && option.kind !== decision.chosen ? ', ruled out' : '';
    return `${words}: ${(score / SCORE_ONE).toFixed(2)}${vetoed}`;
  });
}

export function layerName(layer: number): string {
  return spaced(AI_LAYERS, layer);
}

/** What happened between two factions. */
export function pactLine({ event, faction, other }: Readonly<AiPact>, nameOf: NameOf): string {
  const [one, two] = [nameOf(faction), nameOf(other)];
  const name = PACT_EVENTS[event];
  if (name === 'refused') return `${two} refuses a pact with ${one}`;
  if (name === 'broken') return `${one} breaks its pact with ${two}`;
  if (name === 'over') return `The pact of ${one} and ${two} is over`;
  return name === 'made' ? `${one} and ${two} make a pact` : `${one} and ${two} have a pact`;
}

export function attackLine({ faction, other, goal }: Readonly<AiAttack>, nameOf: NameOf): string {
  return `${nameOf(faction)} moves against ${nameOf(other)} (${spaced(AI_GOALS, goal)})`;
}
