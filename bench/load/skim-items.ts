import { KIT_BYTES } from '../../src/protocol/battle-items.ts';
import { ByteReader } from '../../src/protocol/bytes.ts';
import { ITEM, LAYOUT, VIEW_RESET } from '../../src/protocol/fields.ts';
import type { ItemSink } from '../../src/protocol/items.ts';
import {
  PACKED,
  type PackedLayout,
  packedBytes,
  type RecordTaker,
  readPacked,
} from '../../src/protocol/packed.ts';

/** What a player needs of a frame that it does not keep a world for. */
export type SkimSink = Pick<ItemSink, 'answer' | 'avatar'>;

const CLOCK_BYTES = 18;

/** Of an event of a battle, after the byte that says which; of a district, after its step. */
const EVENT = [false];
const OWNER = [true];

/** Oldest change that a stream tells: the slowest one comes every 30 ticks. */
export const LATE_TICKS_MAX = 30;

/**
 * What the last walk found: whether the view begins anew, and of slower streams the pace in ticks, 0 = none told, and
 * late courses by age in ticks.
 */
export const skimmed = { isReset: false, paceTicks: 0, lateTurns: new Float64Array(LATE_TICKS_MAX + 1) };

const AGE = LAYOUT.lateTurn.findIndex(({ name }) => name === 'age');

const countAge: RecordTaker<typeof skimmed> = ({ lateTurns }, _, values) => {
  lateTurns[Math.min(values[AGE], LATE_TICKS_MAX)]++;
};

const reader = new ByteReader(new Uint8Array(0));
let source: Uint8Array = new Uint8Array(0);
let at = 0;
let end = 0;

/**
 * Walks over the items in `bytes[start..until)` and tells only what is for the player itself: five hundred clients that
 * see one another are sent a million records a second, and their generator shares the machine with the server. Returns
 * false when the items cannot be read.
 */
export function skimItems(bytes: Uint8Array, start: number, until: number, sink: SkimSink): boolean {
  source = bytes;
  at = start;
  end = until;
  skimmed.paceTicks = 0;
  skimmed.isReset = false;
  skimmed.lateTurns.fill(0);
  while (at < end) if (!skimItem(bytes[at++], sink)) return false;
  return at === end;
}

function skimItem(tag: number, sink: SkimSink): boolean {
  if (tag >= 1 && tag <= ITEM.turnsMax) {
    return skipPacked(PACKED.turn, tag);
  }
  switch (tag) {
    case ITEM.enter:
    case ITEM.keyframe:
      skipVarints(1);
      return skipPacked(PACKED.whole, varint());
    case ITEM.place:
      skipVarints(1);
      return skipPacked(PACKED.place, varint());
    case ITEM.hurt:
      return skipPacked(PACKED.hurt, varint());
    case ITEM.aim:
      return skipPacked(PACKED.aim, varint());
    case ITEM.nextTurns:
      return skipPacked(PACKED.nextTurn, varint());
    case ITEM.lateTurns:
      return skimLateTurns();
    case ITEM.gone:
    case ITEM.forget:
      skipVarints(varint());
      return true;
    case ITEM.battle:
      skipVarints(1);
      return skipRecords(EVENT, 1);
    case ITEM.owners:
      return skipRecords(OWNER);
    case ITEM.answer: {
      const sequence = varint();
      const result = source[at++];
      if (at <= end) sink.answer(sequence, result);
      return true;
    }
    case ITEM.avatar: {
      const entity = varint();
      const generation = source[at++];
      if (at <= end) sink.avatar(entity, generation);
      return true;
    }
    case ITEM.view:
      if ((source[at++] & VIEW_RESET) !== 0) skimmed.isReset = true;
      skipVarints(2);
      at++;
      return true;
    case ITEM.check:
      skipVarints(1);
      at += 4;
      return true;
    case ITEM.vacant:
      skipVarints(1);
      return true;
    case ITEM.objective:
      at += 2;
      skipVarints(1);
      at += 4;
      return true;
    case ITEM.clock:
      at += CLOCK_BYTES;
      return true;
    case ITEM.kit:
      at += KIT_BYTES;
      return true;
    case ITEM.pace:
      skimmed.paceTicks = source[at++];
      return true;
    default:
      return false;
  }
}

/** Skips a packed list; one that is cut off leads beyond the end. */
function skipPacked(layout: PackedLayout, count: number): boolean {
  reader.reset(source, at, end);
  at += packedBytes(reader, layout, count);
  return true;
}

/** As a packed list, with a look at how old the courses are. */
function skimLateTurns(): boolean {
  reader.reset(source, at, end);
  if (!readPacked(reader, PACKED.lateTurn, reader.varint(), 0, 0, countAge, skimmed)) return false;
  at = reader.at;
  return true;
}

/** Skips a count and as many records: bytes before, a varint, and then its fields. */
function skipRecords(fieldsAreBytes: readonly boolean[], bytesBefore = 0): boolean {
  const count = varint();
  if (count > end - at) return false;
  for (let i = 0; i < count; i++) {
    at += bytesBefore;
    skipVarints(1);
    for (const isByte of fieldsAreBytes) {
      if (isByte) at++;
      else skipVarints(1);
    }
  }
  return true;
}

/** A varint ends with the first byte below 128. Past the end it stays there, and the walk does not end at the end. */
function skipVarints(count: number): void {
  let left = count;
  while (left > 0 && at < end) if (source[at++] < 0x80) left--;
  if (left > 0) at = end + 1;
}

function varint(): number {
  let value = 0;
  for (let shift = 0; at < end; shift += 7) {
    const byte = source[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
  at = end + 1;
  return 0;
}
