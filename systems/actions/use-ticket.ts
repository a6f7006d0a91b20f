import type { World } from '../../components/world.ts';
import { TICKET_COUNT_MAX } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';

/** A ticket is valid for a minute; a quarter more covers clocks that differ. */
const TICKET_LIFE_TICKS = 75 * TICKS_PER_SECOND;

/**
 * Marks a ticket as used. Returns false when it was used before, or when too many are remembered to tell. Open
 * addressing with linear probing; an expired place is taken again but does not end a search, as later places may hold
 * the key.
 */
export function useTicket(world: World, keyLow: number, keyHigh: number): boolean {
  const { keyLow: lows, keyHigh: highs, expiresTick } = world.usedTicket;
  const tick = world.ledger.tick[0];
  const first = (keyLow >>> 0) % TICKET_COUNT_MAX;
  let free = -1;
  for (let i = 0; i < TICKET_COUNT_MAX; i++) {
    const place = (first + i) % TICKET_COUNT_MAX;
    const expired = expiresTick[place] <= tick;
    if (lows[place] === keyLow && highs[place] === keyHigh && !expired) return false;
    if (expired && free < 0) free = place;
    if (lows[place] === 0 && highs[place] === 0) break;
  }
  if (free < 0) return false;
  lows[free] = keyLow;
  highs[free] = keyHigh;
  expiresTick[free] = tick + TICKET_LIFE_TICKS;
  world.ledger.ticketsUsed[0]++;
  return true;
}
