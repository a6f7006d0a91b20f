import {
  CONVOY_COUNT_MAX,
  CROWD_CELL_COUNT_MAX,
  PATH_NODES,
  ROUTE_COUNT_MAX,
  WORLD_EVENT_COUNT_MAX,
} from '../limits.ts';
import type { TerritoryBoard } from '../memory/territory-board.ts';
import { ByteReader, ByteWriter } from '../protocol/bytes.ts';
import { factionOfCrowds } from '../protocol/channel-names.ts';
import {
  createConvoyRecord,
  createRouteRecord,
  createRouteSummary,
  writeConvoy,
  writeRoute,
  writeRouteSummary,
} from '../protocol/route-records.ts';
import {
  CHANNEL,
  createTerritoryRecord,
  type EventRecord,
  type RecordSink,
  readRecords,
  writeEvent,
  writeTerritory,
} from '../protocol/territory-records.ts';
import type { ChannelDirectory } from './channel-directory.ts';
import { writeWholeCrowds } from './crowd-states.ts';
import { writeWholeConflicts, writeWholeMind, writeWholePacts } from './mind-states.ts';

/** A record is shorter; see writeTerritory. */
const RECORD_BYTES_MAX = 32;
/** All routes, each with the longest path, and all convoys there can be; see writeRoute and writeConvoy. */
const ROUTE_BYTES_MAX = 64 + 3 * PATH_NODES;
const CONVOY_BYTES_MAX = 40;
const ROUTES_BYTES_MAX = ROUTE_COUNT_MAX * ROUTE_BYTES_MAX + (CONVOY_COUNT_MAX + 1) * CONVOY_BYTES_MAX;
/** More than a record is long; see writeCrowd. */
const CROWDS_BYTES_MAX = CROWD_CELL_COUNT_MAX * 12;

/**
 * Reads the board for whoever begins to listen to a channel, in the form of a block: all that the channel can tell, as
 * it is now. World events are not on the board, so those that the global channel told of are remembered here.
 */
export class WholeStates implements RecordSink {
  /** The state last read, and the sequence that it stands at. */
  readonly to: ByteWriter;
  sequence = 0;
  readonly #board: TerritoryBoard;
  readonly #directory: ChannelDirectory;
  readonly #record = createTerritoryRecord();
  readonly #route = createRouteRecord();
  readonly #convoy = createConvoyRecord();
  readonly #summary = createRouteSummary();
  readonly #reader = new ByteReader(new Uint8Array(0));
  readonly #events: EventRecord[] = [];

  constructor(board: TerritoryBoard, directory: ChannelDirectory) {
    const { controlPointStart, districtCount, regionCount } = directory.names;
    this.#board = board;
    this.#directory = directory;
    let pointsMax = 0;
    for (let d = 0; d < districtCount; d++) {
      pointsMax = Math.max(pointsMax, controlPointStart[d + 1] - controlPointStart[d]);
    }
    const records = Math.max(1 + pointsMax, districtCount + regionCount + WORLD_EVENT_COUNT_MAX);
    this.to = new ByteWriter(
      new Uint8Array(8 + Math.max(records * RECORD_BYTES_MAX, ROUTES_BYTES_MAX, CROWDS_BYTES_MAX)),
    );
  }

  /** Remembers the world events in a block of the global channel. */
  note(bytes: Uint8Array, start: number, end: number): void {
    this.#reader.reset(bytes, start, end);
    readRecords(this.#reader, this.#reader.varint(), this);
  }

  territory(): void {}

  event(event: EventRecord): void {
    const known = this.#events.find(({ kind, region }) => kind === event.kind && region === event.region);
    if (known) Object.assign(known, event);
    else this.#events.push({ ...event });
    while (this.#events.length > WORLD_EVENT_COUNT_MAX) this.#events.shift();
  }

  /** Sequence of a channel, as the board has it. */
  sequenceOf(key: number): number {
    const level = this.#directory.levelOf(key);
    if (level === CHANNEL.global) return this.#board.globalSequence;
    const index = this.#directory.indexOf(key);
    if (level === CHANNEL.routes) return this.#board.routes.sequenceOf(index);
    if (level === CHANNEL.decisions) return this.#board.minds.sequenceOf(index);
    if (level === CHANNEL.events) return this.#board.minds.eventsSequence;
    if (level === CHANNEL.conflicts) return this.#board.minds.conflictsSequence;
    if (level === CHANNEL.crowds) {
      return this.#board.crowds.sequenceOf(this.#directory.crowdPlaceOf(index), factionOfCrowds(index));
    }
    return this.#board.sequenceOf(level, index);
  }

  /** Reads the state of a channel. Returns false when the simulation stopped in the middle of a write. */
  read(key: number): boolean {
    const level = this.#directory.levelOf(key);
    const index = this.#directory.indexOf(key);
    return this.#board.stable(() => {
      this.to.reset();
      this.sequence = this.sequenceOf(key);
      this.#write(level, index);
    });
  }

  /** Reads a single territory, as a block of one record. */
  readOne(level: number, index: number): boolean {
    return this.#board.stable(() => {
      this.to.reset();
      this.to.varint(1);
      this.#put(level, index);
    });
  }

  #write(level: number, index: number): void {
    const { controlPointStart, districtCount, regionCount } = this.#directory.names;
    if (level === CHANNEL.controlPoint) {
      this.to.varint(1);
      this.#put(level, index);
    } else if (level === CHANNEL.district) {
      const first = controlPointStart[index];
      const end = controlPointStart[index + 1];
      this.to.varint(1 + end - first);
      this.#put(level, index);
      for (let point = first; point < end; point++) this.#put(CHANNEL.controlPoint, point);
    } else if (level === CHANNEL.region) {
      const districts = this.#directory.districtsOf(index);
      const events = this.#current(index);
      this.to.varint(1 + districts.length + events.length);
      this.#put(level, index);
      for (const district of districts) this.#put(CHANNEL.district, district);
      for (const event of events) writeEvent(this.to, event);
    } else if (level === CHANNEL.routes) {
      this.#writeRoutes(index);
    } else if (level === CHANNEL.decisions) {
      writeWholeMind(this.to, this.#board.minds, index);
    } else if (level === CHANNEL.events) {
      writeWholePacts(this.to, this.#board.minds, this.#board.tick);
    } else if (level === CHANNEL.conflicts) {
      writeWholeConflicts(this.to, this.#board.minds, districtCount);
    } else if (level === CHANNEL.crowds) {
      const place = this.#directory.crowdPlaceOf(index);
      writeWholeCrowds(this.to, this.#board.crowds, place, factionOfCrowds(index));
    } else {
      const events = this.#current(-1);
      this.to.varint(regionCount + districtCount + events.length);
      for (let region = 0; region < regionCount; region++) this.#put(CHANNEL.region, region);
      for (let district = 0; district < districtCount; district++) this.#put(CHANNEL.district, district);
      for (const event of events) writeEvent(this.to, event);
    }
  }

  /** What a faction has: the count is known when it is written, so the records are counted first. */
  #writeRoutes(faction: number): void {
    const { routes } = this.#board;
    const hasSummary = routes.getSummary(faction, this.#summary);
    let count = hasSummary ? 1 : 0;
    for (let row = 0; row < ROUTE_COUNT_MAX; row++) if (routes.factionOfRoute(row) === faction) count++;
    for (let place = 0; place < CONVOY_COUNT_MAX; place++) {
      if (routes.factionOfConvoy(place) === faction) count++;
    }
    this.to.varint(count);
    for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
      if (routes.factionOfRoute(row) !== faction) continue;
      routes.getRoute(row, this.#route);
      writeRoute(this.to, this.#route);
    }
    for (let place = 0; place < CONVOY_COUNT_MAX; place++) {
      if (routes.factionOfConvoy(place) !== faction) continue;
      routes.getConvoy(place, this.#convoy);
      writeConvoy(this.to, this.#convoy);
    }
    if (hasSummary) writeRouteSummary(this.to, this.#summary);
  }

  #put(level: number, index: number): void {
    this.#board.get(level, index, this.#record);
    writeTerritory(this.to, this.#record);
  }

  /** Events that last, over a region or (-1) over any. */
  #current(region: number): readonly EventRecord[] {
    const { tick } = this.#board;
    return this.#events.filter((event) => event.endTick > tick && (region < 0 || event.region === region));
  }
}
