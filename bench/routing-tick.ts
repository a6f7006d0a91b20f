import { REQUEST_KIND, ROUTE_STATE } from '../components/routes.ts';
import { NEWS } from '../components/territory.ts';
import { CAUSE } from '../components/territory-rules.ts';
import type { World } from '../components/world.ts';
import { balanceSchema } from '../src/config/balance-schema.ts';
import { worldSchema } from '../src/config/world-schema.ts';
import { ROUTE_COUNT_MAX, SIDE_COUNT } from '../src/limits.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { mix32 } from '../src/maths/random.ts';
import { allocateMetrics } from '../src/memory/metrics-block.ts';
import { RouteSlots } from '../src/memory/route-slots.ts';
import { allocateWorldMemory } from '../src/memory/world-memory.ts';
import { UNREACHABLE } from '../src/routing/route-graph.ts';
import { createRouteAnswer } from '../src/routing/route-query.ts';
import { RouteSearch } from '../src/routing/route-search.ts';
import { createWorld, populate } from '../src/sim/create-world.ts';
import { allocateRouteBlocks, RouteExchange } from '../src/sim/route-exchange.ts';
import { RouteWorker, workerDeskLimits } from '../src/sim/route-worker.ts';
import { rulesFrom } from '../src/sim/rules.ts';
import { sectorGrid } from '../src/sim/sector-grid.ts';
import { runTick } from '../src/sim/tick.ts';
import { buildTerritoryGraph } from '../src/territory/graph.ts';
import { readWorldFile } from '../src/territory/world-file.ts';
import { askForRoute, PRIORITY } from '../systems/actions/ask-route.ts';
import { noteDistrict } from '../systems/actions/territory-news.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import { assertWork } from './failure.ts';
import { meshWorld } from './mesh-world.ts';
import { SERVER_DEFAULTS } from './scenario.ts';

/** What routes cost the tick: its systems for them, and the exchange with the route workers before and after it. */
export interface RoutingTickReport {
  readonly world: string;
  readonly districts: number;
  readonly seconds: number;
  readonly asked: number;
  readonly flips: number;
  readonly routes: number;
  readonly tickUsMean: number;
  readonly tickUsP99: number;
  readonly tickMsMax: number;
  /** The tick in which so many districts changed hands at once, and the ticks until every route was right again. */
  readonly stormFlips: number;
  readonly stormTickMs: number;
  readonly stormWholeTickMs: number;
  readonly stormTicksUntilRight: number;
  readonly wrongRoutes: number;
}

export const ROUTING_SYSTEMS = ['followFront', 'keepRoutes', 'tellRoutes'] as const;

const SEED = 1;
const REQUESTS_PER_SECOND = 14;
const FLIPS_PER_MINUTE = 5;
/** As long as V8 compiles: see bench/influence.ts. */
const WARM_UP_SECONDS = 120;
const MINUTE_TICKS = 60 * TICKS_PER_SECOND;
/** Ticks that a storm may take until every route is the best again. */
const STORM_TICKS_MAX = 600;

/**
 * Plays the load of the source document on a world back to back: 14 questions a second, five captures a minute beside
 * what the patrols bring about; then `stormFlips` captures in one tick. A route worker answers after each tick, outside
 * of what is timed, as it does in a thread of its own. Throws BenchFailure when routes are wrong or nothing was asked.
 */
export function runRoutingTicks(
  land: 'counties' | 'mesh',
  seconds: number,
  stormFlips: number,
): RoutingTickReport {
  const stage = new RoutingStage(land);
  stage.run(WARM_UP_SECONDS * TICKS_PER_SECOND);
  stage.begin();
  stage.run(seconds * TICKS_PER_SECOND);
  const { world } = stage;
  const times = Float64Array.from(stage.times).sort();
  const asked = stage.asked;
  assertWork(asked > 0 && stage.flips > 0, 'nothing was asked, or nothing changed hands');
  const routes = routesKept(world);
  assertWork(routes > 0, 'no faction keeps a route');
  const wrongBefore = wrongRoutes(world);
  stage.begin();
  const flips = Math.min(stormFlips, world.graph.districtCount);
  for (let i = 0; i < flips; i++) stage.flip();
  stage.tick();
  const stormTickMs = stage.times[0] / 1000;
  const stormWholeTickMs = stage.wholeTickMs;
  let ticks = 1;
  while (ticks < STORM_TICKS_MAX && (stage.isBusy || wrongRoutes(world) > 0)) {
    stage.tick();
    ticks++;
  }
  const wrong = wrongBefore + wrongRoutes(world);
  assertWork(wrong === 0, `${wrong} routes are not the best within the hysteresis`);
  return {
    ...{ world: world.graph.name, districts: world.graph.districtCount, seconds, asked },
    ...{ flips: stage.flips, routes },
    tickUsMean: times.reduce((sum, time) => sum + time, 0) / times.length,
    tickUsP99: times[Math.floor(times.length * 0.99)],
    tickMsMax: times[times.length - 1] / 1000,
    ...{ stormFlips: flips, stormTickMs, stormWholeTickMs, stormTicksUntilRight: ticks, wrongRoutes: wrong },
  };
}

class RoutingStage {
  readonly world: World;
  /** Microseconds of each tick since `begin`. */
  times: number[] = [];
  wholeTickMs = 0;
  asked = 0;
  flips = 0;
  readonly #exchange: RouteExchange;
  readonly #worker: RouteWorker;
  readonly #isTimed: readonly boolean[];
  #draws = 0;

  constructor(land: 'counties' | 'mesh') {
    const config = worldSchema.parse({});
    const graph = buildTerritoryGraph(land === 'counties' ? readWorldFile(config.file) : meshWorld());
    const rules = rulesFrom({ server: SERVER_DEFAULTS, world: config, balance: balanceSchema.parse({}) });
    const grid = sectorGrid(graph, config.sectorSizeMeters);
    this.world = createWorld(allocateWorldMemory(), graph, grid, rules, SEED);
    populate(this.world, config.inhabitants.patrols);
    const blocks = allocateRouteBlocks(graph.districtCount);
    const metrics = allocateMetrics();
    this.#exchange = new RouteExchange(this.world, 1, metrics, blocks);
    const { graph: roads } = this.world.roads;
    const slots = new RouteSlots(blocks.slots, 1);
    const limits = workerDeskLimits(roads);
    this.#worker = new RouteWorker({ slots, board: blocks.board, metrics, graph: roads, limits, worker: 0 });
    const names: readonly string[] = ROUTING_SYSTEMS;
    this.#isTimed = SCHEDULE.map(({ name }) => names.includes(name));
  }

  get isBusy(): boolean {
    const { route } = this.world;
    for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
      const isKept = route.state[row] !== ROUTE_STATE.free && route.state[row] !== ROUTE_STATE.retired;
      if (isKept && (route.ask[row] !== 0 || route.request[row] !== 0)) return true;
    }
    return false;
  }

  /** From here on times count. */
  begin(): void {
    this.times = [];
  }

  run(ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      const at = this.world.ledger.tick[0];
      const due = (perSecond: number) =>
        Math.floor((at * perSecond) / TICKS_PER_SECOND) !==
        Math.floor(((at + 1) * perSecond) / TICKS_PER_SECOND);
      if (due(REQUESTS_PER_SECOND)) this.#ask();
      if (at % (MINUTE_TICKS / FLIPS_PER_MINUTE) === 0) this.flip();
      this.tick();
    }
  }

  tick(): void {
    const { world } = this;
    world.inbox.count = 0;
    const start = performance.now();
    this.#exchange.collect(world.inbox);
    let last = performance.now();
    let timed = last - start;
    const hasAnswers = world.inbox.count > 0;
    runTick(world, (index) => {
      const now = performance.now();
      if (this.#isTimed[index] || (index === 0 && hasAnswers)) timed += now - last;
      last = now;
    });
    // What lies between the last system and here is the hash of the world.
    const ran = performance.now();
    this.#exchange.publish();
    const end = performance.now();
    this.times.push((timed + end - ran) * 1000);
    this.wholeTickMs = end - start;
    while (this.#worker.answerNext());
    this.#worker.rest(2_000);
  }

  /** A district at a border changes hands, or any in a storm. */
  flip(): void {
    const { graph, district } = this.world;
    const target = this.#below(graph.districtCount);
    const owner = (district.owner[target] + 1 + this.#below(SIDE_COUNT - 1)) % SIDE_COUNT;
    district.owner[target] = owner;
    noteDistrict(this.world, target, NEWS.control, CAUSE.presence, 0);
    this.flips++;
  }

  #ask(): void {
    const { district, roads } = this.world;
    const { depots } = roads;
    const ownerOf = (depot: number) => district.owner[depots.district[depot]];
    let from = this.#below(depots.count);
    while (ownerOf(from) === 0) from = this.#below(depots.count);
    let to = this.#below(depots.count);
    // Mostly to a depot of the same faction; where it has no other, to anywhere.
    while (to === from || (ownerOf(to) !== ownerOf(from) && this.#below(4) > 0))
      to = this.#below(depots.count);
    const ends = [depots.district[from], depots.district[to]] as const;
    askForRoute(this.world, REQUEST_KIND.player, 0, ownerOf(from), ...ends, PRIORITY.player, 0);
    this.asked++;
  }

  #below(limit: number): number {
    return Math.floor((mix32(mix32(SEED) ^ Math.imul(++this.#draws, 0x9e37_79b9)) / 2 ** 32) * limit);
  }
}

function routesKept(world: World): number {
  let count = 0;
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) if (world.route.path[row] !== 0) count++;
  return count;
}

const answer = createRouteAnswer();

/** Routes that a fresh search beats by more than the hysteresis. */
function wrongRoutes(world: World): number {
  const { road, roads, route, rules } = world;
  const search = new RouteSearch(roads.graph);
  let wrong = 0;
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
    if (route.path[row] === 0) continue;
    const faction = route.faction[row];
    const from = roads.depots.district[route.from[row]];
    const to = roads.depots.district[route.to[row]];
    const { securityMin, hysteresisPercent } = rules.convoys;
    search.find({ faction, from, to, hopsMax: 0, securityMin }, road.state, roads.costs, answer);
    const isSafe = answer.cost !== UNREACHABLE;
    if (!isSafe)
      search.find({ faction, from, to, hopsMax: 0, securityMin: 0 }, road.state, roads.costs, answer);
    const isBest = route.cost[row] * 100 <= answer.cost * (100 + hysteresisPercent);
    if (!isBest || isSafe !== (route.state[row] === ROUTE_STATE.active)) wrong++;
  }
  return wrong;
}
