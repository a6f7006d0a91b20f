import type { World } from '../../components/world.ts';
import {
  CONTROL_POINT_COUNT_MAX,
  DISTRICT_COUNT_MAX,
  REGION_COUNT_MAX,
  WORLD_EVENT_COUNT_MAX,
} from '../../src/limits.ts';
import {
  createTerritoryRecord,
  type EventRecord,
  writeEvent,
  writeTerritory,
} from '../../src/protocol/territory-records.ts';
import { nextSequence, readTerritory } from './territory-state.ts';
import { WrittenRecords } from './written-records.ts';

const COUNT_BYTES = 3;

/** Writes blocks of the strategic channels into the frame, one after the other. */
export class StrategicBlocks {
  readonly #record = createTerritoryRecord();
  readonly #event: EventRecord = { kind: 0, region: 0, beginTick: 0, endTick: 0 };
  /** By level. */
  readonly #written = [CONTROL_POINT_COUNT_MAX, DISTRICT_COUNT_MAX, REGION_COUNT_MAX].map(
    (count) => new WrittenRecords(count),
  );
  readonly #told = new Uint32Array(DISTRICT_COUNT_MAX);
  /** Whether a world event began in this tick. */
  hasEvents = false;
  #tick = 0;
  /** Counts calls of `begin`: by ticks, one world would take the records of another in the same process for its own. */
  #round = 0;
  #start = 0;
  #count = 0;

  begin(world: World): void {
    this.#tick = world.ledger.tick[0];
    this.#round = (this.#round + 1) >>> 0;
    this.hasEvents = world.worldEvent.beginTick.includes(this.#tick);
  }

  /** Begins a block. */
  open(world: World): void {
    const { bytes } = world.frame;
    this.#start = bytes.at;
    this.#count = 0;
    // Room for the count of records, which is known at the end: three bytes, whatever it is.
    for (let i = 0; i < COUNT_BYTES; i++) bytes.u8(0);
  }

  /** The newest state of a territory of a level. */
  territory(world: World, level: number, index: number): void {
    const { bytes } = world.frame;
    const written = this.#written[level];
    this.#count++;
    if (written.copy(bytes, index, this.#round)) return;
    const start = bytes.at;
    readTerritory(world, level, index, this.#record);
    writeTerritory(bytes, this.#record);
    written.keep(index, this.#round, start, bytes.at);
  }

  /** The world events over a region (-1: over any) that began in this tick. */
  events(world: World, region: number): void {
    const { worldEvent } = world;
    for (let i = 0; i < WORLD_EVENT_COUNT_MAX; i++) {
      if (worldEvent.kind[i] === 0 || worldEvent.beginTick[i] !== this.#tick) continue;
      if (region >= 0 && worldEvent.region[i] !== region) continue;
      this.#event.kind = worldEvent.kind[i];
      this.#event.region = worldEvent.region[i];
      this.#event.beginTick = worldEvent.beginTick[i];
      this.#event.endTick = worldEvent.endTick[i];
      writeEvent(world.frame.bytes, this.#event);
      this.#count++;
    }
  }

  /** Ends a block and gives it its number in the channel; an empty one is taken back. */
  close(world: World, level: number, index: number): void {
    const { bytes, strategic } = world.frame;
    if (this.#count === 0) {
      bytes.at = this.#start;
      return;
    }
    const row = strategic.add();
    if (row < 0 || bytes.overflowed) {
      bytes.overflowed = true;
      return;
    }
    // A varint whose bytes say that another follows, however small the count: all territories there are would fit.
    bytes.bytes[this.#start] = (this.#count & 0x7f) | 0x80;
    bytes.bytes[this.#start + 1] = ((this.#count >> 7) & 0x7f) | 0x80;
    bytes.bytes[this.#start + 2] = this.#count >> 14;
    const { words } = strategic;
    words[row] = level;
    words[row + 1] = index;
    words[row + 2] = nextSequence(world, level, index);
    words[row + 3] = this.#start;
    words[row + 4] = bytes.at - this.#start;
  }

  markTold(district: number): void {
    this.#told[district] = this.#round;
  }

  /** Whether the district's channel has had its block in this tick. */
  wasTold(district: number): boolean {
    return this.#told[district] === this.#round;
  }
}
