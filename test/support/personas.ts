import {
  AI_RULES,
  CONSIDERATION,
  CONSIDERATION_COUNT,
  TRAIT,
  TRAIT_COUNT,
} from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';
import { plainMinds } from './plain-minds.ts';
import type { Dice } from './random-life.ts';

type Ai = Rules['ai'];

/** The faction that these personas are about. */
export const FACTION = 3;

/** Minds of the plain kind, with other numbers for faction 3. */
export function persona(traits: Partial<Record<keyof typeof TRAIT, number>>, changes: Partial<Ai> = {}): Ai {
  const ai = plainMinds(changes);
  const trait = [...ai.trait];
  for (const [name, value] of Object.entries(traits)) {
    trait[FACTION * TRAIT_COUNT + TRAIT[name as keyof typeof TRAIT]] = value;
  }
  return { ...ai, trait };
}

/** A persona of chance. */
export function anyPersona(dice: Dice): Ai {
  const drawn = (part: { readonly words: number }, limit: number) =>
    Array.from({ length: part.words }, () => dice(limit));
  return plainMinds({
    trait: drawn(AI_RULES.trait, 1001),
    weight: drawn(AI_RULES.weight, 1001),
    curve: drawn(AI_RULES.curve, 1001),
    goalTaste: drawn(AI_RULES.goalTaste, 2001),
    strategyGoal: drawn(AI_RULES.strategyGoal, 2001),
    inertiaThousandths: dice(500),
  });
}

/** The same minds, with other aggression of faction 3. */
export function withAggression(ai: Ai, aggression: number): Ai {
  const trait = [...ai.trait];
  trait[FACTION * TRAIT_COUNT + TRAIT.aggression] = aggression;
  return { ...ai, trait };
}

/** What was found of an option: by chance, the same of everything, or the same of all but some. */
export const anyInputs = (dice: Dice) => Array.from({ length: CONSIDERATION_COUNT }, () => dice(1001));
export const allInputs = (input: number) => Array.from({ length: CONSIDERATION_COUNT }, () => input);
export const inputsWith = (input: number, changes: Partial<Record<keyof typeof CONSIDERATION, number>>) => {
  const inputs = allInputs(input);
  for (const [name, value] of Object.entries(changes))
    inputs[CONSIDERATION[name as keyof typeof CONSIDERATION]] = value;
  return inputs;
};
