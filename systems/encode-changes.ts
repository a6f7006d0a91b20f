import type { World } from '../components/world.ts';
import { ITEM } from '../src/protocol/fields.ts';
import { writeCheck, writeFighters, writeGone, writeSectorList, writeTurns } from '../src/protocol/items.ts';
import { CHANGE } from '../src/replication/change-log.ts';
import { sectorHash } from '../src/replication/columns.ts';
import { streamOf } from '../src/replication/streams.ts';
import { chainBattles, writeBattles } from './actions/battle-news.ts';
import { indexSectors } from './index-sectors.ts';

/**
 * Encodes what changed in each sector that somebody sees, once for all of them, and the hash of every sector whose
 * turn it is. A change of an entity that crossed a border belongs to the sector it came from: who sees that holds the
 * entity. One that was set into another sector ends here and arrives there anew: its new place is no business of who
 * sees the old. Whole records carry harm and target, so both are told on their own only of who was held before.
 */
export function encodeChanges(world: World): void {
  const { changes, frame, ledger, rules, sectors, streams } = world;
  // Hashes and keyframes are of all who live now, and some fell, or left a wreck, after the entities were indexed.
  if (sectors.lives !== changes.lives) indexSectors(world);
  for (let i = 0; i < changes.count; i++) {
    const id = changes.ids[i];
    const bits = changes.bits[id];
    // Came and went within the tick: nobody ever saw it. Merely crossed: its course says so.
    if ((bits & CHANGE.spawn && bits & CHANGE.gone) || bits === CHANGE.cross) continue;
    const sector = bits & CHANGE.cross ? changes.fromSector[id] : sectors.of[id];
    if (streams.subscribers[streamOf(sector, 0)] > 0) streams.chain(sector, id);
  }
  chainBattles(world);
  const interval = rules.hashCheckIntervalTicks;
  const firstDue = (interval - (ledger.tick[0] % interval)) % interval;
  for (let sector = firstDue; sector < sectors.start.length - 1; sector += interval) {
    if (streams.subscribers[streamOf(sector, 0)] > 0) streams.touch(sector);
  }
  for (let i = 0; i < streams.touchedCount; i++) {
    const sector = streams.touched[i];
    const start = frame.bytes.at;
    encodeSector(world, sector);
    if (sector % interval === firstDue)
      writeCheck(frame.bytes, sector, sectorHash(sectors, world.replicated.whole, sector));
    const row = frame.blocks.add();
    if (row < 0) {
      frame.bytes.overflowed = true;
      break;
    }
    frame.blocks.words[row] = streamOf(sector, 0);
    frame.blocks.words[row + 1] = start;
    frame.blocks.words[row + 2] = frame.bytes.at - start;
  }
  streams.clearTouched();
}

function encodeSector(world: World, sector: number): void {
  const { changes, frame, grid, sectors, streams } = world;
  const { all, turn, place, gone, enter, hurt, aim } = streams.lists;
  const count = streams.collect(sector);
  let turns = 0;
  let places = 0;
  let ends = 0;
  let entries = 0;
  let hurts = 0;
  let aims = 0;
  for (let i = 0; i < count; i++) {
    const id = all[i];
    const bits = changes.bits[id];
    if (bits & CHANGE.gone || (bits & CHANGE.place && bits & CHANGE.cross)) {
      gone[ends++] = id;
    } else if (bits & CHANGE.spawn) {
      enter[entries++] = id;
    } else {
      if (bits & CHANGE.place) place[places++] = id;
      else if (bits & CHANGE.turn) turn[turns++] = id;
      if (bits & CHANGE.hurt) hurt[hurts++] = id;
      if (bits & CHANGE.aim) aim[aims++] = id;
    }
  }
  writeBattles(world, sector);
  if (ends > 0) writeGone(frame.bytes, gone, 0, ends);
  if (turns > 0) writeTurns(frame.bytes, turn, 0, turns, world.replicated.turn);
  for (let i = 0; i < places; i++) {
    writeSectorList(
      frame.bytes,
      ITEM.place,
      grid,
      sectors.of[place[i]],
      place,
      i,
      i + 1,
      world.replicated.place,
    );
  }
  if (hurts > 0) writeFighters(frame.bytes, ITEM.hurt, hurt, 0, hurts, world.replicated.hurt);
  if (aims > 0) writeFighters(frame.bytes, ITEM.aim, aim, 0, aims, world.replicated.aim);
  if (entries > 0) {
    writeSectorList(frame.bytes, ITEM.enter, grid, sector, enter, 0, entries, world.replicated.whole);
  }
}
