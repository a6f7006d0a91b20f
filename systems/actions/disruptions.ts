import type { World } from '../../components/world.ts';
import { DISRUPTION_COUNT_MAX } from '../../src/limits.ts';

/**
 * Disrupts the roads of a district by `kind` (a DISRUPTION) for `ticks`, 0 = until it is mended. One that is there
 * already lasts at least as long. Returns false when there are too many in the world.
 */
export function disturb(
  world: World,
  kind: number,
  district: number,
  ticks: number,
  faction: number,
): boolean {
  const { disruption, ledger } = world;
  const endTick = ticks === 0 ? 0 : ledger.tick[0] + ticks;
  const known = findDisruption(world, kind, district);
  if (known >= 0) {
    const lasts = disruption.endTick[known];
    if (lasts !== 0) disruption.endTick[known] = endTick === 0 ? 0 : Math.max(lasts, endTick);
    return true;
  }
  const row = disruption.kind.indexOf(0);
  if (row < 0 || row >= DISRUPTION_COUNT_MAX) return false;
  disruption.kind[row] = kind + 1;
  disruption.district[row] = district;
  disruption.endTick[row] = endTick;
  disruption.faction[row] = faction;
  suspect(world, district);
  return true;
}

/** Ends the disruption of a row. */
export function mend(world: World, row: number): void {
  const { disruption } = world;
  suspect(world, disruption.district[row]);
  disruption.kind[row] = 0;
  disruption.district[row] = 0;
  disruption.endTick[row] = 0;
  disruption.faction[row] = 0;
}

/** Row of a disruption of that kind in a district, -1 when there is none. */
export function findDisruption(world: World, kind: number, district: number): number {
  const { disruption } = world;
  for (let row = 0; row < DISRUPTION_COUNT_MAX; row++) {
    if (disruption.kind[row] === kind + 1 && disruption.district[row] === district) return row;
  }
  return -1;
}

/** Asks for the roads of a district to be looked at in this tick. */
export function suspect(world: World, district: number): void {
  const { roads } = world;
  for (let i = 0; i < roads.suspectCount; i++) if (roads.suspects[i] === district) return;
  roads.suspects[roads.suspectCount++] = district;
}
