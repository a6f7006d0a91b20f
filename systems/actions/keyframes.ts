import type { World } from '../../components/world.ts';
import { ITEM } from '../../src/protocol/fields.ts';
import { writeSectorList } from '../../src/protocol/items.ts';
import { addRow } from './frame-rows.ts';

/** Largest whole record: id, three bytes, two positions of four bytes, two velocities of three, harm, target. */
const KEYFRAME_RECORD_BYTES_MAX = 24;

/** Most bytes that keyframes of the first `count` of `streams.addedSectors` may take, those of this tick left out. */
export function keyframeBytesMax(world: World, count: number): number {
  const { ledger, sectors, streams } = world;
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    const sector = streams.addedSectors[i];
    if (streams.keyframeTick[sector] === ledger.tick[0] + 1) continue;
    bytes += 16 + (sectors.start[sector + 1] - sectors.start[sector]) * KEYFRAME_RECORD_BYTES_MAX;
  }
  return bytes;
}

/** Encodes all who are in a sector, once a tick. */
export function encodeKeyframe(world: World, sector: number): void {
  const { frame, grid, ledger, sectors, streams } = world;
  if (streams.keyframeTick[sector] === ledger.tick[0] + 1) return;
  streams.keyframeTick[sector] = ledger.tick[0] + 1;
  const start = frame.bytes.at;
  const { members, start: first } = sectors;
  writeSectorList(
    frame.bytes,
    ITEM.keyframe,
    grid,
    sector,
    members,
    first[sector],
    first[sector + 1],
    world.replicated.whole,
  );
  addRow(frame, frame.keyframes, sector, start);
}
