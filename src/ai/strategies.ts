import { STRATEGY, STRATEGY_COUNT, TRAIT } from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';
import { traitOf } from './factors.ts';

/** How a faction stands as a whole; all 0..1000. */
export interface Situation {
  /** How strong the enemy is where its land is in danger. */
  danger: number;
  /** Its part of the land; 500 = an even share. */
  land: number;
  weariness: number;
  /** Its convoys where they are in danger. */
  traffic: number;
  /** How strong it is where it could attack; 500 = as strong as the enemy. */
  force: number;
}

const utilities = new Int32Array(STRATEGY_COUNT);

/**
 * What a faction is about next: the STRATEGY of most use, the lowest number where two are of the same. Each is a part
 * of the situation times (500 + the trait for it), thousandths, and the one at work gets up to 200 by patience.
 * Aggression is not asked: it counts for every attack already, and here it would change which attack comes first.
 */
export function chooseStrategy(ai: Rules['ai'], faction: number, current: number, now: Situation): number {
  const lively = 1000 - now.weariness;
  utilities[STRATEGY.consolidate] = Math.floor((now.land + 2 * now.weariness) / 3);
  utilities[STRATEGY.defend] = by(ai, faction, TRAIT.defence, now.danger);
  utilities[STRATEGY.expand] = by(ai, faction, TRAIT.expansion, ((1000 - now.land) * lively) / 1000);
  utilities[STRATEGY.attack] = by(ai, faction, TRAIT.risk, (now.force * lively) / 1000);
  utilities[STRATEGY.trade] = by(ai, faction, TRAIT.economy, now.traffic);
  utilities[current] += Math.floor(traitOf(ai, faction, TRAIT.patience) / 5);
  let best = 0;
  for (let i = 1; i < STRATEGY_COUNT; i++) if (utilities[i] > utilities[best]) best = i;
  return best;
}

function by(ai: Rules['ai'], faction: number, trait: number, part: number): number {
  return Math.floor((part * (500 + traitOf(ai, faction, trait))) / 1000);
}
