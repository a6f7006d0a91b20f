import { type ByteReader, ByteWriter } from './bytes.ts';
import { TOKEN_BYTES } from './client-messages.ts';
import { PROTOCOL_VERSION } from './fields.ts';

/**
 * Messages of the server. The first byte's low three bits are the kind. In a world frame the other five tell how
 * many ticks the disk is behind (31 = more, see the clock item), and the second byte is the low part of the tick.
 */
export const SERVER_MESSAGE = { frame: 1, welcome: 2, pong: 3, strategic: 4 } as const;

export const SERVER_MESSAGES = [
  {
    kind: SERVER_MESSAGE.frame,
    name: 'frame',
    body: 'kind 3 bits, durability lag 5 bits, tick u8 (low bits), items to the end',
    meaning:
      'what changed in this client’s view at one tick; without items it only tells how far the disk is, ' +
      'which confirms orders answered before',
  },
  {
    kind: SERVER_MESSAGE.welcome,
    name: 'welcome',
    body:
      'kind u8, version u16, table hash u32, session u32, role u8, faction u8, token 32 bytes, tick u32, ' +
      'last sequence u32, sector size u32, columns u16, rows u16, tick zero f64 (server clock, microseconds)',
    meaning: 'the session is open (or resumed); the first frame with a view follows',
  },
  {
    kind: SERVER_MESSAGE.pong,
    name: 'pong',
    body: 'kind u8, 8 bytes echoed, server clock f64 (microseconds)',
    meaning: 'answer to ping',
  },
  {
    kind: SERVER_MESSAGE.strategic,
    name: 'strategic',
    body:
      'kind u8, era u32, parts to the end; per part: flags u8 (1 = whole state, 2 = refused), ' +
      'level u8, index varint, sequence varint, count varint, records',
    meaning:
      'what the channels tell that the client subscribed to: of territories at most 20 times a second, ' +
      'of routes at most 30',
  },
] as const;

/** Bytes before the first item of a frame. */
export const FRAME_HEADER_BYTES = 2;

/** Largest lag the header can tell; the clock item has the whole number. */
export const LAG_MAX = 31;

export function frameHeadByte(tick: number, durableTick: number): number {
  return SERVER_MESSAGE.frame | (Math.min(LAG_MAX, Math.max(0, tick - durableTick)) << 3);
}

/** The full tick meant by the low eight bits, given the last full tick known (frames lie < 256 ticks apart). */
export function unfoldTick(lowBits: number, lastTick: number): number {
  return lastTick + ((lowBits - lastTick) & 0xff);
}

export interface Welcome {
  version: number;
  tableHash: number;
  session: number;
  role: number;
  faction: number;
  token: Uint8Array;
  /** Tick at which the session began to count; the first frame is of this tick or later. */
  tick: number;
  /** The highest order sequence that the server has answered in this session. */
  lastSequence: number;
  /** World units along a sector's side. */
  sectorUnits: number;
  columns: number;
  rows: number;
  /** Server clock at which tick 0 was due, in microseconds. */
  tickZeroMicros: number;
}

export const WELCOME_BYTES = 1 + 2 + 4 + 4 + 1 + 1 + TOKEN_BYTES + 4 + 4 + 4 + 2 + 2 + 8;

export function writeWelcome(welcome: Welcome): Uint8Array {
  const to = new ByteWriter(new Uint8Array(WELCOME_BYTES));
  to.u8(SERVER_MESSAGE.welcome);
  to.u16(welcome.version);
  to.u32(welcome.tableHash);
  to.u32(welcome.session);
  to.u8(welcome.role);
  to.u8(welcome.faction);
  to.raw(welcome.token, 0, TOKEN_BYTES);
  to.u32(welcome.tick);
  to.u32(welcome.lastSequence);
  to.u32(welcome.sectorUnits);
  to.u16(welcome.columns);
  to.u16(welcome.rows);
  to.f64(welcome.tickZeroMicros);
  return to.bytes;
}

/** Reads a welcome after its kind byte; `undefined` when it is short or of another version. */
export function readWelcome(from: ByteReader): Welcome | undefined {
  const version = from.u16();
  const tableHash = from.u32();
  if (version !== PROTOCOL_VERSION) return undefined;
  const session = from.u32();
  const role = from.u8();
  const faction = from.u8();
  const token = new Uint8Array(TOKEN_BYTES);
  for (let i = 0; i < TOKEN_BYTES; i++) token[i] = from.u8();
  const welcome = {
    version,
    tableHash,
    session,
    role,
    faction,
    token,
    tick: from.u32(),
    lastSequence: from.u32(),
    sectorUnits: from.u32(),
    columns: from.u16(),
    rows: from.u16(),
    tickZeroMicros: from.f64(),
  };
  return from.bad ? undefined : welcome;
}

export const PONG_BYTES = 17;

/** Writes a pong into `to`; `echo` holds the ping's eight bytes at `at`. */
export function writePong(to: ByteWriter, echo: Uint8Array, at: number, serverMicros: number): void {
  to.u8(SERVER_MESSAGE.pong);
  to.raw(echo, at, at + 8);
  to.f64(serverMicros);
}

export function readPong(from: ByteReader): { clientClock: number; serverMicros: number } {
  return { clientClock: from.f64(), serverMicros: from.f64() };
}
