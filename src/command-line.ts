/**
 * Values of command-line options, as `parseArgs` gives them: text. A value that cannot be used throws an OptionError,
 * so that every script refuses in the same words: which option, what was found, what is allowed.
 */

/** Seeds of worlds, orders and games are whole numbers of 32 bits. */
export const SEED_MAX = 0xffff_ffff;

/** An option that cannot be used. `found` and `allowed` are words for the message, the option is without dashes. */
export class OptionError extends Error {
  constructor(option: string, found: string, allowed: string) {
    super(`--${option}: found ${found}, allowed: ${allowed}`);
    this.name = 'OptionError';
  }
}

/** A whole number from `min` to `max`, both included and not negative, in digits alone. Throws OptionError. */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  // Number() would take 1e9, 0x10 and the empty text for numbers, and 1,000 is a thousand to some and one to others.
  return numberIn(option, /^\d+$/, text, min, max);
}

/** A number from `min` to `max`, both included and not negative, such as 1 or 0.5. Throws OptionError. */
export function decimalNumber(option: string, text: string, min: number, max: number): number {
  return numberIn(option, /^\d+(?:\.\d+)?$/, text, min, max);
}

function numberIn(option: string, form: RegExp, text: string, min: number, max: number): number {
  const value = form.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new OptionError(option, `"${text}"`, `${min}-${max}`);
}

/** One of `names`, to the letter. Throws OptionError. */
export function choice<T extends string>(option: string, text: string, names: readonly T[]): T {
  const name = names.find((one) => one === text);
  if (name !== undefined) return name;
  throw new OptionError(option, `"${text}"`, names.join(', '));
}
