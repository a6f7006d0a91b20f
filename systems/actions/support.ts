import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { BORDER_SEA } from '../../src/territory/world-schema.ts';

/**
 * Share of the neighboring districts that a faction holds, 0-100,000: the mean of its shares there as they were when
 * this second began, sea links with their own weight.
 */
export function supportOf(world: World, district: number, side: number): number {
  const { districtSide, graph, ledger, rules, territories } = world;
  const { changedSecond } = world.district;
  const second = Math.floor(ledger.tick[0] / TICKS_PER_SECOND) + 1;
  const end = graph.neighborStart[district + 1];
  let sum = 0;
  let weights = 0;
  for (let i = graph.neighborStart[district]; i < end; i++) {
    const neighbor = graph.neighborDistrict[i];
    const weight = graph.neighborKind[i] === BORDER_SEA ? rules.territory.supportSeaPercent : 100;
    const shares = changedSecond[neighbor] === second ? districtSide.shareBefore : districtSide.share;
    sum += weight * shares[neighbor * SIDE_COUNT + side];
    weights += weight;
  }
  if (weights === 0) return 0;
  const percent = territories.supportPercent[graph.districtRegion[district]];
  return Math.floor((sum * percent) / (weights * 100));
}

/** Whether a faction is supplied in a district: its own land connected to its hub is here or next to it. */
export function isSupplied(world: World, district: number, side: number): boolean {
  const { graph } = world;
  if (isConnected(world, district, side)) return true;
  for (let i = graph.neighborStart[district]; i < graph.neighborStart[district + 1]; i++) {
    if (isConnected(world, graph.neighborDistrict[i], side)) return true;
  }
  return false;
}

/** Land that the search at work has reached already counts as well: it is connected, whatever the last one found. */
function isConnected(world: World, district: number, side: number): boolean {
  const run = world.side.supplyRun[side];
  const reached = world.district.suppliedRun[district];
  return world.district.owner[district] === side && (reached === run || reached === nextRun(run));
}

/** Number of the search after `run`; 0 means never reached. */
export function nextRun(run: number): number {
  return run === 0xffff ? 1 : run + 1;
}
