import { CONSIDERATION, GOAL, LAYER, TRAIT, TRAIT_COUNT } from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';
import { GOALS_EACH } from '../limits.ts';
import { answerAgain, scoreAgain } from './explain-score.ts';
import { isChosen, isVetoed, type Trace, type TracedOption } from './explain-trace.ts';
import { isDiplomatic } from './goals.ts';
import { SCORE_ONE } from './score.ts';
import { TEMPLATE_INPUT } from './template-fit.ts';

/**
 * The rules by which a mind chooses among options that have their scores, once more: those of
 * systems/actions/choose-goals.ts and choose-template.ts, for what a trace tells. `npm run why -- check` holds the two
 * against each other.
 */

type Ai = Rules['ai'];

/** What is not worth more than this is left undone; a pact is not broken for want of something better. */
export const SCORE_LEAST = SCORE_ONE / 64;
export const BETRAYAL_LEAST = SCORE_ONE / 4;

/** Of options that are no farther apart than this, each may come before the other: chance counts for one percent. */
const CHANCE = 100 / 99 + 0.0001;

/** Whether two districts border on each other, for who has a map. */
export type AreNeighbors = (district: number, other: number) => boolean;

/** Why an option was not taken although it was there. */
export type Hurdle =
  | 'chosen'
  /** Others were better. */
  | 'beaten'
  /** It is not worth doing at all. */
  | 'worthless'
  /** The faction failed there too often of late. */
  | 'failures'
  /** Something better is about the same district. */
  | 'sameDistrict'
  /** Something better of the same kind is about a district next to it, of the same owner. */
  | 'sameFront'
  /** There can be but one goal of its kind. */
  | 'sameKind'
  /** There were not enough squads for it. */
  | 'squads'
  /** It was ruled out; by what cannot be seen in the trace. */
  | 'vetoed';

export interface Judged {
  readonly option: TracedOption;
  /** 1/65,536. */
  readonly score: number;
  readonly hurdle: Hurdle;
}

/**
 * What the faction of a trace would do by a persona, the best option first. `favored` is given the benefit of chance:
 * where it comes out as not chosen it cannot be. Empty when the trace does not tell what options were weighed by.
 */
export function judge(
  ai: Ai,
  trace: Trace,
  areNeighbors?: AreNeighbors,
  favored?: TracedOption,
  luck: Luck = likelyLuck(trace.options),
): Judged[] {
  const { decision, options } = trace;
  const scored: Scored[] = [];
  for (let i = 0; i < options.length; i++) {
    const option = options[i];
    const score = scoreAgain(ai, decision, option);
    if (score === undefined) return [];
    // The next whole number, as scores are rounded down.
    const key = option === favored ? (score + 1) * CHANCE : score * luck[i];
    scored.push({ option, score, key });
  }
  scored.sort((left, right) => right.key - left.key || left.option.rank - right.option.rank);
  if (decision.layer === LAYER.strategic) return judgeGoals(scored, trace, areNeighbors);
  if (decision.layer === LAYER.tactical) return judgeTemplates(ai, scored, trace);
  return judgeAnswer(ai, scored, trace);
}

/** What chance makes of the score of each option of a trace. */
type Luck = readonly number[];

/**
 * The least that chance must have made of the score of each option, to bring them into the order of the trace. Options
 * draw by what they are, so that it is the same for every persona.
 */
function leastLuck(options: readonly TracedOption[]): Luck {
  let next = 0;
  const keys = options.toReversed().map(({ score }) => {
    next = Math.max(score, next);
    return next;
  });
  return keys.toReversed().map((key, i) => (options[i].score > 0 ? key / options[i].score : 1));
}

/** What it may have made of them: between the least and the most, so that each comes before the next. */
function likelyLuck(options: readonly TracedOption[]): Luck {
  const least = leastLuck(options);
  let before = Number.POSITIVE_INFINITY;
  return options.map(({ score }, i) => {
    before = (score * least[i] + Math.min(score * CHANCE, before)) / 2;
    return score > 0 ? before / score : 1;
  });
}

interface Scored {
  readonly option: TracedOption;
  readonly score: number;
  readonly key: number;
}

function judgeGoals(
  scored: readonly Scored[],
  { options }: Trace,
  areNeighbors: AreNeighbors | undefined,
): Judged[] {
  const chosen: TracedOption[] = [];
  return scored.map(({ option, score }): Judged => {
    const hurdle = goalHurdle(option, score, chosen, options, areNeighbors);
    if (hurdle === 'chosen') chosen.push(option);
    return { option, score, hurdle };
  });
}

function goalHurdle(
  option: TracedOption,
  score: number,
  chosen: readonly TracedOption[],
  all: readonly TracedOption[],
  areNeighbors: AreNeighbors | undefined,
): Hurdle {
  if (score < (option.kind === GOAL.betray ? BETRAYAL_LEAST : SCORE_LEAST)) return 'worthless';
  if (option.inputs?.[CONSIDERATION.failures] === 1000) return 'failures';
  for (const better of chosen) {
    const isOfOneKind = better.kind === option.kind;
    if (isOfOneKind && (isDiplomatic(option.kind) || option.kind === GOAL.relocate)) return 'sameKind';
    if (isDiplomatic(option.kind) || isDiplomatic(better.kind)) continue;
    if (option.district === better.district) return 'sameDistrict';
    const isOneFront = isOfOneKind && option.other === better.other;
    if (isOneFront && areNeighbors?.(option.district, better.district)) return 'sameFront';
  }
  // Without a map, what was ruled out by better ones still is while those are chosen.
  const isAsThen = all
    .filter((one) => isChosen(one) && one.rank < option.rank)
    .every((one) => chosen.includes(one));
  if (isVetoed(option) && areNeighbors === undefined && isAsThen) return 'vetoed';
  return chosen.length < GOALS_EACH ? 'chosen' : 'beaten';
}

function judgeTemplates(ai: Ai, scored: readonly Scored[], { decision }: Trace): Judged[] {
  // One that was worth nothing then does not tell whether there were squads for it.
  const isPossible = ({ option, score }: Scored) => score > 0 && !isVetoed(option);
  const best = scored.find(isPossible);
  const top = Math.max(0, ...scored.map(({ score }) => score));
  const patience = ai.trait[decision.faction * TRAIT_COUNT + TRAIT.patience];
  const time = scored[0]?.option.inputs?.[TEMPLATE_INPUT.time] ?? 0;
  const waits = best === undefined || best.score * 2_000_000 < top * patience * time;
  return scored.map((one) => {
    let hurdle: Hurdle = 'beaten';
    if (one.score === 0) hurdle = 'worthless';
    else if (isVetoed(one.option)) hurdle = 'squads';
    else if (one === best && !waits) hurdle = 'chosen';
    return { option: one.option, score: one.score, hurdle };
  });
}

function judgeAnswer(ai: Ai, scored: readonly Scored[], { decision }: Trace): Judged[] {
  return scored.map(({ option, score }) => {
    const isSame = option.inputs !== null && answerAgain(ai, decision, option.inputs).reflex === option.kind;
    return { option, score, hurdle: isSame ? 'chosen' : 'beaten' };
  });
}

/** Whether an option is certainly not chosen by a persona, however chance has it with this one and with the others. */
export function isLost(ai: Ai, trace: Trace, option: TracedOption, areNeighbors?: AreNeighbors): boolean {
  const { options } = trace;
  const isOut = (luck: Luck) =>
    judge(ai, trace, areNeighbors, option, luck).some(
      (one) => one.option === option && one.hurdle !== 'chosen',
    );
  return isOut(likelyLuck(options)) && isOut(leastLuck(options)) && isOut(options.map(() => 1));
}

/** Whether the options that were chosen are those that a persona chooses, with no more than chance may do. */
export function isAsChosen(ai: Ai, trace: Trace, areNeighbors?: AreNeighbors): boolean {
  const { decision, options } = trace;
  if (leastLuck(options).some((luck) => luck > CHANCE)) return false;
  if (decision.layer !== LAYER.strategic) {
    return options.filter(isChosen).every((option) => !isLost(ai, trace, option, areNeighbors));
  }
  return judge(ai, trace, areNeighbors).every(
    ({ hurdle, option }) => (hurdle === 'chosen') === isChosen(option),
  );
}
