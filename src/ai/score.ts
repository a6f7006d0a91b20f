import { CONSIDERATION, CONSIDERATION_COUNT, CURVE_POINTS, TRAIT } from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';
import { curveAt } from './curve.ts';
import { aggressionFactor, inertiaFactor, rankOf, tasteOf, traitFactor, traitOf } from './factors.ts';
import { GOAL_CONSIDERATIONS, GOAL_REVERSED } from './goals.ts';

/** What an option is worth to a faction: pure functions of its persona and of what was found, in whole numbers. */

type Ai = Rules['ai'];

/** A perfect score. */
export const SCORE_ONE = 65_536;

/** Products of parts are kept finer than scores: twelve poor parts leave a thousandth of a thousandth. */
export const PRODUCT_ONE = 1_073_741_824;
const PRODUCT_BITS = 30;
const PRODUCT_PER_SCORE = PRODUCT_ONE / SCORE_ONE;

/** One in the logarithms below. */
const LOG_ONE = 1_048_576;

/** Scores are worth what so many considerations would give. */
const TYPICAL_COUNT = 4;

/** How much a consideration counts for a faction, 0..1000. */
export function weightOf(ai: Ai, faction: number, consideration: number): number {
  const weight = ai.weight[faction * CONSIDERATION_COUNT + consideration];
  const isValue = consideration === CONSIDERATION.value;
  if (!isValue && consideration !== CONSIDERATION.preference) return weight;
  const technology = traitOf(ai, faction, TRAIT.technology);
  return Math.min(1000, Math.floor((weight * (isValue ? 1500 - technology : 500 + technology)) / 1000));
}

/** What a faction's curve makes of an input, 0..1000. For some goals the better is the worse (GOAL_REVERSED). */
export function resultOf(
  ai: Ai,
  faction: number,
  goal: number,
  consideration: number,
  input: number,
): number {
  let at = input;
  if (consideration === CONSIDERATION.force && at < 500) {
    // Who likes a risk does not see how weak it is.
    at += Math.floor(((500 - at) * traitOf(ai, faction, TRAIT.risk)) / 1000);
  }
  if (GOAL_REVERSED[goal] & (1 << consideration)) at = 1000 - at;
  return curveAt(ai.curve, (faction * CONSIDERATION_COUNT + consideration) * CURVE_POINTS, at);
}

/** What a consideration leaves of an option, thousandths: all at the best, and what its weight spares at the worst. */
export function partOf(ai: Ai, faction: number, goal: number, consideration: number, input: number): number {
  const lack = 1000 - resultOf(ai, faction, goal, consideration, input);
  return 1000 - Math.floor((weightOf(ai, faction, consideration) * lack) / 1000);
}

/** How many of a goal's considerations count at all for a faction. */
export function countOf(ai: Ai, faction: number, goal: number): number {
  let count = 0;
  for (let i = 0; i < CONSIDERATION_COUNT; i++) {
    if (GOAL_CONSIDERATIONS[goal] & (1 << i) && weightOf(ai, faction, i) > 0) count++;
  }
  return count;
}

/**
 * A product of `count` parts (PRODUCT_ONE = all perfect) as a score: the fourth power of their geometric mean. A goal
 * with twelve considerations would never come up against one with four otherwise; the customary makeup for that, of
 * (1 - s)(1 - 1/n)s, does not even double the product. The logarithm is the one of straight lines between the powers of
 * two, and the way back is its exact inverse: whole numbers, never falling, and of one shape for all.
 */
export function fitFrom(product: number, count: number): number {
  if (product === 0) return 0;
  if (count === 0) return SCORE_ONE;
  const lack = PRODUCT_BITS * LOG_ONE - logOf(product);
  const log = PRODUCT_BITS * LOG_ONE - Math.ceil((lack * TYPICAL_COUNT) / count);
  return log <= 0 ? 0 : Math.floor(powerOf(log) / PRODUCT_PER_SCORE);
}

/** A product that is too small for a fit above `score`, as is every one below it; for who weighs many options. */
export function hopelessProduct(score: number, count: number): number {
  if (score < 0) return -1;
  if (score === 0 || count === 0) return 0;
  const lack = PRODUCT_BITS * LOG_ONE - logOf(Math.min(score, SCORE_ONE) * PRODUCT_PER_SCORE);
  const log = PRODUCT_BITS * LOG_ONE - Math.ceil((lack * count) / TYPICAL_COUNT);
  return log <= 0 ? 0 : powerOf(log);
}

function logOf(value: number): number {
  const whole = 31 - Math.clz32(value);
  const power = 1 << whole;
  return whole * LOG_ONE + Math.floor(((value - power) * LOG_ONE) / power);
}

function powerOf(log: number): number {
  const whole = Math.floor(log / LOG_ONE);
  const power = 1 << whole;
  return power + Math.floor(((log - whole * LOG_ONE) * power) / LOG_ONE);
}

/** How well an option suits a faction by its inputs alone, 0..SCORE_ONE. They lie in `inputs` from `at` on. */
export function fitOf(ai: Ai, faction: number, goal: number, inputs: ArrayLike<number>, at: number): number {
  let product = PRODUCT_ONE;
  for (let i = 0; i < CONSIDERATION_COUNT; i++) {
    if ((GOAL_CONSIDERATIONS[goal] & (1 << i)) === 0) continue;
    product = Math.floor((product * partOf(ai, faction, goal, i, inputs[at + i])) / 1000);
  }
  return fitFrom(product, countOf(ai, faction, goal));
}

/**
 * What an option is worth, 1/65,536: its fit, times what the faction thinks of such goals (src/ai/factors.ts).
 * Aggression comes last: more of it never lowers an attack, never raises anything else, and never changes the order of
 * two attacks.
 */
export function scoreOption(
  ai: Ai,
  faction: number,
  strategy: number,
  goal: number,
  other: number,
  inputs: ArrayLike<number>,
  at: number,
  isRunning: boolean,
): number {
  const calm = calmScore(ai, faction, strategy, goal, inputs, at, isRunning);
  return Math.floor((calm * aggressionFactor(ai, faction, goal, other)) / 1000);
}

/** The same before aggression is counted. */
export function calmScore(
  ai: Ai,
  faction: number,
  strategy: number,
  goal: number,
  inputs: ArrayLike<number>,
  at: number,
  isRunning: boolean,
): number {
  let score = fitOf(ai, faction, goal, inputs, at);
  score = Math.floor((score * tasteOf(ai, faction, goal)) / 1000);
  score = Math.floor((score * traitFactor(ai, faction, goal)) / 1000);
  score = Math.floor((score * rankOf(ai, strategy, goal)) / 1000);
  return Math.floor((score * inertiaFactor(ai, faction, isRunning)) / 1000);
}

/** How a consideration came out, for explanations. */
export interface Weighing {
  readonly consideration: number;
  /** 0..1000: what was found, what the curve makes of it, and how much it counts. */
  readonly input: number;
  readonly result: number;
  readonly weight: number;
  /** What it leaves of the option, thousandths. */
  readonly part: number;
}

/** Each consideration that counts for an option, in their order. */
export function weighingOf(
  ai: Ai,
  faction: number,
  goal: number,
  inputs: ArrayLike<number>,
  at: number,
): Weighing[] {
  const list: Weighing[] = [];
  for (let consideration = 0; consideration < CONSIDERATION_COUNT; consideration++) {
    if ((GOAL_CONSIDERATIONS[goal] & (1 << consideration)) === 0) continue;
    const input = inputs[at + consideration];
    list.push({
      consideration,
      input,
      result: resultOf(ai, faction, goal, consideration, input),
      weight: weightOf(ai, faction, consideration),
      part: partOf(ai, faction, goal, consideration, input),
    });
  }
  return list;
}
