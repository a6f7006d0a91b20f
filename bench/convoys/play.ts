import { ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { DEPOT_COUNT_MAX, RESOURCE_COUNT, ROUTE_COUNT_MAX, SIDE_COUNT } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { type GoodsBalance, goodsBalance, imbalances } from './goods-balance.ts';
import type { HeadlessGame } from './headless-game.ts';
import { RouteCheck } from './route-check.ts';
import { RouteWatch } from './route-watch.ts';

const TICKS_PER_MINUTE = 60 * TICKS_PER_SECOND;

/** Problems that are told in words; the rest is only counted. */
const TOLD_MAX = 20;

const COUNTED_STATES = ['active', 'degraded', 'invalid', 'pending'] as const;
export type RouteCounts = Readonly<Record<(typeof COUNTED_STATES)[number], number>>;

/** What a faction, or all of them, have and did since the beginning. */
export interface TradeFigures {
  readonly underWay: number;
  readonly departed: number;
  readonly delivered: number;
  readonly lost: number;
  /** Convoys that came home with what they had on board. */
  readonly returned: number;
  readonly rerouted: number;
  readonly routes: RouteCounts;
  readonly routesGenerated: number;
  readonly routesInvalidated: number;
  readonly stock: number;
  readonly need: number;
  readonly money: number;
}

export interface FactionFigures extends TradeFigures {
  readonly faction: number;
  readonly name: string;
}

/** The world after a minute. */
export interface Minute extends TradeFigures {
  readonly minute: number;
  /** Districts that changed hands so far. */
  readonly handChanges: number;
}

export interface ConvoysResult {
  readonly minutes: number;
  readonly ticks: number;
  /** Real time. */
  readonly seconds: number;
  readonly convoysDeparted: number;
  readonly delivered: number;
  readonly lost: number;
  readonly returned: number;
  readonly rerouted: number;
  readonly routesGenerated: number;
  readonly routesInvalidated: number;
  readonly handChanges: number;
  readonly roadChanges: number;
  readonly balanced: boolean;
  /** Units that were nowhere, or in two places: the most of any resource after any minute. */
  readonly imbalance: number;
  /** Looks at a route that can be driven, over all minutes; and how many were compared with a new search in the end. */
  readonly routesChecked: number;
  readonly routesSearched: number;
  readonly wrongRoutes: number;
  readonly tickMsP50: number;
  readonly tickMsP99: number;
  readonly tickMsMax: number;
  readonly goods: readonly GoodsBalance[];
  readonly factions: readonly FactionFigures[];
  readonly history: readonly Minute[];
  /** What did not hold, in words. */
  readonly problems: readonly string[];
}

/** Plays `minutes` of a game that has just begun. `told` gets each minute as it is over. */
export function playConvoys(
  game: HeadlessGame,
  minutes: number,
  told: (minute: Minute) => void,
): ConvoysResult {
  const ticks = minutes * TICKS_PER_MINUTE;
  const { world } = game;
  const watch = new RouteWatch(world);
  const check = new RouteCheck(world);
  const history: Minute[] = [];
  const problems: string[] = [];
  let imbalance = 0;
  let wrongTold = 0;
  const start = performance.now();
  for (let minute = 1; minute <= minutes; minute++) {
    for (let tick = 0; tick < TICKS_PER_MINUTE; tick++) {
      game.tick();
      watch.look();
    }
    check.checkPaths();
    const goods = goodsBalance(world);
    for (const { missing } of goods) imbalance = Math.max(imbalance, Math.abs(missing));
    for (const problem of [...imbalances(goods), ...check.wrong.slice(wrongTold)]) {
      if (problems.length < TOLD_MAX) problems.push(`minute ${minute}: ${problem}`);
    }
    wrongTold = check.wrong.length;
    const now = { minute, handChanges: watch.handChanges, ...tradeOf(world, watch, allFactions) };
    history.push(now);
    told(now);
  }
  const routesSearched = check.checkCosts();
  for (const problem of check.wrong.slice(wrongTold)) {
    if (problems.length < TOLD_MAX) problems.push(`at the end: ${problem}`);
  }
  const total = tradeOf(world, watch, allFactions);
  return {
    ...{ minutes, ticks, seconds: rounded((performance.now() - start) / 1000) },
    ...{
      convoysDeparted: total.departed,
      delivered: total.delivered,
      lost: total.lost,
      returned: total.returned,
    },
    ...{ rerouted: total.rerouted, routesGenerated: total.routesGenerated },
    ...{ routesInvalidated: total.routesInvalidated, handChanges: watch.handChanges },
    ...{ roadChanges: watch.roadChanges, balanced: imbalance === 0, imbalance },
    ...{ routesChecked: check.checked, routesSearched, wrongRoutes: check.wrong.length },
    ...{ tickMsP50: rounded(game.tickMs(0.5)), tickMsP99: rounded(game.tickMs(0.99)) },
    ...{ tickMsMax: rounded(game.tickMs(1)), goods: goodsBalance(world) },
    factions: allFactions.map((faction) => ({
      ...{ faction, name: game.factionNames[faction] },
      ...tradeOf(world, watch, [faction]),
    })),
    ...{ history, problems },
  };
}

const allFactions = Array.from({ length: SIDE_COUNT - 1 }, (_, i) => i + 1);

function tradeOf(world: World, watch: RouteWatch, factions: readonly number[]): TradeFigures {
  const { depotGoods, treasury } = world;
  const sum = (column: ArrayLike<number>) => factions.reduce((total, faction) => total + column[faction], 0);
  const [underWay, departed] = [sum(treasury.convoys), sum(treasury.departed)];
  const [delivered, lost] = [sum(treasury.arrived), sum(treasury.destroyed)];
  return {
    ...{ underWay, departed, delivered, lost, returned: departed - underWay - delivered - lost },
    ...{ rerouted: sum(treasury.rerouted), routes: routesOf(world, factions) },
    ...{ routesGenerated: sum(watch.generated), routesInvalidated: sum(watch.invalidated) },
    ...{
      stock: atDepots(world, factions, depotGoods.stock),
      need: atDepots(world, factions, depotGoods.need),
    },
    money: sum(treasury.money),
  };
}

function routesOf({ route }: World, factions: readonly number[]): RouteCounts {
  const counts = { active: 0, degraded: 0, invalid: 0, pending: 0 };
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
    if (!factions.includes(route.faction[row])) continue;
    for (const name of COUNTED_STATES) if (route.state[row] === ROUTE_STATE[name]) counts[name]++;
  }
  return counts;
}

function atDepots(world: World, factions: readonly number[], column: Uint32Array): number {
  let total = 0;
  for (let depot = 0; depot < DEPOT_COUNT_MAX; depot++) {
    if (!factions.includes(world.depot.faction[depot])) continue;
    for (let i = 0; i < RESOURCE_COUNT; i++) total += column[depot * RESOURCE_COUNT + i];
  }
  return total;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
