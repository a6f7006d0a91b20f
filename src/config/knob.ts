import { z } from 'zod';

/** What people are told about one knob: printed in docs/CONFIG.md, in editors and in every refusal. */
export interface KnobFacts {
  type: string;
  unit: string;
  range: string;
  effect: string;
}

/** Facts of every knob, by schema. Built from the same arguments as the checks, so text and check agree. */
export const knobFacts = z.registry<KnobFacts>();

interface Common<Value> {
  unit?: string;
  default: Value;
  effect: string;
}

function withFacts<Schema extends z.ZodType>(schema: Schema, facts: KnobFacts): Schema {
  const unit = facts.unit === '' ? '' : ` Unit: ${facts.unit}.`;
  const described = schema.meta({ description: `${facts.effect}${unit}` });
  knobFacts.add(described, facts);
  return described;
}

/** A whole number from `min` to `max`, both included. */
export function wholeNumber(knob: Common<number> & { min: number; max: number }) {
  const { min, max, unit = '', effect } = knob;
  const schema = z.int().min(min).max(max).default(knob.default);
  return withFacts(schema, { type: 'whole number', unit, range: `${min}..${max}`, effect });
}

/** A finite number, fractions included, from `min` to `max`, both included. */
export function decimal(knob: Common<number> & { min: number; max: number }) {
  const { min, max, unit = '', effect } = knob;
  const schema = z.number().min(min).max(max).default(knob.default);
  return withFacts(schema, { type: 'number', unit, range: `${min}..${max}`, effect });
}

/** Yes or no. */
export function flag(knob: Common<boolean>) {
  const schema = z.boolean().default(knob.default);
  return withFacts(schema, { type: 'true or false', unit: '', range: '', effect: knob.effect });
}

/** One word of a fixed list. */
export function choice<const Words extends readonly [string, ...string[]]>(
  words: Words,
  knob: Common<Words[number]>,
) {
  const schema = z.enum(words).default(knob.default as z.core.util.NoUndefined<Words[number]>);
  return withFacts(schema, { type: 'one of', unit: '', range: words.join(', '), effect: knob.effect });
}

/** One word of a fixed list that must be given, as inside a list entry. */
export function requiredChoice<const Words extends readonly [string, ...string[]]>(
  words: Words,
  knob: { effect: string },
) {
  const facts = { type: 'one of', unit: '', range: words.join(', '), effect: knob.effect };
  return withFacts(z.enum(words), facts);
}

interface TextRule {
  lengthMin: number;
  lengthMax: number;
  /** A form the text must have, with the words that explain it. */
  form?: { pattern: RegExp; words: string };
  effect: string;
}

/** Text that must be given, as inside a list entry: there is no default to fall back on. */
export function requiredText({ lengthMin, lengthMax, form, effect }: TextRule) {
  const sized = z.string().min(lengthMin).max(lengthMax);
  const schema = form === undefined ? sized : sized.regex(form.pattern);
  const range = form?.words ?? `${lengthMin}..${lengthMax} characters`;
  return withFacts(schema, { type: 'text', unit: '', range, effect });
}

/** Text with a default. */
export function text(knob: TextRule & { default: string }) {
  const required = requiredText(knob);
  const facts = knobFacts.get(required)!;
  return withFacts(required.default(knob.default), facts);
}

/** A whole number that must be given, as inside a list entry. */
export function requiredWholeNumber(knob: { unit?: string; min: number; max: number; effect: string }) {
  const { unit = '', min, max, effect } = knob;
  const schema = z.int().min(min).max(max);
  return withFacts(schema, { type: 'whole number', unit, range: `${min}..${max}`, effect });
}

/** A number that must be given, as inside a list entry. */
export function requiredDecimal(knob: { unit?: string; min: number; max: number; effect: string }) {
  const { unit = '', min, max, effect } = knob;
  const schema = z.number().min(min).max(max);
  return withFacts(schema, { type: 'number', unit, range: `${min}..${max}`, effect });
}

/** Something known by a whole number or by its name that must be given, as inside a list entry. */
export function requiredNumberOrName(knob: { min: number; max: number; effect: string }) {
  const { min, max, effect } = knob;
  const schema = z.union([z.int().min(min).max(max), z.string().min(1)]);
  return withFacts(schema, { type: 'number or name', unit: '', range: `${min}..${max} or a name`, effect });
}

/** A knob of a list entry that may be left out, as not every entry has a use for it; made of one that must be given. */
export function optional<Schema extends z.ZodType>(knob: Schema): z.ZodOptional<Schema> {
  return withFacts(knob.optional(), knobFacts.get(knob)!);
}

/** A list of entries of one kind, `countMin` to `countMax` of them. */
export function list<Entry extends z.ZodType>(
  entry: Entry,
  knob: ListRule & Common<z.output<Entry>[]> & { rule?: Rule<z.output<Entry>[]> },
) {
  const required = requiredList(entry, knob);
  const { rule } = knob;
  const ruled = rule === undefined ? required : required.superRefine(rule);
  const schema = ruled.default(knob.default as z.core.util.NoUndefined<z.output<typeof ruled>>);
  return withFacts(schema, knobFacts.get(required)!);
}

interface ListRule {
  countMin: number;
  countMax: number;
  effect: string;
}

/** A list of entries of one kind that must be given, as inside a list entry. */
export function requiredList<Entry extends z.ZodType>(
  entry: Entry,
  { countMin, countMax, effect }: ListRule,
) {
  const counts = countMin === countMax ? `exactly ${countMin}` : `${countMin}..${countMax}`;
  const schema = z.array(entry).min(countMin).max(countMax);
  return withFacts(schema, { type: 'list', unit: '', range: `${counts} entries`, effect });
}

/** A check across several knobs; reports through `context.addIssue` with the path of the knob to change. */
export type Rule<Values> = (values: Values, context: z.core.$RefinementCtx<Values>) => void;

/** Reports one knob, by what was found (undefined = nothing) and what is allowed. For use in a `Rule`. */
export function refuse(
  context: z.core.$RefinementCtx<unknown>,
  path: PropertyKey[],
  found: unknown,
  allowed: string,
): void {
  const words = found === undefined ? 'nothing' : JSON.stringify(found);
  context.addIssue({ code: 'custom', path, message: `found ${words}, allowed: ${allowed}` });
}

/** Knobs that belong together. Unknown keys are refused; a section left out has every default. */
export function section<Shape extends z.ZodRawShape>(
  effect: string,
  shape: Shape,
  rule: Rule<z.output<z.ZodObject<Shape, z.core.$strict>>> = () => {},
) {
  const object = z.strictObject(shape).superRefine(rule);
  // An object made only of defaulted knobs accepts {}, which the type of a generic shape cannot express.
  return object.prefault({} as z.input<typeof object>).meta({ description: effect });
}
