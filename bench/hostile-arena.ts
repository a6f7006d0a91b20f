import { POSTURE } from '../components/combat-rules.ts';
import type { World } from '../components/world.ts';
import { checkTexts } from '../src/config/load.ts';
import { parseOverrides } from '../src/config/override.ts';
import { type Config, configNames } from '../src/config/schema.ts';
import { Doorkeeper } from '../src/gateway/admission.ts';
import { CommandSender } from '../src/gateway/command-sender.ts';
import type { Connection } from '../src/gateway/connection.ts';
import { Gateway } from '../src/gateway/gateway.ts';
import { GatewayMetrics } from '../src/gateway/gateway-metrics.ts';
import { FRAME_BYTES_MAX, INBOX_RECORDS_PER_TICK_MAX } from '../src/limits.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { mix32 } from '../src/maths/random.ts';
import { allocateCommandRing, CommandRing } from '../src/memory/command-ring.ts';
import { allocateFrameRing, FrameRingReader, FrameRingWriter } from '../src/memory/frame-ring.ts';
import { allocateMetrics } from '../src/memory/metrics-block.ts';
import { allocateWorldMemory } from '../src/memory/world-memory.ts';
import { ORDER, TOKEN_BYTES, writeOrders } from '../src/protocol/client-messages.ts';
import { createWorld, populate } from '../src/sim/create-world.ts';
import { rulesFrom } from '../src/sim/rules.ts';
import { sectorGrid } from '../src/sim/sector-grid.ts';
import { runTick } from '../src/sim/tick.ts';
import { buildTerritoryGraph } from '../src/territory/graph.ts';
import { assertWork } from './failure.ts';
import { HostileClient } from './hostile-client.ts';
import { brawlTurn, TURNS_PER_SECOND } from './load/brawl-turns.ts';
import { brawlWorkload } from './load/brawl-workload.ts';

const nobodyMeasures = () => {};

/**
 * The world of the brawl in this thread: fighters that turn and attack all the time, and a hostile client among them.
 * All orders go through a real gateway, and all that is told goes out through it, to sockets that lead nowhere. Two
 * arenas of one seed do the same, to the bit.
 */
export class HostileArena {
  readonly world: World;
  readonly hostile: HostileClient;
  /** Session of the hostile client. */
  readonly hostileSlot: number;
  readonly #ring = new CommandRing(allocateCommandRing());
  readonly #sender = new CommandSender(this.#ring, 0);
  readonly #writer: FrameRingWriter;
  readonly #reader: FrameRingReader;
  readonly #gateway: Gateway;
  readonly #fighters: Connection[];
  readonly #sequences: Uint32Array;
  readonly #isRoused: Uint8Array;
  readonly #seed: number;
  #draws = 0;
  #turns = 0;

  constructor(clients: number, hostileOrdersPerSecond: number, seed: number) {
    const config = brawlConfig(clients);
    const graph = buildTerritoryGraph(brawlWorkload.world(clients));
    const grid = sectorGrid(graph, config.world.sectorSizeMeters);
    this.#seed = seed;
    this.world = createWorld(allocateWorldMemory(), graph, grid, rulesFrom(config), seed);
    populate(this.world, config.world.inhabitants.patrols);
    const frames = allocateFrameRing();
    this.#writer = new FrameRingWriter(frames);
    this.#reader = new FrameRingReader(frames, (FRAME_BYTES_MAX / 4) * 3);
    // Here ticks follow each other faster than on the wall's clock, so limits are kept on the world's, by who sends.
    const unlimited = { framesPerSecond: 1e9, frameBurst: 1e9, bytesPerSecond: 1e12, byteBurst: 1e12 };
    this.#gateway = new Gateway(
      {
        network: { ...config.server.network, ...unlimited },
        sessions: config.server.sessions,
        grid,
        connectionsMax: clients + 1,
        tickZeroMicros: () => 0,
      },
      this.#reader,
      this.#sender,
      new Doorkeeper(config.server.sessions),
      new GatewayMetrics(allocateMetrics(), 0),
    );
    this.#fighters = Array.from({ length: clients }, (_, client) => this.#join(client, () => {}));
    const connection = this.#join(clients, (bytes) => this.hostile.read(bytes));
    this.hostile = new HostileClient(this.world, this.#gateway, connection, hostileOrdersPerSecond, seed);
    this.#sequences = new Uint32Array(clients);
    this.#isRoused = new Uint8Array(clients);
    this.#begin();
    this.hostileSlot = connection.slot;
  }

  /** Gives the orders of the coming tick: those of the fighters, and of the hostile client where it is loud. */
  order(isLoud: boolean): void {
    const { inbox, ledger } = this.world;
    const due = ((ledger.tick[0] + 1) * TURNS_PER_SECOND * this.#fighters.length) / TICKS_PER_SECOND;
    for (; this.#turns < due; this.#turns++) this.#turn(this.#turns % this.#fighters.length);
    this.hostile.act(isLoud);
    inbox.count = this.#ring.drain(inbox.words, 0, INBOX_RECORDS_PER_TICK_MAX);
  }

  /** Runs the tick; nothing else. Returns the milliseconds it took. */
  tick(): number {
    const start = performance.now();
    runTick(this.world, nobodyMeasures);
    return performance.now() - start;
  }

  /** Tells everybody of the tick. */
  deliver(): void {
    this.#writer.publish(this.world.frame, 0);
    assertWork(this.#reader.read() === 'frame', 'frame ring: no frame came out of it');
    this.#gateway.deliver();
  }

  /** The tick in which all sessions open. */
  #begin(): void {
    const { inbox } = this.world;
    inbox.count = this.#ring.drain(inbox.words, 0, INBOX_RECORDS_PER_TICK_MAX);
    this.tick();
    this.deliver();
    assertWork(
      this.#fighters.every(({ state }) => state === 'open'),
      'sessions: not all were opened',
    );
  }

  /** Asks for a session as a hello does, but with an account and a token that are the same in every run. */
  #join(client: number, read: (bytes: Uint8Array) => void): Connection {
    const socket = {
      send: (bytes: Uint8Array) => {
        read(bytes);
        return 1;
      },
      bufferedBytes: () => 0,
      ping: () => {},
      end: () => {},
      destroy: () => {},
    };
    const connection = this.#gateway.open(socket, '127.0.0.1');
    connection.state = 'joining';
    connection.token = new Uint8Array(TOKEN_BYTES);
    this.#sender.join({
      connection: connection.id,
      role: brawlWorkload.role(client),
      faction: brawlWorkload.faction!(client),
      focus: brawlWorkload.focus(client),
      account: Int32Array.of(client + 1, 0),
      ticket: new Int32Array(2),
      nextToken: Int32Array.of(client + 1, 0, 0, 0),
    });
    return connection;
  }

  /** As the director of the brawl has its clients turn; where they stand is read off the world. */
  #turn(client: number): void {
    const { fighter, graph, motion, session } = this.world;
    const id = session.avatar[this.#fighters[client].slot];
    if (fighter.respawnTick[id] !== 0) {
      this.#isRoused[client] = 0;
      return;
    }
    if (this.#isRoused[client] === 0) this.#give(client, ORDER.posture, POSTURE.attack, 0);
    this.#isRoused[client] = 1;
    const stand = { x: motion.x[id], y: motion.y[id], width: graph.widthUnits, height: graph.heightUnits };
    const { heading, percent } = brawlTurn(stand, (bound) => this.#below(bound));
    this.#give(client, ORDER.moveDirection, heading, percent);
  }

  #give(client: number, op: number, a: number, b: number): void {
    const sequence = ++this.#sequences[client];
    this.#gateway.receive(this.#fighters[client], writeOrders([{ sequence, op, a, b }]), true);
  }

  #below(bound: number): number {
    return mix32(this.#seed ^ Math.imul(++this.#draws, 0x9e37_79b1)) % bound;
  }
}

/** One rest as long as a run: what is used up after the first is refused for it. */
const REST_SETTING = 'balance.combat.avatar.useRestSeconds=3600';

/** The defaults, whatever the files in `config/` say, with what the brawl sets. */
function brawlConfig(clients: number): Config {
  const { overrides, problems } = parseOverrides([...brawlWorkload.settings(clients), REST_SETTING]);
  assertWork(problems.length === 0, problems.join('; '));
  const texts = configNames.map((name) => [name, { file: name, text: undefined }] as const);
  return checkTexts(new Map(texts), overrides) as Config;
}
