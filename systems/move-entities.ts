import type { World } from '../components/world.ts';
import { sectorAt } from '../src/protocol/items.ts';
import { CHANGE, NOWHERE } from '../src/replication/change-log.ts';

/**
 * Advances every entity by its course and notes who crossed into another sector. Courses end before the world does,
 * so there is no border to check here.
 */
export function moveEntities(world: World): void {
  const { x, y, vx, vy } = world.motion;
  const { of } = world.sectors;
  const { units, columns } = world.grid;
  const kind = world.identity.kind;
  const high = world.ledger.entityHigh[0];
  for (let id = 1; id <= high; id++) {
    const from = of[id];
    const dx = vx[id];
    const dy = vy[id];
    // Most of the world stands still at any moment, and is where it was.
    if (dx === 0 && dy === 0 && from !== NOWHERE) continue;
    if (kind[id] === 0) continue;
    x[id] += dx;
    y[id] += dy;
    const to = ((y[id] / units) | 0) * columns + ((x[id] / units) | 0);
    if (to === from) continue;
    of[id] = to;
    if (from !== NOWHERE) world.changes.noteCrossing(id, from);
  }
  findPlaced(world);
}

/** Entities that were set to another place may stand still there, and the walk above passes over those. */
function findPlaced(world: World): void {
  const { changes, grid, identity, motion, sectors } = world;
  for (let i = 0; i < changes.count; i++) {
    const id = changes.ids[i];
    if (!(changes.bits[id] & CHANGE.place) || identity.kind[id] === 0) continue;
    const from = sectors.of[id];
    const to = sectorAt(grid, motion.x[id], motion.y[id]);
    if (to === from) continue;
    sectors.of[id] = to;
    changes.noteCrossing(id, from);
  }
}
