import { list, number } from './rule-words.ts';

/** What a fighter can do, one column each in `Fights.property`. The numbers are in the journal: never reused. */
export const PROPERTY = {
  /** Points of a whole fighter. */
  health: 0,
  /** Points of a plain hit, before everything else. */
  power: 1,
  /** Ticks between two strikes. */
  swing: 2,
  /** World units to which it strikes. */
  range: 3,
  /** World units within which it looks for targets. */
  sight: 4,
  /** Thousandths, from here on; taken off the chance to miss. */
  accuracy: 5,
  evade: 6,
  parry: 7,
  block: 8,
  /** Taken off the target's evade, parry and block. */
  penetration: 9,
  /** Points: damage is divided by 1 + armor / armorScale. */
  armor: 10,
  absorb: 11,
  resistKinetic: 12,
  resistEnergy: 13,
  resistBlast: 14,
  critical: 15,
  /** Speed against the usual of its kind, thousandths. */
  speed: 16,
  /** Health that comes back in a second, thousandths of the whole. */
  mend: 17,
} as const;

export const PROPERTY_COUNT = Object.keys(PROPERTY).length;

/** Where a modifier comes from. Each source adds up to its own cap. */
export const SOURCE = { item: 0, buff: 1, debuff: 2, area: 3, posture: 4, level: 5 } as const;

export const SOURCE_COUNT = Object.keys(SOURCE).length;

/** Kinds of entities that fight: ENTITY_KIND - 1 (patrol, avatar, convoy, fort, base). */
export const UNIT_COUNT = 5;

/** What a fighter does of its own accord; the second word of the order `posture`. */
export const POSTURE = { hold: 0, attack: 1, retreat: 2 } as const;

export const POSTURE_COUNT = Object.keys(POSTURE).length;

/** The ground a fighter stands on. */
export const AREA = { open: 0, own: 1, hostile: 2 } as const;

export const AREA_COUNT = Object.keys(AREA).length;

/** How a weapon strikes: only melee can be parried, ranged is easier to block. */
export const STYLE = { melee: 0, ranged: 1 } as const;

/** Which resistance stands against a weapon: PROPERTY.resistKinetic + this. */
export const DAMAGE = { kinetic: 0, energy: 1, blast: 2 } as const;

export const DAMAGE_COUNT = Object.keys(DAMAGE).length;

/** Places for items on a body. Consumables go to none. */
export const GEAR = { weapon: 0, armor: 1, device: 2 } as const;

export const GEAR_COUNT = Object.keys(GEAR).length;

/** What `itemGear` says of a thing that is used up. */
export const CONSUMABLE = 3;

/** Kinds of items that a designer may describe; 0 in a store is none, so kind k is k + 1 there. */
export const ITEM_KIND_MAX = 16;

/** Modifiers of an item, an effect, an area or a posture. */
export const MODIFIERS_EACH = 2;

/** Kinds of effects that a designer may describe; 0 in a store is none, so kind k is k + 1 there. */
export const EFFECT_KIND_MAX = 16;

/** What a second effect of one kind does. */
export const STACKING = {
  /** Lasts as long as if it had begun now. */
  refresh: 0,
  /** Counts once more, up to `effectStackMax`, and all last as long as the newest. */
  stack: 1,
  /** Nothing: the first one runs out first. */
  ignore: 2,
} as const;

export const LEVEL_MAX = 10;

/** Goods of a wreck or a store that can be taken, and other shares: percent. Chances: thousandths. Times: ticks. */
export const COMBAT_RULES = {
  /** Base values, at unit * PROPERTY_COUNT + property. */
  base: list(UNIT_COUNT * PROPERTY_COUNT),
  unitStyle: list(UNIT_COUNT),
  unitDamage: list(UNIT_COUNT),
  /** Armor that each point of a vehicle's adds to a convoy. */
  armorPerVehiclePoint: number,
  /** Most that the modifiers of a source change a property by, up or down, thousandths. */
  sourceCap: list(SOURCE_COUNT),
  /** Modifiers of an item: property and thousandths, at kind * MODIFIERS_EACH + i; thousandths 0 = none. */
  itemProperty: list(ITEM_KIND_MAX * MODIFIERS_EACH),
  itemThousandths: list(ITEM_KIND_MAX * MODIFIERS_EACH),
  /** GEAR or CONSUMABLE, and for weapons how they strike. */
  itemGear: list(ITEM_KIND_MAX),
  itemStyle: list(ITEM_KIND_MAX),
  itemDamage: list(ITEM_KIND_MAX),
  /** For consumables: health that comes back at once, thousandths of the whole; kind of effect + 1, 0 none. */
  itemHeal: list(ITEM_KIND_MAX),
  itemEffect: list(ITEM_KIND_MAX),
  /** For weapons: effect that a hit has on its target, kind + 1, 0 none, and its chance. */
  itemHitEffect: list(ITEM_KIND_MAX),
  itemHitChance: list(ITEM_KIND_MAX),
  /** What a new avatar has: item kind + 1 by GEAR, then by place in its bag; 0 none. */
  startGear: list(GEAR_COUNT),
  startBag: list(6),
  useRestTicks: number,
  effectSource: list(EFFECT_KIND_MAX),
  effectProperty: list(EFFECT_KIND_MAX * MODIFIERS_EACH),
  effectThousandths: list(EFFECT_KIND_MAX * MODIFIERS_EACH),
  effectTicks: list(EFFECT_KIND_MAX),
  effectStacking: list(EFFECT_KIND_MAX),
  effectStackMax: list(EFFECT_KIND_MAX),
  /** Modifiers by AREA and by POSTURE, at place * MODIFIERS_EACH + i. */
  areaProperty: list(AREA_COUNT * MODIFIERS_EACH),
  areaThousandths: list(AREA_COUNT * MODIFIERS_EACH),
  postureProperty: list(POSTURE_COUNT * MODIFIERS_EACH),
  postureThousandths: list(POSTURE_COUNT * MODIFIERS_EACH),
  /** Experience at which each level begins (the first is 0), and what a level adds to power and health. */
  levelExperience: list(LEVEL_MAX),
  levelThousandths: number,
  /** Experience for a fallen enemy, by its kind. */
  experienceFor: list(UNIT_COUNT),
  /** To hit: chance to miss, less accuracy, more or less for each level between the two, within limits. */
  missBase: number,
  missPerLevel: number,
  missMin: number,
  missMax: number,
  /** Most that evade, parry and block may come to, and what block gains against shots. */
  evadeMax: number,
  parryMax: number,
  blockMax: number,
  blockRangedBonus: number,
  /** Evade, parry and block are divided by 1 + this for each attacker beyond the first. */
  crowdThousandths: number,
  armorScale: number,
  absorbMax: number,
  resistMax: number,
  /** A hit varies between these, and a critical one gains between those. */
  varianceMin: number,
  varianceMax: number,
  criticalMax: number,
  criticalBonusMin: number,
  criticalBonusMax: number,
  /** Whether patrols look for enemies of their own accord (1) or only strike back (0). */
  patrolsSeek: number,
  lookTicks: number,
  /** How far from where it left its way a patrol pursues. */
  leashUnits: number,
  /** Health below which a patrol retreats, thousandths; 0 = never. */
  retreatBelow: number,
  /** How long after the last blow health begins to come back. */
  mendDelayTicks: number,
  respawnTicks: number,
  /** Time between two patrols that replace fallen ones, per faction. */
  reinforceTicks: number,
  /** Time without enemies at its place before a fallen fort or base is built up again. */
  rebuildTicks: number,
  /** How long a wreck lies, how near and how long somebody must be there to take what is in it. */
  wreckTicks: number,
  salvageRangeUnits: number,
  salvageTicks: number,
  /** Part of a convoy's cargo that is taken when it falls, and of a depot's store when its base falls. */
  plunderPercent: number,
  sackPercent: number,
  /** Fighters within a sector who struck or were struck in the last window: from so many on it is a battle. */
  battleUnits: number,
  battleWindowTicks: number,
} as const;
