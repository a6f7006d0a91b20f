import { CHANNELS_PER_CONNECTION_MAX, CLIENT_FRAME_BYTES_MAX } from '../../src/limits.ts';
import { GEAR_PLACES, POSTURES } from '../../src/protocol/battle-words.ts';
import {
  CHANNEL_COUNT_MAX,
  MAGIC,
  MESSAGES,
  ORDER_COUNT_MAX,
  ORDERS,
  REFUSAL,
  ROLE,
  TICKET_BYTES_MAX,
} from '../../src/protocol/client-messages.ts';
import {
  BATTLE_EVENT,
  CLOSE,
  ENTITY_KIND,
  FIELDS,
  type FieldRow,
  ITEMS,
  LAYOUT,
  OBJECTIVE_STATE,
  PACKED_WIDTHS,
  PROTOCOL_VERSION,
  RESULT,
  TIER_INTERVAL_TICKS,
  type WireType,
} from '../../src/protocol/fields.ts';
import {
  CONVOY_EVENTS,
  CONVOY_RESOURCES,
  CONVOY_STANCES,
  ROUTE_REASONS,
  ROUTE_STATES,
} from '../../src/protocol/route-words.ts';
import { SERVER_MESSAGES } from '../../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../../src/protocol/table-hash.ts';
import {
  CHANNEL,
  RECORDS,
  TERRITORY_CAUSES,
  TERRITORY_LABELS,
} from '../../src/protocol/territory-records.ts';
import { type Printers, table } from './marks.ts';

/** The tables of docs/WIRE.md. Words that the protocol's own tables lack stand here: one per name, or tsc says so. */

const CLOSE_MEANING: Record<keyof typeof CLOSE, string> = {
  unsupportedData: 'a text frame, as the protocol is binary; a binary one to marchland.json.v1',
  tryAgainLater:
    'the server or the world is full or overloaded, or could not finish opening the session: retry with backoff',
  malformed: 'too many frames that could not be read',
  noHello: 'no hello or resume in time',
  badTicket:
    'no ticket where one is needed, a ticket that is wrong, old or used, or a role that is not admitted',
  replaced: 'the session was opened or resumed elsewhere: do not reconnect',
  cannotResume: 'no session has this token: say hello instead',
  versionMismatch: 'another protocol version or other tables: do not reconnect',
  flooded: 'frames far over the rate limit',
};

const RESULT_MEANING: Record<keyof typeof RESULT, string> = {
  done: 'taken',
  noAvatar: 'the session steers nothing',
  outsideWorld: 'the point lies outside the world',
  unknownOrder: 'no order has this op',
  badValue: 'a parameter is out of its range',
  tooOld: 'so long ago, or skipped, that there is no record of it',
  notThere: 'the avatar is not at that control point',
  notPossible: 'as things stand there the objective makes no sense, or the rules forbid it',
  fallen: 'the avatar has fallen and has not risen again',
  busy: 'the server could not take it and has no record of it: send it again under a new sequence',
};

const REFUSAL_MEANING: Record<keyof typeof REFUSAL, string> = {
  none: 'good',
  empty: 'no bytes',
  unknownKind: 'unknown kind, or one that is not allowed now (hello twice, orders without a session)',
  tooShort: 'ends before its last field',
  trailingBytes: 'goes on after its last field',
  badMagic: 'magic is wrong',
  badVersion: 'another protocol version: closes at once',
  badTables: 'another table hash: closes at once',
  badRole: 'role is unknown',
  badCount: 'a count or length is out of range',
  reservedBits: 'a reserved byte is not 0',
  badFaction: 'faction is over 7',
  badLevel: 'level of a channel is over 3',
  badText: 'a JSON message that cannot be taken (marchland.json.v1)',
};

const TYPE_MEANING: Record<WireType, string> = {
  u8: 'eight bits',
  zigzag: 'zigzag',
  varint: 'unsigned',
  sectorX: 'position, from the west edge of the sector named by the item',
  sectorY: 'position, from the north edge of the sector named by the item',
};

function listNames(names: readonly string[]): string {
  return names.map((name, number) => `${number} ${name}`).join(', ');
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

function versions(): string {
  return table(
    ['What', 'Value'],
    [
      ['magic', `\`${hex(MAGIC, 8)}\`, the bytes \`MRCH\``],
      ['protocol version', PROTOCOL_VERSION],
      ['table hash of this version', `\`${hex(TABLE_HASH, 8)}\``],
      ['longest client frame', `${CLIENT_FRAME_BYTES_MAX} bytes`],
      ['longest ticket', `${TICKET_BYTES_MAX} bytes`],
      ['most orders in a frame', ORDER_COUNT_MAX],
      ['most channels in a frame', CHANNEL_COUNT_MAX],
      ['channels of a connection', CHANNELS_PER_CONNECTION_MAX],
      ['ticks between blocks, by rate tier', TIER_INTERVAL_TICKS.join(', ')],
      ['roles', listOf(ROLE)],
      ['entity kinds', listOf(ENTITY_KIND)],
      ['levels of channels', listOf(CHANNEL)],
      ['labels of territories', listNames(TERRITORY_LABELS)],
      ['causes', listNames(TERRITORY_CAUSES)],
      ['states of objectives', listOf(OBJECTIVE_STATE)],
      ['states of routes', listNames(ROUTE_STATES)],
      ['reasons of routes', listNames(ROUTE_REASONS)],
      ['events of convoys', listNames(CONVOY_EVENTS)],
      ['stances of convoys', listNames(CONVOY_STANCES)],
      ['resources', listNames(CONVOY_RESOURCES)],
      ['events of fights', listOf(BATTLE_EVENT)],
      ['postures', listNames(POSTURES)],
      ['places on a body', listNames(GEAR_PLACES)],
    ],
  );
}

function listOf(numbers: Readonly<Record<string, number>>): string {
  return Object.entries(numbers)
    .map(([name, number]) => `${number} ${name}`)
    .join(', ');
}

function fields(): string {
  return table(
    ['Id', 'Field', 'Type', 'Unit', 'Since'],
    (FIELDS as readonly FieldRow[]).map(({ id, name, type, unit, since, retired }) => [
      id,
      `\`${name}\``,
      TYPE_MEANING[type],
      unit,
      retired === undefined ? since : `${since}, retired in ${retired}`,
    ]),
  );
}

function layouts(): string {
  return table(
    ['Record', 'Fields, in this order'],
    Object.entries(LAYOUT).map(([name, rows]) => [name, rows.map((row) => `\`${row.name}\``).join(', ')]),
  );
}

const KIND_WORDS: Record<keyof typeof PACKED_WIDTHS, string> = {
  idStep: 'id steps',
  zigzag: 'zigzag numbers',
  varint: 'unsigned numbers',
  position: 'positions',
};

function packedWidths(): string {
  return table(
    ['Kind', 'Bits of the place', 'Widths'],
    Object.entries<readonly number[]>(PACKED_WIDTHS).map(([kind, widths]) => [
      KIND_WORDS[kind as keyof typeof PACKED_WIDTHS],
      Math.log2(widths.length),
      widths.join(', '),
    ]),
  );
}

function named(
  numbers: Readonly<Record<string, number>>,
  meaning: Readonly<Record<string, string>>,
  head: string,
) {
  return table(
    [head, 'Name', 'Meaning'],
    Object.entries(numbers).map(([name, number]) => [number, `\`${name}\``, meaning[name]]),
  );
}

function messages(rows: readonly { kind: number; name: string; body: string; meaning: string }[]): string {
  return table(
    ['Kind', 'Name', 'Bytes', 'Meaning'],
    rows.map(({ kind, name, body, meaning }) => [kind, `\`${name}\``, body, meaning]),
  );
}

export const WIRE_TABLES: Printers = {
  versions,
  fields,
  layouts,
  'packed-widths': packedWidths,
  items: () =>
    table(
      ['Tag', 'Item', 'Bytes after the tag', 'Meaning', 'Since'],
      ITEMS.map(({ tag, name, body, meaning, since }) => [
        name === 'turns' ? `\`${hex(tag, 2)}\`-\`0x7f\`` : `\`${hex(tag, 2)}\``,
        `\`${name}\``,
        body,
        meaning,
        since,
      ]),
    ),
  records: () =>
    table(
      ['Kind', 'Record', 'Bytes after the kind', 'Meaning'],
      RECORDS.map(({ kind, name, body, meaning }) => [kind, name, body, meaning]),
    ),
  'client-messages': () => messages(MESSAGES),
  'server-messages': () => messages(SERVER_MESSAGES),
  orders: () =>
    table(
      ['Op', 'Order', 'a', 'b', 'Meaning'],
      ORDERS.map(({ op, name, a, b, meaning }) => [op, `\`${name}\``, a, b, meaning]),
    ),
  results: () => named(RESULT, RESULT_MEANING, 'Result'),
  refusals: () => named(REFUSAL, REFUSAL_MEANING, 'Refusal'),
  closes: () => named(CLOSE, CLOSE_MEANING, 'Code'),
};
