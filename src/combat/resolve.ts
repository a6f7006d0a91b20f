import { PROPERTY, STYLE } from '../../components/combat-rules.ts';
import { OUTCOME } from '../../components/fights.ts';
import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { mix32, PURPOSE, randomBits } from '../maths/random.ts';
import { levelOf } from './level.ts';

export type CombatRules = Rules['combat'];

const TWO_TO_32 = 4_294_967_296;

/** Fraction of 2^32 by the golden ratio: no draw is its own successor, as 0 would be under `mix32` alone. */
const NEXT_DRAW = 0x9e37_79b9;

/**
 * Resolves the strikers at places `from` .. `to` - 1 of `world.fights.strikers`: what comes of each strike, and its
 * damage, goes to the same places of `outcome` and `damage`. It writes nothing else, reads none of what it writes,
 * and each striker has draws of its own: ranges may be resolved in any order, or at the same time.
 *
 * To hit, evade, parry, block and critical hits are drawn in this order, each only if none before has ended the strike.
 */
export function resolveStrikes(
  world: Pick<World, 'fighter' | 'fights' | 'ledger' | 'rules'>,
  from: number,
  to: number,
): void {
  const { fighter, fights, ledger } = world;
  const { attackers, experience, target } = fighter;
  const { damage, damageKind, outcome, property, strikers, style } = fights;
  const rules = world.rules.combat;
  const { armorScale, criticalBonusMax, criticalBonusMin, varianceMax, varianceMin } = rules;
  const accuracyOf = property[PROPERTY.accuracy];
  const penetrationOf = property[PROPERTY.penetration];
  const evadeOf = property[PROPERTY.evade];
  const parryOf = property[PROPERTY.parry];
  const blockOf = property[PROPERTY.block];
  const powerOf = property[PROPERTY.power];
  const armorOf = property[PROPERTY.armor];
  const absorbOf = property[PROPERTY.absorb];
  const criticalOf = property[PROPERTY.critical];
  const tick = ledger.tick[0];
  const seed = ledger.seed[0];
  for (let i = from; i < to; i++) {
    const id = strikers[i];
    const victim = target[id];
    damage[i] = 0;
    let bits = randomBits(seed, tick, id, PURPOSE.strike) | 0;
    const levels = levelOf(rules, experience[victim]) - levelOf(rules, experience[id]);
    if (happens(bits, missChance(rules, accuracyOf[id], levels))) {
      outcome[i] = OUTCOME.miss;
      continue;
    }
    const penetration = penetrationOf[id];
    const crowd = crowdDivisor(rules, attackers[victim]);
    bits = nextDraw(bits);
    if (happens(bits, defenseChance(evadeOf[victim], penetration, crowd))) {
      outcome[i] = OUTCOME.evade;
      continue;
    }
    const isMelee = style[id] === STYLE.melee;
    bits = nextDraw(bits);
    if (isMelee && happens(bits, defenseChance(parryOf[victim], penetration, crowd))) {
      outcome[i] = OUTCOME.parry;
      continue;
    }
    bits = nextDraw(bits);
    if (happens(bits, defenseChance(blockValue(rules, blockOf[victim], isMelee), penetration, crowd))) {
      outcome[i] = OUTCOME.block;
      continue;
    }
    bits = nextDraw(bits);
    const variance = drawBetween(bits, varianceMin, varianceMax);
    const resist = property[PROPERTY.resistKinetic + damageKind[id]][victim];
    const plain = plainDamage(powerOf[id], variance, armorScale, armorOf[victim], absorbOf[victim], resist);
    bits = nextDraw(bits);
    if (!happens(bits, criticalOf[id])) {
      outcome[i] = OUTCOME.hit;
      damage[i] = Math.max(1, plain);
      continue;
    }
    outcome[i] = OUTCOME.critical;
    damage[i] = Math.max(
      1,
      criticalDamage(plain, drawBetween(nextDraw(bits), criticalBonusMin, criticalBonusMax)),
    );
  }
}

/** 32 random bits as a signed number: V8 would put most unsigned ones on the heap. */
function nextDraw(bits: number): number {
  return mix32(bits + NEXT_DRAW) | 0;
}

/** Whether 32 random bits say yes to a chance in thousandths: floor(bits * 1000 / 2^32) < chance. */
function happens(bits: number, chance: number): boolean {
  return (bits >>> 0) * 1000 < chance * TWO_TO_32;
}

function drawBetween(bits: number, min: number, max: number): number {
  return min + Math.floor(((bits >>> 0) * (max - min + 1)) / TWO_TO_32);
}

/** Chance to miss, thousandths. `levels` is how many the target is above the striker. */
export function missChance(rules: CombatRules, accuracy: number, levels: number): number {
  const chance = rules.missBase - accuracy + rules.missPerLevel * levels;
  return Math.min(rules.missMax, Math.max(rules.missMin, chance));
}

/** What evade, parry and block are divided by, thousandths: it is harder to watch several attackers. */
export function crowdDivisor(rules: CombatRules, attackers: number): number {
  return 1000 + rules.crowdThousandths * Math.max(0, attackers - 1);
}

/** Chance that evade, parry or block ends a strike, thousandths. */
export function defenseChance(value: number, penetration: number, crowd: number): number {
  return value > penetration ? Math.floor(((value - penetration) * 1000) / crowd) : 0;
}

/** Block against this strike, thousandths: who can block at all does so more easily against shots. */
export function blockValue(rules: CombatRules, block: number, isMelee: boolean): number {
  return isMelee || block <= 0 ? block : block + rules.blockRangedBonus;
}

/**
 * Points of a hit that is not critical, rounded down at each step: power, its variation (thousandths), armor (divided
 * by 1 + armor / armorScale), absorb and resistance to the kind of damage (thousandths). 0 counts as 1 in the end.
 */
export function plainDamage(
  power: number,
  variance: number,
  armorScale: number,
  armor: number,
  absorb: number,
  resist: number,
): number {
  const varied = Math.floor((power * variance) / 1000);
  const armored = Math.floor((varied * armorScale) / (armorScale + armor));
  const absorbed = Math.floor((armored * (1000 - absorb)) / 1000);
  return Math.floor((absorbed * (1000 - resist)) / 1000);
}

/** Points of a critical hit, from those of a plain one and its bonus in thousandths. */
export function criticalDamage(plain: number, bonus: number): number {
  return Math.floor((plain * (1000 + bonus)) / 1000);
}
