import { PROPERTY, STYLE } from '../../components/combat-rules.ts';
import { OUTCOME } from '../../components/fights.ts';
import {
  blockValue,
  type CombatRules,
  criticalDamage,
  crowdDivisor,
  defenseChance,
  missChance,
  plainDamage,
} from './resolve.ts';

/** One side of a strike, as far as its outcome depends on it. */
export interface Duelist {
  /** Values by PROPERTY. */
  readonly properties: ArrayLike<number>;
  readonly level: number;
  /** STYLE and DAMAGE of the weapon; of no matter for the target. */
  readonly style: number;
  readonly damageKind: number;
}

/** What a strike comes to, in the closed form: nothing is drawn, every draw is counted. */
export interface StrikeOdds {
  /** Probability of each OUTCOME but `lost`; their sum is 1. */
  readonly chance: readonly number[];
  /** Points: mean of a hit that is not critical, and of one that is. */
  readonly hitMean: number;
  readonly criticalMean: number;
  /** Points of a strike, misses included: mean and variance. */
  readonly damageMean: number;
  readonly damageVariance: number;
  /** Least and most points of a strike that hurts. */
  readonly damageMin: number;
  readonly damageMax: number;
}

/** Sums over equally likely values. */
class Tally {
  count = 0;
  sum = 0;
  squares = 0;
  min = Number.POSITIVE_INFINITY;
  max = 0;

  add(value: number, weight: number): void {
    this.count += weight;
    this.sum += value * weight;
    this.squares += value * value * weight;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }

  get mean(): number {
    return this.sum / this.count;
  }

  get squareMean(): number {
    return this.squares / this.count;
  }
}

/**
 * Probability of each outcome of a strike, and mean and variance of its damage, by the steps of `resolveStrikes`. Exact
 * but for the last places of doubles, and for draws there being taken from 32 bits: a probability there differs by less
 * than 2^-29. `attackers` is how many attack the target, the striker included.
 */
export function strikeOdds(
  rules: CombatRules,
  striker: Duelist,
  target: Duelist,
  attackers: number,
): StrikeOdds {
  const { properties } = target;
  const penetration = striker.properties[PROPERTY.penetration];
  const crowd = crowdDivisor(rules, attackers);
  const isMelee = striker.style === STYLE.melee;
  const block = blockValue(rules, properties[PROPERTY.block], isMelee);
  const miss = missChance(rules, striker.properties[PROPERTY.accuracy], target.level - striker.level);
  const steps = [
    [OUTCOME.miss, miss],
    [OUTCOME.evade, defenseChance(properties[PROPERTY.evade], penetration, crowd)],
    [OUTCOME.parry, isMelee ? defenseChance(properties[PROPERTY.parry], penetration, crowd) : 0],
    [OUTCOME.block, defenseChance(block, penetration, crowd)],
    [OUTCOME.critical, striker.properties[PROPERTY.critical]],
    [OUTCOME.hit, 1000],
  ] as const;
  const chance = [0, 0, 0, 0, 0, 0];
  let left = 1;
  for (const [outcome, thousandths] of steps) {
    const share = Math.min(1000, Math.max(0, thousandths)) / 1000;
    chance[outcome] = left * share;
    left *= 1 - share;
  }
  const { hit, critical } = damageTallies(rules, striker, target);
  const squareMean = chance[OUTCOME.hit] * hit.squareMean + chance[OUTCOME.critical] * critical.squareMean;
  const damageMean = chance[OUTCOME.hit] * hit.mean + chance[OUTCOME.critical] * critical.mean;
  const hurts = [chance[OUTCOME.hit] > 0 ? hit : critical, chance[OUTCOME.critical] > 0 ? critical : hit];
  return {
    chance,
    hitMean: hit.mean,
    criticalMean: critical.mean,
    damageMean,
    damageVariance: squareMean - damageMean * damageMean,
    damageMin: Math.min(hurts[0].min, hurts[1].min),
    damageMax: Math.max(hurts[0].max, hurts[1].max),
  };
}

/** Damage over all draws of the variation, and over all draws of it and the bonus of a critical hit. */
function damageTallies(
  rules: CombatRules,
  striker: Duelist,
  target: Duelist,
): { hit: Tally; critical: Tally } {
  const { armorScale, criticalBonusMax, criticalBonusMin, varianceMax, varianceMin } = rules;
  const power = striker.properties[PROPERTY.power];
  const armor = target.properties[PROPERTY.armor];
  const absorb = target.properties[PROPERTY.absorb];
  const resist = target.properties[PROPERTY.resistKinetic + striker.damageKind];
  /** How many draws of the variation come to each plain damage: rounding lets many come to one. */
  const draws = new Map<number, number>();
  for (let variance = varianceMin; variance <= varianceMax; variance++) {
    const plain = plainDamage(power, variance, armorScale, armor, absorb, resist);
    draws.set(plain, (draws.get(plain) ?? 0) + 1);
  }
  const hit = new Tally();
  const critical = new Tally();
  for (const [plain, count] of draws) {
    hit.add(Math.max(1, plain), count);
    for (let bonus = criticalBonusMin; bonus <= criticalBonusMax; bonus++) {
      critical.add(Math.max(1, criticalDamage(plain, bonus)), count);
    }
  }
  return { hit, critical };
}
