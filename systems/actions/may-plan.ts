import { RUNG } from '../../components/overload.ts';
import type { World } from '../../components/world.ts';

/** On RUNG.mindsWait and above minds plan in one of so many ticks. */
export const WAITING_TURN_TICKS = 16;

/** Whether the server stands so high on the overload ladder that what can wait has to. */
export function isWaiting({ ledger }: World): boolean {
  return ledger.overload[0] >= RUNG.mindsWait;
}

/**
 * Whether minds may plan in this tick. Under overload they do so in one of WAITING_TURN_TICKS: a plan takes that much
 * longer, but is made. There is no burst afterwards, as the work units of a tick hold then as ever.
 */
export function mayPlan(world: World): boolean {
  return !isWaiting(world) || world.ledger.tick[0] % WAITING_TURN_TICKS === 0;
}
