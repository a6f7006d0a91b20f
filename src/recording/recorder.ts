import {
  FRAME_HEAD_BYTES_MAX,
  RECORDING_BYTES_MAX,
  RECORDING_TICKS_MAX,
  RecordingError,
  type RecordingHeader,
  wireRows,
  writeRecordingFrame,
  writeRecordingHead,
} from '../../client/playback-file.ts';
import type { World } from '../../components/world.ts';
import { FRAME_BYTES_MAX } from '../limits.ts';
import { TICKS_PER_SECOND } from '../maths/fixed-point.ts';
import { worldHash } from '../memory/used-rows.ts';
import { ByteWriter } from '../protocol/bytes.ts';
import { ITEM } from '../protocol/fields.ts';
import { type SectorGrid, writeCheck, writeOwners, writeSectorList, writeView } from '../protocol/items.ts';
import { sectorHash } from '../replication/columns.ts';
import { ChangedEntities } from './changed-entities.ts';
import { EntitiesBySector } from './entities-by-sector.ts';
import { recordingGrid } from './recording-grid.ts';
import { writeToldBattles } from './told-battles.ts';

/** A seek reads on from a keyframe: more ticks make the file smaller and every jump of the slider slower. */
const KEYFRAME_INTERVAL_TICKS = 10 * TICKS_PER_SECOND;

/** Sectors checked per second, in turn; a player goes over all entities for each. */
const CHECKS_PER_SECOND = 16;

const FIRST_BYTES = 1024 * 1024;

/**
 * Records all entities of a world tick by tick, by comparing their replicated columns with those of the tick before:
 * it needs nothing of the tick's own change log, which a replay without viewers does not encode.
 */
export class Recorder {
  readonly grid: SectorGrid;
  readonly untilTick: number;
  frames = 0;
  readonly #world: World;
  readonly #fromTick: number;
  readonly #fromHash: number;
  #untilHash: number;
  readonly #keyframes: [tick: number, offset: number][] = [];
  readonly #changed: ChangedEntities;
  readonly #sectors: EntitiesBySector;
  readonly #items = new ByteWriter(new Uint8Array(FRAME_BYTES_MAX));
  readonly #frames = new ByteWriter(new Uint8Array(FIRST_BYTES));
  #tick: number;
  #frameTick: number;
  #checkSector = 0;
  /** Owners as they were recorded last, and districts whose owner is to be recorded. */
  readonly #owners: Uint8Array;
  readonly #districts: Uint32Array;

  /** Begins with the world as it is. `untilTick` is the last tick to be recorded. Throws RecordingError. */
  constructor(world: World, untilTick: number) {
    const tick = world.ledger.tick[0];
    if (untilTick - tick > RECORDING_TICKS_MAX) {
      throw new RecordingError(
        `found ${untilTick - tick} ticks, allowed: ${RECORDING_TICKS_MAX} in one recording`,
      );
    }
    this.#world = world;
    this.grid = recordingGrid(world);
    this.untilTick = untilTick;
    this.#changed = new ChangedEntities(world);
    this.#sectors = new EntitiesBySector(world, this.grid);
    this.#owners = new Uint8Array(world.graph.districtCount);
    this.#districts = new Uint32Array(world.graph.districtCount);
    this.#tick = this.#fromTick = this.#frameTick = tick;
    this.#fromHash = this.#untilHash = this.#hash();
    this.#keyframe();
    this.#endFrame(tick);
  }

  /** Records the tick that the world has just run; later ones than the last are passed over. Throws RecordingError. */
  record(): void {
    const tick = this.#world.ledger.tick[0];
    if (tick > this.untilTick) return;
    if (tick !== this.#tick + 1) throw new Error(`recorder: tick ${tick} came after ${this.#tick}`);
    this.#tick = tick;
    if ((tick - this.#fromTick) % KEYFRAME_INTERVAL_TICKS === 0) {
      this.#keyframe();
      writeToldBattles(this.#items, this.#world, this.grid);
    } else {
      writeToldBattles(this.#items, this.#world, this.grid);
      this.#changed.write(this.#items, this.grid);
      this.#changedOwners(false);
      if (tick % TICKS_PER_SECOND === 0) this.#checks();
    }
    if (this.#items.at > 0) this.#endFrame(tick);
    // Now and not when all is over: a server that was started at this very tick has changed the world since.
    if (tick === this.untilTick) this.#untilHash = this.#hash();
  }

  /** The recording up to the last tick recorded, not zipped yet. */
  file(facts: Pick<RecordingHeader, 'view' | 'world'>): Uint8Array {
    const head = writeRecordingHead({
      fromTick: this.#fromTick,
      untilTick: this.#tick,
      fromHash: this.#fromHash,
      untilHash: this.#untilHash,
      grid: this.grid,
      keyframes: this.#keyframes,
      wire: wireRows(),
      ...facts,
    });
    const file = new Uint8Array(head.length + this.#frames.at);
    file.set(head);
    file.set(this.#frames.bytes.subarray(0, this.#frames.at), head.length);
    return file;
  }

  /** Everybody anew. As the view forgets first, plain entries will do: keyframe items look for whom to forget. */
  #keyframe(): void {
    const { columns, rows } = this.grid;
    const [column, row] = [columns >> 1, rows >> 1];
    this.#keyframes.push([this.#tick, this.#frames.at]);
    writeView(this.#items, true, column, row, Math.max(column, row));
    this.#sectors.sort();
    const { start, members } = this.#sectors.index;
    for (let sector = 0; sector < columns * rows; sector++) {
      const [first, end] = [start[sector], start[sector + 1]];
      if (first === end) continue;
      const { whole } = this.#world.replicated;
      writeSectorList(this.#items, ITEM.enter, this.grid, sector, members, first, end, whole);
    }
    this.#changed.takeAll();
    this.#changedOwners(true);
  }

  /** Who holds the districts that changed hands, or all of them. */
  #changedOwners(isAll: boolean): void {
    const { owner } = this.#world.district;
    let count = 0;
    for (let district = 0; district < this.#owners.length; district++) {
      if (!isAll && owner[district] === this.#owners[district]) continue;
      this.#owners[district] = owner[district];
      this.#districts[count++] = district;
    }
    if (count > 0) writeOwners(this.#items, this.#districts, count, this.#owners);
  }

  /** Hashes of the next sectors in turn that hold anybody. */
  #checks(): void {
    this.#sectors.sort();
    const { index } = this.#sectors;
    const sectorCount = this.grid.columns * this.grid.rows;
    let written = 0;
    for (let i = 0; i < sectorCount && written < CHECKS_PER_SECOND; i++) {
      const sector = this.#checkSector;
      this.#checkSector = (sector + 1) % sectorCount;
      if (index.start[sector] === index.start[sector + 1]) continue;
      writeCheck(this.#items, sector, sectorHash(index, this.#world.replicated.whole, sector));
      written++;
    }
  }

  #endFrame(tick: number): void {
    // Sized so that it cannot be: see the relations in limits.ts.
    if (this.#items.overflowed) throw new Error(`recorder: tick ${tick} does not fit a frame`);
    const needed = this.#frames.at + this.#items.at + FRAME_HEAD_BYTES_MAX;
    if (needed > RECORDING_BYTES_MAX) {
      throw new RecordingError(
        `found more than ${RECORDING_BYTES_MAX} bytes at tick ${tick}, allowed: a shorter span`,
      );
    }
    if (needed > this.#frames.bytes.length) {
      const larger = new Uint8Array(2 * needed);
      larger.set(this.#frames.bytes.subarray(0, this.#frames.at));
      this.#frames.bytes = larger;
    }
    writeRecordingFrame(this.#frames, tick - this.#frameTick, this.#items.bytes.subarray(0, this.#items.at));
    this.#frameTick = tick;
    this.#items.reset();
    this.frames++;
  }

  #hash(): number {
    return worldHash(this.#world, this.#world.graph.districtCount);
  }
}
