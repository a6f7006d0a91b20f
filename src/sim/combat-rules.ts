import {
  CONSUMABLE,
  DAMAGE,
  EFFECT_KIND_MAX,
  GEAR,
  GEAR_COUNT,
  ITEM_KIND_MAX,
  MODIFIERS_EACH,
  PROPERTY,
  PROPERTY_COUNT,
  SOURCE,
  STACKING,
  STYLE,
} from '../../components/combat-rules.ts';
import type { Rules } from '../../components/rules.ts';
import type { BalanceConfig } from '../config/schema.ts';
import { BAG_SLOTS } from '../limits.ts';
import { TICKS_PER_SECOND, UNITS_PER_METER } from '../maths/fixed-point.ts';

type CombatConfig = BalanceConfig['combat'];
type Unit = CombatConfig['units']['patrol'];
type Item = CombatConfig['items'][number];
type Modifiers = CombatConfig['areas']['open'];

const SECONDS_PER_MINUTE = 60;
/** Speed of everybody before modifiers, thousandths of the usual of its kind. */
const SPEED_USUAL = 1000;

const ticks = (seconds: number): number => Math.round(seconds * TICKS_PER_SECOND);
const units = (meters: number): number => Math.round(meters * UNITS_PER_METER);
const thousandths = (percent: number): number => Math.round(percent * 10);

/** The designers' numbers about combat in points, ticks, units and thousandths; all of their rounding. */
export function combatRulesFrom(config: CombatConfig): Rules['combat'] {
  return {
    ...unitRules(config),
    ...itemRules(config),
    ...effectRules(config),
    ...circumstanceRules(config),
    ...strikeRules(config.strike),
    ...courseRules(config),
  };
}

/** Kinds of units in the order of their ENTITY_KIND. */
function byUnit<Value>(of: { readonly [Kind in keyof CombatConfig['units']]: Value }): Value[] {
  return [of.patrol, of.avatar, of.convoy, of.fort, of.base];
}

function unitRules({ units: kinds, armorPerVehiclePoint }: CombatConfig) {
  return {
    base: byUnit(kinds).flatMap(baseProperties),
    unitStyle: byUnit(kinds).map(({ style }) => STYLE[style]),
    unitDamage: byUnit(kinds).map(({ damage }) => DAMAGE[damage]),
    armorPerVehiclePoint,
  };
}

function baseProperties(unit: Unit): number[] {
  const base = new Array<number>(PROPERTY_COUNT).fill(0);
  base[PROPERTY.health] = unit.health;
  base[PROPERTY.power] = unit.power;
  base[PROPERTY.swing] = ticks(unit.swingSeconds);
  base[PROPERTY.range] = units(unit.rangeMeters);
  base[PROPERTY.sight] = units(unit.sightMeters);
  base[PROPERTY.accuracy] = thousandths(unit.accuracyPercent);
  base[PROPERTY.evade] = thousandths(unit.evadePercent);
  base[PROPERTY.parry] = thousandths(unit.parryPercent);
  base[PROPERTY.block] = thousandths(unit.blockPercent);
  base[PROPERTY.penetration] = thousandths(unit.penetrationPercent);
  base[PROPERTY.armor] = unit.armor;
  base[PROPERTY.absorb] = thousandths(unit.absorbPercent);
  base[PROPERTY.resistKinetic] = thousandths(unit.resist.kineticPercent);
  base[PROPERTY.resistEnergy] = thousandths(unit.resist.energyPercent);
  base[PROPERTY.resistBlast] = thousandths(unit.resist.blastPercent);
  base[PROPERTY.critical] = thousandths(unit.criticalPercent);
  base[PROPERTY.speed] = SPEED_USUAL;
  base[PROPERTY.mend] = thousandths(unit.mendPercentPerSecond);
  return base;
}

/** Places for modifiers of several things; what has fewer than it could changes property 0 by nothing. */
function modifierLists(all: readonly (Modifiers | undefined)[]) {
  const places = all.flatMap((some) => Array.from({ length: MODIFIERS_EACH }, (_, i) => some?.[i]));
  return {
    property: places.map((place) => (place === undefined ? 0 : PROPERTY[place.property])),
    thousandths: places.map((place) => (place === undefined ? 0 : thousandths(place.percent))),
  };
}

/** Number of a kind by its name, plus 1; 0 where there is none of that name. */
function numberOf(kinds: readonly { readonly name: string }[], name: string | undefined): number {
  return kinds.findIndex((kind) => kind.name === name) + 1;
}

function itemRules({ items, effects, avatar }: CombatConfig) {
  const byKind = (otherwise: number, pick: (item: Item) => number) =>
    Array.from({ length: ITEM_KIND_MAX }, (_, kind) => (kind < items.length ? pick(items[kind]) : otherwise));
  const modifiers = modifierLists(Array.from({ length: ITEM_KIND_MAX }, (_, kind) => items[kind]?.modifiers));
  const startGear = new Array<number>(GEAR_COUNT).fill(0);
  for (const gear of ['weapon', 'armor', 'device'] as const) {
    startGear[GEAR[gear]] = numberOf(items, avatar.start[gear]);
  }
  return {
    itemProperty: modifiers.property,
    itemThousandths: modifiers.thousandths,
    // Kinds that are described no more do nothing, wherever some of them are left.
    itemGear: byKind(CONSUMABLE, ({ gear }) => (gear === 'consumable' ? CONSUMABLE : GEAR[gear])),
    itemStyle: byKind(STYLE.ranged, ({ style }) => STYLE[style ?? 'ranged']),
    itemDamage: byKind(DAMAGE.kinetic, ({ damage }) => DAMAGE[damage ?? 'kinetic']),
    itemHeal: byKind(0, ({ healPercent }) => thousandths(healPercent ?? 0)),
    itemEffect: byKind(0, ({ effect }) => numberOf(effects, effect)),
    itemHitEffect: byKind(0, ({ hitEffect }) => numberOf(effects, hitEffect)),
    itemHitChance: byKind(0, ({ hitPercent }) => thousandths(hitPercent ?? 0)),
    startGear,
    startBag: Array.from({ length: BAG_SLOTS }, (_, place) => numberOf(items, avatar.start.bag[place])),
    useRestTicks: ticks(avatar.useRestSeconds),
  };
}

function effectRules({ effects }: CombatConfig) {
  const byKind = (otherwise: number, pick: (effect: CombatConfig['effects'][number]) => number) =>
    Array.from({ length: EFFECT_KIND_MAX }, (_, kind) =>
      kind < effects.length ? pick(effects[kind]) : otherwise,
    );
  const modifiers = modifierLists(
    Array.from({ length: EFFECT_KIND_MAX }, (_, kind) => effects[kind]?.modifiers),
  );
  return {
    effectSource: byKind(SOURCE.buff, ({ source }) => SOURCE[source]),
    effectProperty: modifiers.property,
    effectThousandths: modifiers.thousandths,
    effectTicks: byKind(0, ({ seconds }) => ticks(seconds)),
    effectStacking: byKind(STACKING.refresh, ({ stacking }) => STACKING[stacking]),
    effectStackMax: byKind(1, ({ stackMax }) => stackMax ?? 1),
  };
}

/** What ground, posture and level do, and how far each source goes. */
function circumstanceRules({ areas, caps, levels, postures }: CombatConfig) {
  const area = modifierLists([areas.open, areas.own, areas.hostile]);
  const posture = modifierLists([postures.hold, postures.attack, postures.retreat]);
  return {
    sourceCap: [
      ...[caps.itemPercent, caps.buffPercent, caps.debuffPercent],
      ...[caps.areaPercent, caps.posturePercent, caps.levelPercent],
    ].map(thousandths),
    areaProperty: area.property,
    areaThousandths: area.thousandths,
    postureProperty: posture.property,
    postureThousandths: posture.thousandths,
    levelExperience: levels.experience,
    levelThousandths: thousandths(levels.percentPerLevel),
    experienceFor: byUnit(levels.gain),
  };
}

function strikeRules(strike: CombatConfig['strike']) {
  return {
    missBase: thousandths(strike.missPercent),
    missPerLevel: thousandths(strike.missPerLevelPercent),
    missMin: thousandths(strike.missPercentMin),
    missMax: thousandths(strike.missPercentMax),
    evadeMax: thousandths(strike.evadePercentMax),
    parryMax: thousandths(strike.parryPercentMax),
    blockMax: thousandths(strike.blockPercentMax),
    blockRangedBonus: thousandths(strike.blockRangedPercent),
    crowdThousandths: thousandths(strike.crowdPercent),
    armorScale: strike.armorScale,
    absorbMax: thousandths(strike.absorbPercentMax),
    resistMax: thousandths(strike.resistPercentMax),
    varianceMin: thousandths(strike.variancePercentMin),
    varianceMax: thousandths(strike.variancePercentMax),
    criticalMax: thousandths(strike.criticalPercentMax),
    criticalBonusMin: thousandths(strike.criticalBonusPercentMin),
    criticalBonusMax: thousandths(strike.criticalBonusPercentMax),
  };
}

/** How fights begin and end, and what follows. */
function courseRules({ battle, engagement, recovery, spoils }: CombatConfig) {
  return {
    patrolsSeek: Number(engagement.patrolsSeek),
    lookTicks: ticks(engagement.lookSeconds),
    leashUnits: units(engagement.leashMeters),
    retreatBelow: thousandths(engagement.retreatBelowPercent),
    mendDelayTicks: ticks(recovery.mendDelaySeconds),
    respawnTicks: ticks(recovery.respawnSeconds),
    reinforceTicks: ticks(recovery.reinforceSeconds),
    rebuildTicks: ticks(recovery.rebuildMinutes * SECONDS_PER_MINUTE),
    wreckTicks: ticks(spoils.wreckMinutes * SECONDS_PER_MINUTE),
    salvageRangeUnits: units(spoils.salvageRangeMeters),
    salvageTicks: ticks(spoils.salvageSeconds),
    plunderPercent: spoils.plunderPercent,
    sackPercent: spoils.sackPercent,
    battleUnits: battle.units,
    battleWindowTicks: ticks(battle.windowSeconds),
  };
}
