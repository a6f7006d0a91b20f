import type { Rules } from '../../components/rules.ts';

/** Profit of a route at the most, thousandths. */
export const PROFIT_MAX = 10_000;

const DECIMETERS_PER_METER = 10;

/** What of a route decides its profit. */
export interface ProfitFigures {
  /** Decimeters. */
  readonly length: number;
  /** Thousandths, mean over the steps. */
  readonly securityMean: number;
  /** Mean strategic value, tenths of a point. */
  readonly valueTenths: number;
}

/**
 * Profit of a route, thousandths, 0 .. PROFIT_MAX:
 * base * clamp(reference / distance, min, max) * 2 * security * (1 + bonus * strategic value), as the source document
 * has it with base 1, reference 10,000 m, clamp 0.1 .. 2 and bonus 0.1. No distance at all counts as the best.
 */
export function routeProfit(rules: Rules['convoys'], figures: ProfitFigures): number {
  const meters = Math.floor(figures.length / DECIMETERS_PER_METER);
  const ratio =
    meters === 0
      ? rules.profitDistanceMaxThousandths
      : Math.floor((rules.profitReferenceMeters * 1000) / meters);
  const distance = Math.min(
    rules.profitDistanceMaxThousandths,
    Math.max(rules.profitDistanceMinThousandths, ratio),
  );
  const strategic = 1000 + Math.floor((rules.profitStrategicThousandths * figures.valueTenths) / 10);
  // Each factor is in thousandths. Rounded down in between: the product of all four could pass 2^53.
  const byRoad = Math.floor((distance * 2 * figures.securityMean) / 1000);
  const byPlace = Math.floor((byRoad * strategic) / 1000);
  return Math.min(PROFIT_MAX, Math.floor((byPlace * rules.profitBaseThousandths) / 1000));
}
