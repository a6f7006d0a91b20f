import { ByteReader, ByteWriter } from '../../src/protocol/bytes.ts';
import {
  CLIENT_MESSAGE,
  ClientFrame,
  type Order,
  readClientFrame,
} from '../../src/protocol/client-messages.ts';
import { ITEM, PROTOCOL_VERSION } from '../../src/protocol/fields.ts';
import { type SectorGrid, writeAvatar, writeSectorList, writeView } from '../../src/protocol/items.ts';
import { frameHeadByte, type Welcome, writePong, writeWelcome } from '../../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../../src/protocol/table-hash.ts';

/** What a server of one small world says and hears, as bytes. */

export const WORLD: SectorGrid = { units: 4_096_000, columns: 4, rows: 3 };

/** An avatar in the middle of sector 0. */
export const AVATAR = {
  ...{ id: 7, generation: 1, kind: 2, faction: 3, x: 2_000_000, y: 1_000_000, vx: 0, vy: 0 },
  ...{ harm: 0, target: 0 },
};

export type Whole = typeof AVATAR;

export function welcomeBytes(changes: Partial<Welcome> = {}): Uint8Array<ArrayBuffer> {
  return writeWelcome({
    version: PROTOCOL_VERSION,
    tableHash: TABLE_HASH,
    session: 1,
    role: 0,
    faction: 3,
    token: new Uint8Array(32).fill(1),
    tick: 1000,
    lastSequence: 0,
    sectorUnits: WORLD.units,
    columns: WORLD.columns,
    rows: WORLD.rows,
    tickZeroMicros: 0,
    ...changes,
  }) as Uint8Array<ArrayBuffer>;
}

export function frameBytes(
  tick: number,
  write: (to: ByteWriter) => void,
  durableTick = tick,
): Uint8Array<ArrayBuffer> {
  const to = new ByteWriter(new Uint8Array(4096));
  to.u8(frameHeadByte(tick, durableTick));
  to.u8(tick & 0xff);
  write(to);
  return to.bytes.slice(0, to.at) as Uint8Array<ArrayBuffer>;
}

export function writeWholes(
  to: ByteWriter,
  tag: typeof ITEM.enter | typeof ITEM.keyframe,
  sector: number,
  ...bodies: Whole[]
): void {
  const names = ['generation', 'kind', 'faction', 'x', 'y', 'vx', 'vy', 'harm', 'target'] as const;
  const columns = names.map((name) => {
    const column: number[] = [];
    for (const body of bodies) column[body.id] = body[name];
    return column;
  });
  const ids = bodies.map((body) => body.id);
  writeSectorList(to, tag, WORLD, sector, ids, 0, ids.length, columns);
}

/** The columns of a turn record of one entity. */
export function turnOf(id: number, vx: number, vy: number): number[][] {
  return [vx, vy].map((value) => {
    const column: number[] = [];
    column[id] = value;
    return column;
  });
}

/** The first frame after a welcome: view with reset, the avatar, a keyframe of its sector. */
export function firstView(to: ByteWriter, ...bodies: Whole[]): void {
  const shown = bodies.length > 0 ? bodies : [AVATAR];
  writeView(to, true, 0, 0, 1);
  writeAvatar(to, shown[0].id, shown[0].generation);
  writeWholes(to, ITEM.keyframe, 0, ...shown);
}

export function pongBytes(ping: Uint8Array, serverMicros: number): Uint8Array<ArrayBuffer> {
  const to = new ByteWriter(new Uint8Array(17));
  writePong(to, ping, 1, serverMicros);
  return to.bytes as Uint8Array<ArrayBuffer>;
}

export interface Heard {
  kind: number;
  refusal: number;
  orders: Order[];
  /** First byte of the token of a resume. */
  token: number;
  role: number;
  ticket: string;
  sector: number;
}

const frame = new ClientFrame();

/** Reads what a client sent, as a gateway does. */
export function hear(bytes: Uint8Array): Heard {
  const refusal = readClientFrame(new ByteReader(bytes), frame, TABLE_HASH);
  const isOrders = frame.kind === CLIENT_MESSAGE.orders;
  return {
    kind: frame.kind,
    refusal,
    orders: Array.from({ length: isOrders ? frame.orderCount : 0 }, (_, i) => ({
      sequence: frame.sequence[i],
      op: frame.op[i],
      a: frame.a[i],
      b: frame.b[i],
    })),
    token: frame.kind === CLIENT_MESSAGE.resume ? bytes[frame.secretStart] : 0,
    role: frame.role,
    ticket:
      frame.kind === CLIENT_MESSAGE.hello
        ? new TextDecoder().decode(bytes.subarray(frame.secretStart, frame.secretEnd))
        : '',
    sector: frame.sector,
  };
}
