import type { Rules } from '../../components/rules.ts';
import { FULL_MILLI } from './shares.ts';

/**
 * Seconds that an owner's gain is booked for at once while nobody disturbs it: what only makes firm what is held can
 * wait, and most units of a world stand on land of their own. Divides a minute.
 */
export const CALM_SECONDS = 10;

/**
 * Gain of a second in micro-points (1/1,000,000 point), so that the least of them can be carried over and one unit of
 * four earns a quarter exactly. An attacker's gain goes with the support of the land around: with a full complement and
 * the default rules, 60 points take 5, 10, 15 or 45 minutes at 100, 50, 33 or 0 % (the table of PlanetSide 2, 2012). It
 * is divided by 1 to `defenceMax`, by how active the owner is (as the activity multiplier of EVE's sovereignty).
 *
 * `units` is the weight of the faction's units at the point, `supportMilli` the share of the land around that it holds
 * (0-100,000), `activity` how active the owner is (thousandths), `percent` what events and phases leave of the gain.
 * The last three do not touch an owner but for `percent`.
 */
export function gainMicro(
  units: number,
  faction: number,
  isOwner: boolean,
  isContested: boolean,
  supportMilli: number,
  activity: number,
  percent: number,
  rules: Rules['territory'],
): number {
  const counted = Math.min(units, rules.presenceUnitsCap);
  const factionPercent = rules.presenceFactionPercent[faction];
  let micro = Math.floor(
    (rules.presenceMilliPerSecond * 10 * counted * factionPercent) / rules.presenceUnitsCap,
  );
  if (isContested) micro = Math.floor((micro * rules.presenceContestedPercent) / 100);
  micro = Math.floor((micro * percent) / 100);
  if (isOwner) return micro;
  micro = Math.floor((micro * Math.max(rules.supportFloorMilli, supportMilli)) / FULL_MILLI);
  return Math.floor((micro * 1000) / defence(activity, rules));
}

/** What attackers' gains are divided by, in thousandths: 1000 with an idle owner. */
export function defence(activity: number, rules: Rules['territory']): number {
  return 1000 + (rules.defenceMax - 1) * activity;
}
