import { CONVOY_EVENT } from '../../components/convoy-news.ts';
import { ROUTE_REASON, ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { type ServerConfig, serverSchema } from '../../src/config/server-schema.ts';
import { Doorkeeper } from '../../src/gateway/admission.ts';
import { CommandSender } from '../../src/gateway/command-sender.ts';
import { Gateway } from '../../src/gateway/gateway.ts';
import { GatewayMetrics } from '../../src/gateway/gateway-metrics.ts';
import { ROUTE_COUNT_MAX } from '../../src/limits.ts';
import { allocateCommandRing, CommandRing } from '../../src/memory/command-ring.ts';
import { allocateFrameRing, FrameRingReader, FrameRingWriter } from '../../src/memory/frame-ring.ts';
import { allocateMetrics } from '../../src/memory/metrics-block.ts';
import { allocateTerritoryBoard, TerritoryBoard } from '../../src/memory/territory-board.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { BoardWriter } from '../../src/sim/board-writer.ts';
import { createWorld } from '../../src/sim/create-world.ts';
import { sectorGrid } from '../../src/sim/sector-grid.ts';
import { noteConvoy } from '../../systems/actions/note-convoy.ts';
import { freeRoute, retireRoute } from '../../systems/actions/retire-route.ts';
import { despawn } from '../../systems/actions/spawn.ts';
import { sealTick } from '../../systems/seal-tick.ts';
import { tellRoutes } from '../../systems/tell-routes.ts';
import { territoryRules } from './land.ts';
import { seeded } from './random-life.ts';
import {
  ask,
  DEPOTS,
  FILE,
  GRAPH,
  givePath,
  isKept,
  openRoute,
  placeDepots,
  sendConvoy,
  walk,
  worsen,
} from './route-life.ts';

/**
 * A world in which routes and convoys come, change and go at random, told by the real system to a real board and a real
 * gateway; no other system runs. What has no news changes nowhere, as in the world proper.
 */

const GRID = sectorGrid(GRAPH, 100);
const FACTIONS = 3;

const SERVER = serverSchema.parse({
  network: {},
  sessions: {},
  operator: {},
  storage: {},
  loop: {},
  log: {},
});

const NAMES = { ...GRAPH, regionIds: FILE.regions.map(({ id }) => id) };

export class RouteStage {
  readonly world: World;
  readonly memory: SharedArrayBuffer;
  readonly board: TerritoryBoard;
  gateway: Gateway;
  readonly metrics: GatewayMetrics;
  readonly #boardWriter: BoardWriter;
  readonly #writer: FrameRingWriter;
  readonly #reader: FrameRingReader;
  readonly #dice: (sides: number) => number;
  readonly #sessions: ServerConfig['sessions'];

  constructor(options: { seed?: number; memory?: SharedArrayBuffer; era?: number; tickets?: string } = {}) {
    this.memory = options.memory ?? allocateWorldMemory();
    this.world = createWorld(this.memory, GRAPH, GRID, territoryRules(), 1);
    this.#dice = seeded(options.seed ?? 1);
    const shared = allocateTerritoryBoard(GRAPH);
    this.board = new TerritoryBoard(shared, GRAPH);
    placeDepots(this.world);
    this.#boardWriter = new BoardWriter(shared, this.world, options.era ?? 1);
    const frames = allocateFrameRing();
    this.#writer = new FrameRingWriter(frames);
    this.#reader = new FrameRingReader(frames, 1_000_000);
    this.#sessions = {
      ...SERVER.sessions,
      ...(options.tickets ? { ticketPublicKeyFile: options.tickets, guests: 'never' } : {}),
    };
    this.metrics = new GatewayMetrics(allocateMetrics(), 0);
    this.gateway = this.#newGateway();
  }

  #newGateway(): Gateway {
    return new Gateway(
      {
        network: { ...SERVER.network, frameBurst: 100_000, byteBurst: 1_000_000 },
        ...{ sessions: this.#sessions, grid: GRID, connectionsMax: 100, tickZeroMicros: () => 0 },
        territory: { board: this.board, names: NAMES, world: 'stage' },
      },
      this.#reader,
      new CommandSender(new CommandRing(allocateCommandRing()), 0),
      new Doorkeeper(this.#sessions),
      this.metrics,
    );
  }

  /** The gateway thread died, and another began that has heard nothing. */
  restartGateway(): void {
    this.gateway = this.#newGateway();
  }

  /** A tick in which `change` happens, told at once if it is the turn of the channels. */
  tick(change: (world: World) => void = () => {}): void {
    const { world } = this;
    world.ledger.tick[0]++;
    world.frame.clear();
    world.frame.tick = world.ledger.tick[0];
    for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
      if (world.route.state[row] === ROUTE_STATE.retired) freeRoute(world, row);
    }
    change(world);
    tellRoutes(world);
    sealTick(world);
    this.#boardWriter.follow();
    this.#writer.publish(world.frame, 0);
  }

  /** Ticks of a life of routes and convoys. */
  live(ticks: number, after: (world: World) => void = () => {}): void {
    for (let i = 0; i < ticks; i++) {
      this.tick((world) => {
        for (let k = this.#dice(4); k > 0; k--) this.#happen(world);
      });
      after(this.world);
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

  #happen(world: World): void {
    const dice = this.#dice;
    const rows = [...world.route.state.keys()].filter((row) => isKept(world, row));
    const row = rows.length > 0 ? rows[dice(rows.length)] : -1;
    switch (dice(9)) {
      case 0:
      case 1:
        if (rows.length < 40) openRoute(world, 1 + dice(FACTIONS), dice(DEPOTS), dice(DEPOTS));
        break;
      case 2:
      case 3:
        if (row >= 0) givePath(world, row, walk(dice, world.route.from[row], 30));
        break;
      case 4:
        if (row >= 0) worsen(world, row, dice(GRAPH.districtCount));
        break;
      case 5:
        if (row >= 0) retireRoute(world, row, ROUTE_REASON.idle);
        break;
      case 6:
        ask(world, 1 + dice(FACTIONS), walk(dice, dice(DEPOTS), 9), dice(4));
        break;
      default:
        this.#moveConvoys(world, row);
    }
  }

  #moveConvoys(world: World, row: number): void {
    const dice = this.#dice;
    const ids = [...world.entities.rosters.get(ENTITY_KIND.convoy)!.ids()];
    if (row >= 0 && (ids.length === 0 || dice(3) === 0)) {
      sendConvoy(world, world.route.faction[row], row);
      return;
    }
    if (ids.length === 0) return;
    const id = ids[dice(ids.length)];
    const event = CONVOY_EVENT.rerouted + dice(7);
    world.convoy.district[id] = dice(GRAPH.districtCount);
    world.convoy.cargo[id] = dice(300);
    noteConvoy(world, id, event);
    if (event < CONVOY_EVENT.delivered) return;
    world.treasury.money[world.identity.faction[id]] += 5 - dice(9);
    despawn(world, id);
  }
}
