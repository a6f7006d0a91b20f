import { TerritoryView } from '../../client/territory-view.ts';
import { type ServerConfig, serverSchema } from '../../src/config/server-schema.ts';
import { Doorkeeper } from '../../src/gateway/admission.ts';
import { CommandSender } from '../../src/gateway/command-sender.ts';
import type { Connection } from '../../src/gateway/connection.ts';
import { Gateway } from '../../src/gateway/gateway.ts';
import { GatewayMetrics } from '../../src/gateway/gateway-metrics.ts';
import { allocateCommandRing, CommandRing } from '../../src/memory/command-ring.ts';
import { allocateFrameRing, FrameRingReader, FrameRingWriter } from '../../src/memory/frame-ring.ts';
import { allocateMetrics, type Metrics } from '../../src/memory/metrics-block.ts';
import { allocateTerritoryBoard, TerritoryBoard } from '../../src/memory/territory-board.ts';
import { SERVER_MESSAGE } from '../../src/protocol/server-messages.ts';
import {
  CHANNEL,
  createTerritoryRecord,
  type EventRecord,
  FULL_CENTI,
  type TerritoryRecord,
  writeEvent,
  writeTerritory,
} from '../../src/protocol/territory-records.ts';
import { FrameDraft } from '../../src/replication/frame.ts';
import { FakeSocket } from './test-client.ts';

/**
 * A gateway with territories told of by hand: two regions of two districts with two control points each. `tell` is a
 * tick of the simulation; what it tells is on the board and in the ring, and `deliver` lets the gateway have it.
 */

const DISTRICTS = 4;
const POINTS = 8;
const REGIONS = 2;
export const NAMES = {
  controlPointCount: POINTS,
  districtCount: DISTRICTS,
  regionCount: REGIONS,
  regionIds: ['north', 'south'],
  districtIds: ['A', 'B', 'C', 'D'],
  districtRegion: Uint16Array.of(0, 0, 1, 1),
  controlPointStart: Uint32Array.of(0, 2, 4, 6, 8),
};

const SERVER = serverSchema.parse({
  network: {},
  sessions: {},
  operator: {},
  storage: {},
  loop: {},
  log: {},
});

export class Stage {
  readonly gateway: Gateway;
  readonly board: TerritoryBoard;
  tick = 0;
  era = 1;
  /** By level, then index. */
  readonly states: TerritoryRecord[][];
  readonly sequences: number[][] = [POINTS, DISTRICTS, REGIONS, 1].map((count) => new Array(count).fill(0));
  readonly metrics: Metrics<'gateway'>;
  readonly #reader: FrameRingReader;
  readonly #writer: FrameRingWriter;
  readonly #draft = new FrameDraft();

  constructor(settings: { sessions?: Partial<ServerConfig['sessions']> } = {}) {
    const frames = allocateFrameRing();
    this.#writer = new FrameRingWriter(frames);
    this.#reader = new FrameRingReader(frames, 1_000_000);
    this.board = new TerritoryBoard(allocateTerritoryBoard(NAMES), NAMES);
    this.states = [POINTS, DISTRICTS, REGIONS].map((count, level) =>
      Array.from({ length: count }, (_, index) => ({ ...createTerritoryRecord(), level, index })),
    );
    for (const level of this.states) for (const state of level) state.influence[0] = FULL_CENTI;
    this.#putBoard();
    const sessions = { ...SERVER.sessions, ...settings.sessions };
    const metrics = new GatewayMetrics(allocateMetrics(), 0);
    this.metrics = metrics.metrics;
    this.gateway = new Gateway(
      {
        network: { ...SERVER.network, frameBurst: 100_000, byteBurst: 1_000_000 },
        ...{ sessions, grid: { units: 1000, columns: 2, rows: 2 }, connectionsMax: 100 },
        tickZeroMicros: () => 0,
        territory: { board: this.board, names: NAMES, world: 'stage' },
      },
      this.#reader,
      new CommandSender(new CommandRing(allocateCommandRing()), 0),
      new Doorkeeper(sessions),
      metrics,
    );
  }

  /** Blocks told as they came, blocks told again, and whole states. */
  told(): number[] {
    const { metrics } = this;
    const names = ['strategicBlocks', 'strategicBlocksAgain', 'strategicStates'] as const;
    return names.map((name) => metrics.value(metrics.at(name)));
  }

  /** A tick that changes districts, each with its first control point, and what lies above them. */
  tell(districts: readonly number[], event?: EventRecord): void {
    this.tick += 3;
    const draft = this.#draft;
    draft.clear();
    draft.tick = this.tick;
    for (const district of districts) {
      const point = 2 * district;
      this.#change(CHANNEL.controlPoint, point);
      this.#change(CHANNEL.district, district);
      this.#block(CHANNEL.controlPoint, point, [[0, point]]);
      this.#block(CHANNEL.district, district, [
        [1, district],
        [0, point],
      ]);
    }
    const regions = [0, 1].filter((region) => districts.some((d) => NAMES.districtRegion[d] === region));
    for (const region of regions) {
      this.#change(CHANNEL.region, region);
      const own = districts.filter((d) => NAMES.districtRegion[d] === region);
      this.#block(CHANNEL.region, region, [[2, region], ...own.map((d): [number, number] => [1, d])]);
    }
    const all = [
      ...regions.map((r): [number, number] => [2, r]),
      ...districts.map((d): [number, number] => [1, d]),
    ];
    if (all.length > 0 || event) this.#block(CHANNEL.global, 0, all, event);
    this.#putBoard();
    this.#writer.publish(draft, 0);
  }

  /** Hands the gateway what is in the ring. */
  deliver(): void {
    for (let state = this.#reader.read(); state !== 'none'; state = this.#reader.read()) {
      if (state === 'lapped') this.gateway.lapped();
      else this.gateway.deliver();
    }
  }

  /** What is in the ring is lost to the gateway, as if the writer had come round. */
  lap(): void {
    while (this.#reader.read() !== 'none');
    this.gateway.lapped();
  }

  /** The world was restarted from disk: ticks and sequences have gone back a little. */
  restart(): void {
    this.era++;
    this.tick = Math.max(0, this.tick - 6);
    for (const level of this.sequences)
      for (let i = 0; i < level.length; i++) level[i] = Math.max(0, level[i] - 1);
    for (const level of this.states) for (const state of level) state.tick = Math.min(state.tick, this.tick);
    this.#putBoard();
  }

  #change(level: number, index: number): void {
    const state = this.states[level][index];
    const share = (state.influence[1] + 137) % FULL_CENTI;
    Object.assign(state, {
      tick: this.tick,
      owner: share > 5000 ? 1 : 0,
      label: share > 5000 ? 2 : 0,
      cause: 1,
    });
    state.influence.set([FULL_CENTI - share, share]);
  }

  #block(
    level: number,
    index: number,
    records: readonly (readonly [number, number])[],
    event?: EventRecord,
  ): void {
    const { bytes, strategic } = this.#draft;
    const start = bytes.at;
    bytes.varint(records.length + (event ? 1 : 0));
    for (const [of, which] of records) writeTerritory(bytes, this.states[of][which]);
    if (event) writeEvent(bytes, event);
    const row = strategic.add();
    strategic.words.set([level, index, ++this.sequences[level][index], start, bytes.at - start], row);
  }

  #putBoard(): void {
    this.board.begin(this.tick, this.era, this.sequences[CHANNEL.global][0]);
    for (const [level, states] of this.states.entries()) {
      for (const state of states) this.board.put(state, this.sequences[level][state.index]);
    }
    this.board.end();
  }
}

let slots = 0;

/** A binary client with the territory view of the SDK, on one connection at a time. */
export class StageClient {
  readonly view: TerritoryView;
  readonly told: TerritoryRecord[] = [];
  readonly events: EventRecord[] = [];
  readonly refused: string[] = [];
  /** Strategic messages that arrived. */
  readonly messages: Uint8Array[] = [];
  socket!: FakeSocket;
  connection!: Connection;
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.view = new TerritoryView({
      territory: (state) => this.told.push({ ...state, influence: state.influence.slice() }),
      worldEvent: (event) => this.events.push(event),
      refused: (channel) => this.refused.push(channel),
      send: (frame) => this.#stage.gateway.receive(this.connection, frame, true),
    });
    this.open();
  }

  /** A connection with a session, as after a welcome. */
  open(): void {
    this.socket = new FakeSocket((bytes) => {
      if ((bytes[0] & 7) !== SERVER_MESSAGE.strategic) return;
      this.messages.push(bytes.slice());
      this.view.message(bytes.slice(), 0);
    });
    this.connection = this.#stage.gateway.open(this.socket, '127.0.0.1');
    this.connection.state = 'open';
    this.connection.slot = ++slots;
    this.view.opened(0);
  }

  drop(): void {
    this.#stage.gateway.closed(this.connection);
  }

  /** Reads nothing from now on. */
  stall(): void {
    this.socket.outcome = 0;
    this.socket.buffered = 1_000_000;
  }

  /** Reads on; its view of the world has come anew, which is when a client counts as quick again. */
  drain(): void {
    this.socket.drain();
    this.connection.stale = false;
  }
}
