import { MindsView } from '../../client/minds-view.ts';
import { TerritoryView } from '../../client/territory-view.ts';
import { GOAL_COUNT, STRATEGY_COUNT, TEMPLATE_COUNT } from '../../components/ai-rules.ts';
import { OPERATION_EVENT, OPTION_FLAG, PACT_EVENT } from '../../components/chronicle.ts';
import { LEVEL } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { serverSchema } from '../../src/config/server-schema.ts';
import { Doorkeeper } from '../../src/gateway/admission.ts';
import { CommandSender } from '../../src/gateway/command-sender.ts';
import type { Connection } from '../../src/gateway/connection.ts';
import { Gateway } from '../../src/gateway/gateway.ts';
import { GatewayMetrics } from '../../src/gateway/gateway-metrics.ts';
import { GOALS_EACH, OPERATIONS_EACH, SIDE_COUNT } from '../../src/limits.ts';
import { allocateCommandRing, CommandRing } from '../../src/memory/command-ring.ts';
import { allocateFrameRing, FrameRingReader, FrameRingWriter } from '../../src/memory/frame-ring.ts';
import { allocateMetrics } from '../../src/memory/metrics-block.ts';
import { allocateTerritoryBoard, TerritoryBoard } from '../../src/memory/territory-board.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import { SERVER_MESSAGE } from '../../src/protocol/server-messages.ts';
import { BoardWriter } from '../../src/sim/board-writer.ts';
import { createWorld, populate } from '../../src/sim/create-world.ts';
import { sectorGrid } from '../../src/sim/sector-grid.ts';
import { runTick } from '../../src/sim/tick.ts';
import { worldFromAscii } from '../../src/territory/ascii-world.ts';
import { buildTerritoryGraph } from '../../src/territory/graph.ts';
import { tellChange, tellContest } from '../../systems/actions/tell-change.ts';
import {
  nextDecision,
  traceDecision,
  traceInputs,
  traceOperation,
  traceOption,
  tracePact,
} from '../../systems/actions/trace.ts';
import { sealTick } from '../../systems/seal-tick.ts';
import { tellMinds } from '../../systems/tell-minds.ts';
import { territoryRules } from './land.ts';
import { plainMinds } from './plain-minds.ts';
import { seeded } from './random-life.ts';
import { DRAWN_LAND } from './schedule-scenes.ts';
import { FakeSocket } from './test-client.ts';

/**
 * Seven minds whose decisions, operations, pacts and conflicts come at random, told by the real system to a real board
 * and a real gateway; or, with `play`, a whole world in which minds really think.
 */

const FILE = worldFromAscii(DRAWN_LAND.map, { cellMeters: DRAWN_LAND.cellMeters, owners: DRAWN_LAND.owners });
export const GRAPH = buildTerritoryGraph(FILE);
const GRID = sectorGrid(GRAPH, 100);
const NAMES = { ...GRAPH, regionIds: FILE.regions.map(({ id }) => id) };
export const DISTRICT_IDS = GRAPH.districtIds;

const SERVER = serverSchema.parse({
  network: {},
  sessions: {},
  operator: {},
  storage: {},
  loop: {},
  log: {},
});

interface Options {
  seed?: number;
  patrols?: number;
  memory?: SharedArrayBuffer;
  era?: number;
}

export class MindStage {
  readonly world: World;
  readonly memory: SharedArrayBuffer;
  readonly board: TerritoryBoard;
  readonly gateway: Gateway;
  readonly metrics = new GatewayMetrics(allocateMetrics(), 0);
  readonly #boardWriter: BoardWriter;
  readonly #writer: FrameRingWriter;
  readonly #reader: FrameRingReader;
  readonly #dice: (sides: number) => number;

  constructor({ seed = 1, patrols = 0, memory, era = 1 }: Options = {}) {
    this.memory = memory ?? allocateWorldMemory();
    const ai = plainMinds({ strategicTicks: 240, tacticalTicks: 60, decisionDelayTicks: 1 });
    this.world = createWorld(this.memory, GRAPH, GRID, { ...territoryRules(), ai }, 1);
    if (!memory && patrols > 0) populate(this.world, patrols);
    this.#dice = seeded(seed);
    const shared = allocateTerritoryBoard(GRAPH);
    this.board = new TerritoryBoard(shared, GRAPH);
    this.#boardWriter = new BoardWriter(shared, this.world, era);
    const frames = allocateFrameRing();
    this.#writer = new FrameRingWriter(frames);
    this.#reader = new FrameRingReader(frames, 1_000_000);
    this.gateway = new Gateway(
      {
        network: { ...SERVER.network, frameBurst: 100_000, byteBurst: 1_000_000 },
        ...{ sessions: SERVER.sessions, grid: GRID, connectionsMax: 100, tickZeroMicros: () => 0 },
        territory: { board: this.board, names: NAMES, world: 'stage' },
      },
      this.#reader,
      new CommandSender(new CommandRing(allocateCommandRing()), 0),
      new Doorkeeper(SERVER.sessions),
      this.metrics,
    );
  }

  /** A tick in which `change` happens and no other system runs, told at once if it is the turn of the channels. */
  tick(change: (world: World) => void = () => {}): void {
    const { world } = this;
    world.ledger.tick[0]++;
    world.frame.clear();
    world.chronicle.count = 0;
    world.frame.tick = world.ledger.tick[0];
    change(world);
    tellMinds(world);
    sealTick(world);
    this.#publish();
  }

  /** Ticks of a whole world. */
  play(ticks: number, after: (world: World) => void = () => {}): void {
    for (let i = 0; i < ticks; i++) {
      runTick(this.world, () => {});
      after(this.world);
      this.#publish();
    }
  }

  /** Ticks in which anything may happen. */
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

  #publish(): void {
    this.#boardWriter.follow();
    this.#writer.publish(this.world.frame, 0);
  }

  #happen(world: World): void {
    const dice = this.#dice;
    const faction = 1 + dice(SIDE_COUNT - 1);
    const district = dice(GRAPH.districtCount);
    switch (dice(9)) {
      case 0:
        decide(world, faction, dice);
        break;
      case 8:
        changeQuietly(world, faction, dice);
        break;
      case 1:
        world.mind.strategy[faction] = dice(STRATEGY_COUNT);
        setGoal(world, faction, dice(GOALS_EACH), dice(GOAL_COUNT), district);
        break;
      case 2:
      case 3:
        begin(world, faction, dice(OPERATIONS_EACH), 1 + dice(GOAL_COUNT - 1), district);
        break;
      case 4:
        end(world, faction, dice(OPERATIONS_EACH));
        break;
      case 5:
        agree(world, faction, (faction % (SIDE_COUNT - 1)) + 1, dice(4));
        break;
      case 6:
        contest(world, district);
        break;
      default:
        capture(world, district, dice(SIDE_COUNT));
    }
  }
}

/** A strategic decision of `options` options, all weighed by their rank. */
export function decide(world: World, faction: number, dice: (sides: number) => number, options = 5): number {
  const number = nextDecision(world, faction, 0);
  traceDecision(world, faction, 0, number, 1, 3, 40 + options, 2, 50_000);
  for (let rank = 0; rank < options; rank++) {
    const flags = rank === 0 ? OPTION_FLAG.chosen : 0;
    traceOption(world, faction, 0, number, rank, 1 + dice(8), 3 + rank, 2, flags, 50_000 - 1000 * rank);
    const inputs = Uint16Array.from({ length: 16 }, (_, i) => 60 * i + rank);
    traceInputs(world, faction, number, rank, inputs, 0);
  }
  return number;
}

export function setGoal(world: World, faction: number, place: number, kind: number, district: number): void {
  const row = faction * GOALS_EACH + place;
  world.goal.kind[row] = kind;
  world.goal.district[row] = district;
  world.goal.faction[row] = (faction % (SIDE_COUNT - 1)) + 1;
  world.goal.score[row] = -70_000 + 3 * world.ledger.tick[0];
  world.goal.squads[row] = 2;
  world.goal.deadlineTick[row] = world.ledger.tick[0] + 9_000;
}

/** An operation begins at a place, whatever was there. */
export function begin(world: World, faction: number, place: number, goal: number, district: number): void {
  const { operation } = world;
  const row = faction * OPERATIONS_EACH + place;
  operation.template[row] = 1 + (goal % (TEMPLATE_COUNT - 1));
  operation.goal[row] = goal;
  operation.district[row] = district;
  operation.faction[row] = (faction % (SIDE_COUNT - 1)) + 1;
  operation.step[row] = 0;
  operation.squads[row] = 3;
  operation.soldiers[row] = 300;
  operation.decision[row] = world.mind.decisions[faction];
  operation.bornTick[row] = world.ledger.tick[0];
  operation.deadlineTick[row] = world.ledger.tick[0] + 5_000;
  traceOperation(world, row, OPERATION_EVENT.began, 300);
}

/** One of the things that minds write down nowhere: they move home, and lose soldiers, goals and time. */
function changeQuietly(
  { goal, mind, operation }: World,
  faction: number,
  dice: (sides: number) => number,
): void {
  const running = faction * OPERATIONS_EACH + dice(OPERATIONS_EACH);
  const wanted = faction * GOALS_EACH + dice(GOALS_EACH);
  const what = dice(6);
  if (what === 0) mind.home[faction] = dice(GRAPH.districtCount);
  else if (what === 1) operation.soldiers[running] -= 5;
  else if (what === 2) operation.deadlineTick[running] += 60;
  else if (what === 3) goal.operation[wanted] = running + 1;
  else if (what === 4) goal.squads[wanted]++;
  else goal.kind[wanted] = 0;
}

function end(world: World, faction: number, place: number): void {
  const { operation } = world;
  const row = faction * OPERATIONS_EACH + place;
  if (operation.template[row] === 0) return;
  if (operation.step[row] < 2) {
    operation.step[row]++;
    traceOperation(world, row, OPERATION_EVENT.step, operation.step[row]);
    return;
  }
  traceOperation(world, row, OPERATION_EVENT.ended, 1);
  operation.template[row] = 0;
}

/** Something happens between two factions, as PACT_EVENT says. */
export function agree(world: World, faction: number, other: number, event: number): void {
  const { pact } = world;
  const rows = [faction * SIDE_COUNT + other, other * SIDE_COUNT + faction];
  const endTick = event === PACT_EVENT.made ? world.ledger.tick[0] + 4_000 : 0;
  if (event !== PACT_EVENT.refused) for (const row of rows) pact.endTick[row] = endTick;
  tracePact(world, faction, other, event);
}

/** A district becomes contested, or calm. */
export function contest(world: World, district: number): void {
  const { contestedTick } = world.district;
  contestedTick[district] = contestedTick[district] === 0 ? world.ledger.tick[0] : 0;
  tellContest(world, LEVEL.district, district, contestedTick[district] !== 0);
}

/** A district changes hands. */
export function capture(world: World, district: number, faction: number): void {
  const { label, owner } = world.district;
  const before = owner[district];
  owner[district] = faction;
  const at = district * SIDE_COUNT;
  world.districtSide.share.fill(0, at, at + SIDE_COUNT);
  world.districtSide.share[at + faction] = 60_000;
  world.districtSide.share[at + ((faction + 2) % SIDE_COUNT)] += 30_000;
  tellChange(world, LEVEL.district, district, before, label[district]);
}

let slots = 0;

/** A binary client with the views of the SDK, on one connection at a time. */
export class MindClient {
  readonly told: string[] = [];
  readonly refused: string[] = [];
  readonly minds = new MindsView({
    aiDecision: ({ faction, number }) => this.told.push(`decision ${faction} ${number}`),
    aiOperation: ({ faction, place, event }) => this.told.push(`operation ${faction} ${place} ${event}`),
    aiMind: ({ faction }) => this.told.push(`mind ${faction}`),
    aiPact: ({ event, faction, other }) => this.told.push(`pact ${event} ${faction} ${other}`),
    aiAttack: (attack) => this.told.push(`attack ${Object.values(attack).join(' ')}`),
    aiConflict: ({ district, event }) => this.told.push(`conflict ${district} ${event}`),
  });
  readonly view: TerritoryView;
  socket!: FakeSocket;
  connection!: Connection;
  readonly #stage: MindStage;
  readonly #faction: number;

  /** `faction` of the player; 0 = an observer. */
  constructor(stage: MindStage, faction = 0) {
    this.#stage = stage;
    this.#faction = faction;
    const events = {
      ...{ territory: () => {}, worldEvent: () => {} },
      refused: (channel: string) => this.refused.push(channel),
      send: (frame: Uint8Array) => this.#stage.gateway.receive(this.connection, frame, true),
    };
    this.view = new TerritoryView(events, undefined, this.minds);
    this.open();
  }

  open(): void {
    this.socket = new FakeSocket((bytes) => {
      if ((bytes[0] & 7) === SERVER_MESSAGE.strategic) this.view.message(bytes.slice(), 0);
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

/** What the stores have, in the form in which a client holds it. */
export function stored(world: World, faction: number) {
  const { goal, mind, operation } = world;
  const goals = [];
  for (let row = faction * GOALS_EACH; row < (faction + 1) * GOALS_EACH; row++) {
    if (goal.kind[row] === 0) continue;
    const under = goal.operation[row];
    goals.push({
      ...{ kind: goal.kind[row], district: goal.district[row], other: goal.faction[row] },
      ...{ score: goal.score[row], squads: goal.squads[row], deadlineTick: goal.deadlineTick[row] },
      operation: under === 0 ? 0 : under - faction * OPERATIONS_EACH,
    });
  }
  const operations = [];
  for (let place = 0; place < OPERATIONS_EACH; place++) {
    const row = faction * OPERATIONS_EACH + place;
    if (operation.template[row] === 0) continue;
    operations.push({
      ...{
        place,
        template: operation.template[row],
        goal: operation.goal[row],
        district: operation.district[row],
      },
      ...{ other: operation.faction[row], step: operation.step[row], squads: operation.squads[row] },
      ...{ soldiers: operation.soldiers[row], decision: operation.decision[row] },
      ...{ bornTick: operation.bornTick[row], deadlineTick: operation.deadlineTick[row] },
    });
  }
  return { faction, strategy: mind.strategy[faction], home: mind.home[faction], goals, operations };
}

/** A client of marchland.json.v1, and what it heard. */
export class MindJsonClient {
  readonly heard: Record<string, unknown>[] = [];
  readonly connection: Connection;
  readonly #stage: MindStage;

  constructor(stage: MindStage, faction = 0) {
    this.#stage = stage;
    const socket = new FakeSocket((bytes) => this.heard.push(JSON.parse(Buffer.from(bytes).toString())));
    this.connection = stage.gateway.open(socket, '127.0.0.1', true);
    this.connection.faction = faction;
  }

  say(message: object): void {
    this.#stage.gateway.receive(this.connection, Buffer.from(JSON.stringify(message)), false);
  }

  /** The messages of a type, taken out of what was heard. */
  take(type: string): Record<string, unknown>[] {
    const taken = this.heard.filter((message) => message['type'] === type);
    for (const message of taken) this.heard.splice(this.heard.indexOf(message), 1);
    return taken;
  }
}
