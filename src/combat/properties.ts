import {
  GEAR_COUNT,
  MODIFIERS_EACH,
  PROPERTY,
  PROPERTY_COUNT,
  SOURCE_COUNT,
} from '../../components/combat-rules.ts';
import type { Rules } from '../../components/rules.ts';
import { EFFECT_SLOTS } from '../limits.ts';

type CombatRules = Rules['combat'];

/** Value of a property from its base and the sum of all that changes it, thousandths. Pure, in whole numbers. */
export type Calculator = (base: number, sum: number, rules: CombatRules) => number;

/** Thousandths of a whole. */
export const WHOLE = 1000;

/** Ticks between two strikes, at least: ten in a second. */
const SWING_TICKS_MIN = 6;

/** Values stay below this, whatever a designer writes: they are kept in 32 bits, and wounds are added to. */
const VALUE_MAX = 0x4000_0000;

const SPEED_MIN = 100;
const SPEED_MAX = 3000;

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}

function scaled(base: number, sum: number, min: number): number {
  return clamp(Math.floor((base * (WHOLE + sum)) / WHOLE), min, VALUE_MAX);
}

const scaledFromNothing: Calculator = (base, sum) => scaled(base, sum, 0);
const scaledFromOne: Calculator = (base, sum) => scaled(base, sum, 1);
/** More of it makes it quicker, so it is divided; and never by nothing. */
const divided: Calculator = (base, sum) =>
  clamp(Math.floor((base * WHOLE) / Math.max(1, WHOLE + sum)), SWING_TICKS_MIN, VALUE_MAX);
const share: Calculator = (base, sum) => clamp(base + sum, 0, WHOLE);
const balance: Calculator = (base, sum) => clamp(base + sum, -WHOLE, WHOLE);
const resistance: Calculator = (base, sum, rules) => clamp(base + sum, 0, rules.resistMax);

/** How each property follows from its base and its sum, by PROPERTY. */
export const CALCULATORS: readonly Calculator[] = tableOf({
  health: scaledFromOne,
  power: scaledFromNothing,
  swing: divided,
  range: scaledFromOne,
  sight: scaledFromNothing,
  accuracy: balance,
  evade: (base, sum, rules) => clamp(base + sum, 0, rules.evadeMax),
  parry: (base, sum, rules) => clamp(base + sum, 0, rules.parryMax),
  block: (base, sum, rules) => clamp(base + sum, 0, rules.blockMax),
  penetration: share,
  armor: scaledFromNothing,
  absorb: (base, sum, rules) => clamp(base + sum, 0, rules.absorbMax),
  resistKinetic: resistance,
  resistEnergy: resistance,
  resistBlast: resistance,
  critical: (base, sum, rules) => clamp(base + sum, 0, rules.criticalMax),
  speed: (base, sum) => clamp(base + sum, SPEED_MIN, SPEED_MAX),
  mend: share,
});

function tableOf(byName: Record<keyof typeof PROPERTY, Calculator>): Calculator[] {
  const table: Calculator[] = [];
  for (const [name, property] of Object.entries(PROPERTY))
    table[property] = byName[name as keyof typeof PROPERTY];
  return table;
}

/** Sums of the modifiers of one fighter. Reused: empty again after each `takeTotals`. */
export interface ModifierSums {
  /** Thousandths, at source * PROPERTY_COUNT + property. */
  readonly bySource: Int32Array;
  /** Places of `bySource` that something was added to; the same may stand here more than once. */
  readonly touched: Uint8Array;
  touchedCount: number;
}

/** Modifiers of one fighter, at most: of things worn, effects, area and posture, and the two of its level. */
const TOUCHED_MAX = (GEAR_COUNT + EFFECT_SLOTS + 2) * MODIFIERS_EACH + 2;

export function createSums(): ModifierSums {
  return {
    bySource: new Int32Array(SOURCE_COUNT * PROPERTY_COUNT),
    touched: new Uint8Array(TOUCHED_MAX),
    touchedCount: 0,
  };
}

/** Adds to the sum of a source what changes a property, thousandths. */
export function addModifier(sums: ModifierSums, source: number, property: number, thousandths: number): void {
  if (thousandths === 0) return;
  const place = source * PROPERTY_COUNT + property;
  sums.bySource[place] += thousandths;
  sums.touched[sums.touchedCount++] = place;
}

/** Adds the modifiers of a kind of item, effect, area or posture, as the rules list them, `times` over. */
export function addModifiers(
  sums: ModifierSums,
  source: number,
  properties: readonly number[],
  thousandths: readonly number[],
  kind: number,
  times: number,
): void {
  const first = kind * MODIFIERS_EACH;
  for (let i = first; i < first + MODIFIERS_EACH; i++) {
    addModifier(sums, source, properties[i], thousandths[i] * times);
  }
}

/**
 * Adds to `totals[property][at]` what all sources together change each property by, each held within its own cap, and
 * empties the sums.
 */
export function takeTotals(
  sums: ModifierSums,
  sourceCap: readonly number[],
  totals: readonly Int32Array[],
  at: number,
): void {
  const { bySource, touched, touchedCount } = sums;
  for (let i = 0; i < touchedCount; i++) {
    const place = touched[i];
    const cap = sourceCap[Math.floor(place / PROPERTY_COUNT)];
    totals[place % PROPERTY_COUNT][at] += clamp(bySource[place], -cap, cap);
    // Met again, it is the place of one that has been counted.
    bySource[place] = 0;
  }
  sums.touchedCount = 0;
}

/** Bits of the properties that a kind of item, effect, area or posture changes. */
export function modifierBits(
  properties: readonly number[],
  thousandths: readonly number[],
  kind: number,
): number {
  let bits = 0;
  const first = kind * MODIFIERS_EACH;
  for (let i = first; i < first + MODIFIERS_EACH; i++) {
    if (thousandths[i] !== 0) bits |= 1 << properties[i];
  }
  return bits;
}
