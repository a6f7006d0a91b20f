import { z } from 'zod';
import { list, refuse, requiredChoice, requiredDecimal, requiredText } from './knob.ts';

/** What fighters can do, in the order of PROPERTY; a test compares the two. */
export const PROPERTY_NAMES = [
  ...(['health', 'power', 'swing', 'range', 'sight', 'accuracy', 'evade', 'parry', 'block'] as const),
  ...(['penetration', 'armor', 'absorb', 'resistKinetic', 'resistEnergy', 'resistBlast'] as const),
  ...(['critical', 'speed', 'mend'] as const),
] as const;

/** Modifiers of one thing; components/combat-rules.ts has room for as many. */
const MODIFIERS_EACH = 2;

/** How weapons strike, and what stands against them. */
export const STYLE_NAMES = ['melee', 'ranged'] as const;
export const DAMAGE_NAMES = ['kinetic', 'energy', 'blast'] as const;

/** No name of a kind: as a knob with a default cannot be left out, this says that there is nothing. */
export const NONE = 'none';

const modifier = z.strictObject({
  property: requiredChoice(PROPERTY_NAMES, { effect: 'What it changes.' }),
  percent: requiredDecimal({
    unit: '%',
    min: -100,
    max: 400,
    effect:
      'By how much: health, power, range, sight and armor by so much of their own, swing makes strikes so much more ' +
      'frequent, and all others are percents themselves, to which it is added.',
  }),
});

/** One modifier as a section of the configuration holds it. */
export type Modifier = z.output<typeof modifier>;

/** Up to two modifiers of one thing, which `effect` names. No property may be named twice. */
export function modifiers(standard: readonly Modifier[], effect: string) {
  return list(modifier, {
    countMin: 0,
    countMax: MODIFIERS_EACH,
    default: [...standard],
    effect,
    rule: (both, context) => {
      if (both.length < MODIFIERS_EACH || both[0].property !== both[1].property) return;
      refuse(
        context,
        [1, 'property'],
        both[1].property,
        `another property than the first (${both[0].property})`,
      );
    },
  });
}

/** The name of a kind of things, which others refer to. */
export function kindName(effect: string) {
  return requiredText({
    lengthMin: 1,
    lengthMax: 40,
    form: {
      pattern: /^(?!none$)\S(?:.*\S)?$/,
      words: `one line of 1..40 characters without spaces at its ends, other than ${NONE}`,
    },
    effect,
  });
}

/** Refuses a name that an earlier entry has. */
export function refuseTwins(
  kinds: readonly { name: string }[],
  context: z.core.$RefinementCtx<unknown>,
): void {
  kinds.forEach(({ name }, index) => {
    const isTaken = kinds.slice(0, index).some((other) => other.name === name);
    if (isTaken) refuse(context, [index, 'name'], name, 'a name no other kind has');
  });
}

/** The names that may be given where one of `kinds` is wanted. */
export function namesOf(kinds: readonly { name: string }[]): string {
  return kinds.map(({ name }) => name).join(', ') || 'nothing, as there is none';
}
