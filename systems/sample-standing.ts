import type { World } from '../components/world.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { stand } from './actions/stand.ts';

/** Every entity is looked at once in so many ticks: in two seconds the fastest avatar cannot cross a control point. */
const INTERVAL_TICKS = 120;

/**
 * Notes at which control point entities stand, a 120th of them in each tick. The counts they add to are kept up to date
 * from one look to the next: nobody has to be counted twice. Patrols are three times as slow as avatars, and are looked
 * at every third time only.
 */
export function sampleStanding(world: World): void {
  const { fighter, identity, ledger, motion, standing, territories } = world;
  const part = ledger.tick[0] % INTERVAL_TICKS;
  const turn = Math.floor(ledger.tick[0] / INTERVAL_TICKS);
  // Ids side by side and not every hundredth: each of those would be a cache miss in four columns.
  const first = 1 + Math.floor((ledger.entityHigh[0] * part) / INTERVAL_TICKS);
  const end = 1 + Math.floor((ledger.entityHigh[0] * (part + 1)) / INTERVAL_TICKS);
  for (let id = first; id < end; id++) {
    const kind = identity.kind[id];
    if (kind === ENTITY_KIND.patrol) {
      if ((id + turn) % 3 !== 0) continue;
      // Convoys pass through, forts and wrecks are no people, and who has fallen holds no ground.
    } else if (kind !== ENTITY_KIND.avatar || fighter.respawnTick[id] !== 0) continue;
    const point = territories.points.at(motion.x[id], motion.y[id]) + 1;
    if (point !== standing.point[id]) stand(world, id, point);
  }
}
