import type { World } from '../components/world.ts';
import { CHANGE, NOWHERE } from '../src/replication/change-log.ts';
import { encodeGroup } from './actions/arrival-groups.ts';

/**
 * Encodes the entities that crossed into each watched sector, grouped by where they came from. A gateway hands a
 * group to the clients that see the new sector but not the old one; who sees both keeps the entity and needs nothing.
 * An entity that was set there comes from nowhere: encodeChanges has ended it for those who held it.
 */
export function encodeArrivals(world: World): void {
  const { changes, frame, ledger, sectors, streams } = world;
  const tick = ledger.tick[0];
  for (let i = 0; i < changes.count; i++) {
    const id = changes.ids[i];
    const bits = changes.bits[id];
    if (!(bits & CHANGE.cross) || bits & CHANGE.gone) continue;
    const sector = sectors.of[id];
    if (streams.isHeard(sector, 0, tick)) streams.chain(sector, id);
  }
  for (let i = 0; i < streams.touchedCount; i++) {
    const sector = streams.touched[i];
    const count = streams.collect(sector);
    let rest = count;
    while (rest > 0) rest = encodeGroup(world, sector, 0, rest, originOf);
    if (frame.bytes.overflowed) break;
  }
  streams.clearTouched();
}

function originOf({ changes }: World, id: number): number {
  return changes.bits[id] & CHANGE.place ? NOWHERE : changes.fromSector[id];
}
