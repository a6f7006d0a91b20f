import type { World } from '../components/world.ts';
import { NOWHERE } from '../src/replication/change-log.ts';

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
}
