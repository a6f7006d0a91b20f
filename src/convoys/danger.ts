import type { Rules } from '../../components/rules.ts';
import { SECURITY_MAX } from '../routing/route-costs.ts';

/** What each point of armor takes off an ambush's loss, percent. */
const ARMOR_PERCENT = 10;

/**
 * Chance of an ambush on a step of that security, both in thousandths: of the chance on a step without any security,
 * as much as it lacks, pirates counted as a lack of it; every escort divides it further.
 */
export function ambushChance(
  rules: Rules['convoys'],
  security: number,
  hasPirates: boolean,
  escorts: number,
): number {
  const lack = SECURITY_MAX - security + (hasPirates ? rules.piratesThousandths : 0);
  const chance = Math.floor((rules.ambushThousandths * Math.min(SECURITY_MAX, lack)) / SECURITY_MAX);
  return Math.floor(chance / (1 + escorts));
}

/** Units that an ambush takes of a cargo, rounded up: an ambush that costs nothing is none. */
export function ambushLoss(rules: Rules['convoys'], cargo: number, armor: number): number {
  const percent = rules.ambushLossPercent * Math.max(0, 100 - armor * ARMOR_PERCENT);
  return Math.min(cargo, Math.ceil((cargo * percent) / 10_000));
}
