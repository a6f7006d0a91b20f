import {
  CONSIDERATION_COUNT,
  CONSIDERATION_NAMES,
  GOAL_COUNT,
  GOAL_NAMES,
  LAYER,
  TEMPLATE_COUNT,
  TEMPLATE_NAMES,
  TRAIT,
  TRAIT_COUNT,
  TRAIT_NAMES,
} from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';
import { type AreNeighbors, isLost, judge } from './explain-choice.ts';
import { isChosen, type Trace, type TracedOption } from './explain-trace.ts';
import { GOAL_CONSIDERATIONS } from './goals.ts';
import { thinksByRules } from './rule-brain.ts';
import { TEMPLATE_INPUT, TEMPLATE_INPUT_NAMES } from './template-fit.ts';

/** What would change a decision: the smallest change of one number of the persona, or of what was found. */

type Ai = Rules['ai'];
type List = 'trait' | 'weight' | 'goalTaste' | 'templateTaste';

/** A number of a persona that designers can set. */
export interface Knob {
  readonly list: List;
  /** Its place in the list. */
  readonly place: number;
  /** What it is called in config/factions.yaml, as in traits.aggression. */
  readonly name: string;
  /** Thousandths. */
  readonly max: number;
}

/** A number of a persona with which an option is not chosen any more. */
export interface PersonaChange {
  readonly knob: Knob;
  /** Thousandths. */
  readonly from: number;
  readonly to: number;
  /** What would be done instead, as far as the trace tells; undefined: nothing of what it tells. */
  readonly instead: TracedOption | undefined;
  /**
   * False when the number also counts for the faction's strategy, of which the trace does not tell enough: it may
   * then weigh everything in another way.
   */
  readonly isCertain: boolean;
}

/** A finding with which an option is not chosen any more. */
export interface InputChange {
  /** Whose finding it is. */
  readonly option: TracedOption;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly instead: TracedOption | undefined;
}

/** Numbers are tried in steps of a hundredth: designers do not write finer ones. */
const STEP = 10;
const SHARE_MAX = 1000;
const TASTE_MAX = 3000;

/**
 * Traits that say what a faction is about as a whole (src/ai/strategies.ts), by themselves or, as technology and all
 * weights do, by which options of each kind are kept: it is their mean that tells a faction how it stands.
 */
const STRATEGY_TRAITS: readonly number[] = [
  TRAIT.technology,
  TRAIT.defence,
  TRAIT.expansion,
  TRAIT.risk,
  TRAIT.economy,
  TRAIT.patience,
];

/** The numbers of a faction's persona that a decision of a layer goes by. */
export function knobsOf(faction: number, layer: number): Knob[] {
  const of = (list: List, section: string, names: readonly string[], count: number, max: number) =>
    names.map((name, i): Knob => ({ list, place: faction * count + i, name: `${section}.${name}`, max }));
  const traits = of('trait', 'traits', TRAIT_NAMES, TRAIT_COUNT, SHARE_MAX);
  if (layer === LAYER.immediate) return traits;
  if (layer === LAYER.tactical) {
    return [
      ...traits,
      ...of('templateTaste', 'templates', TEMPLATE_NAMES, TEMPLATE_COUNT, TASTE_MAX).slice(1),
    ];
  }
  return [
    ...traits,
    ...of('weight', 'weights', CONSIDERATION_NAMES, CONSIDERATION_COUNT, SHARE_MAX),
    ...of('goalTaste', 'goals', GOAL_NAMES, GOAL_COUNT, TASTE_MAX).slice(1),
  ];
}

/** The same persona with one number set, thousandths. */
export function withKnob(ai: Ai, { list, place }: Knob, value: number): Ai {
  return { ...ai, [list]: ai[list].map((old, i) => (i === place ? value : old)) };
}

/** How a number of a persona is set on the command line of a server, as in `--set` of `npm start`. */
export function settingOf(faction: number, { name }: Knob, value: number): string {
  return `factions.factions.${faction - 1}.mind.${name}=${value / 1000}`;
}

/**
 * Changes of one number of the persona with each of which `option` is certainly not chosen any more, the smallest
 * first, each number at most once: all up to the `count`-th of those that are certain. Empty = there is none.
 */
export function personaChanges(
  ai: Ai,
  trace: Trace,
  option: TracedOption,
  count: number,
  areNeighbors?: AreNeighbors,
): PersonaChange[] {
  const { faction, layer } = trace.decision;
  if (layer !== LAYER.immediate && thinksByRules(ai, faction)) return [];
  if (judge(ai, trace, areNeighbors).length === 0) return [];
  const changes: PersonaChange[] = [];
  let open = knobsOf(faction, layer);
  let certain = 0;
  for (let size = STEP; size <= TASTE_MAX && certain < count && open.length > 0; size += STEP) {
    open = open.filter((knob) => {
      const from = ai[knob.list][knob.place];
      const to = [from - size, from + size].find((value) => {
        return (
          value >= 0 && value <= knob.max && isLost(withKnob(ai, knob, value), trace, option, areNeighbors)
        );
      });
      if (to === undefined) return from - size > 0 || from + size < knob.max;
      const isCertain = layer !== LAYER.strategic || !isOfStrategy(knob, faction);
      const instead = insteadOf(withKnob(ai, knob, to), trace, option, areNeighbors);
      changes.push({ knob, from, to, instead, isCertain });
      if (isCertain) certain++;
      return false;
    });
  }
  return changes;
}

function isOfStrategy({ list, place }: Knob, faction: number): boolean {
  if (list === 'weight') return true;
  return list === 'trait' && STRATEGY_TRAITS.includes(place - faction * TRAIT_COUNT);
}

/** The best option that takes the place of one that is not chosen any more. */
function insteadOf(
  ai: Ai,
  trace: Trace,
  option: TracedOption,
  areNeighbors: AreNeighbors | undefined,
): TracedOption | undefined {
  const before = trace.options.filter(isChosen);
  return judge(ai, trace, areNeighbors, option).find(
    (one) => one.hurdle === 'chosen' && !before.includes(one.option),
  )?.option;
}

/** Changes of one finding with each of which `option` is certainly not chosen any more, the `count` smallest. */
export function inputChanges(
  ai: Ai,
  trace: Trace,
  option: TracedOption,
  count: number,
  areNeighbors?: AreNeighbors,
): InputChange[] {
  const changes: InputChange[] = [];
  for (const one of trace.options) {
    for (const input of inputsThatCount(trace, one)) {
      const change = inputChange(ai, trace, option, one, input, areNeighbors);
      if (change !== undefined) changes.push(change);
    }
  }
  const sizeOf = ({ from, to }: InputChange) => Math.abs(to - from);
  return changes.sort((left, right) => sizeOf(left) - sizeOf(right)).slice(0, count);
}

/** Places of the findings that may count for an option; the time that is left is the same for all. */
function inputsThatCount({ decision }: Trace, { inputs, kind }: TracedOption): number[] {
  if (inputs === null || decision.layer === LAYER.immediate) return [];
  const all = Array.from({ length: inputs.length }, (_, i) => i);
  if (decision.layer === LAYER.tactical) return all.filter((i) => i !== TEMPLATE_INPUT.time);
  return all.filter((i) => GOAL_CONSIDERATIONS[kind] & (1 << i));
}

function inputChange(
  ai: Ai,
  trace: Trace,
  option: TracedOption,
  changed: TracedOption,
  input: number,
  areNeighbors: AreNeighbors | undefined,
): InputChange | undefined {
  const inputs = Uint16Array.from(changed.inputs!);
  const from = inputs[input];
  const other = { ...changed, inputs };
  const options = trace.options.map((one) => (one === changed ? other : one));
  const now = { ...trace, options };
  const asked = option === changed ? other : option;
  for (let size = STEP; size <= SHARE_MAX; size += STEP) {
    for (const to of [from - size, from + size]) {
      if (to < 0 || to > SHARE_MAX) continue;
      inputs[input] = to;
      if (!isLost(ai, now, asked, areNeighbors)) continue;
      const names = trace.decision.layer === LAYER.tactical ? TEMPLATE_INPUT_NAMES : CONSIDERATION_NAMES;
      const found = insteadOf(ai, now, asked, areNeighbors);
      const instead = found === other ? changed : found;
      return { option: changed, name: names[input], from, to, instead };
    }
  }
  return undefined;
}
