import {
  CONSIDERATION_NAMES,
  GOAL_NAMES,
  LAYER,
  STRATEGY_NAMES,
  TEMPLATE_COUNT,
  TEMPLATE_NAMES,
  TRAIT_COUNT,
  TRAIT_NAMES,
} from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';
import { isRunning, nameOf, type TracedDecision, type TracedOption } from './explain-trace.ts';
import {
  aggressionFactor,
  traitFactor as goalTraitFactor,
  inertiaFactor,
  rankOf,
  tasteOf,
} from './factors.ts';
import { chooseReflex } from './reflex.ts';
import { scoreByRules, thinksByRules } from './rule-brain.ts';
import { countOf, fitFrom, PRODUCT_ONE, SCORE_ONE, scoreOption, weighingOf } from './score.ts';
import {
  inputFactor,
  scoreTemplate,
  TEMPLATE_INPUT_COUNT,
  TEMPLATE_INPUT_NAMES,
  templateFit,
  traitFactor,
} from './template-fit.ts';

type Ai = Rules['ai'];

/** What one thing makes of the score of an option. */
export interface Factor {
  readonly group: 'found' | 'taste' | 'trait' | 'strategy' | 'running';
  /** Consideration, input, trait, goal ... */
  readonly name: string;
  /** 0..1000: what was found. */
  readonly input?: number;
  /** 0..1000: how much it counts for the faction. */
  readonly weight?: number;
  /** What it makes of the score, thousandths; 1000 = nothing. */
  readonly effect: number;
}

/** What an option is worth to a persona, 1/65,536; undefined when it was not written down what it was weighed by. */
export function scoreAgain(ai: Ai, decision: TracedDecision, option: TracedOption): number | undefined {
  const { inputs, kind, other } = option;
  const { faction, layer, origin } = decision;
  if (inputs === null) return undefined;
  switch (layer) {
    case LAYER.strategic:
      if (thinksByRules(ai, faction)) return scoreByRules(kind, inputs, 0);
      return scoreOption(ai, faction, origin, kind, other, inputs, 0, isRunning(option));
    case LAYER.tactical:
      return scoreTemplate(ai, faction, origin, kind, inputs, 0);
    default:
      return answerAgain(ai, decision, inputs).score;
  }
}

/** How a faction of a persona answers the threat of an immediate decision. */
export function answerAgain(
  ai: Ai,
  { faction, origin }: TracedDecision,
  inputs: Uint16Array,
): { reflex: number; reason: number; squads: number; score: number } {
  const verdict = { reflex: 0, reason: 0, squads: 0, score: 0 };
  chooseReflex(ai, faction, origin, inputs, 0, verdict);
  return verdict;
}

/** Everything that the score of an option is a product of, in a fixed order; empty where it is none. */
export function factorsOf(ai: Ai, decision: TracedDecision, option: TracedOption): Factor[] {
  if (option.inputs === null) return [];
  if (decision.layer === LAYER.tactical) return templateFactors(ai, decision, option, option.inputs);
  if (decision.layer === LAYER.strategic && !thinksByRules(ai, decision.faction)) {
    return goalFactors(ai, decision, option, option.inputs);
  }
  return [];
}

function goalFactors(
  ai: Ai,
  { faction, origin }: TracedDecision,
  option: TracedOption,
  inputs: Uint16Array,
): Factor[] {
  const goal = option.kind;
  const count = countOf(ai, faction, goal);
  const found = weighingOf(ai, faction, goal, inputs, 0).map(
    ({ consideration, input, part, weight }): Factor => {
      // Goals have different numbers of considerations: what each of them takes from the score depends on how many.
      const alone = fitFrom(Math.floor((PRODUCT_ONE * part) / 1000), count);
      const effect = Math.round((alone * 1000) / SCORE_ONE);
      return { group: 'found', name: CONSIDERATION_NAMES[consideration], input, weight, effect };
    },
  );
  return [
    ...found,
    { group: 'taste', name: nameOf(GOAL_NAMES, goal), effect: tasteOf(ai, faction, goal) },
    { group: 'trait', name: 'its trait', effect: goalTraitFactor(ai, faction, goal) },
    {
      group: 'strategy',
      name: `the strategy ${nameOf(STRATEGY_NAMES, origin)}`,
      effect: rankOf(ai, origin, goal),
    },
    { group: 'running', name: 'running', effect: inertiaFactor(ai, faction, isRunning(option)) },
    { group: 'trait', name: 'aggression', effect: aggressionFactor(ai, faction, goal, option.other) },
  ];
}

function templateFactors(
  ai: Ai,
  { faction, origin }: TracedDecision,
  { kind }: TracedOption,
  inputs: Uint16Array,
): Factor[] {
  const found = TEMPLATE_INPUT_NAMES.map((name, input): Factor => {
    return {
      group: 'found',
      name,
      input: inputs[input],
      effect: inputFactor(ai, faction, kind, input, inputs[input]),
    };
  });
  const traits = TRAIT_NAMES.map((name, trait): Factor => {
    return { group: 'trait', name, effect: traitFactor(ai, faction, kind, trait) };
  });
  return [
    { group: 'strategy', name: `the goal ${nameOf(GOAL_NAMES, origin)}`, effect: templateFit(origin, kind) },
    {
      ...({ group: 'taste', name: nameOf(TEMPLATE_NAMES, kind) } as const),
      effect: ai.templateTaste[faction * TEMPLATE_COUNT + kind],
    },
    ...found.slice(0, TEMPLATE_INPUT_COUNT),
    ...traits.slice(0, TRAIT_COUNT),
  ];
}
