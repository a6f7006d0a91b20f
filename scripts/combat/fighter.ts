import {
  AREA,
  CONSUMABLE,
  GEAR_COUNT,
  POSTURE,
  PROPERTY,
  PROPERTY_COUNT,
  SOURCE,
} from '../../components/combat-rules.ts';
import type { Rules } from '../../components/rules.ts';
import { levelBonus } from '../../src/combat/level.ts';
import type { Duelist } from '../../src/combat/odds.ts';
import {
  addModifier,
  addModifiers,
  CALCULATORS,
  createSums,
  takeTotals,
} from '../../src/combat/properties.ts';
import type { Config } from '../../src/config/schema.ts';
import { combatRulesFrom } from '../../src/sim/combat-rules.ts';

/** Kinds of units that fight, by ENTITY_KIND - 1. */
export const UNIT_NAMES = ['patrol', 'avatar', 'convoy', 'fort', 'base'] as const;

export type UnitName = (typeof UNIT_NAMES)[number];

/** The rules of combat with the names that designers gave. */
export interface NamedRules {
  readonly rules: Rules['combat'];
  readonly items: readonly string[];
  readonly effects: readonly string[];
  readonly vehicles: readonly { readonly name: string; readonly armor: number }[];
}

/** Rules and names of a configuration. */
export function namedRules({ balance }: Pick<Config, 'balance'>): NamedRules {
  const { combat, convoys } = balance;
  return {
    rules: combatRulesFrom(combat),
    items: combat.items.map(({ name }) => name),
    effects: combat.effects.map(({ name }) => name),
    vehicles: convoys.vehicles,
  };
}

/** What is said of a fighter on the command line. */
export interface Build {
  readonly unit: UnitName;
  /** Level as players count, from 1. */
  readonly level: number;
  /** Names of items, effects, vehicles, postures and ground. */
  readonly words: readonly string[];
}

/** A fighter as strikes are resolved from it, and what became of its words. */
export interface Fighter extends Duelist {
  /** Names of what it wears, as far as it wears anything. */
  readonly worn: readonly string[];
}

interface Kit {
  /** Item kind + 1 by GEAR, 0 none. */
  readonly gear: number[];
  readonly effects: number[];
  area: number;
  posture: number;
  vehicle: number;
}

/**
 * Properties of a fighter, by the functions of the tick. Throws with the words there are when one is unknown, or has no
 * use for this kind of unit.
 */
export function fighterOf(named: NamedRules, { unit, level, words }: Build): Fighter {
  const { rules, items, vehicles } = named;
  const kit: Kit = {
    gear: unit === 'avatar' ? [...rules.startGear] : new Array<number>(GEAR_COUNT).fill(0),
    ...{ effects: [], area: AREA.open, posture: POSTURE.hold, vehicle: 0 },
  };
  for (const word of words) take(kit, word, unit, named);
  const totals = totalsOf(kit, level, rules);
  const kind = UNIT_NAMES.indexOf(unit);
  const vehicleArmor = unit === 'convoy' ? rules.armorPerVehiclePoint * vehicles[kit.vehicle].armor : 0;
  const properties = CALCULATORS.map((calculate, property) => {
    const added = property === PROPERTY.armor ? vehicleArmor : 0;
    return calculate(rules.base[kind * PROPERTY_COUNT + property] + added, totals[property][0], rules);
  });
  const weapon = kit.gear[0] - 1;
  return {
    ...{ properties, level },
    style: weapon < 0 ? rules.unitStyle[kind] : rules.itemStyle[weapon],
    damageKind: weapon < 0 ? rules.unitDamage[kind] : rules.itemDamage[weapon],
    worn: kit.gear.filter((item) => item > 0).map((item) => items[item - 1]),
  };
}

/** What all that a fighter has changes each property by. */
function totalsOf(
  { gear, effects, area, posture }: Kit,
  level: number,
  rules: Rules['combat'],
): Int32Array[] {
  const sums = createSums();
  for (const item of gear) {
    if (item > 0) addModifiers(sums, SOURCE.item, rules.itemProperty, rules.itemThousandths, item - 1, 1);
  }
  for (const effect of effects) {
    const { effectProperty, effectSource, effectThousandths } = rules;
    addModifiers(sums, effectSource[effect], effectProperty, effectThousandths, effect, 1);
  }
  addModifiers(sums, SOURCE.area, rules.areaProperty, rules.areaThousandths, area, 1);
  addModifiers(sums, SOURCE.posture, rules.postureProperty, rules.postureThousandths, posture, 1);
  const bonus = levelBonus(rules, level);
  addModifier(sums, SOURCE.level, PROPERTY.power, bonus);
  addModifier(sums, SOURCE.level, PROPERTY.health, bonus);
  const totals = Array.from({ length: PROPERTY_COUNT }, () => new Int32Array(1));
  takeTotals(sums, rules.sourceCap, totals, 0);
  return totals;
}

/** Adds one word to what a fighter has. An effect that is named twice counts twice, as often as its kind allows. */
function take(kit: Kit, word: string, unit: UnitName, named: NamedRules): void {
  const { rules, items, effects, vehicles } = named;
  const item = items.indexOf(word);
  const effect = effects.indexOf(word);
  const vehicle = vehicles.findIndex(({ name }) => name === word);
  if (item >= 0 && rules.itemGear[item] !== CONSUMABLE) kit.gear[rules.itemGear[item]] = item + 1;
  else if (effect >= 0) addEffect(kit, effect, rules);
  else if (vehicle >= 0 && unit === 'convoy') kit.vehicle = vehicle;
  else if (Object.hasOwn(POSTURE, word)) kit.posture = POSTURE[word as keyof typeof POSTURE];
  else if (Object.hasOwn(AREA, word)) kit.area = AREA[word as keyof typeof AREA];
  else throw new Error(`found "${word}", allowed: ${allowedWords(unit, named)}`);
}

function addEffect({ effects }: Kit, effect: number, { effectStackMax }: Rules['combat']): void {
  if (effects.filter((one) => one === effect).length < effectStackMax[effect]) effects.push(effect);
}

function allowedWords(unit: UnitName, { rules, items, effects, vehicles }: NamedRules): string {
  const wearable = items.filter((_, kind) => rules.itemGear[kind] !== CONSUMABLE);
  const driven = unit === 'convoy' ? vehicles.map(({ name }) => name) : [];
  return [...wearable, ...effects, ...driven, ...Object.keys(POSTURE), ...Object.keys(AREA)].join(', ');
}
