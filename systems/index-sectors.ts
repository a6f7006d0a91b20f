import type { World } from '../components/world.ts';

/**
 * Sorts all alive entities by sector, and by id within it: a counting sort in two passes over the ids. Whoever goes
 * through a sector afterwards meets its members in an order that no history can change.
 */
export function indexSectors(world: World): void {
  const { of, start, members } = world.sectors;
  const kind = world.identity.kind;
  const high = world.ledger.entityHigh[0];
  start.fill(0);
  for (let id = 1; id <= high; id++) {
    if (kind[id] !== 0) start[of[id] + 1]++;
  }
  for (let sector = 1; sector < start.length; sector++) start[sector] += start[sector - 1];
  // Placing from the highest id down moves each end to its sector's start: no second array of cursors is needed.
  for (let id = high; id >= 1; id--) {
    if (kind[id] !== 0) members[--start[of[id] + 1]] = id;
  }
  start.copyWithin(0, 1);
  start[start.length - 1] = world.ledger.aliveCount[0];
  world.sectors.lives = world.changes.lives;
}
