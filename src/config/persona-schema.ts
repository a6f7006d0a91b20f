import { z } from 'zod';
import { SIDE_COUNT, SQUAD_SIZE_MAX, SQUADS_EACH } from '../limits.ts';
import {
  choice,
  decimal,
  list,
  refuse,
  requiredChoice,
  requiredDecimal,
  requiredList,
  requiredNumberOrName,
  section,
  wholeNumber,
} from './knob.ts';
import {
  BRAIN_NAMES,
  CONSIDERATION_NAMES,
  CONSIDERATIONS,
  GOAL_EFFECTS,
  RESOURCE_NAMES,
  TEMPLATE_EFFECTS,
  TRAIT_EFFECTS,
} from './persona-words.ts';

/** Factions that a world has: all sides but nobody. */
export const FACTION_COUNT = SIDE_COUNT - 1;
/** Points of a curve; components/ai-rules.ts has room for as many. */
const CURVE_POINTS = 5;

/** A section with a knob for each of some names. */
function byName<Name extends string, Knob extends z.ZodType>(
  effect: string,
  names: readonly Name[],
  knob: (name: Name) => Knob,
) {
  const shape = Object.fromEntries(names.map((name) => [name, knob(name)]));
  return section(effect, shape as Record<Name, Knob>);
}

function namesIn<Name extends string>(record: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(record) as Name[];
}

const share = (standard: number, effect: string) => decimal({ min: 0, max: 1, default: standard, effect });
const taste = (effect: string) => decimal({ unit: 'times', min: 0, max: 3, default: 1, effect });

const curve = z.strictObject({
  of: requiredChoice(CONSIDERATION_NAMES, { effect: 'Consideration that it makes something else of.' }),
  points: requiredList(
    requiredDecimal({ min: 0, max: 1, effect: 'Result at this point; straight lines lie between them.' }),
    {
      countMin: CURVE_POINTS,
      countMax: CURVE_POINTS,
      effect: 'Results where the consideration is at 0, 1/4, 1/2, 3/4 and 1.',
    },
  ),
});

const relation = z.strictObject({
  faction: requiredNumberOrName({
    min: 1,
    max: FACTION_COUNT,
    effect: 'The other faction.',
  }),
  affinity: decimal({
    min: -1,
    max: 1,
    default: 0,
    effect: 'What it thinks of the other from the start; pacts are made with those it trusts.',
  }),
  hostility: share(0.5, 'How much it is against the other: 0 leaves its land alone, 1 is an arch-enemy.'),
});

/** How one faction is led. What is left out is as in the middle of all personas. */
export const mind = z.strictObject({
  brain: choice(BRAIN_NAMES, {
    default: 'utility',
    effect:
      'Who leads it: utility weighs what options are worth to it, rules are a few plain ones that are the same for ' +
      'every faction, none lets its patrols roam.',
  }),
  traits: byName('What it is like; 0.5 is the middle.', namesIn(TRAIT_EFFECTS), (name) =>
    share(0.5, TRAIT_EFFECTS[name]),
  ),
  prefers: byName('How much it likes what districts make.', RESOURCE_NAMES, (name) =>
    share(0.5, `How much it likes districts that make ${name} goods.`),
  ),
  weights: byName('What counts when it weighs an option.', CONSIDERATION_NAMES, (name) =>
    share(
      CONSIDERATIONS[name].weight,
      `How much it counts ${CONSIDERATIONS[name].about}: 0 = not at all, 1 = a result of 0 rules the option out.`,
    ),
  ),
  curves: list(curve, {
    countMin: 0,
    countMax: CONSIDERATION_NAMES.length,
    default: [],
    effect: 'Considerations of which it makes something else than others do.',
    rule: (curves, context) => {
      curves.forEach(({ of }, index) => {
        if (curves.slice(0, index).some((other) => other.of === of))
          refuse(context, [index, 'of'], of, 'a consideration that has no curve yet');
      });
    },
  }),
  goals: byName('What it likes to be out for.', namesIn(GOAL_EFFECTS), (name) =>
    taste(`How much it likes ${GOAL_EFFECTS[name]}, against the usual; 0 = never.`),
  ),
  templates: byName('How it likes to go about it.', namesIn(TEMPLATE_EFFECTS), (name) =>
    taste(`How much it likes that ${TEMPLATE_EFFECTS[name]}, against the usual; 0 = never.`),
  ),
  relations: list(relation, {
    countMin: 0,
    countMax: FACTION_COUNT - 1,
    default: [],
    effect: 'What it thinks of other factions; those left out are nothing in particular to it.',
  }),
  squads: section('How its soldiers are arranged.', {
    size: wholeNumber({
      unit: 'soldiers',
      min: 1,
      max: SQUAD_SIZE_MAX,
      default: 6,
      effect: 'Soldiers of a full squad.',
    }),
    count: wholeNumber({
      unit: 'squads',
      min: 1,
      max: SQUADS_EACH,
      default: 16,
      effect: 'Squads at the most.',
    }),
    holdSeconds: wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 3600,
      default: 60,
      effect: 'How long squads stay where they took a place.',
    }),
  }),
});

export type Mind = z.output<typeof mind>;
/** A mind as a file gives it: only what is not as in the middle. */
export type MindText = z.input<typeof mind>;
