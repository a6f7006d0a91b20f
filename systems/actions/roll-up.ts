import { NEWS } from '../../components/territory.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { noteDistrict, noteRegion } from './territory-news.ts';

/**
 * Books a change of one side at a control point in its district and its region. Whole numbers all the way: the sums are
 * the same whatever comes first. `delta` is in milli-points.
 */
export function rollUp(
  world: World,
  district: number,
  side: number,
  delta: number,
  cause: number,
  actor: number,
): void {
  const { districtSide, graph } = world;
  const points = graph.controlPointStart[district + 1] - graph.controlPointStart[district];
  const row = district * SIDE_COUNT + side;
  districtSide.sum[row] += delta;
  const share = Math.floor(districtSide.sum[row] / points);
  const change = share - districtSide.share[row];
  if (change === 0) return;
  beginSecond(world, district);
  districtSide.momentum[row] += change;
  const value = graph.districtValue[district];
  const nobody = district * SIDE_COUNT;
  const region = graph.districtRegion[district] * SIDE_COUNT;
  const { worth } = world.regionSide;
  worth[region + side] += worthOf(share, value) - worthOf(districtSide.share[row], value);
  worth[region] +=
    worthOf(districtSide.share[nobody] - change, value) - worthOf(districtSide.share[nobody], value);
  districtSide.share[row] = share;
  districtSide.share[nobody] -= change;
  noteDistrict(world, district, NEWS.influence, cause, actor);
  noteRegion(world, graph.districtRegion[district]);
}

/**
 * Keeps the shares a district had when this second began. Neighbors that are stepped later in it still read those:
 * which district comes first must not matter.
 */
function beginSecond(world: World, district: number): void {
  const { districtSide, ledger } = world;
  const { changedSecond } = world.district;
  const second = Math.floor(ledger.tick[0] / TICKS_PER_SECOND) + 1;
  if (changedSecond[district] === second) return;
  const seconds = second - changedSecond[district];
  changedSecond[district] = second;
  const end = (district + 1) * SIDE_COUNT;
  for (let row = district * SIDE_COUNT; row < end; row++) {
    districtSide.shareBefore[row] = districtSide.share[row];
    const momentum = districtSide.momentum[row];
    if (momentum !== 0) districtSide.momentum[row] = fadedMomentum(momentum, seconds);
  }
}

/** Whether a share of the district has changed since this second began. */
export function hasNewShares(world: World, district: number): boolean {
  const second = Math.floor(world.ledger.tick[0] / TICKS_PER_SECOND) + 1;
  return world.district.changedSecond[district] === second;
}

/**
 * What is left of a momentum after some seconds without a change: it is the moving mean over eight seconds, kept
 * eightfold, so that seven eighths of it are left after each.
 */
export function fadedMomentum(momentum: number, seconds: number): number {
  let left = momentum;
  for (let i = 0; i < seconds && left !== 0; i++) left = Math.trunc((left * 7) / 8);
  return left;
}

/** What a share of a district adds to its region. */
export function worthOf(shareMilli: number, strategicValue: number): number {
  return Math.floor((shareMilli * strategicValue) / 1000);
}
