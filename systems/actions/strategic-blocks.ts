import type { World } from '../../components/world.ts';
import {
  CONTROL_POINT_COUNT_MAX,
  DISTRICT_COUNT_MAX,
  REGION_COUNT_MAX,
  WORLD_EVENT_COUNT_MAX,
} from '../../src/limits.ts';
import {
  CHANNEL,
  createTerritoryRecord,
  type EventRecord,
  writeEvent,
  writeTerritory,
} from '../../src/protocol/territory-records.ts';
import { ChannelBlock } from './channel-block.ts';
import { readTerritory } from './territory-state.ts';
import { WrittenRecords } from './written-records.ts';

/** Writes blocks of the channels of territories into the frame, one after the other. */
export class StrategicBlocks extends ChannelBlock {
  readonly #record = createTerritoryRecord();
  readonly #event: EventRecord = { kind: 0, region: 0, beginTick: 0, endTick: 0 };
  /** By level. */
  readonly #written = [CONTROL_POINT_COUNT_MAX, DISTRICT_COUNT_MAX, REGION_COUNT_MAX].map(
    (count) => new WrittenRecords(count),
  );
  /** Whether a world event began in this tick. */
  hasEvents = false;
  #tick = 0;
  /** Counts calls of `begin`: by ticks, one world would take the records of another in the same process for its own. */
  #round = 0;

  begin(world: World): void {
    this.#tick = world.ledger.tick[0];
    this.#round = (this.#round + 1) >>> 0;
    this.hasEvents = world.worldEvent.beginTick.includes(this.#tick);
  }

  /** The newest state of a territory of a level. */
  territory(world: World, level: number, index: number): void {
    const { bytes } = world.frame;
    const written = this.#written[level];
    this.count++;
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
      this.count++;
    }
  }

  markTold(district: number): void {
    this.#written[CHANNEL.district].markTold(district, this.#round);
  }

  /** Whether the district's channel has had its block in this tick. */
  wasTold(district: number): boolean {
    return this.#written[CHANNEL.district].wasTold(district, this.#round);
  }
}
