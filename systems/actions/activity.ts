import type { World } from '../../components/world.ts';
import { fadedBy } from '../../src/maths/fade.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';

/**
 * How active the owner of a district has been of late, thousandths: it rises with its presence and fades by
 * half-lives.
 */
export function activityOf(world: World, district: number): number {
  const { activity, activityTick } = world.district;
  if (activity[district] === 0) return 0;
  const halfLife = world.rules.territory.defenceHalfLifeSeconds * TICKS_PER_SECOND;
  return fadedBy(activity[district], world.ledger.tick[0] - activityTick[district], halfLife);
}

/** The owner was present for a second. */
export function raiseActivity(world: World, district: number): void {
  const { activity, activityTick } = world.district;
  const now = activityOf(world, district);
  // ln 2 = 0.693: as fast toward 1000 as it fades toward 0.
  const step = Math.floor(((1000 - now) * 693) / (1000 * world.rules.territory.defenceHalfLifeSeconds));
  activity[district] = Math.min(1000, now + Math.max(1, step));
  activityTick[district] = world.ledger.tick[0];
}
