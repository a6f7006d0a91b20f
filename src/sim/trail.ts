import type { World } from '../../components/world.ts';
import { hashWords, joinHash } from '../maths/hash.ts';
import { bytesUsed } from '../memory/used-rows.ts';
import { COLUMN_PLACES } from '../memory/world-memory.ts';

/** Ticks in which the trail has gone over the whole state once. */
const ROUND_TICKS = 60;

/**
 * Carries the world's trail on: each tick hashes a sixtieth of the stores in use and joins it to what went before. A
 * run and its replay have the same trail at every tick or differ; a difference shows within a second. Which part is
 * hashed follows from the tick alone, so that a restored world goes on where the saved one was.
 */
export function advanceTrail(world: World): void {
  const { ledger, graph, memoryWords: words } = world;
  let total = 0;
  for (let i = 0; i < COLUMN_PLACES.length; i++) {
    total += bytesUsed(world, graph.districtCount, COLUMN_PLACES[i]) / 4;
  }
  const part = ledger.tick[0] % ROUND_TICKS;
  const first = Math.floor((total * part) / ROUND_TICKS);
  const end = Math.floor((total * (part + 1)) / ROUND_TICKS);
  let hash = ledger.trail[0];
  let at = 0;
  for (let i = 0; i < COLUMN_PLACES.length && at < end; i++) {
    const place = COLUMN_PLACES[i];
    const size = bytesUsed(world, graph.districtCount, place) / 4;
    const from = Math.max(first, at);
    const to = Math.min(end, at + size);
    if (from < to) {
      const offset = place.byteOffset / 4 - at;
      hash = joinHash(hash, hashWords(words, from + offset, to + offset, from));
    }
    at += size;
  }
  ledger.trail[0] = hash;
}
