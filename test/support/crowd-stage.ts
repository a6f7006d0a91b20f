import { CrowdsView } from '../../client/crowds-view.ts';
import { TerritoryView } from '../../client/territory-view.ts';
import type { World } from '../../components/world.ts';
import { serverSchema } from '../../src/config/server-schema.ts';
import { Doorkeeper } from '../../src/gateway/admission.ts';
import { CommandSender } from '../../src/gateway/command-sender.ts';
import type { Connection } from '../../src/gateway/connection.ts';
import { Gateway } from '../../src/gateway/gateway.ts';
import { GatewayMetrics } from '../../src/gateway/gateway-metrics.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { allocateCommandRing, CommandRing } from '../../src/memory/command-ring.ts';
import { allocateFrameRing, FrameRingReader, FrameRingWriter } from '../../src/memory/frame-ring.ts';
import { allocateMetrics } from '../../src/memory/metrics-block.ts';
import { allocateTerritoryBoard, TerritoryBoard } from '../../src/memory/territory-board.ts';
import { ByteReader } from '../../src/protocol/bytes.ts';
import { crowdsChannel, factionOfCrowds, scaleOfCrowds } from '../../src/protocol/channel-names.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { SERVER_MESSAGE } from '../../src/protocol/server-messages.ts';
import { CHANNEL, readRecords } from '../../src/protocol/territory-records.ts';
import { STRATEGIC_WORDS } from '../../src/replication/frame.ts';
import { BoardWriter } from '../../src/sim/board-writer.ts';
import type { AfterSystem } from '../../src/sim/tick.ts';
import { birthsAndDeaths, type Dice, orderAtRandom, seeded, teleportAtRandom } from './random-life.ts';
import { FakeSocket, type TestClient } from './test-client.ts';
import { type HarnessOptions, startWorld, type WorldHarness } from './world-harness.ts';

/**
 * A whole world in which units come, go and fight, told by its schedule to a real board and a real gateway with
 * channels. 64 x 64 sectors: 16 x 16 cells of scale 2 and 4 x 4 of scale 4.
 */

const SERVER = serverSchema.parse({
  ...{ network: {}, sessions: {}, operator: {} },
  ...{ storage: {}, loop: {}, log: {} },
});

export const FACTIONS = Array.from({ length: SIDE_COUNT - 1 }, (_, i) => i + 1);
export const SCALES = [2, 4];
/** All channels of crowds. */
export const CROWDS = SCALES.flatMap((scale) => FACTIONS.map((faction) => crowdsChannel(scale, faction)));

/** Units are told of in this tick of each second. */
export const TELL_TICK = 29;

/** A block of a channel of crowds, as it lies in the frame. */
export interface CrowdBlock {
  readonly scale: number;
  readonly faction: number;
  readonly sequence: number;
  /** "x y count" of each record. */
  readonly records: string[];
}

interface Options extends HarnessOptions {
  summaries?: 'all' | 'own' | 'none';
  era?: number;
}

export class CrowdStage {
  readonly server: WorldHarness;
  readonly gateway: Gateway;
  readonly board: TerritoryBoard;
  readonly metrics = new GatewayMetrics(allocateMetrics(), 0);
  readonly dice: Dice;
  readonly players: TestClient[];
  readonly #boardWriter: BoardWriter;
  readonly #writer: FrameRingWriter;
  readonly #reader: FrameRingReader;

  constructor({ summaries = 'own', era = 1, seed = 1, ...options }: Options = {}) {
    this.server = startWorld({
      ...{ widthMeters: 6_400, heightMeters: 6_400, patrols: 300, seed },
      ...options,
    });
    this.dice = seeded(seed);
    this.players = options.memory ? [] : FACTIONS.map((faction) => this.server.join({ faction }));
    const { graph, grid, crowdGrid } = this.world;
    const shared = allocateTerritoryBoard(graph);
    this.board = new TerritoryBoard(shared, graph);
    this.#boardWriter = new BoardWriter(shared, this.world, era);
    const frames = allocateFrameRing();
    this.#writer = new FrameRingWriter(frames);
    this.#reader = new FrameRingReader(frames, 4_000_000);
    const summaryScales = crowdGrid.scales.map(({ scale }) => scale);
    const names = { ...graph, regionIds: [], summaries, summaryScales };
    this.gateway = new Gateway(
      {
        network: { ...SERVER.network, frameBurst: 100_000, byteBurst: 1_000_000 },
        ...{ sessions: SERVER.sessions, grid, connectionsMax: 100, tickZeroMicros: () => 0 },
        territory: { board: this.board, names, world: 'stage' },
      },
      this.#reader,
      new CommandSender(new CommandRing(allocateCommandRing()), 0),
      new Doorkeeper(SERVER.sessions),
      this.metrics,
    );
  }

  get world(): World {
    return this.server.world;
  }

  /** Ticks in which nobody does anything but what the schedule does. */
  tick(count = 1, after: (world: World) => void = () => {}, afterSystem: AfterSystem = () => {}): void {
    for (let i = 0; i < count; i++) {
      this.server.tick(1, afterSystem);
      this.#boardWriter.follow();
      this.#writer.publish(this.world.frame, 0);
      after(this.world);
    }
  }

  /** Ticks in which units are born, die, are sent about and set to other places. */
  live(count: number, after: (world: World) => void = () => {}): void {
    for (let i = 0; i < count; i++) {
      orderAtRandom(this.server, this.players, this.dice);
      birthsAndDeaths(this.server, this.dice);
      teleportAtRandom(this.server, this.dice);
      this.tick(1, after);
    }
  }

  /** Goes on until units were told of, `rounds` times. */
  liveToTelling(rounds = 1, after: (world: World) => void = () => {}): void {
    for (let round = 0; round < rounds; round++) {
      do this.live(1, after);
      while (this.world.ledger.tick[0] % 60 !== TELL_TICK);
    }
  }

  deliver(): void {
    for (let state = this.#reader.read(); state !== 'none'; state = this.#reader.read()) {
      if (state === 'lapped') this.gateway.lapped();
      else this.gateway.deliver();
    }
  }

  count(name: Parameters<GatewayMetrics['count']>[0]): number {
    const { metrics } = this.metrics;
    return metrics.value(metrics.at(name));
  }
}

/** The blocks of crowds in the frame of this tick. */
export function blocksOf({ frame }: World): CrowdBlock[] {
  const { words, count } = frame.strategic;
  const blocks: CrowdBlock[] = [];
  for (let at = 0; at < count * STRATEGIC_WORDS; at += STRATEGIC_WORDS) {
    const [level, index, sequence, start, bytes] = words.subarray(at, at + STRATEGIC_WORDS);
    if (level !== CHANNEL.crowds) continue;
    const records: string[] = [];
    const reader = new ByteReader(frame.bytes.bytes, start, start + bytes);
    readRecords(reader, reader.varint(), {
      territory: () => {},
      event: () => {},
      crowd: (record) => records.push(`${record.x} ${record.y} ${record.count}`),
    });
    blocks.push({ scale: scaleOfCrowds(index), faction: factionOfCrowds(index), sequence, records });
  }
  return blocks;
}

/** Where all who live are, counted one by one: "x y count" by scale and faction, for cells with anybody in them. */
export function countedByHand(world: World, scale: number, faction: number): string[] {
  const { identity, fighter, motion, ledger, grid } = world;
  const counts = new Map<string, number>();
  for (let id = 1; id <= ledger.entityHigh[0]; id++) {
    const lives = [ENTITY_KIND.patrol, ENTITY_KIND.avatar, ENTITY_KIND.convoy].some(
      (kind) => kind === identity.kind[id],
    );
    if (!lives || identity.faction[id] !== faction || fighter.respawnTick[id] !== 0) continue;
    let [x, y] = [Math.floor(motion.x[id] / grid.units), Math.floor(motion.y[id] / grid.units)];
    for (let i = 0; i < scale; i++) [x, y] = [Math.floor(x / 2), Math.floor(y / 2)];
    counts.set(`${x} ${y}`, (counts.get(`${x} ${y}`) ?? 0) + 1);
  }
  return [...counts].map(([place, count]) => `${place} ${count}`).sort();
}

/** What a view holds of a scale and faction, in the same form. */
export function heldBy(crowds: CrowdsView, scale: number, faction: number): string[] {
  const held: string[] = [];
  for (const { x, y, counts } of crowds.cells(scale)) {
    if (counts[faction] > 0) held.push(`${x} ${y} ${counts[faction]}`);
  }
  return held.sort();
}

let slots = 0;

/** A binary client with the views of the SDK, on one connection at a time. */
export class CrowdClient {
  readonly refused: string[] = [];
  readonly crowds = new CrowdsView({ crowd: () => {} });
  readonly view: TerritoryView;
  socket!: FakeSocket;
  connection!: Connection;
  bytes = 0;
  readonly #stage: CrowdStage;
  readonly #faction: number;

  /** `faction` of the player; 0 = an observer. */
  constructor(stage: CrowdStage, faction = 0) {
    this.#stage = stage;
    this.#faction = faction;
    const events = {
      ...{ territory: () => {}, worldEvent: () => {} },
      refused: (channel: string) => this.refused.push(channel),
      send: (frame: Uint8Array) => stage.gateway.receive(this.connection, frame, true),
    };
    this.view = new TerritoryView(events, undefined, undefined, this.crowds);
    this.open();
  }

  open(): void {
    this.socket = new FakeSocket((bytes) => {
      if ((bytes[0] & 7) !== SERVER_MESSAGE.strategic) return;
      this.bytes += bytes.length;
      this.view.message(bytes.slice(), 0);
    });
    this.connection = this.#stage.gateway.open(this.socket, '127.0.0.1');
    this.connection.state = 'open';
    this.connection.slot = ++slots;
    this.connection.faction = this.#faction;
    this.view.opened(0);
  }

  drop(): void {
    this.#stage.gateway.closed(this.connection);
  }
}

/** A client of marchland.json.v1, and what it heard. */
export class CrowdJsonClient {
  readonly heard: Record<string, unknown>[] = [];
  readonly #stage: CrowdStage;
  readonly #connection: Connection;

  constructor(stage: CrowdStage, faction = 0) {
    this.#stage = stage;
    const socket = new FakeSocket((bytes) => this.heard.push(JSON.parse(Buffer.from(bytes).toString())));
    this.#connection = stage.gateway.open(socket, '127.0.0.1', true);
    this.#connection.faction = faction;
  }

  say(message: object): void {
    this.#stage.gateway.receive(this.#connection, Buffer.from(JSON.stringify(message)), false);
  }
}
