import { KIT_BYTES } from '../../src/protocol/battle-items.ts';
import { type FieldRow, ITEM, LAYOUT } from '../../src/protocol/fields.ts';
import type { ItemSink } from '../../src/protocol/items.ts';

/** What a player needs of a frame that it does not keep a world for. */
export type SkimSink = Pick<ItemSink, 'answer' | 'avatar'>;

const CLOCK_BYTES = 18;

/** Whether each field of a record is one byte; all others are varints, whatever they mean. */
const areBytes = (layout: readonly FieldRow[]) => layout.map(({ type }) => type === 'u8');
const TURN_VARINTS = 1 + LAYOUT.turn.length;
const PLACE = areBytes(LAYOUT.place);
const WHOLE = areBytes(LAYOUT.whole);
const HURT = areBytes(LAYOUT.hurt);
const AIM = areBytes(LAYOUT.aim);
/** Of an event of a battle, after the byte that says which; of a district, after its step. */
const EVENT = [false];
const OWNER = [true];

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
  while (at < end) if (!skimItem(bytes[at++], sink)) return false;
  return at === end;
}

function skimItem(tag: number, sink: SkimSink): boolean {
  if (tag >= 1 && tag <= ITEM.turnsMax) {
    skipVarints(tag * TURN_VARINTS);
    return true;
  }
  switch (tag) {
    case ITEM.enter:
    case ITEM.keyframe:
      skipVarints(1);
      return skipRecords(WHOLE);
    case ITEM.place:
      skipVarints(1);
      return skipRecords(PLACE);
    case ITEM.hurt:
      return skipRecords(HURT);
    case ITEM.aim:
      return skipRecords(AIM);
    case ITEM.gone:
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
      at++;
      skipVarints(2);
      at++;
      return true;
    case ITEM.check:
      skipVarints(1);
      at += 4;
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
    default:
      return false;
  }
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
