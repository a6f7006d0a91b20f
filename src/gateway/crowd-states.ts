import type { CrowdsBoard } from '../memory/crowds-board.ts';
import type { ByteWriter } from '../protocol/bytes.ts';
import { type CrowdRecord, writeCrowd } from '../protocol/crowd-records.ts';

const crowd: CrowdRecord = { x: 0, y: 0, count: 0 };

/** Writes the whole state of a channel of crowds, in the form of a block: the cells in which there is anybody. */
export function writeWholeCrowds(to: ByteWriter, board: CrowdsBoard, place: number, faction: number): void {
  const cells = board.cellCount(place);
  let count = 0;
  for (let cell = 0; cell < cells; cell++) {
    board.get(place, faction, cell, crowd);
    if (crowd.count > 0) count++;
  }
  to.varint(count);
  for (let cell = 0; cell < cells; cell++) {
    board.get(place, faction, cell, crowd);
    if (crowd.count > 0) writeCrowd(to, crowd);
  }
}
