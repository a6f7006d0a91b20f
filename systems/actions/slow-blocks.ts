import type { World } from '../../components/world.ts';
import { ITEM } from '../../src/protocol/fields.ts';
import { writeFighters, writeGone, writeSectorList, writeTurns } from '../../src/protocol/items.ts';
import { writeLateTurns } from '../../src/protocol/slow-items.ts';
import { CHANGE } from '../../src/replication/change-log.ts';
import { LIFE } from '../../src/replication/span-changes.ts';
import { streamOf } from '../../src/replication/streams.ts';
import { addRow } from './frame-rows.ts';
import { encodeNextTurns } from './next-turns.ts';

/**
 * Encodes the blocks of a tier, out of the merged changes of its span. Of who has been in the sector all the time, the
 * changes are told. Who was born, or came from elsewhere and changed besides, is told whole where it is now: who saw it
 * elsewhere may lack those changes. Who merely crossed needs no word, as at 60 Hz, nor who merely turned as foreseen.
 */
export function encodeSlowBlocks(world: World, tier: number): void {
  const { frame, ledger, streams } = world;
  const { span } = streams;
  const tick = ledger.tick[0];
  for (let i = 0; i < span.count; i++) {
    const sector = blockOf(world, span.ids[i]);
    if (sector >= 0 && streams.isHeard(sector, tier, tick)) streams.chain(sector, span.ids[i]);
  }
  for (let i = 0; i < streams.touchedCount && !frame.bytes.overflowed; i++) {
    const sector = streams.touched[i];
    const start = frame.bytes.at;
    encodeSector(world, sector);
    addRow(frame, frame.blocks, streamOf(sector, tier), start);
  }
  streams.clearTouched();
}

/** The sector whose block tells of an entity, -1 when none does. */
function blockOf({ identity, sectors, streams }: World, id: number): number {
  const { span } = streams;
  const crossed = (span.bits[id] & CHANGE.cross) !== 0;
  if (identity.kind[id] === 0) {
    // Whose life lay within the span was told to nobody by this stream; of who left first, see the departures.
    return !crossed && span.life[id] === LIFE.ended ? span.origin[id] : -1;
  }
  return span.bits[id] === CHANGE.cross || span.bits[id] === CHANGE.foreseen ? -1 : sectors.of[id];
}

function encodeSector(world: World, sector: number): void {
  const { frame, grid, identity, ledger, replicated, streams } = world;
  const { age, bits, life, turns, turnTick } = streams.span;
  const { all, turn, late, place, gone, enter, hurt, aim } = streams.lists;
  const tick = ledger.tick[0];
  const { bytes } = frame;
  const count = streams.collect(sector);
  let turned = 0;
  let lates = 0;
  let places = 0;
  let ends = 0;
  let entries = 0;
  let hurts = 0;
  let aims = 0;
  for (let i = 0; i < count; i++) {
    const id = all[i];
    if (identity.kind[id] === 0) {
      gone[ends++] = id;
    } else if (life[id] !== LIFE.alive || bits[id] & CHANGE.cross) {
      enter[entries++] = id;
    } else {
      // A course that was not the only one of the span leads back to no place that a client knows.
      if (bits[id] & CHANGE.place || turns[id] > 1) place[places++] = id;
      else if (turns[id] === 1 && turnTick[id] === tick) turn[turned++] = id;
      else if (turns[id] === 1) {
        age[id] = tick - turnTick[id];
        late[lates++] = id;
      }
      if (bits[id] & CHANGE.hurt) hurt[hurts++] = id;
      if (bits[id] & CHANGE.aim) aim[aims++] = id;
    }
  }
  if (ends > 0) writeGone(bytes, gone, 0, ends);
  if (turned > 0) writeTurns(bytes, turn, 0, turned, replicated.turn);
  if (lates > 0) writeLateTurns(bytes, late, 0, lates, replicated.lateTurn);
  if (places > 0) writeSectorList(bytes, ITEM.place, grid, sector, place, 0, places, replicated.place);
  if (hurts > 0) writeFighters(bytes, ITEM.hurt, hurt, 0, hurts, replicated.hurt);
  if (aims > 0) writeFighters(bytes, ITEM.aim, aim, 0, aims, replicated.aim);
  if (entries > 0) writeSectorList(bytes, ITEM.enter, grid, sector, enter, 0, entries, replicated.whole);
  encodeNextTurns(world, enter, 0, entries);
}
