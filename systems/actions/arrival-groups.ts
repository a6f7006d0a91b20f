import type { World } from '../../components/world.ts';
import { ITEM } from '../../src/protocol/fields.ts';
import { writeSectorList } from '../../src/protocol/items.ts';
import { streamOf } from '../../src/replication/streams.ts';
import { addPairRow } from './frame-rows.ts';
import { encodeNextTurns } from './next-turns.ts';

/** The sector that an entity comes from, or NOWHERE. */
export type OriginOf = (world: World, id: number) => number;

/**
 * Encodes those of the first `count` collected ids that came from where the first came from, for the stream of a sector
 * at a tier; returns how many are left.
 */
export function encodeGroup(
  world: World,
  sector: number,
  tier: number,
  count: number,
  originOf: OriginOf,
): number {
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
  encodeNextTurns(world, enter, 0, taken);
  addPairRow(frame, frame.arrivals, from, streamOf(sector, tier), start);
  return frame.bytes.overflowed ? 0 : left;
}
