import { CONSIDERATION_COUNT } from '../../components/ai-rules.ts';
import type { RowKind } from '../../components/store.ts';
import type { Stores } from '../../components/tables.ts';
import {
  ANSWER_COUNT_MAX,
  BAG_SLOTS,
  BATTLE_COUNT_MAX,
  CANDIDATE_MAX,
  CROWD_SCALE_COUNT,
  DEPOT_COUNT_MAX,
  DISRUPTION_COUNT_MAX,
  EFFECT_SLOTS,
  GOALS_EACH,
  OPERATIONS_EACH,
  PATH_NODES,
  RESOURCE_COUNT,
  ROUTE_COUNT_MAX,
  ROUTE_REQUEST_COUNT_MAX,
  SETBACKS_EACH,
  SIDE_COUNT,
  SITE_COUNT_MAX,
  SQUAD_SIZE_MAX,
  SQUADS_EACH,
  THREATS_EACH,
  TICKET_COUNT_MAX,
  WORLD_EVENT_COUNT_MAX,
} from '../limits.ts';
import { hashWords, joinHash } from '../maths/hash.ts';
import { COLUMN_PLACES, type ColumnPlace } from './world-memory.ts';

/**
 * The part of the stores that is in use: every column up to the last row that was ever needed. It is what is hashed,
 * copied and saved; rows beyond are zero in every run.
 */

/** Rows of a kind that can be in use. */
export function rowsUsed(stores: Stores, districtCount: number, rows: RowKind): number {
  const { ledger } = stores;
  switch (rows) {
    case 'entity':
      return ledger.entityHigh[0] + 1;
    case 'session':
      return ledger.sessionHigh[0];
    case 'answer':
      return ledger.sessionHigh[0] * ANSWER_COUNT_MAX;
    case 'ticket':
      return ledger.ticketsUsed[0] === 0 ? 0 : TICKET_COUNT_MAX;
    case 'district':
      return districtCount;
    case 'districtSide':
      return districtCount * SIDE_COUNT;
    case 'controlPoint':
      return ledger.controlPointCount[0];
    case 'pointSide':
      return ledger.controlPointCount[0] * SIDE_COUNT;
    case 'region':
      return ledger.regionCount[0];
    case 'regionSide':
      return ledger.regionCount[0] * SIDE_COUNT;
    case 'side':
      return SIDE_COUNT;
    case 'worldEvent':
      return WORLD_EVENT_COUNT_MAX;
    case 'route':
      return ROUTE_COUNT_MAX;
    case 'path':
      return stores.routeLedger.pathHigh[0];
    case 'pathNode':
      return stores.routeLedger.pathHigh[0] * PATH_NODES;
    case 'routeRequest':
      return ROUTE_REQUEST_COUNT_MAX;
    case 'disruption':
      return DISRUPTION_COUNT_MAX;
    case 'depot':
      return DEPOT_COUNT_MAX;
    case 'depotGoods':
      return DEPOT_COUNT_MAX * RESOURCE_COUNT;
    case 'account':
      return SIDE_COUNT * RESOURCE_COUNT;
    case 'convoyNews':
      return stores.newsLedger.convoys[0];
    case 'landfallNews':
      return stores.newsLedger.landfalls[0];
    case 'proposalNews':
      return stores.newsLedger.proposals[0];
    case 'bagSlot':
      return (ledger.entityHigh[0] + 1) * BAG_SLOTS;
    case 'effectSlot':
      return (ledger.entityHigh[0] + 1) * EFFECT_SLOTS;
    case 'site':
      return SITE_COUNT_MAX;
    case 'battle':
      return BATTLE_COUNT_MAX;
    case 'candidate':
      return SIDE_COUNT * CANDIDATE_MAX;
    case 'candidateInput':
      return SIDE_COUNT * CANDIDATE_MAX * CONSIDERATION_COUNT;
    case 'goal':
      return SIDE_COUNT * GOALS_EACH;
    case 'operation':
      return SIDE_COUNT * OPERATIONS_EACH;
    case 'squad':
      return SIDE_COUNT * SQUADS_EACH;
    case 'squadMember':
      return SIDE_COUNT * SQUADS_EACH * SQUAD_SIZE_MAX;
    case 'threat':
      return SIDE_COUNT * THREATS_EACH;
    case 'setback':
      return SIDE_COUNT * SETBACKS_EACH;
    case 'mindNews':
      return stores.aiLedger.news[0];
    case 'conflictNews':
      return stores.aiLedger.conflicts[0];
    case 'crowdCell':
      return stores.crowdLedger.cells[0] * SIDE_COUNT;
    case 'crowdSide':
      return CROWD_SCALE_COUNT * SIDE_COUNT;
    case 'sidePair':
      return SIDE_COUNT * SIDE_COUNT;
    case 'world':
      return 1;
  }
}

/** Bytes of a column in use, rounded up to whole words. */
export function bytesUsed(stores: Stores, districtCount: number, place: ColumnPlace): number {
  return Math.ceil((rowsUsed(stores, districtCount, place.rows) * place.rowBytes) / 4) * 4;
}

/** Hash of the whole world, to be taken between two ticks (or over a copy of the memory). */
export function worldHash(stores: Stores, districtCount: number): number {
  const words = new Int32Array(stores.ledger.tick.buffer);
  let hash = 0;
  for (const place of COLUMN_PLACES) {
    const start = place.byteOffset / 4;
    const end = start + bytesUsed(stores, districtCount, place) / 4;
    hash = joinHash(hash, hashWords(words, start, end, start));
  }
  return hash;
}

/**
 * Copies the part in use from one world memory to another. Returns the bytes copied. `views` are those of the columns
 * that the copy before took, for one that copies often: only what has grown since is viewed anew.
 */
export function copyUsed(
  from: Stores,
  to: Uint8Array,
  districtCount: number,
  views: Uint8Array[] = [],
): number {
  const { buffer } = from.ledger.tick;
  let bytes = 0;
  for (let i = 0; i < COLUMN_PLACES.length; i++) {
    const { byteOffset } = COLUMN_PLACES[i];
    const count = bytesUsed(from, districtCount, COLUMN_PLACES[i]);
    if (views[i]?.length !== count) views[i] = new Uint8Array(buffer, byteOffset, count);
    to.set(views[i], byteOffset);
    bytes += count;
  }
  return bytes;
}

/** Makes the memory as good as new: the part in use is zeroed, the rest is zero. */
export function clearUsed(stores: Stores, districtCount: number): void {
  const memory = new Uint8Array(stores.ledger.tick.buffer);
  // The ledger is cleared as well, and with it goes what tells the sizes.
  const sizes = COLUMN_PLACES.map((place) => bytesUsed(stores, districtCount, place));
  COLUMN_PLACES.forEach(({ byteOffset }, i) => {
    memory.fill(0, byteOffset, byteOffset + sizes[i]);
  });
}

/** Bytes of the part in use, packed. */
export function packedBytes(stores: Stores, districtCount: number): number {
  let bytes = 0;
  for (const place of COLUMN_PLACES) bytes += bytesUsed(stores, districtCount, place);
  return bytes;
}

/**
 * The part in use as one run of bytes, in column order: the beginning of `into`, which must be long enough, or memory
 * of its own.
 */
export function packUsed(
  stores: Stores,
  districtCount: number,
  into = new Uint8Array(packedBytes(stores, districtCount)),
): Uint8Array {
  const source = new Uint8Array(stores.ledger.tick.buffer);
  let at = 0;
  for (const place of COLUMN_PLACES) {
    const size = bytesUsed(stores, districtCount, place);
    into.set(source.subarray(place.byteOffset, place.byteOffset + size), at);
    at += size;
  }
  return into.subarray(0, at);
}

/**
 * Puts packed bytes back into zeroed world memory. Returns false, with the memory in any state, when the bytes are
 * not as long as their own ledger says.
 */
export function unpackUsed(packed: Uint8Array, stores: Stores, districtCount: number): boolean {
  const target = new Uint8Array(stores.ledger.tick.buffer);
  let at = 0;
  for (const place of COLUMN_PLACES) {
    // The ledger comes first, so that by now it tells how many rows the other stores have.
    const size = bytesUsed(stores, districtCount, place);
    if (at + size > packed.length || place.byteOffset + size > target.length) return false;
    target.set(packed.subarray(at, at + size), place.byteOffset);
    at += size;
  }
  return at === packed.length;
}
