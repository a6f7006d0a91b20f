import type { World } from '../components/world.ts';
import { ITEM } from '../src/protocol/fields.ts';
import { writeSectorList } from '../src/protocol/items.ts';
import { CHANGE, NOWHERE } from '../src/replication/change-log.ts';
import { streamOf } from '../src/replication/streams.ts';

/**
 * Encodes the entities that crossed into each watched sector, grouped by where they came from. A gateway hands a
 * group to the clients that see the new sector but not the old one; who sees both keeps the entity and needs nothing.
 * An entity that was set there comes from nowhere: encodeChanges has ended it for those who held it.
 */
export function encodeArrivals(world: World): void {
  const { changes, frame, sectors, streams } = world;
  for (let i = 0; i < changes.count; i++) {
    const id = changes.ids[i];
    const bits = changes.bits[id];
    if (!(bits & CHANGE.cross) || bits & CHANGE.gone) continue;
    const sector = sectors.of[id];
    if (streams.subscribers[streamOf(sector, 0)] > 0) streams.chain(sector, id);
  }
  for (let i = 0; i < streams.touchedCount; i++) {
    const sector = streams.touched[i];
    const count = streams.collect(sector);
    let rest = count;
    while (rest > 0) rest = encodeGroup(world, sector, rest);
    if (frame.bytes.overflowed) break;
  }
  streams.clearTouched();
}

/**
 * Encodes those of the first `count` collected ids that came from where the first came from; returns how many are
 * left.
 */
function encodeGroup(world: World, sector: number, count: number): number {
  const { frame, grid, streams } = world;
  const { all, enter } = streams.lists;
  const from = originOf(world, all[0]);
  let taken = 0;
  let left = 0;
  for (let i = 0; i < count; i++) {
    if (originOf(world, all[i]) === from) enter[taken++] = all[i];
    else all[left++] = all[i];
  }
  const start = frame.bytes.at;
  writeSectorList(frame.bytes, ITEM.enter, grid, sector, enter, 0, taken, world.replicated.whole);
  const row = frame.arrivals.add();
  if (row < 0) {
    frame.bytes.overflowed = true;
    return 0;
  }
  const { words } = frame.arrivals;
  words[row] = from;
  words[row + 1] = sector;
  words[row + 2] = start;
  words[row + 3] = frame.bytes.at - start;
  return left;
}

function originOf({ changes }: World, id: number): number {
  return changes.bits[id] & CHANGE.place ? NOWHERE : changes.fromSector[id];
}
