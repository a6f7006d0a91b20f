import type { World } from '../../components/world.ts';
import { writeForget } from '../../src/protocol/slow-items.ts';
import { CHANGE, NOWHERE } from '../../src/replication/change-log.ts';
import { ascending, streamOf } from '../../src/replication/streams.ts';
import { addPairRow } from './frame-rows.ts';

/**
 * Encodes who was in a sector of a tier in its span, changed in it, and ended or is elsewhere now. A client may hold it
 * by a course of long ago, and would never hear of it again if it does not see where it is now. So a gateway hands
 * these on to clients that see the sector it left and not the one where it is. All sectors that it left count: a
 * client may have come to hold it through any of them. Returns false when there are too many.
 */
export function encodeDepartures(world: World, tier: number): boolean {
  const { frame, streams } = world;
  const { departures } = streams;
  const fits = listDepartures(world, tier);
  for (let i = 0; i < streams.touchedCount; i++) {
    const sector = streams.touched[i];
    let rest = collect(world, sector);
    while (rest > 0 && !frame.bytes.overflowed) rest = encodeGroup(world, sector, tier, rest);
  }
  streams.clearTouched();
  departures.count = 0;
  return fits;
}

function listDepartures(world: World, tier: number): boolean {
  const { identity, ledger, sectors, streams } = world;
  const { departures, history, span } = streams;
  for (let row = span.firstRow; row < span.endRow; row++) {
    const at = history.rowAt(row);
    if (!(history.bits[at] & (CHANGE.cross | CHANGE.gone))) continue;
    const id = history.ids[at];
    const isAlive = identity.kind[id] !== 0;
    // Who merely crossed is where its course says. Who ended where it always was is told of in the block of that.
    if (span.bits[id] === CHANGE.cross || !(isAlive || span.bits[id] & CHANGE.cross)) continue;
    const from = history.sector[at];
    const sector = isAlive ? sectors.of[id] : NOWHERE;
    if (from === sector || !streams.isHeard(from, tier, ledger.tick[0])) continue;
    if (!departures.add(from, id, sector)) return false;
    streams.touch(from);
  }
  return true;
}

/** Moves the departures from a sector to the lists `all` (ids) and `place` (where they are now). Returns how many. */
function collect({ streams }: World, from: number): number {
  const { departures } = streams;
  const { all, place } = streams.lists;
  let count = 0;
  for (let next = departures.take(from); next !== 0; next = departures.next[next - 1]) {
    all[count] = departures.id[next - 1];
    place[count++] = departures.sector[next - 1];
  }
  return count;
}

/** Encodes those of the first `count` that are where the first is; returns how many are left. */
function encodeGroup(world: World, from: number, tier: number, count: number): number {
  const { frame, streams } = world;
  const { all, gone, place } = streams.lists;
  const sector = place[0];
  let taken = 0;
  let left = 0;
  for (let i = 0; i < count; i++) {
    if (place[i] === sector) {
      gone[taken++] = all[i];
    } else {
      all[left] = all[i];
      place[left++] = place[i];
    }
  }
  const start = frame.bytes.at;
  writeForget(frame.bytes, gone, 0, ascending(gone, taken));
  addPairRow(frame, frame.departures, streamOf(from, tier), sector, start);
  return left;
}
