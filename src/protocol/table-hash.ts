import { GEAR_PLACES, POSTURES } from './battle-words.ts';
import { MESSAGES, ORDERS } from './client-messages.ts';
import {
  BATTLE_EVENT,
  FIELDS,
  HASHED_FIELDS,
  ITEMS,
  LAYOUT,
  PACKED_WIDTHS,
  PROTOCOL_VERSION,
  TIER_INTERVAL_TICKS,
} from './fields.ts';
import {
  CONVOY_EVENTS,
  CONVOY_RESOURCES,
  CONVOY_STANCES,
  ROUTE_REASONS,
  ROUTE_STATES,
} from './route-words.ts';
import { SERVER_MESSAGES } from './server-messages.ts';
import { RECORDS, TERRITORY_CAUSES, TERRITORY_LABELS } from './territory-records.ts';

/**
 * A fingerprint (FNV-1a) of every table of the wire format. Client and server exchange it in the handshake, so
 * that builds which disagree about a layout part at the door. It sees rows, order and types; it cannot see a
 * changed meaning behind an unchanged row: raise PROTOCOL_VERSION for that.
 */
export const TABLE_HASH = fingerprint(
  JSON.stringify([
    PROTOCOL_VERSION,
    FIELDS,
    LAYOUT,
    PACKED_WIDTHS,
    HASHED_FIELDS.map((field) => field.id),
    ITEMS.map(({ tag, name, body }) => [tag, name, body]),
    MESSAGES.map(({ kind, name, body }) => [kind, name, body]),
    SERVER_MESSAGES.map(({ kind, name, body }) => [kind, name, body]),
    ORDERS.map(({ op, name, a, b }) => [op, name, a, b]),
    TIER_INTERVAL_TICKS,
    RECORDS.map(({ kind, name, body }) => [kind, name, body]),
    TERRITORY_LABELS,
    TERRITORY_CAUSES,
    ROUTE_STATES,
    ROUTE_REASONS,
    CONVOY_EVENTS,
    CONVOY_STANCES,
    CONVOY_RESOURCES,
    BATTLE_EVENT,
    POSTURES,
    GEAR_PLACES,
  ]),
);

function fingerprint(text: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  return hash >>> 0;
}
