import { RESOURCE_COUNT, SIDE_COUNT } from '../src/limits.ts';
import { list, number } from './rule-words.ts';

/** Who thinks for a faction. The numbers are in the journal: never reused. */
export const BRAIN = {
  /** Nobody: its patrols roam as they like. */
  none: 0,
  /** Its persona: options are weighed by what they are worth to it. */
  utility: 1,
  /** A few plain rules, the same for every faction: what is left when a persona cannot be read. */
  rules: 2,
} as const;

/** Layers of a faction's mind, each with its own pace. The numbers are in history: never reused. */
export const LAYER = { strategic: 0, tactical: 1, immediate: 2 } as const;

export const LAYER_COUNT = Object.keys(LAYER).length;

/** What a faction is like; thousandths, 500 is the middle. */
export const TRAIT = {
  /** Prefers attacks on others to everything else. */
  aggression: 0,
  /** Wants land. */
  expansion: 1,
  /** Cares for trade: its own, and that of others as prey. */
  economy: 2,
  /** Cares for what districts make, by its own preferences, more than for their general value. */
  technology: 3,
  /** Holds what it has. */
  defence: 4,
  /** Seeks pacts and keeps them. */
  diplomacy: 5,
  /** Goes where it is the weaker one. */
  risk: 6,
  /** Sees a goal through before it takes up another. */
  patience: 7,
  /** Waits until all squads can arrive together. */
  coordination: 8,
  /** Moves its home to where life is better. */
  mobility: 9,
} as const;

export const TRAIT_COUNT = Object.keys(TRAIT).length;
export const TRAIT_NAMES = Object.keys(TRAIT) as readonly (keyof typeof TRAIT)[];

/** What a faction is about as a whole, from one strategic decision to the next. */
export const STRATEGY = { consolidate: 0, defend: 1, expand: 2, attack: 3, trade: 4 } as const;

export const STRATEGY_COUNT = Object.keys(STRATEGY).length;
export const STRATEGY_NAMES = Object.keys(STRATEGY) as readonly (keyof typeof STRATEGY)[];

/** What a faction can set out to do. The numbers are in history: never reused. */
export const GOAL = {
  none: 0,
  /** Take a district that belongs to somebody else or to nobody, and keep it. */
  take: 1,
  /** Hold an own district that is in danger. */
  hold: 2,
  /** Stop the trade of an enemy through a district. */
  cut: 3,
  /** See own convoys through a district. */
  protect: 4,
  /** Live somewhere else: squads gather there from then on. */
  relocate: 5,
  /** Hurt an enemy in a district and leave again. */
  raid: 6,
  /** Make a pact with a faction. */
  ally: 7,
  /** Break the pact with a faction. */
  betray: 8,
} as const;

/** Numbers of goals, none included. */
export const GOAL_COUNT = Object.keys(GOAL).length;
export const GOAL_NAMES = Object.keys(GOAL) as readonly (keyof typeof GOAL)[];

/**
 * What is weighed. Each is a whole number from 0 to 1000 about a faction and a place (or another faction), frozen when
 * an option is listed. The numbers are in history: never reused.
 */
export const CONSIDERATION = {
  /** Strategic value of the district. */
  value: 0,
  /** How much the faction likes what the district makes. */
  preference: 1,
  /** 1000 where its squads live, 0 at the end of their reach. */
  nearness: 2,
  /** Own share of the strength there; 500 = as strong as the strongest rival. */
  force: 3,
  /** 1000 where the owner has not been active of late. */
  weakness: 4,
  /** Share of the land around that is its own. */
  support: 5,
  /** How much it is against the owner: 0 friend, 1000 arch-enemy, as everybody is of who has twice an even share. */
  hostility: 6,
  /** 1000 while the district is contested. */
  contested: 7,
  /** How its share there moves: 500 = not at all. */
  momentum: 8,
  /** Convoys that came through of late: of the owner, or of its own where it is its own land. */
  traffic: 9,
  /** Strength of the strongest rival there. */
  danger: 10,
  /** How much it has lost of late: 1000 = half of its patrols. */
  weariness: 11,
  /** How often it failed there of late: 1000 = three times. */
  failures: 12,
  /** What world events over the region leave of a presence: 500 = as usual. */
  weather: 13,
  /** How rich the surroundings are in what it likes. */
  wealth: 14,
  /** What it thinks of the other faction: 500 = nothing in particular. */
  trust: 15,
} as const;

export const CONSIDERATION_COUNT = Object.keys(CONSIDERATION).length;
export const CONSIDERATION_NAMES = Object.keys(CONSIDERATION) as readonly (keyof typeof CONSIDERATION)[];

/** A curve over 0..1000 is given at 0, 250, 500, 750 and 1000; straight lines in between. */
export const CURVE_POINTS = 5;

/** How a goal can be gone about. The numbers are in history: never reused. */
export const TEMPLATE = {
  none: 0,
  /** One squad looks what comes and leaves. */
  probe: 1,
  /** Squads wait on a road for convoys. */
  interdict: 2,
  /** Squads gather, arrive together, take the place and stay. */
  converge: 3,
  /** A squad takes the place and leaves. */
  raid: 4,
  /** Squads strike at several places of one enemy at a time, and leave. */
  distributedRaids: 5,
  /** Squads stand at the points of an own district. */
  fortify: 6,
  /** Squads go with a convoy. */
  escort: 7,
  /** All free squads move to a new home. */
  relocate: 8,
  /** Squads take the place and stop every convoy there. */
  blockade: 9,
  /** One squad draws the enemy off, then the others come. */
  feint: 10,
  /** Nobody goes anywhere: words are exchanged. */
  parley: 11,
} as const;

/** Numbers of templates, none included. */
export const TEMPLATE_COUNT = Object.keys(TEMPLATE).length;
export const TEMPLATE_NAMES = Object.keys(TEMPLATE) as readonly (keyof typeof TEMPLATE)[];

/** What a faction has to answer at once. The numbers are in history: never reused. */
export const THREAT = {
  none: 0,
  /** An own district is contested. */
  contested: 1,
  /** An own district is lost. */
  lost: 2,
  /** An own convoy is under attack. */
  convoyHit: 3,
  /** An own convoy is lost. */
  convoyLost: 4,
  /** An own fort or base is under attack. */
  fortHit: 5,
  /** An own fort or base has fallen. */
  fortLost: 6,
  /** Somebody broke a pact. */
  pactBroken: 7,
  /** A squad has lost half of its soldiers. */
  squadHurt: 8,
} as const;

export const THREAT_COUNT = Object.keys(THREAT).length;
export const THREAT_NAMES = Object.keys(THREAT) as readonly (keyof typeof THREAT)[];

/** How it is answered. The numbers are in history: never reused. */
export const REFLEX = {
  /** Nobody could be sent. */
  none: 0,
  /** The nearest free squad goes there and holds the place. */
  reinforce: 1,
  /** The nearest free squad raids the enemy's land next to it. */
  counterRaid: 2,
  /** The squad goes home. */
  withdraw: 3,
  /** The convoy turns around. */
  turnConvoy: 4,
  /** The nearest free squad goes to the convoy. */
  guardConvoy: 5,
  /** The nearest free squads take the place back. */
  recapture: 6,
  /** The next strategic decision is made now. */
  review: 7,
} as const;

export const REFLEX_NAMES = Object.keys(REFLEX) as readonly (keyof typeof REFLEX)[];

/** What an absent player's avatar does until its player is back; the word of the order `absence`. */
export const ABSENCE = { hold: 0, retreat: 1, follow: 2 } as const;

export const ABSENCE_COUNT = Object.keys(ABSENCE).length;

/** Personas and the mind's pace. Shares: thousandths. Times: ticks. Lists by faction have SIDE_COUNT parts. */
export const AI_RULES = {
  /** BRAIN by faction. */
  brain: list(SIDE_COUNT),
  /** Work units that all minds together may spend in a tick: one for each number weighed or district looked at. */
  unitsPerTick: number,
  strategicTicks: number,
  tacticalTicks: number,
  /**
   * From the beginning of a strategic decision to the tick in which it takes effect, the time to look at it all
   * aside.
   */
  decisionDelayTicks: number,
  /** How long a goal is pursued at most, and how long a target is left alone after three failures. */
  goalTicks: number,
  cooldownTicks: number,
  /** How long a pact lasts. */
  pactTicks: number,
  /** Part of a faction's patrols that serve in squads. */
  soldierThousandths: number,
  /** How far from home squads go, world units. */
  reachUnits: number,
  /** What a goal gains that was pursued before. */
  inertiaThousandths: number,
  /** Rank of goals by strategy: STRATEGY * GOAL_COUNT + GOAL, thousandths. */
  strategyGoal: list(STRATEGY_COUNT * GOAL_COUNT),
  /** Personas: faction * COUNT + which. */
  trait: list(SIDE_COUNT * TRAIT_COUNT),
  /** How much a consideration counts: 0 = not at all, 1000 = a result of 0 rules the option out. */
  weight: list(SIDE_COUNT * CONSIDERATION_COUNT),
  /** (faction * CONSIDERATION_COUNT + consideration) * CURVE_POINTS + point, 0..1000. */
  curve: list(SIDE_COUNT * CONSIDERATION_COUNT * CURVE_POINTS),
  /** How much a faction likes goals and templates, thousandths; 0 = never. */
  goalTaste: list(SIDE_COUNT * GOAL_COUNT),
  templateTaste: list(SIDE_COUNT * TEMPLATE_COUNT),
  /** How much it likes what districts make, 0..1000. */
  resourceTaste: list(SIDE_COUNT * RESOURCE_COUNT),
  /**
   * What it thinks of others from the start, -1000..1000, and how much it is against them, 0..1000: f * SIDE_COUNT +
   * o.
   */
  affinity: list(SIDE_COUNT * SIDE_COUNT),
  hostility: list(SIDE_COUNT * SIDE_COUNT),
  /** Soldiers in a full squad, squads at most, and how long squads stay where they took a place. */
  squadSize: list(SIDE_COUNT),
  squadCount: list(SIDE_COUNT),
  holdTicks: list(SIDE_COUNT),
} as const;
