import { type ByteReader, ByteWriter } from './bytes.ts';
import { PROTOCOL_VERSION } from './fields.ts';
import { CHANNEL_LEVEL_MAX } from './territory-records.ts';

export { ORDER, ORDERS } from './orders.ts';

/**
 * What a client may send, write and read side by side. Every message has a fixed layout; the reader checks
 * length and reserved bits first, answers with a code and never throws or allocates.
 */

/** 'MRCH' */
export const MAGIC = 0x4843_524d;
export const TOKEN_BYTES = 32;
export const ORDER_BYTES = 14;
export const ORDER_COUNT_MAX = 32;
export const TICKET_BYTES_MAX = 1_600;
export const SUBSCRIBE_BYTES = 13;
export const UNSUBSCRIBE_BYTES = 5;
/** Channels in one message. */
export const CHANNEL_COUNT_MAX = 32;

export const CLIENT_MESSAGE = {
  hello: 1,
  resume: 2,
  orders: 3,
  ping: 4,
  resync: 5,
  subscribe: 6,
  unsubscribe: 7,
} as const;
export const ROLE = { player: 0, observer: 1 } as const;
export type Role = (typeof ROLE)[keyof typeof ROLE];

export const MESSAGES = [
  {
    kind: CLIENT_MESSAGE.hello,
    name: 'hello',
    body: 'magic u32, version u16, table hash u32, role u8, faction u8, focus u32, ticket length u16, ticket',
    meaning: 'first frame of a new session; faction 0 and focus 0 let the server choose; no ticket = guest',
  },
  {
    kind: CLIENT_MESSAGE.resume,
    name: 'resume',
    body: 'magic u32, version u16, table hash u32, token 32 bytes',
    meaning: 'first frame after a drop; the token is the newest one the server gave',
  },
  {
    kind: CLIENT_MESSAGE.orders,
    name: 'orders',
    body: 'count u8 1-32; per order: sequence u32, op u8, reserved u8 = 0, a i32, b i32',
    meaning: 'orders with strictly increasing sequence; a repeated sequence is answered, not done again',
  },
  {
    kind: CLIENT_MESSAGE.ping,
    name: 'ping',
    body: '8 bytes of the client’s choice',
    meaning: 'answered with pong: the same 8 bytes and the server’s clock',
  },
  {
    kind: CLIENT_MESSAGE.resync,
    name: 'resync',
    body: 'sector u32',
    meaning: 'a check failed: asks for a keyframe of everything in view (rate limited)',
  },
  {
    kind: CLIENT_MESSAGE.subscribe,
    name: 'subscribe',
    body: 'count u8 1-32; per channel: level u8 0-4, index u32, era u32, after sequence u32',
    meaning:
      'listens to strategic channels; what came after that sequence of that era is sent, or the whole state ' +
      'where that cannot be (era 0: always); rate limited',
  },
  {
    kind: CLIENT_MESSAGE.unsubscribe,
    name: 'unsubscribe',
    body: 'count u8 1-32; per channel: level u8 0-4, index u32',
    meaning: 'listens to them no more',
  },
] as const;

/** Why a client frame was refused. 0 means it was good. */
export const REFUSAL = {
  none: 0,
  empty: 1,
  unknownKind: 2,
  tooShort: 3,
  trailingBytes: 4,
  badMagic: 5,
  badVersion: 6,
  badTables: 7,
  badRole: 8,
  badCount: 9,
  reservedBits: 10,
  badFaction: 11,
  badLevel: 12,
  badText: 13,
} as const;
export type Refusal = (typeof REFUSAL)[keyof typeof REFUSAL];
export const REFUSAL_NAMES = Object.keys(REFUSAL);

/** One reusable parsed frame. Order fields are columns, valid up to `orderCount`, channels up to `channelCount`. */
export class ClientFrame {
  kind = 0;
  role = 0;
  faction = 0;
  focus = 0;
  /** Where the ticket or token lies in the bytes read. */
  secretStart = 0;
  secretEnd = 0;
  sector = 0;
  orderCount = 0;
  readonly sequence = new Uint32Array(ORDER_COUNT_MAX);
  readonly op = new Uint8Array(ORDER_COUNT_MAX);
  readonly a = new Int32Array(ORDER_COUNT_MAX);
  readonly b = new Int32Array(ORDER_COUNT_MAX);
  channelCount = 0;
  readonly level = new Uint8Array(CHANNEL_COUNT_MAX);
  readonly index = new Uint32Array(CHANNEL_COUNT_MAX);
  readonly era = new Uint32Array(CHANNEL_COUNT_MAX);
  readonly afterSequence = new Uint32Array(CHANNEL_COUNT_MAX);
}

/** Reads one client frame from `from` into `into`. `tableHash` is what this build expects of a hello. */
export function readClientFrame(from: ByteReader, into: ClientFrame, tableHash: number): Refusal {
  if (from.left === 0) return REFUSAL.empty;
  into.kind = from.u8();
  switch (into.kind) {
    case CLIENT_MESSAGE.hello:
      return readHello(from, into, tableHash);
    case CLIENT_MESSAGE.resume:
      return readResume(from, into, tableHash);
    case CLIENT_MESSAGE.orders:
      return readOrders(from, into);
    case CLIENT_MESSAGE.ping:
      return readExact(from, 8);
    case CLIENT_MESSAGE.resync: {
      if (from.left < 4) return REFUSAL.tooShort;
      into.sector = from.u32();
      return from.left === 0 ? REFUSAL.none : REFUSAL.trailingBytes;
    }
    case CLIENT_MESSAGE.subscribe:
      return readChannels(from, into, SUBSCRIBE_BYTES);
    case CLIENT_MESSAGE.unsubscribe:
      return readChannels(from, into, UNSUBSCRIBE_BYTES);
    default:
      return REFUSAL.unknownKind;
  }
}

function readExact(from: ByteReader, bytes: number): Refusal {
  if (from.left < bytes) return REFUSAL.tooShort;
  return from.left > bytes ? REFUSAL.trailingBytes : REFUSAL.none;
}

function readIdentification(from: ByteReader, tableHash: number): Refusal {
  if (from.left < 10) return REFUSAL.tooShort;
  if (from.u32() !== MAGIC) return REFUSAL.badMagic;
  if (from.u16() !== PROTOCOL_VERSION) return REFUSAL.badVersion;
  return from.u32() === tableHash ? REFUSAL.none : REFUSAL.badTables;
}

function readHello(from: ByteReader, into: ClientFrame, tableHash: number): Refusal {
  const refusal = readIdentification(from, tableHash);
  if (refusal !== REFUSAL.none) return refusal;
  if (from.left < 8) return REFUSAL.tooShort;
  into.role = from.u8();
  if (into.role > ROLE.observer) return REFUSAL.badRole;
  into.faction = from.u8();
  if (into.faction > 7) return REFUSAL.badFaction;
  into.focus = from.u32();
  const ticketBytes = from.u16();
  if (ticketBytes > TICKET_BYTES_MAX) return REFUSAL.badCount;
  const exact = readExact(from, ticketBytes);
  into.secretStart = from.at;
  into.secretEnd = from.at + ticketBytes;
  return exact;
}

function readResume(from: ByteReader, into: ClientFrame, tableHash: number): Refusal {
  const refusal = readIdentification(from, tableHash);
  if (refusal !== REFUSAL.none) return refusal;
  into.secretStart = from.at;
  into.secretEnd = from.at + TOKEN_BYTES;
  return readExact(from, TOKEN_BYTES);
}

function readOrders(from: ByteReader, into: ClientFrame): Refusal {
  if (from.left < 1) return REFUSAL.tooShort;
  const count = from.u8();
  if (count < 1 || count > ORDER_COUNT_MAX) return REFUSAL.badCount;
  const exact = readExact(from, count * ORDER_BYTES);
  if (exact !== REFUSAL.none) return exact;
  for (let i = 0; i < count; i++) {
    into.sequence[i] = from.u32();
    into.op[i] = from.u8();
    if (from.u8() !== 0) return REFUSAL.reservedBits;
    into.a[i] = from.i32();
    into.b[i] = from.i32();
  }
  into.orderCount = count;
  return REFUSAL.none;
}

/** Channels of `bytesEach`: with era and sequence, or without. */
function readChannels(from: ByteReader, into: ClientFrame, bytesEach: number): Refusal {
  if (from.left < 1) return REFUSAL.tooShort;
  const count = from.u8();
  if (count < 1 || count > CHANNEL_COUNT_MAX) return REFUSAL.badCount;
  const exact = readExact(from, count * bytesEach);
  if (exact !== REFUSAL.none) return exact;
  for (let i = 0; i < count; i++) {
    into.level[i] = from.u8();
    if (into.level[i] > CHANNEL_LEVEL_MAX) return REFUSAL.badLevel;
    into.index[i] = from.u32();
    into.era[i] = bytesEach === SUBSCRIBE_BYTES ? from.u32() : 0;
    into.afterSequence[i] = bytesEach === SUBSCRIBE_BYTES ? from.u32() : 0;
  }
  into.channelCount = count;
  return REFUSAL.none;
}

function writeIdentification(to: ByteWriter, tableHash: number): void {
  to.u32(MAGIC);
  to.u16(PROTOCOL_VERSION);
  to.u32(tableHash);
}

export interface Hello {
  tableHash: number;
  role: Role;
  /** Wanted faction, or 0. */
  faction: number;
  /** For observers: the entity to follow, or 0. */
  focus: number;
  /** Compact JWT, or '' to join as a guest. */
  ticket: string;
}

export function writeHello(hello: Hello): Uint8Array {
  const ticket = new TextEncoder().encode(hello.ticket);
  const to = new ByteWriter(new Uint8Array(19 + ticket.length));
  to.u8(CLIENT_MESSAGE.hello);
  writeIdentification(to, hello.tableHash);
  to.u8(hello.role);
  to.u8(hello.faction);
  to.u32(hello.focus);
  to.u16(ticket.length);
  to.raw(ticket, 0, ticket.length);
  return to.bytes;
}

export function writeResume(tableHash: number, token: Uint8Array): Uint8Array {
  const to = new ByteWriter(new Uint8Array(11 + TOKEN_BYTES));
  to.u8(CLIENT_MESSAGE.resume);
  writeIdentification(to, tableHash);
  to.raw(token, 0, TOKEN_BYTES);
  return to.bytes;
}

export interface Order {
  sequence: number;
  op: number;
  a: number;
  b: number;
}

/** Up to 32 orders in one frame. */
export function writeOrders(orders: readonly Order[]): Uint8Array {
  const to = new ByteWriter(new Uint8Array(2 + orders.length * ORDER_BYTES));
  to.u8(CLIENT_MESSAGE.orders);
  to.u8(orders.length);
  for (const order of orders) {
    to.u32(order.sequence);
    to.u8(order.op);
    to.u8(0);
    to.u32(order.a);
    to.u32(order.b);
  }
  return to.bytes;
}

export function writePing(clientClock: number): Uint8Array {
  const to = new ByteWriter(new Uint8Array(9));
  to.u8(CLIENT_MESSAGE.ping);
  to.f64(clientClock);
  return to.bytes;
}

export function writeResync(sector: number): Uint8Array {
  const to = new ByteWriter(new Uint8Array(5));
  to.u8(CLIENT_MESSAGE.resync);
  to.u32(sector);
  return to.bytes;
}
