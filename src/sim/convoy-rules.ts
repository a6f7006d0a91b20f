import { INTEGRITY_BAND_COUNT, VEHICLE_COUNT } from '../../components/convoy-rules.ts';
import type { Rules } from '../../components/rules.ts';
import type { BalanceConfig } from '../config/schema.ts';
import { INTEGRITY_ONE } from '../convoys/integrity.ts';
import { SIDE_COUNT } from '../limits.ts';
import { TICKS_PER_SECOND, UNITS_PER_METER, unitsPerTick } from '../maths/fixed-point.ts';
import { DISRUPTION, DISRUPTION_COUNT, DISRUPTION_NAMES } from '../routing/route-costs.ts';
import { DECIMETERS_PER_METER } from '../routing/route-graph.ts';

type RoutesConfig = BalanceConfig['routes'];
type ConvoysConfig = BalanceConfig['convoys'];
type Vehicle = ConvoysConfig['vehicles'][number];

const SECONDS_PER_MINUTE = 60;

const ticks = (seconds: number): number => Math.round(seconds * TICKS_PER_SECOND);
const thousandths = (value: number): number => Math.round(value * 1000);
const thousandthsOfPercent = (percent: number): number => Math.round(percent * 10);
const centi = (value: number): number => Math.round(value * 100);
const integrity = (percent: number): number =>
  Math.min(INTEGRITY_ONE - 1, Math.round((percent * INTEGRITY_ONE) / 100));

/** The designers' numbers about routes and convoys in decimeters, ticks and thousandths; all of their rounding. */
export function convoyRulesFrom(routes: RoutesConfig, convoys: ConvoysConfig): Rules['convoys'] {
  return { ...wayRules(routes), ...tradeRules(convoys), ...dangerRules(convoys) };
}

function wayRules({ disrupted, entry, profit, security, ...routes }: RoutesConfig) {
  return {
    routesPerFaction: routes.perFaction,
    routesPerLook: routes.perLook,
    lookIntervalTicks: ticks(routes.lookSeconds),
    idleTicks: ticks(routes.idleMinutes * SECONDS_PER_MINUTE),
    hopsMax: routes.stepsMax,
    securityMin: thousandthsOfPercent(routes.securityMinPercent),
    hysteresisPercent: routes.hysteresisPercent,
    relationPercent: [entry.ownPercent, entry.nobodyPercent, entry.allyPercent, entry.enemyPercent],
    securityThousandths: [
      security.safePercent,
      security.contestedPercent,
      security.borderPercent,
      security.contestedBorderPercent,
    ].map(thousandthsOfPercent),
    disruptionPercent: DISRUPTION_NAMES.map((name) => disrupted[`${name}Percent`]),
    disruptionFloorPercent: disrupted.floorPercent,
    alliesOf: alliesOf(routes.alliances),
    profitReferenceMeters: profit.referenceMeters,
    profitDistanceMinThousandths: thousandths(profit.distanceFactorMin),
    profitDistanceMaxThousandths: thousandths(profit.distanceFactorMax),
    profitBaseThousandths: thousandths(profit.base),
    profitStrategicThousandths: thousandths(profit.strategicBonus),
  };
}

function tradeRules({ dispatch, goods, integrity: index, prices, vehicles }: ConvoysConfig) {
  const byVehicle = (pick: (vehicle: Vehicle) => number) =>
    Array.from({ length: VEHICLE_COUNT }, (_, kind) => pick(vehicles[kind]));
  return {
    productionCenti: centi(goods.productionPerMinute),
    stockMax: goods.stockMax,
    needPerMinuteCenti: centi(goods.needPerMinute),
    hubNeedPerMinuteCenti: centi(goods.hubNeedPerMinute),
    needMax: goods.needMax,
    convoysPerFaction: dispatch.perFaction,
    dispatchIntervalTicks: ticks(dispatch.intervalSeconds),
    loadMinPercent: dispatch.loadMinPercent,
    profitMin: thousandths(dispatch.profitMin),
    armoredBelow: thousandthsOfPercent(dispatch.armoredBelowPercent),
    armorMin: dispatch.armorMin,
    patienceTicks: ticks(dispatch.patienceSeconds),
    pricePerUnitKilometerCenti: prices.perUnitKilometerCenti,
    bandPricePercent: Array.from({ length: INTEGRITY_BAND_COUNT }, (_, band) => prices.bandPercent[band]),
    vehicleSpeed: byVehicle((vehicle) => unitsPerTick(vehicle.speedMetersPerSecond)),
    vehicleArmor: byVehicle((vehicle) => vehicle.armor),
    vehicleCargo: byVehicle((vehicle) => vehicle.cargoUnits),
    vehicleRange: byVehicle((vehicle) => vehicle.rangeMeters * DECIMETERS_PER_METER),
    vehicleCostCenti: byVehicle((vehicle) => vehicle.costCenti),
    integrityHalfLifeSeconds: index.halfLifeSeconds,
    integrityMiddle: integrity(index.middlePercent),
    integrityGain: integrity(index.deliveryPercent),
    integrityLoss: integrity(index.lossPercent),
    integrityWindowTicks: ticks(index.windowSeconds),
    integrityWindowMax: integrity(index.windowPercentMax),
  };
}

function dangerRules({ danger, disruptions, players }: ConvoysConfig) {
  const weight = new Array<number>(DISRUPTION_COUNT).fill(0);
  const length = new Array<number>(DISRUPTION_COUNT).fill(0);
  for (const name of ['jam', 'bridge', 'sabotage', 'pirates'] as const) {
    weight[DISRUPTION[name]] = disruptions[name].weight;
    length[DISRUPTION[name]] = ticks(disruptions[name].minutes * SECONDS_PER_MINUTE);
  }
  return {
    ambushThousandths: thousandthsOfPercent(danger.ambushPercent),
    ambushLossPercent: danger.ambushTakesPercent,
    ambushDestroysPercent: danger.ambushDestroysPercent,
    piratesThousandths: thousandthsOfPercent(danger.piratesPercent),
    tollPercent: danger.tollPercent,
    escortRangeUnits: players.escortRangeMeters * UNITS_PER_METER,
    raidRangeUnits: players.raidRangeMeters * UNITS_PER_METER,
    raidTicks: ticks(players.raidSeconds),
    raidRestTicks: ticks(players.raidRestSeconds),
    disruptionIntervalTicks: ticks(disruptions.meanIntervalSeconds),
    disruptionWeight: weight,
    disruptionTicks: length,
    blockadeMilli: thousandths(danger.blockadePoints),
  };
}

/** Bits of the allies of each faction: an alliance holds both ways. */
function alliesOf(alliances: RoutesConfig['alliances']): number[] {
  const bits = new Array<number>(SIDE_COUNT).fill(0);
  for (const { first, second } of alliances) {
    bits[first] |= 1 << second;
    bits[second] |= 1 << first;
  }
  return bits;
}
