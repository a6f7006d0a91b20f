import { SIDE_COUNT } from '../limits.ts';
import type { MindsBoard } from '../memory/minds-board.ts';
import {
  createAiConflict,
  createAiMind,
  createAiPact,
  writeConflict,
  writeMind,
  writePact,
} from '../protocol/ai-records.ts';
import { CONFLICT_EVENTS, PACT_EVENTS } from '../protocol/ai-words.ts';
import type { ByteWriter } from '../protocol/bytes.ts';

const mind = createAiMind();
const pact = createAiPact();
const conflict = createAiConflict();

/** Writes the whole state of a faction's channel of decisions, in the form of a block. */
export function writeWholeMind(to: ByteWriter, board: MindsBoard, faction: number): void {
  board.getMind(faction, mind);
  to.varint(1);
  writeMind(to, mind);
}

/** Writes the whole state of the channel of events: the pacts that stand. */
export function writeWholePacts(to: ByteWriter, board: MindsBoard, tick: number): void {
  let count = 0;
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    for (let other = faction + 1; other < SIDE_COUNT; other++) if (board.pact(faction, other) !== 0) count++;
  }
  to.varint(count);
  pact.event = PACT_EVENTS.indexOf('stands');
  pact.tick = tick;
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    for (let other = faction + 1; other < SIDE_COUNT; other++) {
      pact.faction = faction;
      pact.other = other;
      pact.endTick = board.pact(faction, other);
      if (pact.endTick !== 0) writePact(to, pact);
    }
  }
}

/** Writes the whole state of the channel of conflicts: the districts that are contested. */
export function writeWholeConflicts(to: ByteWriter, board: MindsBoard, districtCount: number): void {
  let count = 0;
  for (let district = 0; district < districtCount; district++) if (board.isContested(district)) count++;
  to.varint(count);
  conflict.event = CONFLICT_EVENTS.indexOf('stands');
  for (let district = 0; district < districtCount; district++) {
    if (!board.isContested(district)) continue;
    board.getConflict(district, conflict);
    writeConflict(to, conflict);
  }
}
