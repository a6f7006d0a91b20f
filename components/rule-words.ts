/**
 * How nested rules travel as a run of words: numbers and lists of numbers, in the order in which a shape names them.
 * The journal has no other form for what a designer changes.
 */

export const number = { words: 1 } as const;
export const flag = { words: 1, isFlag: true } as const;

/** A list of exactly `words` numbers. */
export function list<const N extends number>(words: N): { readonly words: N; readonly isList: true } {
  return { words, isList: true };
}

interface Leaf {
  readonly words: number;
  readonly isFlag?: true;
  readonly isList?: true;
}

export type Shape = { readonly [name: string]: Leaf | Shape };

/** The rules that a shape describes. */
export type RulesOf<S> = {
  readonly [K in keyof S]: S[K] extends { readonly isList: true }
    ? readonly number[]
    : S[K] extends { readonly isFlag: true }
      ? boolean
      : S[K] extends { readonly words: number }
        ? number
        : RulesOf<S[K]>;
};

function isLeaf(part: Leaf | Shape): part is Leaf {
  return typeof part['words'] === 'number';
}

/** Words that rules of a shape take. */
export function wordsOf(shape: Shape): number {
  let words = 0;
  for (const part of Object.values(shape)) words += isLeaf(part) ? part.words : wordsOf(part);
  return words;
}

/** Appends rules to `words`. Throws when a list has another length than its shape: what follows would move. */
export function appendWords(shape: Shape, rules: object, words: number[]): void {
  for (const [name, part] of Object.entries(shape)) {
    const value = (rules as Record<string, unknown>)[name];
    if (!isLeaf(part)) appendWords(part, value as object, words);
    else if (!part.isList) words.push(Number(value));
    else if ((value as number[]).length === part.words) words.push(...(value as number[]));
    else
      throw new RangeError(
        `rule ${name}: found ${(value as number[]).length} numbers, allowed: ${part.words}`,
      );
  }
}

/** Rules from words, in the order of `appendWords`. */
export function takeWords<S extends Shape>(shape: S, words: Iterator<number>): RulesOf<S> {
  const rules: Record<string, unknown> = {};
  const next = (): number => words.next().value as number;
  for (const [name, part] of Object.entries(shape)) {
    if (!isLeaf(part)) rules[name] = takeWords(part, words);
    else if (part.isList) rules[name] = Array.from({ length: part.words }, next);
    else rules[name] = part.isFlag ? next() !== 0 : next();
  }
  return rules as RulesOf<S>;
}
