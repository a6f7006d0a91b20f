import { type BattleSink, readBattle, readKit } from './battle-items.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { type FieldRow, ITEM, LAYOUT, VIEW_RESET } from './fields.ts';
import { type Columns, readRecord, writeRecord } from './records.ts';

/**
 * The items of a world frame, write and read side by side. Ids in a list ascend and are written as steps from the
 * one before, so a crowded sector costs one byte per id.
 */

/** The uniform grid of sectors; the same figures on both ends turn a sector index into a corner. */
export interface SectorGrid {
  /** World units along a sector's side. */
  readonly units: number;
  readonly columns: number;
  readonly rows: number;
}

export function sectorOriginX(grid: SectorGrid, sector: number): number {
  return (sector % grid.columns) * grid.units;
}

export function sectorOriginY(grid: SectorGrid, sector: number): number {
  return Math.floor(sector / grid.columns) * grid.units;
}

/** The sector that holds a position inside the world. */
export function sectorAt(grid: SectorGrid, x: number, y: number): number {
  return Math.floor(y / grid.units) * grid.columns + Math.floor(x / grid.units);
}

/** Writes `ids[start..end)` as new courses, in lists of at most 127. */
export function writeTurns(
  to: ByteWriter,
  ids: ArrayLike<number>,
  start: number,
  end: number,
  columns: Columns,
): void {
  for (let from = start; from < end; from += ITEM.turnsMax) {
    const until = Math.min(end, from + ITEM.turnsMax);
    to.u8(until - from);
    writeList(to, LAYOUT.turn, ids, from, until, columns, 0, 0);
  }
}

/** Writes `ids[start..end)` as an enter, keyframe (both whole records) or place item of `sector`. */
export function writeSectorList(
  to: ByteWriter,
  tag: typeof ITEM.enter | typeof ITEM.keyframe | typeof ITEM.place,
  grid: SectorGrid,
  sector: number,
  ids: ArrayLike<number>,
  start: number,
  end: number,
  columns: Columns,
): void {
  to.u8(tag);
  to.varint(sector);
  to.varint(end - start);
  const layout = tag === ITEM.place ? LAYOUT.place : LAYOUT.whole;
  writeList(to, layout, ids, start, end, columns, sectorOriginX(grid, sector), sectorOriginY(grid, sector));
}

function writeList(
  to: ByteWriter,
  layout: readonly FieldRow[],
  ids: ArrayLike<number>,
  start: number,
  end: number,
  columns: Columns,
  originX: number,
  originY: number,
): void {
  let last = 0;
  for (let i = start; i < end; i++) {
    to.varint(ids[i] - last);
    last = ids[i];
    writeRecord(to, layout, columns, last, originX, originY);
  }
}

export function writeGone(to: ByteWriter, ids: ArrayLike<number>, start: number, end: number): void {
  to.u8(ITEM.gone);
  to.varint(end - start);
  let last = 0;
  for (let i = start; i < end; i++) {
    to.varint(ids[i] - last);
    last = ids[i];
  }
}

/** Writes the harm or the target of `ids[start..end)`. */
export function writeFighters(
  to: ByteWriter,
  tag: typeof ITEM.hurt | typeof ITEM.aim,
  ids: ArrayLike<number>,
  start: number,
  end: number,
  columns: Columns,
): void {
  to.u8(tag);
  to.varint(end - start);
  writeList(to, tag === ITEM.hurt ? LAYOUT.hurt : LAYOUT.aim, ids, start, end, columns, 0, 0);
}

export function writeView(to: ByteWriter, reset: boolean, column: number, row: number, radius: number): void {
  to.u8(ITEM.view);
  to.u8(reset ? VIEW_RESET : 0);
  to.varint(column);
  to.varint(row);
  to.u8(radius);
}

export function writeCheck(to: ByteWriter, sector: number, hash: number): void {
  to.u8(ITEM.check);
  to.varint(sector);
  to.u32(hash);
}

export function writeAnswer(to: ByteWriter, sequence: number, result: number): void {
  to.u8(ITEM.answer);
  to.varint(sequence);
  to.u8(result);
}

export function writeClock(
  to: ByteWriter,
  tick: number,
  durableTick: number,
  paceThousandths: number,
  tickZeroMicros: number,
): void {
  to.u8(ITEM.clock);
  to.u32(tick);
  to.u32(durableTick);
  to.u16(paceThousandths);
  to.f64(tickZeroMicros);
}

export function writeAvatar(to: ByteWriter, entity: number, generation: number): void {
  to.u8(ITEM.avatar);
  to.varint(entity);
  to.u8(generation);
}

/** How far the objective of the client is; `endTick` is when it will be done, or was. */
export function writeObjective(
  to: ByteWriter,
  state: number,
  objective: number,
  controlPoint: number,
  endTick: number,
): void {
  to.u8(ITEM.objective);
  to.u8(state);
  to.u8(objective);
  to.varint(controlPoint);
  to.u32(endTick);
}

/** Writes the owners of `districts[0..count)`, ascending, out of a column of owners by district. */
export function writeOwners(
  to: ByteWriter,
  districts: ArrayLike<number>,
  count: number,
  owners: ArrayLike<number>,
): void {
  to.u8(ITEM.owners);
  to.varint(count);
  let last = -1;
  for (let i = 0; i < count; i++) {
    to.varint(districts[i] - last);
    last = districts[i];
    to.u8(owners[last]);
  }
}

/** What a reader of frames is told, item by item. `values` are in layout order and only lent. */
export interface ItemSink extends BattleSink {
  turn(id: number, values: Int32Array): void;
  enter(id: number, values: Int32Array): void;
  /** Begins a keyframe of a sector; its entities follow as `enter`. */
  keyframe(sector: number): void;
  gone(id: number): void;
  place(id: number, values: Int32Array): void;
  hurt?(id: number, values: Int32Array): void;
  aim?(id: number, values: Int32Array): void;
  view(reset: boolean, column: number, row: number, radius: number): void;
  check(sector: number, hash: number): void;
  answer(sequence: number, result: number): void;
  clock(tick: number, durableTick: number, paceThousandths: number, tickZeroMicros: number): void;
  avatar(entity: number, generation: number): void;
  objective?(state: number, objective: number, controlPoint: number, endTick: number): void;
  owner?(district: number, owner: number): void;
}

const values = new Int32Array(16);

/**
 * Reads all items of one frame. Returns false at the first thing it cannot read: the frame is then to be treated
 * as lost as a whole, by asking the server for a fresh view.
 */
export function readItems(from: ByteReader, grid: SectorGrid, sink: ItemSink): boolean {
  const sectorCount = grid.columns * grid.rows;
  while (from.left > 0) {
    const tag = from.u8();
    if (tag >= 1 && tag <= ITEM.turnsMax) {
      readList(from, LAYOUT.turn, tag, 0, 0, sink, ITEM.turnsMax);
      continue;
    }
    switch (tag) {
      case ITEM.enter:
      case ITEM.keyframe:
      case ITEM.place: {
        const sector = from.varint();
        const count = from.varint();
        if (sector >= sectorCount || count > from.left) return false;
        if (tag === ITEM.keyframe) sink.keyframe(sector);
        readList(
          from,
          tag === ITEM.place ? LAYOUT.place : LAYOUT.whole,
          count,
          sectorOriginX(grid, sector),
          sectorOriginY(grid, sector),
          sink,
          tag,
        );
        break;
      }
      case ITEM.gone: {
        const count = from.varint();
        if (count > from.left) return false;
        let id = 0;
        for (let i = 0; i < count; i++) {
          id += from.varint();
          if (!from.bad) sink.gone(id);
        }
        break;
      }
      case ITEM.hurt:
      case ITEM.aim: {
        const count = from.varint();
        if (count > from.left) return false;
        readList(from, tag === ITEM.hurt ? LAYOUT.hurt : LAYOUT.aim, count, 0, 0, sink, tag);
        break;
      }
      case ITEM.battle:
        if (!readBattle(from, sectorCount, sink)) return false;
        break;
      case ITEM.kit:
        if (!readKit(from, sink)) return false;
        break;
      case ITEM.view: {
        const flags = from.u8();
        const column = from.varint();
        const row = from.varint();
        const radius = from.u8();
        if (!from.bad) sink.view((flags & VIEW_RESET) !== 0, column, row, radius);
        break;
      }
      case ITEM.check: {
        const sector = from.varint();
        const hash = from.u32();
        if (!from.bad) sink.check(sector, hash);
        break;
      }
      case ITEM.answer: {
        const sequence = from.varint();
        const result = from.u8();
        if (!from.bad) sink.answer(sequence, result);
        break;
      }
      case ITEM.clock: {
        const tick = from.u32();
        const durableTick = from.u32();
        const pace = from.u16();
        const tickZeroMicros = from.f64();
        if (!from.bad) sink.clock(tick, durableTick, pace, tickZeroMicros);
        break;
      }
      case ITEM.avatar: {
        const entity = from.varint();
        const generation = from.u8();
        if (!from.bad) sink.avatar(entity, generation);
        break;
      }
      case ITEM.owners: {
        const count = from.varint();
        if (count > from.left) return false;
        let district = -1;
        for (let i = 0; i < count; i++) {
          district += from.varint();
          const owner = from.u8();
          if (!from.bad) sink.owner?.(district, owner);
        }
        break;
      }
      case ITEM.objective: {
        const state = from.u8();
        const objective = from.u8();
        const controlPoint = from.varint();
        const endTick = from.u32();
        if (!from.bad) sink.objective?.(state, objective, controlPoint, endTick);
        break;
      }
      default:
        return false;
    }
  }
  return !from.bad;
}

function readList(
  from: ByteReader,
  layout: readonly FieldRow[],
  count: number,
  originX: number,
  originY: number,
  sink: ItemSink,
  tag: number,
): void {
  let id = 0;
  for (let i = 0; i < count; i++) {
    id += from.varint();
    readRecord(from, layout, values, originX, originY);
    if (from.bad) return;
    if (tag === ITEM.turnsMax) sink.turn(id, values);
    else if (tag === ITEM.place) sink.place(id, values);
    else if (tag === ITEM.hurt) sink.hurt?.(id, values);
    else if (tag === ITEM.aim) sink.aim?.(id, values);
    else sink.enter(id, values);
  }
}
