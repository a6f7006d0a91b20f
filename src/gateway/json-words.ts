import { ByteReader } from '../protocol/bytes.ts';
import { CHANNEL_PATTERNS, TERRITORY_TYPES } from '../protocol/channel-names.ts';
import {
  type EventRecord,
  readRecords,
  SIDES,
  TERRITORY_CAUSES,
  TERRITORY_LABELS,
  type TerritoryRecord,
} from '../protocol/territory-records.ts';
import type { ChannelDirectory } from './channel-directory.ts';

/** The messages of marchland.json.v1, from the same blocks that binary clients get. Times are this machine's clock. */

/** Name of the subprotocol, as in the WebSocket upgrade. */
export const JSON_PROTOCOL = 'marchland.json.v1';

/** What a client may send. */
export const JSON_REQUESTS = ['hello', 'subscribe', 'unsubscribe', 'request_update', 'ping'] as const;

export type JsonErrorCode =
  | 'bad_json'
  | 'unknown_type'
  | 'bad_field'
  | 'unknown_channel'
  | 'forbidden_channel'
  | 'unknown_territory'
  | 'too_many_channels'
  | 'limited';

const CENTI = 100;

/** A territory as `updates` and `territories` list it. */
function territoryWords(record: TerritoryRecord, directory: ChannelDirectory) {
  const influences: Record<string, number> = {};
  for (let side = 1; side < SIDES; side++) {
    if (record.influence[side] > 0) influences[side] = record.influence[side] / CENTI;
  }
  return {
    territory_type: TERRITORY_TYPES[record.level],
    territory_id: directory.idOf(record.level, record.index),
    territory_index: record.index,
    faction_influences: influences,
    dominant_faction: dominantOf(record),
    contested: record.isContested,
    change_cause: TERRITORY_CAUSES[record.cause] ?? 'none',
    owner: record.owner,
    state: TERRITORY_LABELS[record.label],
    challenger: record.challenger,
    actor: record.actor,
    tick: record.tick,
  };
}

/** The faction with most influence, 0 when none has any. Of equals the owner, else the one with the lower number. */
function dominantOf({ influence, owner }: TerritoryRecord): number {
  let most = owner !== 0 && influence[owner] > 0 ? owner : 0;
  for (let side = 1; side < SIDES; side++) {
    if (influence[side] > (most === 0 ? 0 : influence[most])) most = side;
  }
  return most;
}

function eventWords({ kind, region, beginTick, endTick }: EventRecord, directory: ChannelDirectory) {
  return {
    event_kind: kind,
    region_id: directory.names.regionIds[region],
    begin_tick: beginTick,
    end_tick: endTick,
  };
}

/** What a block holds, in words. */
export function blockWords(bytes: Uint8Array, start: number, end: number, directory: ChannelDirectory) {
  const territories: ReturnType<typeof territoryWords>[] = [];
  const events: ReturnType<typeof eventWords>[] = [];
  const reader = new ByteReader(bytes, start, end);
  readRecords(reader, reader.varint(), {
    territory: (record) => territories.push(territoryWords(record, directory)),
    event: (event) => events.push(eventWords(event, directory)),
  });
  return { territories, events };
}

/** Text of a message, with the time of now. */
export function messageText(type: string, fields: object): string {
  return JSON.stringify({ type, timestamp: new Date().toISOString(), ...fields });
}

export function helloText(world: string, tick: number, era: number): string {
  const fields = {
    protocol: JSON_PROTOCOL,
    world,
    tick,
    era,
    channels: CHANNEL_PATTERNS,
    requests: JSON_REQUESTS,
  };
  return messageText('hello', fields);
}

export function errorText(code: JsonErrorCode, message: string, allowed: readonly string[]): string {
  return messageText('error', { code, message, allowed });
}
