import { SIDE_COUNT, WORLD_EVENT_KIND_MAX } from '../src/limits.ts';
import { list, number } from './rule-words.ts';

/** Level of a territory, as on the wire. */
export const LEVEL = { controlPoint: 0, district: 1, region: 2 } as const;

/** What changes influence or control. The numbers are on the wire and in history: never reused. */
export const CAUSE = {
  none: 0,
  presence: 1,
  decay: 2,
  objectiveCapture: 3,
  objectiveDefend: 4,
  objectiveExtract: 5,
  objectiveProtect: 6,
  objectiveGather: 7,
  pointCaptured: 8,
  pointDefended: 9,
  operationFailed: 10,
  civilianHarm: 11,
  disaster: 12,
  uprising: 13,
  ownerLost: 14,
  rollUp: 15,
  unitDestroyed: 16,
  fortDestroyed: 17,
} as const;

export const CAUSE_COUNT = Object.keys(CAUSE).length;

/** What a player may set out to do at a control point; an order's first word. */
export const OBJECTIVE = { capture: 1, defend: 2, extract: 3, protect: 4, gather: 5 } as const;

export const OBJECTIVE_COUNT = Object.keys(OBJECTIVE).length + 1;

/**
 * The numbers of the territory rules as the systems use them: milli-points (1/1000 of a point; a territory has 100
 * points), ticks and whole percents.
 */
export const TERRITORY_RULES = {
  /** Gain of a full complement of units in a second, in milli-points. */
  presenceMilliPerSecond: number,
  /** Units that make a full complement; more add nothing. */
  presenceUnitsCap: number,
  /** What is left of every gain while units of more than one faction stand at a point. */
  presenceContestedPercent: number,
  /** By faction. */
  presenceFactionPercent: list(SIDE_COUNT),
  /** An attacker's gain goes with the neighbors' support, but never below this share (of 100,000). */
  supportFloorMilli: number,
  /** Weight of a sea link against a land border, percent. */
  supportSeaPercent: number,
  /** Divisor of attackers' gains where the owner is as active as can be; 1 where it is not. */
  defenceMax: number,
  /** Seconds in which an owner's activity falls by half. */
  defenceHalfLifeSeconds: number,
  decayGraceTicks: number,
  /** Share that is lost in a minute, of 2^20. */
  decayPerMinute: number,
  decayCutOffFactor: number,
  /** What a supplied owner keeps without anybody there, milli-points. */
  decayHeldMilli: number,
  contestedOnMilli: number,
  /** Of the strongest, percent. */
  contestedOnPercent: number,
  contestedOffMilli: number,
  contestedHostileOnTicks: number,
  contestedHostileOffTicks: number,
  captureMilli: number,
  captureLeadMilli: number,
  captureHoldTicks: number,
  loseMilli: number,
  loseHoldTicks: number,
  graceTicks: number,
  graceLeadFactor: number,
  exclusiveMilli: number,
  exclusiveOthersMilli: number,
  /** Bonus of a gain per share of the land a faction lacks to an even one, percent. */
  underdogPercent: number,
  /** 1 where a faction's hub district cannot be captured. */
  hubImmune: number,
  /** Strategic value of a district from which on its points are besieged in phases; 101 = none. */
  siegeValueMin: number,
  siegeProbeTicks: number,
  siegeDominateMilli: number,
  siegeLockTicks: number,
  /** Ticks that an objective takes, by OBJECTIVE. */
  objectiveTicks: list(OBJECTIVE_COUNT),
  /** Milli-points of an impulse, by CAUSE: at the least significant and at the most significant occasion. */
  impulseMin: list(CAUSE_COUNT),
  impulseMax: list(CAUSE_COUNT),
  /** Mean ticks between two world events; 0 = none. */
  eventIntervalTicks: number,
  /** World events by kind: chance in the draw, length, and what they do to a region while they last. */
  eventWeight: list(WORLD_EVENT_KIND_MAX),
  eventTicks: list(WORLD_EVENT_KIND_MAX),
  eventPresencePercent: list(WORLD_EVENT_KIND_MAX),
  eventDecayPercent: list(WORLD_EVENT_KIND_MAX),
  eventSupportPercent: list(WORLD_EVENT_KIND_MAX),
  /** Taken from the owner of every district of the region when it begins, milli-points. */
  eventLossMilli: list(WORLD_EVENT_KIND_MAX),
  /** CAUSE of that loss. */
  eventCause: list(WORLD_EVENT_KIND_MAX),
  /**
   * Pressure maps: what is left at a neighbor for each kilometer, of 65,536, and how fast a place follows, of 65,536.
   */
  pressureDecayPerKm: number,
  pressureMomentum: number,
} as const;
