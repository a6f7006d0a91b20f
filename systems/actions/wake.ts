import type { World } from '../../components/world.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { CALM_SECONDS } from '../../src/territory/gain.ts';

/** A little longer than until the next turn, which comes within a second. */
const AWAKE_TICKS = TICKS_PER_SECOND + 3;
const CALM_TICKS = CALM_SECONDS * TICKS_PER_SECOND + 3;

/** Has a control point looked at in the next second. */
export function wakePoint(world: World, point: number, district: number): void {
  world.controlPoint.busyTick[point] = world.ledger.tick[0] + AWAKE_TICKS;
  wakeDistrict(world, district);
}

/** Has a district looked at in the next second. */
export function wakeDistrict(world: World, district: number): void {
  world.district.busyTick[district] = world.ledger.tick[0] + AWAKE_TICKS;
}

/** Has the units in a district looked at within CALM_SECONDS. */
export function keepCalm(world: World, district: number): void {
  world.district.calmTick[district] = world.ledger.tick[0] + CALM_TICKS;
}
