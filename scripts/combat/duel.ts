import { PROPERTY } from '../../components/combat-rules.ts';
import { OUTCOME } from '../../components/fights.ts';
import { strikeOdds } from '../../src/combat/odds.ts';
import { type CombatRules, plainDamage } from '../../src/combat/resolve.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import type { Fighter } from './fighter.ts';

/** What comes of the strikes of one fighter at another. Chances are shares of all strikes, 0 to 1; damage is points. */
export interface Duel {
  readonly chance: Readonly<Record<'miss' | 'evade' | 'parry' | 'block' | 'hit' | 'critical', number>>;
  /** A hit of middle strength after each step. */
  readonly damage: Readonly<Record<'power' | 'armor' | 'absorb' | 'resist', number>>;
  /** Means over all that can be drawn. */
  readonly hitMean: number;
  readonly criticalMean: number;
  readonly damagePerStrike: number;
  /** Of one attacker. */
  readonly damagePerSecond: number;
  readonly targetHealth: number;
  /** Strikes of all attackers together until the target has fallen, on average. */
  readonly strikesToFall: number;
  /** From the first strike to the last, on average, when all attackers begin at once. */
  readonly secondsToFall: number;
}

/** What comes of the strikes of `attackers` alike at a target; the functions of the tick, with every draw counted. */
export function duel(rules: CombatRules, striker: Fighter, target: Fighter, attackers: number): Duel {
  const odds = strikeOdds(rules, striker, target, attackers);
  const [power, swing] = [striker.properties[PROPERTY.power], striker.properties[PROPERTY.swing]];
  const [health, armor] = [target.properties[PROPERTY.health], target.properties[PROPERTY.armor]];
  const absorb = target.properties[PROPERTY.absorb];
  const resist = target.properties[PROPERTY.resistKinetic + striker.damageKind];
  const middle = Math.round((rules.varianceMin + rules.varianceMax) / 2);
  const after = (armor: number, absorb: number, resist: number) =>
    Math.max(1, plainDamage(power, middle, rules.armorScale, armor, absorb, resist));
  const strikesToFall = strikesUntil(health, odds.damageMean, odds.damageVariance);
  // All strike at once and then swing; which of them strikes last is as likely any of them.
  const rounds = strikesToFall / attackers + (attackers - 1) / (2 * attackers);
  const { chance } = odds;
  return {
    chance: {
      miss: chance[OUTCOME.miss],
      evade: chance[OUTCOME.evade],
      parry: chance[OUTCOME.parry],
      block: chance[OUTCOME.block],
      hit: chance[OUTCOME.hit],
      critical: chance[OUTCOME.critical],
    },
    damage: {
      power: after(0, 0, 0),
      armor: after(armor, 0, 0),
      absorb: after(armor, absorb, 0),
      resist: after(armor, absorb, resist),
    },
    hitMean: odds.hitMean,
    criticalMean: odds.criticalMean,
    damagePerStrike: odds.damageMean,
    damagePerSecond: (odds.damageMean * TICKS_PER_SECOND) / swing,
    targetHealth: health,
    strikesToFall,
    secondsToFall: (Math.max(0, rounds - 1) * swing) / TICKS_PER_SECOND,
  };
}

/**
 * Mean number of strikes until their damage comes to `health`: by Wald's identity it is health and the mean overshoot
 * of the last strike, by the mean of one. The overshoot is that of a renewal process in whole numbers,
 * (E[X^2] - E[X]) / 2 E[X] (Feller, volume 2, chapter XI.4), which is true of many strikes: the figure is
 * good to 3 % from five on, and to 1 % from twenty on.
 * Infinity when no strike hurts.
 */
function strikesUntil(health: number, mean: number, variance: number): number {
  if (mean === 0) return Number.POSITIVE_INFINITY;
  const overshoot = (variance + mean * mean - mean) / (2 * mean);
  return Math.max(1, (health + overshoot) / mean);
}
