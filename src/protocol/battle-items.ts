import type { ByteReader, ByteWriter } from './bytes.ts';
import { BATTLE_EVENT, ITEM } from './fields.ts';

/** Items of a world frame that tell of fights, beyond the fields of entities. */

const BATTLE_EVENT_COUNT = Object.keys(BATTLE_EVENT).length;

/** An event takes three bytes at least: what claims more of them than that is not read. */
const BATTLE_EVENT_BYTES_MIN = 3;

/** Level, three things worn, and six places of item and count. */
export const KIT_BYTES = 16;

const KIT_WORDS = KIT_BYTES / 4;

/** Begins the item of what happened in fights in `sector`; `count` events must follow. */
export function writeBattle(to: ByteWriter, sector: number, count: number): void {
  to.u8(ITEM.battle);
  to.varint(sector);
  to.varint(count);
}

export function writeBattleEvent(to: ByteWriter, event: number, subject: number, actor: number): void {
  to.u8(event);
  to.varint(subject);
  to.varint(actor);
}

/** Writes a kit out of words that hold its bytes, the lowest first (as NOTICE.kit has them). */
export function writeKit(to: ByteWriter, words: ArrayLike<number>, at: number): void {
  to.u8(ITEM.kit);
  for (let i = 0; i < KIT_WORDS; i++) to.u32(words[at + i]);
}

/** What a reader of these items is told. */
export interface BattleSink {
  /** One of BATTLE_EVENT happened in `sector`. */
  battle?(sector: number, event: number, subject: number, actor: number): void;
  /** Level, weapon, armor, device, then item and count of each place of the bag; only lent. */
  kit?(kit: Uint8Array): void;
}

/** Reads the body of an item battle. Returns false for a sector, an event or a count that cannot be. */
export function readBattle(from: ByteReader, sectorCount: number, sink: BattleSink): boolean {
  const sector = from.varint();
  const count = from.varint();
  if (sector >= sectorCount || count * BATTLE_EVENT_BYTES_MIN > from.left) return false;
  for (let i = 0; i < count; i++) {
    const event = from.u8();
    const subject = from.varint();
    const actor = from.varint();
    if (from.bad || event === 0 || event > BATTLE_EVENT_COUNT) return false;
    sink.battle?.(sector, event, subject, actor);
  }
  return true;
}

const kit = new Uint8Array(KIT_BYTES);

/** Reads the body of an item kit. Returns false when it is cut off. */
export function readKit(from: ByteReader, sink: BattleSink): boolean {
  for (let i = 0; i < KIT_BYTES; i++) kit[i] = from.u8();
  if (!from.bad) sink.kit?.(kit);
  return !from.bad;
}
