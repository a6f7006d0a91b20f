import type { World } from '../components/world.ts';
import { ITEM } from '../src/protocol/fields.ts';
import { writeFighters, writeGone, writeSectorList, writeTurns } from '../src/protocol/items.ts';
import { CHANGE } from '../src/replication/change-log.ts';
import { sectorHash } from '../src/replication/columns.ts';
import { streamOf } from '../src/replication/streams.ts';
import { encodeNews } from './actions/battle-news.ts';
import { addRow } from './actions/frame-rows.ts';
import { indexSectors } from './index-sectors.ts';

/**
 * Encodes what changed in each sector that somebody sees at 60 Hz, once for all of them, and the hash of every sector
 * whose turn it is. A change of an entity that crossed a border belongs to the sector it came from: who sees that holds
 * the entity. One that was set into another sector ends here and arrives there anew: its new place is no business of
 * who sees the old. Whole records carry harm and target, so both are told on their own only of who was held before.
 * Of a turn that was foreseen long enough nobody needs to hear.
 */
export function encodeChanges(world: World): void {
  const { changes, frame, ledger, sectors, streams } = world;
  const tick = ledger.tick[0];
  // Hashes and keyframes are of all who live now, and some fell, or left a wreck, after the entities were indexed.
  if (sectors.lives !== changes.lives) indexSectors(world);
  encodeNews(world);
  for (let i = 0; i < changes.count; i++) {
    const id = changes.ids[i];
    const bits = changes.untold(id);
    if (bits & (CHANGE.hurt | CHANGE.aim)) streams.fightTick[sectors.of[id]] = tick;
    // Came and went within the tick: nobody ever saw it. Merely crossed: its course says so.
    if ((bits & CHANGE.spawn && bits & CHANGE.gone) || (bits & ~CHANGE.cross) === 0) continue;
    const sector = bits & CHANGE.cross ? changes.fromSector[id] : sectors.of[id];
    if (streams.isHeard(sector, 0, tick)) streams.chain(sector, id);
  }
  for (let i = 0; i < streams.touchedCount && !frame.bytes.overflowed; i++) {
    const sector = streams.touched[i];
    const start = frame.bytes.at;
    encodeSector(world, sector);
    addRow(frame, frame.blocks, streamOf(sector, 0), start);
  }
  streams.clearTouched();
  encodeChecks(world);
}

/**
 * Each sector has a turn in each interval, a tick earlier than in the one before: slow streams are compared in some
 * ticks only, and a turn that always came between these would never be one.
 */
function encodeChecks(world: World): void {
  const { frame, ledger, rules, sectors, streams } = world;
  const interval = rules.hashCheckIntervalTicks;
  const turn = (ledger.tick[0] + Math.floor(ledger.tick[0] / interval)) % interval;
  for (let sector = (interval - turn) % interval; sector < sectors.start.length - 1; sector += interval) {
    if (streams.watchers[sector] === 0) continue;
    const at = frame.checks.add();
    if (at < 0) {
      frame.bytes.overflowed = true;
      return;
    }
    frame.checks.words[at] = sector;
    frame.checks.words[at + 1] = sectorHash(sectors, world.replicated.whole, sector);
  }
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
    const bits = changes.untold(id);
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
