import type { World } from '../components/world.ts';
import { stand } from './actions/stand.ts';

/** Every entity is looked at once in so many ticks. */
const INTERVAL_TICKS = 60;

/**
 * Notes at which control point entities stand, a sixtieth of them in each tick. The counts they add to are kept up to
 * date from one look to the next: nobody has to be counted twice.
 */
export function sampleStanding(world: World): void {
  const { identity, ledger, motion, standing, territories } = world;
  const part = ledger.tick[0] % INTERVAL_TICKS;
  // Ids side by side and not every sixtieth: each of those would be a cache miss in four columns.
  const first = 1 + Math.floor((ledger.entityHigh[0] * part) / INTERVAL_TICKS);
  const end = 1 + Math.floor((ledger.entityHigh[0] * (part + 1)) / INTERVAL_TICKS);
  for (let id = first; id < end; id++) {
    if (identity.kind[id] === 0) continue;
    const point = territories.points.at(motion.x[id], motion.y[id]) + 1;
    if (point !== standing.point[id]) stand(world, id, point);
  }
}
