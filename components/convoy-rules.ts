import { DISRUPTION_KIND_COUNT, SIDE_COUNT } from '../src/limits.ts';
import { list, number } from './rule-words.ts';

/** Kinds of vehicles that a designer describes. */
export const VEHICLE_COUNT = 7;

/** Bands of a region's integrity: below a quarter, a half, three quarters, nine tenths, and above. */
export const INTEGRITY_BAND_COUNT = 5;

/** The numbers of routes and convoys as the systems use them: decimeters, ticks, thousandths, whole percents. */
export const CONVOY_RULES = {
  routesPerFaction: number,
  /** Routes that a faction may ask for at once when it looks for new ones. */
  routesPerLook: number,
  lookIntervalTicks: number,
  idleTicks: number,
  /** Most steps of a route, 0 = any number. */
  hopsMax: number,
  /** Least security of every step of a route on which convoys set out, thousandths. */
  securityMin: number,
  /** A path is kept while another is not cheaper by more than this, percent. */
  hysteresisPercent: number,
  /** See CostRules in src/routing/route-costs.ts. */
  relationPercent: list(4),
  securityThousandths: list(4),
  disruptionPercent: list(DISRUPTION_KIND_COUNT),
  disruptionFloorPercent: number,
  alliesOf: list(SIDE_COUNT),
  /** See src/convoys/profit.ts; thousandths. */
  profitReferenceMeters: number,
  profitDistanceMinThousandths: number,
  profitDistanceMaxThousandths: number,
  profitBaseThousandths: number,
  /** Bonus for each point of strategic value, thousandths. */
  profitStrategicThousandths: number,
  /** Units that 100 points of strategic value make in a minute, 1/100. */
  productionCenti: number,
  stockMax: number,
  /** Units that a depot comes to need in a minute, by nothing but being there; hubs need the second. */
  needPerMinuteCenti: number,
  hubNeedPerMinuteCenti: number,
  needMax: number,
  convoysPerFaction: number,
  dispatchIntervalTicks: number,
  /** Least part of a vehicle's hold that is worth a trip, percent. */
  loadMinPercent: number,
  /** Least profit at which anything sets out, thousandths. */
  profitMin: number,
  /** On a path with a step less safe than this, thousandths, only vehicles of at least that armor set out. */
  armoredBelow: number,
  armorMin: number,
  /** How long a careful convoy waits for the road to become safe before it looks for another way. */
  patienceTicks: number,
  pricePerUnitKilometerCenti: number,
  /** Price against the usual in each band of integrity, percent. */
  bandPricePercent: list(INTEGRITY_BAND_COUNT),
  /** Chance of an ambush on a step of no security whatever, thousandths. */
  ambushThousandths: number,
  /** What an ambush takes of an unarmored convoy's cargo, percent; each point of armor takes a tenth of it off. */
  ambushLossPercent: number,
  /** Of the ambushes, how many take everything, percent. */
  ambushDestroysPercent: number,
  /** How much less safe pirates make a step, thousandths. */
  piratesThousandths: number,
  tollPercent: number,
  vehicleSpeed: list(VEHICLE_COUNT),
  vehicleArmor: list(VEHICLE_COUNT),
  vehicleCargo: list(VEHICLE_COUNT),
  /** How far one goes without filling up, decimeters. */
  vehicleRange: list(VEHICLE_COUNT),
  /** What a kilometer costs, 1/100. */
  vehicleCostCenti: list(VEHICLE_COUNT),
  integrityHalfLifeSeconds: number,
  /** In 1/65,536. */
  integrityMiddle: number,
  integrityGain: number,
  integrityLoss: number,
  integrityWindowTicks: number,
  integrityWindowMax: number,
  escortRangeUnits: number,
  raidRangeUnits: number,
  /** Time between two looks at a raid: whether somebody still works on it. */
  raidTicks: number,
  /** How long who raided in vain cannot raid again. */
  raidRestTicks: number,
  /** Disruptions that come by themselves: mean ticks between two, 0 none, and chance and length by DISRUPTION. */
  disruptionIntervalTicks: number,
  disruptionWeight: list(DISRUPTION_KIND_COUNT),
  disruptionTicks: list(DISRUPTION_KIND_COUNT),
  /** Share of a district from which on its owner closes it to its enemies, milli-points; above 100,000 = never. */
  blockadeMilli: number,
} as const;
