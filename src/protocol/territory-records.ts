import { type AiSink, readAiRecord } from './ai-reader.ts';
import { AI_RECORD, AI_RECORDS } from './ai-records.ts';
import { type ByteReader, type ByteWriter, putVarint } from './bytes.ts';
import { CROWD_RECORD, CROWD_RECORDS, type CrowdSink, readCrowd } from './crowd-records.ts';
import { ROUTE_RECORD, ROUTE_RECORDS, type RouteSink, readRouteRecord } from './route-records.ts';

/**
 * What the strategic channels tell about territories, write and read side by side. A record holds the whole state of a
 * territory, so that one that was missed is made good by the next.
 */

/**
 * Level of a territory, and of the channel that is named after it; of `routes` and `decisions` there is one to a
 * faction, of `crowds` one to a scale and faction, of `global`, `events` and `conflicts` one.
 */
export const CHANNEL = {
  ...{ controlPoint: 0, district: 1, region: 2, global: 3 },
  ...{ routes: 4, decisions: 5, events: 6, conflicts: 7 },
  crowds: 8,
} as const;

/** The highest level of a channel. */
export const CHANNEL_LEVEL_MAX = CHANNEL.crowds;

/** Kinds of records, in their first byte: a territory by its level, a world event, or what else there is to tell. */
export const RECORD = {
  ...{ controlPoint: 0, district: 1, region: 2, event: 3 },
  ...ROUTE_RECORD,
  ...AI_RECORD,
  ...CROWD_RECORD,
} as const;

/** What a territory is called, by its label. */
export const TERRITORY_LABELS = ['neutral', 'contested', 'dominant', 'exclusive'] as const;

/** What changed a territory last, by its cause. */
export const TERRITORY_CAUSES = [
  'none',
  'presence',
  'decay',
  'objective_capture',
  'objective_defend',
  'objective_extract',
  'objective_protect',
  'objective_gather',
  'point_captured',
  'point_defended',
  'operation_failed',
  'civilian_harm',
  'disaster',
  'uprising',
  'owner_lost',
  'roll_up',
  'unit_destroyed',
  'fort_destroyed',
] as const;

const TERRITORY_BODY =
  'index varint, owner bits 0-2 | label bits 3-4 | contested bit 5 u8, challenger u8, cause u8, actor varint, tick u32, ' +
  'influence of factions 1-7: 7 varints (1/100 point)';

export const RECORDS = [
  {
    kind: RECORD.controlPoint,
    name: 'control point',
    body: TERRITORY_BODY,
    meaning: 'a control point, whole',
  },
  { kind: RECORD.district, name: 'district', body: TERRITORY_BODY, meaning: 'a district, whole' },
  { kind: RECORD.region, name: 'region', body: TERRITORY_BODY, meaning: 'a region, whole' },
  {
    kind: RECORD.event,
    name: 'world event',
    body: 'event kind u8, region varint, first tick u32, tick at which it is over u32',
    meaning: 'what came over a region: number of the kind in balance.yaml, from 1',
  },
  ...ROUTE_RECORDS,
  ...AI_RECORDS,
  ...CROWD_RECORDS,
] as const;

/** Sides of a territory: nobody and seven factions. */
export const SIDES = 8;

/** Centi-points (1/100 point) of a territory in all; what the seven factions lack, nobody holds. */
export const FULL_CENTI = 10_000;

/** A territory as its channel tells it. Influences are centi-points by faction; side 0 is what nobody holds. */
export interface TerritoryRecord {
  level: number;
  index: number;
  owner: number;
  label: number;
  isContested: boolean;
  /** Faction with a good claim, 0 none. */
  challenger: number;
  cause: number;
  /** Entity behind the last change, 0 none. */
  actor: number;
  /** Tick of the update. */
  tick: number;
  readonly influence: Int32Array;
}

export interface EventRecord {
  kind: number;
  region: number;
  beginTick: number;
  endTick: number;
}

export function createTerritoryRecord(): TerritoryRecord {
  return {
    ...{
      level: 0,
      index: 0,
      owner: 0,
      label: 0,
      isContested: false,
      challenger: 0,
      cause: 0,
      actor: 0,
      tick: 0,
    },
    influence: new Int32Array(SIDES),
  };
}

/** More than the longest record of a territory: five bytes to each varint. */
const TERRITORY_BYTES_MAX = 64;

/**
 * record kind u8, index varint, owner | label << 3 | contested << 5 u8, challenger u8, cause u8, actor varint, tick
 * u32, 7 varints.
 */
export function writeTerritory(to: ByteWriter, record: TerritoryRecord): void {
  const { bytes } = to;
  let { at } = to;
  // One look at the room for all of it: a busy world writes thousands of these in a second.
  if (bytes.length - at < TERRITORY_BYTES_MAX) {
    to.overflowed = true;
    return;
  }
  bytes[at++] = record.level;
  at = putVarint(bytes, at, record.index);
  bytes[at++] = record.owner | (record.label << 3) | (record.isContested ? 1 << 5 : 0);
  bytes[at++] = record.challenger;
  bytes[at++] = record.cause;
  at = putVarint(bytes, at, record.actor);
  for (let shift = 0; shift < 32; shift += 8) bytes[at++] = record.tick >>> shift;
  for (let side = 1; side < SIDES; side++) at = putVarint(bytes, at, record.influence[side]);
  to.at = at;
}

/** record kind u8 = 3, kind u8, region varint, first tick u32, tick at which it is over u32. */
export function writeEvent(to: ByteWriter, event: EventRecord): void {
  to.u8(RECORD.event);
  to.u8(event.kind);
  to.varint(event.region);
  to.u32(event.beginTick);
  to.u32(event.endTick);
}

/** What a reader of records is told; the records are only lent. */
export interface RecordSink extends RouteSink, AiSink, CrowdSink {
  territory(record: TerritoryRecord): void;
  event(event: EventRecord): void;
}

const territory = createTerritoryRecord();
const event: EventRecord = { kind: 0, region: 0, beginTick: 0, endTick: 0 };

/** Reads `count` records. Returns false when they cannot be read; `from.bad` may be set then. */
export function readRecords(from: ByteReader, count: number, sink: RecordSink): boolean {
  for (let i = 0; i < count; i++) {
    const kind = from.u8();
    if (kind === RECORD.event) {
      event.kind = from.u8();
      event.region = from.varint();
      event.beginTick = from.u32();
      event.endTick = from.u32();
      if (from.bad) return false;
      sink.event(event);
      continue;
    }
    if (kind > RECORD.region) {
      if (!readOther(from, kind, sink)) return false;
      continue;
    }
    readTerritory(from, kind);
    if (from.bad) return false;
    sink.territory(territory);
  }
  return true;
}

function readOther(from: ByteReader, kind: number, sink: RecordSink): boolean {
  if (kind === CROWD_RECORD.crowd) return readCrowd(from, sink);
  return kind >= AI_RECORD.decision ? readAiRecord(from, kind, sink) : readRouteRecord(from, kind, sink);
}

function readTerritory(from: ByteReader, level: number): void {
  territory.level = level;
  territory.index = from.varint();
  const flags = from.u8();
  territory.owner = flags & 7;
  territory.label = (flags >> 3) & 3;
  territory.isContested = (flags & (1 << 5)) !== 0;
  territory.challenger = from.u8();
  territory.cause = from.u8();
  territory.actor = from.varint();
  territory.tick = from.u32();
  let held = 0;
  for (let side = 1; side < SIDES; side++) {
    territory.influence[side] = from.varint();
    held += territory.influence[side];
  }
  territory.influence[0] = Math.max(0, FULL_CENTI - held);
}
