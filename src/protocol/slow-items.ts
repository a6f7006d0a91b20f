import type { ByteReader, ByteWriter } from './bytes.ts';
import { ITEM } from './fields.ts';
import { PACKED, type RecordTaker, readPacked, writePacked } from './packed.ts';
import type { Columns } from './records.ts';

/** Items of a world frame that only streams below 60 Hz need. */

/** Writes `ids[start..end)` as courses taken some ticks before the frame's. */
export function writeLateTurns(
  to: ByteWriter,
  ids: ArrayLike<number>,
  start: number,
  end: number,
  columns: Columns,
): void {
  to.u8(ITEM.lateTurns);
  to.varint(end - start);
  writePacked(to, PACKED.lateTurn, ids, start, end, columns, 0, 0);
}

/** Writes `ids[start..end)` as to be forgotten. */
export function writeForget(to: ByteWriter, ids: ArrayLike<number>, start: number, end: number): void {
  to.u8(ITEM.forget);
  to.varint(end - start);
  let last = 0;
  for (let i = start; i < end; i++) {
    to.varint(ids[i] - last);
    last = ids[i];
  }
}

/** Writes that the view is in step every `ticks` ticks from the tick of the frame on. */
export function writePace(to: ByteWriter, ticks: number): void {
  to.u8(ITEM.pace);
  to.u8(ticks);
}

/** What a reader of these items is told. */
export interface SlowSink {
  /** A course taken some ticks before that of the frame; `values` are in layout order and only lent. */
  lateTurn?(id: number, values: Int32Array): void;
  forget?(id: number): void;
  pace?(ticks: number): void;
}

const takeLateTurn: RecordTaker<SlowSink> = (sink, id, values) => sink.lateTurn?.(id, values);

/** Reads the body of an item lateTurns. Returns false for a count that cannot be. */
export function readLateTurns(from: ByteReader, sink: SlowSink): boolean {
  return readPacked(from, PACKED.lateTurn, from.varint(), 0, 0, takeLateTurn, sink);
}

/** Reads the body of an item forget. Returns false for a count that cannot be. */
export function readForget(from: ByteReader, sink: SlowSink): boolean {
  const count = from.varint();
  if (count > from.left) return false;
  let id = 0;
  for (let i = 0; i < count; i++) {
    id += from.varint();
    if (from.bad) return false;
    sink.forget?.(id);
  }
  return true;
}

/** Reads the body of an item pace. Returns false for no ticks at all, which would be in step never. */
export function readPace(from: ByteReader, sink: SlowSink): boolean {
  const ticks = from.u8();
  if (from.bad || ticks === 0) return false;
  sink.pace?.(ticks);
  return true;
}
