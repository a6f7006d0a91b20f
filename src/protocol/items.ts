import { type BattleSink, readBattle, readKit } from './battle-items.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { ITEM, VIEW_RESET } from './fields.ts';
import { PACKED, type PackedLayout, type RecordTaker, readPacked, writePacked } from './packed.ts';
import type { Columns } from './records.ts';
import { readForget, readLateTurns, readPace, type SlowSink } from './slow-items.ts';

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
    writePacked(to, PACKED.turn, ids, from, until, columns, 0, 0);
  }
}

/** Writes `ids[start..end)` as courses that will be taken some ticks after the frame's. */
export function writeNextTurns(
  to: ByteWriter,
  ids: ArrayLike<number>,
  start: number,
  end: number,
  columns: Columns,
): void {
  to.u8(ITEM.nextTurns);
  to.varint(end - start);
  writePacked(to, PACKED.nextTurn, ids, start, end, columns, 0, 0);
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
  const layout = tag === ITEM.place ? PACKED.place : PACKED.whole;
  writePacked(to, layout, ids, start, end, columns, sectorOriginX(grid, sector), sectorOriginY(grid, sector));
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
  writePacked(to, tag === ITEM.hurt ? PACKED.hurt : PACKED.aim, ids, start, end, columns, 0, 0);
}

export function writeView(to: ByteWriter, reset: boolean, column: number, row: number, radius: number): void {
  to.u8(ITEM.view);
  to.u8(reset ? VIEW_RESET : 0);
  to.varint(column);
  to.varint(row);
  to.u8(radius);
}

/** Most sectors of a quiet view are empty, and checks are most of what it is sent: those have an item of their own. */
export function writeCheck(to: ByteWriter, sector: number, hash: number): void {
  to.u8(hash === 0 ? ITEM.vacant : ITEM.check);
  to.varint(sector);
  if (hash !== 0) to.u32(hash);
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
export interface ItemSink extends BattleSink, SlowSink {
  turn(id: number, values: Int32Array): void;
  /** A course that will be taken some ticks after that of the frame. */
  nextTurn?(id: number, values: Int32Array): void;
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

/**
 * Reads all items of one frame. Returns false at the first thing it cannot read: the frame is then to be treated
 * as lost as a whole, by asking the server for a fresh view.
 */
export function readItems(from: ByteReader, grid: SectorGrid, sink: ItemSink): boolean {
  const sectorCount = grid.columns * grid.rows;
  while (from.left > 0) {
    const tag = from.u8();
    if (tag >= 1 && tag <= ITEM.turnsMax) {
      if (!readList(from, PACKED.turn, tag, 0, 0, sink, ITEM.turnsMax)) return false;
      continue;
    }
    switch (tag) {
      case ITEM.enter:
      case ITEM.keyframe:
      case ITEM.place: {
        const sector = from.varint();
        const count = from.varint();
        if (from.bad || sector >= sectorCount) return false;
        if (tag === ITEM.keyframe) sink.keyframe(sector);
        const layout = tag === ITEM.place ? PACKED.place : PACKED.whole;
        const x = sectorOriginX(grid, sector);
        const y = sectorOriginY(grid, sector);
        if (!readList(from, layout, count, x, y, sink, tag)) return false;
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
        const layout = tag === ITEM.hurt ? PACKED.hurt : PACKED.aim;
        if (!readList(from, layout, from.varint(), 0, 0, sink, tag)) return false;
        break;
      }
      case ITEM.nextTurns:
        if (!readList(from, PACKED.nextTurn, from.varint(), 0, 0, sink, tag)) return false;
        break;
      case ITEM.battle:
        if (!readBattle(from, sectorCount, sink)) return false;
        break;
      case ITEM.kit:
        if (!readKit(from, sink)) return false;
        break;
      case ITEM.lateTurns:
        if (!readLateTurns(from, sink)) return false;
        break;
      case ITEM.forget:
        if (!readForget(from, sink)) return false;
        break;
      case ITEM.pace:
        if (!readPace(from, sink)) return false;
        break;
      case ITEM.view: {
        const flags = from.u8();
        const column = from.varint();
        const row = from.varint();
        const radius = from.u8();
        if (!from.bad) sink.view((flags & VIEW_RESET) !== 0, column, row, radius);
        break;
      }
      case ITEM.check:
      case ITEM.vacant: {
        const sector = from.varint();
        const hash = tag === ITEM.check ? from.u32() : 0;
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
  layout: PackedLayout,
  count: number,
  originX: number,
  originY: number,
  sink: ItemSink,
  tag: number,
): boolean {
  return readPacked(from, layout, count, originX, originY, TAKERS[tag], sink);
}

/** What is done with a record of an item, by its tag; turns go by the highest. */
const TAKERS: Readonly<Record<number, RecordTaker<ItemSink>>> = {
  [ITEM.turnsMax]: (sink, id, values) => sink.turn(id, values),
  [ITEM.nextTurns]: (sink, id, values) => sink.nextTurn?.(id, values),
  [ITEM.place]: (sink, id, values) => sink.place(id, values),
  [ITEM.hurt]: (sink, id, values) => sink.hurt?.(id, values),
  [ITEM.aim]: (sink, id, values) => sink.aim?.(id, values),
  [ITEM.enter]: (sink, id, values) => sink.enter(id, values),
  [ITEM.keyframe]: (sink, id, values) => sink.enter(id, values),
};
