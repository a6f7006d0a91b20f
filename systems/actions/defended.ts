import type { World } from '../../components/world.ts';
import { standingAt } from './forts.ts';

/** What attackers gain at a control point whose owner has a fort there, percent. */
const DEFENDED_PERCENT = 50;

/** What the fort of an owner leaves of the gains of others at its control point, percent. */
export function defendedPercent(world: World, point: number, district: number, isOwner: boolean): number {
  // Most land has no depot, and no forts.
  if (isOwner || world.roads.depots.ofDistrict[district] < 0) return 100;
  const row = siteOf(world, point);
  const id = row < 0 ? 0 : standingAt(world, row);
  return id !== 0 && world.identity.faction[id] === world.controlPoint.owner[point] ? DEFENDED_PERCENT : 100;
}

/** Row of the site at a control point, -1 when there is none. The forts come first, by control point. */
function siteOf(world: World, point: number): number {
  const { sites } = world.fights;
  let low = 0;
  let high = sites.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = sites[middle].point;
    if (found === point) return middle;
    if (found >= 0 && found < point) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
