import type { World } from '../components/world.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { CALM_SECONDS } from '../src/territory/gain.ts';
import { stepDistrict } from './actions/step-district.ts';

/**
 * Territories are worked on, and told of, in every third tick: what changes is on its way at once, and nobody is told
 * more than 20 times a second.
 */
export const STRATEGIC_INTERVAL_TICKS = 3;

const SLOTS = TICKS_PER_SECOND / STRATEGIC_INTERVAL_TICKS;
const SECONDS_PER_MINUTE = 60;

/**
 * Lets influence and control go on: by a second in every district where something is going on, by CALM_SECONDS where
 * only owners gain, and by a minute in all others. A twentieth of the districts has its turn in each third tick, so
 * that no tick has much to do.
 */
export function stepTerritories(world: World): void {
  const { graph, ledger } = world;
  const tick = ledger.tick[0];
  if (tick % STRATEGIC_INTERVAL_TICKS !== 0) return;
  const count = graph.districtCount;
  const slot = (tick / STRATEGIC_INTERVAL_TICKS) % SLOTS;
  const second = Math.floor(tick / TICKS_PER_SECOND);
  const minute = second % SECONDS_PER_MINUTE;
  // Districts side by side: with every twentieth instead, each look at one would be a cache miss.
  const first = Math.floor((count * slot) / SLOTS);
  const end = Math.floor((count * (slot + 1)) / SLOTS);
  const minuteFirst = first + Math.floor(((end - first) * minute) / SECONDS_PER_MINUTE);
  const minuteEnd = first + Math.floor(((end - first) * (minute + 1)) / SECONDS_PER_MINUTE);
  stepAwake(world, first, minuteFirst, second);
  for (let d = minuteFirst; d < minuteEnd; d++) stepDistrict(world, d, true);
  stepAwake(world, minuteEnd, end, second);
}

/** Steps those of some districts whose turn it is. */
function stepAwake(world: World, first: number, end: number, second: number): void {
  const { graph, territories } = world;
  const { busyTick, calmTick } = world.district;
  const { calmSecond, isLosing, lossMilli } = territories;
  const calm = second % CALM_SECONDS;
  const tick = world.ledger.tick[0];
  for (let d = first; d < end; d++) {
    const isDue =
      busyTick[d] > tick ||
      (calmSecond[d] === calm && calmTick[d] > tick) ||
      (isLosing && lossMilli[graph.districtRegion[d]] !== 0);
    if (isDue) stepDistrict(world, d, false);
  }
}
