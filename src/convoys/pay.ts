import type { Rules } from '../../components/rules.ts';

const DECIMETERS_PER_KILOMETER = 10_000;
const CENTI = 100;
const PERCENT = 100;

/**
 * What a delivery pays, whole credits: units, by the distance between the two depots and not by the way driven, at
 * the price of the integrity band of where it is handed over.
 */
export function deliveryPay(
  rules: Rules['convoys'],
  units: number,
  decimeters: number,
  band: number,
): number {
  const unitKilometersCenti = units * decimeters * rules.pricePerUnitKilometerCenti;
  return Math.floor(
    (unitKilometersCenti * rules.bandPricePercent[band]) / (DECIMETERS_PER_KILOMETER * CENTI * PERCENT),
  );
}

/** What a trip costs, whole credits. */
export function tripCost(rules: Rules['convoys'], vehicle: number, decimeters: number): number {
  return Math.floor((rules.vehicleCostCenti[vehicle] * decimeters) / (DECIMETERS_PER_KILOMETER * CENTI));
}

/** Units that a share of a cargo comes to, rounded down: who takes it never takes more. */
export function shareOf(cargo: number, percent: number): number {
  return Math.floor((cargo * percent) / PERCENT);
}
