import { courseAt } from '../../client/course-ahead.ts';
import { INBOX_RECORD_WORDS } from '../../components/inbox.ts';
import { RULES_RECORDS, type Rules, writeRules } from '../../components/rules.ts';
import { SESSION_STATE } from '../../components/session.ts';
import type { World } from '../../components/world.ts';
import { balanceSchema } from '../../src/config/balance-schema.ts';
import { type ServerConfig, serverSchema } from '../../src/config/server-schema.ts';
import { worldSchema } from '../../src/config/world-schema.ts';
import { Doorkeeper } from '../../src/gateway/admission.ts';
import { CommandSender } from '../../src/gateway/command-sender.ts';
import { Gateway } from '../../src/gateway/gateway.ts';
import { GatewayMetrics } from '../../src/gateway/gateway-metrics.ts';
import { FRAME_BYTES_MAX, INBOX_RECORDS_PER_TICK_MAX } from '../../src/limits.ts';
import { allocateCommandRing, CommandRing } from '../../src/memory/command-ring.ts';
import { allocateFrameRing, FrameRingReader, FrameRingWriter } from '../../src/memory/frame-ring.ts';
import { allocateMetrics } from '../../src/memory/metrics-block.ts';
import { worldHash } from '../../src/memory/used-rows.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import { ROLE } from '../../src/protocol/client-messages.ts';
import { createWorld, populate } from '../../src/sim/create-world.ts';
import { type RouteBlocks, RouteExchange } from '../../src/sim/route-exchange.ts';
import { rulesFrom } from '../../src/sim/rules.ts';
import { sectorGrid } from '../../src/sim/sector-grid.ts';
import { type AfterSystem, runTick } from '../../src/sim/tick.ts';
import { worldFromAscii } from '../../src/territory/ascii-world.ts';
import { buildTerritoryGraph } from '../../src/territory/graph.ts';
import { openWorld } from '../../src/territory/open-world.ts';
import { TestClient } from './test-client.ts';

/**
 * A whole server in memory without threads, sockets or a clock. Everything between is real: client bytes go through a
 * gateway into its command ring, ticks run the schedule, frames travel through the frame ring and a gateway's
 * fan-out, and a client's bytes end in the mirror of the client library.
 *
 *   test('an avatar goes where it is told', () => {
 *     const server = startWorld({ map: ['A--B'], cellMeters: 500, patrols: 20 });
 *     const alice = server.join();
 *     server.tick();                                       // the hello is taken: alice has a session and a view
 *     alice.order(ORDER.moveTo, 1_000_000, 900_000);
 *     server.tick(600);                                    // ten seconds
 *     expect(alice.answers).toEqual([{ sequence: 1, result: RESULT.done }]);
 *     server.expectMirrorExact(alice);
 *   });
 */

export interface HarnessOptions {
  /** A drawn world (see territory/ascii-world.ts); without it an open rectangle. */
  map?: readonly string[];
  cellMeters?: number;
  /** Factions to the districts they own, for a drawn world. */
  owners?: Record<number, string[]>;
  widthMeters?: number;
  heightMeters?: number;
  sectorMeters?: number;
  patrols?: number;
  seed?: number;
  gateways?: number;
  connectionsMax?: number;
  rules?: Partial<Rules>;
  network?: Partial<ServerConfig['network']>;
  sessions?: Partial<ServerConfig['sessions']>;
  /** Memory of a restored world, instead of a fresh one. */
  memory?: SharedArrayBuffer;
  /** Threads that answer questions for routes by these blocks; without them they are answered between two ticks. */
  routes?: { workers: number; blocks: RouteBlocks };
}

interface Lane {
  readonly gateway: Gateway;
  readonly reader: FrameRingReader;
  readonly ring: CommandRing;
  /** While set, frames pile up in the ring. */
  asleep: boolean;
}

export class WorldHarness {
  readonly world: World;
  readonly memory: SharedArrayBuffer;
  readonly lanes: Lane[];
  /** The records that each tick took, first tick first: what a journal would hold. */
  readonly journal: Int32Array[] = [];
  /** Ticks that the disk is behind, as frames tell it. What was safe once stays so when this grows. */
  durableLagTicks = 0;
  /** What brings the questions of the world to its route workers, and their answers back. */
  readonly exchange: RouteExchange;
  readonly metrics = allocateMetrics();
  readonly #frames: FrameRingWriter;
  #newRules: Rules | undefined;

  constructor(options: HarnessOptions) {
    const {
      map,
      cellMeters = 500,
      owners,
      widthMeters = 1000,
      heightMeters = 1000,
      sectorMeters = 100,
    } = options;
    const file = map
      ? worldFromAscii(map, { cellMeters, ...(owners ? { owners } : {}) })
      : openWorld({ widthMeters, heightMeters, name: 'open' });
    const graph = buildTerritoryGraph(file);
    const grid = sectorGrid(graph, sectorMeters);
    const server = serverSchema.parse({
      network: {},
      sessions: {},
      operator: {},
      storage: {},
      loop: {},
      log: {},
    });
    const world = worldSchema.parse({
      sectorSizeMeters: sectorMeters,
      inhabitants: { roam: map ? 'territories' : 'open', forts: false },
    });
    const balance = balanceSchema.parse({ avatar: {}, patrol: {} });
    const standard = rulesFrom({ server, world, balance });
    // Patrols that fight would not stay where a scene puts them; what is about fights switches them on.
    const rules = { ...standard, combat: { ...standard.combat, patrolsSeek: 0 }, ...options.rules };
    this.memory = options.memory ?? allocateWorldMemory();
    this.world = createWorld(this.memory, graph, grid, rules, options.seed ?? 1);
    if (!options.memory) populate(this.world, options.patrols ?? 0);
    const frames = allocateFrameRing();
    const { metrics } = this;
    const { routes } = options;
    this.exchange = new RouteExchange(this.world, routes?.workers ?? 0, metrics, routes?.blocks);
    this.#frames = new FrameRingWriter(frames);
    const settings = {
      network: { ...server.network, frameBurst: 100_000, byteBurst: 1_000_000, ...options.network },
      sessions: { ...server.sessions, ...options.sessions },
      grid,
      connectionsMax: options.connectionsMax ?? 1000,
      tickZeroMicros: () => 0,
    };
    this.lanes = Array.from({ length: options.gateways ?? 1 }, (_, index) => {
      const commands = allocateCommandRing();
      const reader = new FrameRingReader(frames, (FRAME_BYTES_MAX / 4) * 3);
      const sender = new CommandSender(new CommandRing(commands), index);
      const doorkeeper = new Doorkeeper(settings.sessions);
      const gateway = new Gateway(settings, reader, sender, doorkeeper, new GatewayMetrics(metrics, index));
      return { gateway, reader, ring: new CommandRing(commands), asleep: false };
    });
  }

  /** A client that has said nothing yet. */
  connect(gateway = 0, address = '127.0.0.1'): TestClient {
    return new TestClient(this.lanes[gateway].gateway, address);
  }

  /** A client that has said hello; it has its session after the next tick. */
  join(options: Parameters<TestClient['hello']>[0] & { gateway?: number } = {}): TestClient {
    const client = this.connect(options.gateway);
    client.hello(options);
    return client;
  }

  /** A client that watches. */
  observe(focus = 0, gateway = 0): TestClient {
    return this.join({ role: ROLE.observer, focus, gateway });
  }

  tick(count = 1, afterSystem: AfterSystem = () => {}): void {
    for (let i = 0; i < count; i++) {
      const { inbox } = this.world;
      this.#enterRules();
      this.exchange.collect(inbox);
      for (const { ring } of this.lanes) {
        inbox.count += ring.drain(
          inbox.words,
          inbox.count * INBOX_RECORD_WORDS,
          INBOX_RECORDS_PER_TICK_MAX - inbox.count,
        );
      }
      this.#step(afterSystem);
      this.exchange.publish();
    }
  }

  /** A tick with the given records and none of the clients', as a recovery from the journal does it. */
  replay(records: Int32Array, afterSystem: AfterSystem = () => {}): void {
    this.world.inbox.words.set(records);
    this.world.inbox.count = records.length / INBOX_RECORD_WORDS;
    this.#step(afterSystem);
  }

  /** Has other rules hold from the next tick on, as an input of it. */
  changeRules(rules: Rules): void {
    this.#newRules = rules;
  }

  #enterRules(): void {
    if (!this.#newRules) return;
    const { inbox } = this.world;
    writeRules(this.#newRules, inbox.words, 0);
    inbox.count = RULES_RECORDS;
    this.#newRules = undefined;
  }

  hash(): number {
    return worldHash(this.world, this.world.graph.districtCount);
  }

  /** Ids of all entities alive, ascending. */
  aliveIds(): number[] {
    const ids: number[] = [];
    for (let id = 1; id <= this.world.ledger.entityHigh[0]; id++)
      if (this.world.identity.kind[id] !== 0) ids.push(id);
    return ids;
  }

  /** What a session must hold now: found by looking at everything, without any index. Sorted by id. */
  visibleTo(slot: number): string[] {
    const { fighter, grid, identity, motion, rules, session } = this.world;
    if (session.state[slot] !== SESSION_STATE.connected) return [];
    const radius = rules.viewRadiusSectors;
    return this.aliveIds()
      .filter(
        (id) =>
          Math.abs(Math.floor(motion.x[id] / grid.units) - session.viewColumn[slot]) <= radius &&
          Math.abs(Math.floor(motion.y[id] / grid.units) - session.viewRow[slot]) <= radius,
      )
      .map((id) =>
        describeEntity(id, identity.generation[id], identity.kind[id], identity.faction[id], [
          motion.x[id],
          motion.y[id],
          motion.vx[id],
          motion.vy[id],
          fighter.harm[id],
          fighter.target[id],
        ]),
      );
  }

  /** Throws with the difference unless the client holds exactly what its session must hold, entity by entity. */
  expectMirrorExact(client: Pick<TestClient, 'mirror' | 'slot'>): void {
    const mirror = client.mirror!;
    const tick = this.world.ledger.tick[0];
    const wanted = this.visibleTo(client.slot);
    const held = [...mirror.entities.values()]
      .sort((a, b) => a.id - b.id)
      .map((e) => {
        // No frame comes for a turn that was told ahead.
        const { vx, vy } = courseAt(e, tick, { x: 0, y: 0, vx: 0, vy: 0, baseTick: 0 });
        return describeEntity(e.id, e.generation, e.kind, e.faction, [
          mirror.xAt(e, tick),
          mirror.yAt(e, tick),
          vx,
          vy,
          e.harm,
          e.target,
        ]);
      });
    const missing = wanted.filter((entity) => !held.includes(entity));
    const extra = held.filter((entity) => !wanted.includes(entity));
    if (missing.length + extra.length === 0) return;
    throw new Error(`tick ${tick}, session ${client.slot}: lacks [${missing}], holds wrongly [${extra}]`);
  }

  /** Lets the gateways that are awake hand out what lies in the frame ring. */
  pump(): void {
    for (const { gateway, reader, asleep } of this.lanes) {
      if (asleep) continue;
      for (let state = reader.read(); state !== 'none'; state = reader.read()) {
        if (state === 'lapped') gateway.lapped();
        else gateway.deliver();
      }
    }
  }

  #step(afterSystem: AfterSystem): void {
    const { inbox, frame, ledger } = this.world;
    this.journal.push(inbox.words.slice(0, inbox.count * INBOX_RECORD_WORDS));
    runTick(this.world, afterSystem);
    frame.durableTick = Math.max(frame.durableTick, ledger.tick[0] - this.durableLagTicks);
    this.#frames.publish(frame, 0);
    this.pump();
  }
}

function describeEntity(
  id: number,
  generation: number,
  kind: number,
  faction: number,
  state: number[],
): string {
  return `#${id}.${generation} kind ${kind} faction ${faction} at ${state.join(' ')}`;
}

/** Starts a world; see the top of this file. */
export function startWorld(options: HarnessOptions = {}): WorldHarness {
  return new WorldHarness(options);
}
