import type { World } from '../../components/world.ts';
import { fadedBy } from '../../src/maths/fade.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { CALM_SECONDS } from '../../src/territory/gain.ts';

/**
 * How active the owner of a district has been of late, thousandths: it rises with its presence and fades by
 * half-lives.
 */
export function activityOf(world: World, district: number): number {
  return fadedFor(world, district, world.ledger.tick[0] - world.district.activityTick[district]);
}

/** The owner is present, and was so since the last look: CALM_SECONDS at the most. */
export function raiseActivity(world: World, district: number): void {
  const { activity, activityTick } = world.district;
  const { defenceHalfLifeSeconds } = world.rules.territory;
  const tick = world.ledger.tick[0];
  const ticks = tick - activityTick[district];
  const seconds = Math.min(CALM_SECONDS, Math.floor(ticks / TICKS_PER_SECOND));
  // Nothing fades while the owner is there.
  const now = fadedFor(world, district, ticks - seconds * TICKS_PER_SECOND);
  // ln 2 = 0.693: as fast toward 1000 as it fades toward 0.
  const rise = Math.floor(((1000 - now) * 693 * seconds) / (1000 * defenceHalfLifeSeconds));
  activity[district] = Math.min(1000, now + Math.max(1, rise));
  activityTick[district] = tick;
}

function fadedFor(world: World, district: number, ticks: number): number {
  const activity = world.district.activity[district];
  if (activity === 0 || ticks === 0) return activity;
  return fadedBy(activity, ticks, world.rules.territory.defenceHalfLifeSeconds * TICKS_PER_SECOND);
}
