import { labelServerMessage } from '../../src/inspect/labels.ts';
import { ByteWriter } from '../../src/protocol/bytes.ts';
import { ORDER, ROLE, writeHello, writeOrders } from '../../src/protocol/client-messages.ts';
import { ENTITY_KIND, type FieldName, HASHED_FIELDS, ITEM, LAYOUT } from '../../src/protocol/fields.ts';
import {
  type SectorGrid,
  writeAvatar,
  writeCheck,
  writeSectorList,
  writeTurns,
  writeView,
} from '../../src/protocol/items.ts';
import { type Columns, entityHash } from '../../src/protocol/records.ts';
import { FRAME_HEADER_BYTES, frameHeadByte, SERVER_MESSAGE } from '../../src/protocol/server-messages.ts';
import { PART, writePartHead } from '../../src/protocol/strategic-messages.ts';
import { TABLE_HASH } from '../../src/protocol/table-hash.ts';
import { CHANNEL, writeTerritory } from '../../src/protocol/territory-records.ts';
import { type Printers, table } from './marks.ts';

/** The worked examples of docs/WIRE.md, made by the very functions that make real frames. */

/** The world of the examples: sectors of 1 km, ten columns, eight rows. */
export const EXAMPLE_GRID: SectorGrid = { units: 4_096_000, columns: 10, rows: 8 };
export const EXAMPLE_TICK = 1000;
export const EXAMPLE_TURN_TICK = 1003;
const SECTOR = 12;
/** Tag, sector and count of the keyframe of the examples. */
const KEYFRAME_HEAD_BYTES = 3;
const BYTES_PER_LINE = 12;
const CORNER = { x: 2 * EXAMPLE_GRID.units, y: EXAMPLE_GRID.units };

type Body = Record<Exclude<FieldName, 'age' | 'ahead'>, number>;

const WALKER: Body = {
  generation: 0,
  kind: ENTITY_KIND.avatar,
  faction: 3,
  x: CORNER.x + 1000,
  y: CORNER.y + 300_000,
  vx: 40,
  vy: -7,
  harm: 51,
  target: 9,
};
const STANDER: Body = {
  generation: 2,
  kind: ENTITY_KIND.patrol,
  faction: 1,
  x: CORNER.x + 5,
  y: CORNER.y,
  vx: 0,
  vy: 0,
  harm: 0,
  target: 0,
};
const WALKER_ID = 5;
const STANDER_ID = 9;
const IDS = [WALKER_ID, STANDER_ID];

/** Both bodies as columns by id, for a record layout. */
function columnsOf(layout: readonly { name: string }[], walker: Body): Columns {
  return layout.map(({ name }) => {
    const column = new Int32Array(STANDER_ID + 1);
    column[WALKER_ID] = walker[name as keyof Body];
    column[STANDER_ID] = STANDER[name as keyof Body];
    return column;
  });
}

/** The walker after its stop: two steps at the old course, then none. */
function stopped(): Body {
  const steps = EXAMPLE_TURN_TICK - 1 - EXAMPLE_TICK;
  return { ...WALKER, x: WALKER.x + steps * WALKER.vx, y: WALKER.y + steps * WALKER.vy, vx: 0, vy: 0 };
}

function hashedValues(body: Body): number[] {
  return HASHED_FIELDS.map((field) => body[field.name as keyof Body]);
}

function sectorSum(walker: Body): number {
  return (entityHash(WALKER_ID, hashedValues(walker)) + entityHash(STANDER_ID, hashedValues(STANDER))) >>> 0;
}

/** Bytes with what each run of them says. */
class Listing {
  readonly to = new ByteWriter(new Uint8Array(256));
  readonly #lines: string[] = [];
  #from = 0;

  note(meaning: string): void {
    this.#lines.push(`${hexOf(this.to.bytes.subarray(this.#from, this.to.at)).padEnd(48)}  ${meaning}`);
    this.#from = this.to.at;
  }

  /** Takes `bytes` apart into runs of given lengths. */
  split(bytes: Uint8Array, parts: readonly (readonly [length: number, meaning: string])[]): string {
    let at = 0;
    for (const [length, meaning] of parts) {
      this.to.raw(bytes, at, at + length);
      this.note(meaning);
      at += length;
    }
    return this.text();
  }

  text(): string {
    return ['```text', ...this.#lines, '```'].join('\n');
  }
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function numbers(): string {
  const bytesOf = (write: (to: ByteWriter) => void) => {
    const to = new ByteWriter(new Uint8Array(8));
    write(to);
    return `\`${hexOf(to.bytes.subarray(0, to.at))}\``;
  };
  const varints = [0, 127, 128, 300, 4_294_967_295];
  const zigzags = [0, -1, 1, -64, 64, -2_147_483_648];
  return table(
    ['Number', 'As', 'Bytes'],
    [
      ...varints.map((value) => [value, 'varint', bytesOf((to) => to.varint(value))]),
      ...zigzags.map((value) => [value, 'zigzag', bytesOf((to) => to.zigzag(value))]),
      [258, 'u16', bytesOf((to) => to.u16(258))],
      [-2, 'i32', bytesOf((to) => to.u32(-2))],
      [1.5, 'f64', bytesOf((to) => to.f64(1.5))],
    ],
  );
}

function hello(): string {
  const bytes = writeHello({ tableHash: TABLE_HASH, role: ROLE.player, faction: 0, focus: 0, ticket: '' });
  return new Listing().split(bytes, [
    [1, 'hello'],
    [4, 'magic'],
    [2, 'version'],
    [4, 'table hash'],
    [1, 'role: player'],
    [1, 'faction: the server chooses'],
    [4, 'focus: none'],
    [2, 'length of the ticket: a guest'],
  ]);
}

function orders(): string {
  const bytes = writeOrders([{ sequence: 1, op: ORDER.moveTo, a: 8_200_000, b: 4_400_000 }]);
  return new Listing().split(bytes, [
    [1, 'orders'],
    [1, 'one order'],
    [4, 'sequence 1'],
    [1, 'moveTo'],
    [1, 'reserved'],
    [4, 'x = 8200000'],
    [4, 'y = 4400000'],
  ]);
}

function firstFrame(): string {
  const listing = new Listing();
  const { to } = listing;
  to.u8(frameHeadByte(EXAMPLE_TICK, EXAMPLE_TICK - 2));
  to.u8(EXAMPLE_TICK & 0xff);
  listing.note(`frame, disk 2 ticks behind; low bits of tick ${EXAMPLE_TICK}`);
  writeView(to, true, SECTOR % EXAMPLE_GRID.columns, Math.floor(SECTOR / EXAMPLE_GRID.columns), 1);
  listing.note('view: forget everything; column 2, row 1, radius 1');
  writeAvatar(to, WALKER_ID, WALKER.generation);
  listing.note(`avatar: entity ${WALKER_ID}, generation 0`);
  const at = to.at;
  writeSectorList(
    to,
    ITEM.keyframe,
    EXAMPLE_GRID,
    SECTOR,
    IDS,
    0,
    IDS.length,
    columnsOf(LAYOUT.whole, WALKER),
  );
  const keyframe = to.bytes.slice(at, to.at);
  to.at = at;
  to.raw(keyframe, 0, KEYFRAME_HEAD_BYTES);
  listing.note(`keyframe of sector ${SECTOR}: ${IDS.length} entities, packed`);
  for (let from = KEYFRAME_HEAD_BYTES; from < keyframe.length; from += BYTES_PER_LINE) {
    to.raw(keyframe, from, Math.min(keyframe.length, from + BYTES_PER_LINE));
    listing.note(`bits ${(from - KEYFRAME_HEAD_BYTES) * 8} and on, see below`);
  }
  return listing.text();
}

/** The packed list of the first frame, number by number. */
function packedExample(): string {
  const to = new ByteWriter(new Uint8Array(64));
  to.raw(
    Uint8Array.of(frameHeadByte(EXAMPLE_TICK, EXAMPLE_TICK), EXAMPLE_TICK & 0xff),
    0,
    FRAME_HEADER_BYTES,
  );
  writeSectorList(
    to,
    ITEM.keyframe,
    EXAMPLE_GRID,
    SECTOR,
    IDS,
    0,
    IDS.length,
    columnsOf(LAYOUT.whole, WALKER),
  );
  const first = (FRAME_HEADER_BYTES + KEYFRAME_HEAD_BYTES) * 8;
  const rows = labelServerMessage(to.bytes.slice(0, to.at))
    .filter(({ fromBit }) => fromBit >= first)
    .map(({ fromBit, untilBit, field, value }) => [fromBit - first, untilBit - fromBit, field, value!]);
  return table(['Bit', 'Bits', 'What', 'Value'], rows);
}

function turnFrame(): string {
  const listing = new Listing();
  const { to } = listing;
  const walker = stopped();
  to.u8(frameHeadByte(EXAMPLE_TURN_TICK, EXAMPLE_TURN_TICK - 2));
  to.u8(EXAMPLE_TURN_TICK & 0xff);
  listing.note(`frame of tick ${EXAMPLE_TURN_TICK}`);
  writeTurns(to, [WALKER_ID], 0, 1, columnsOf(LAYOUT.turn, walker));
  listing.note(`one turn: id ${WALKER_ID}, vx 0, vy 0; it now stands at x ${walker.x}, y ${walker.y}`);
  writeCheck(to, SECTOR, sectorSum(walker));
  listing.note(`check of sector ${SECTOR}: ${sectorSum(walker)}`);
  return listing.text();
}

function checkHash(): string {
  const rows = [
    { id: WALKER_ID, body: stopped() },
    { id: STANDER_ID, body: STANDER },
  ].map(({ id, body }) => [id, hashedValues(body).join(', '), entityHash(id, hashedValues(body))]);
  const names = HASHED_FIELDS.map((field) => field.name).join(', ');
  return [
    table(['Id', `${names} after tick ${EXAMPLE_TURN_TICK}`, 'Entity hash'], rows),
    '',
    `Sum modulo 2^32: **${sectorSum(stopped())}**`,
  ].join('\n');
}

/** A part with a region, as a gateway would send it to a new listener. */
function strategic(): string {
  const listing = new Listing();
  const { to } = listing;
  to.u8(SERVER_MESSAGE.strategic);
  to.u32(1);
  listing.note('strategic; era 1');
  writePartHead(to, PART.whole, CHANNEL.region, 12, 300);
  to.varint(1);
  listing.note('whole state of region 12 at sequence 300, one record');
  const at = to.at;
  writeTerritory(to, {
    ...{ level: CHANNEL.region, index: 12, owner: 1, label: 1, isContested: true, challenger: 2, cause: 1 },
    ...{ actor: 0, tick: EXAMPLE_TICK },
    influence: Int32Array.of(0, 6_500, 2_500, 1_000, 0, 0, 0, 0),
  });
  const bytes = to.bytes.slice(at, to.at);
  to.at = at;
  return listing.split(bytes, [
    [2, 'region 12'],
    [1, 'owner 1, contested'],
    [1, 'challenger 2'],
    [2, 'cause: presence; no actor'],
    [4, `tick ${EXAMPLE_TICK}`],
    [bytes.length - 10, 'influences 65, 25 and 10 points, four times none'],
  ]);
}

export const WIRE_EXAMPLES: Printers = {
  numbers,
  'hello-example': hello,
  'orders-example': orders,
  'frame-example': firstFrame,
  'packed-example': packedExample,
  'turn-example': turnFrame,
  'check-example': checkHash,
  'strategic-example': strategic,
};
