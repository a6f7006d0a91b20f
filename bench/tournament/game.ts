import type { World } from '../../components/world.ts';
import { loadConfig } from '../../src/config/load.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { allocateMetrics } from '../../src/memory/metrics-block.ts';
import { worldHash } from '../../src/memory/used-rows.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import { createWorld, populate } from '../../src/sim/create-world.ts';
import { RouteExchange } from '../../src/sim/route-exchange.ts';
import { rulesFrom } from '../../src/sim/rules.ts';
import { sectorGrid } from '../../src/sim/sector-grid.ts';
import { runTick } from '../../src/sim/tick.ts';
import { buildTerritoryGraph } from '../../src/territory/graph.ts';
import { readWorldFile } from '../../src/territory/world-file.ts';
import { arenaWorld } from './arena-world.ts';
import { type Behavior, BehaviorWatch } from './behavior-watch.ts';
import type { GameSettings } from './options.ts';

const TICKS_PER_MINUTE = 60 * TICKS_PER_SECOND;
/** Ten minutes. */
export const QUIET_TICKS = 10 * TICKS_PER_MINUTE;
const ARENA_PATROLS = 560;

export interface GameResult {
  readonly seed: number;
  readonly hours: number;
  readonly ticks: number;
  readonly seconds: number;
  /** Hash of the world at the end: the same seed and settings give the same. */
  readonly hash: number;
  readonly handChanges: number;
  readonly quietSpans: number;
  readonly longestQuietMinutes: number;
  /** By faction, 0 nobody: share of the world's strategic value, sampled every ten minutes and at the end, 0-1. */
  readonly shares: readonly (readonly number[])[];
  /** By faction, at the end. */
  readonly land: readonly number[];
  /** Faction with the greatest share at the end; 0 when two have the same. */
  readonly winner: number;
  readonly eliminated: readonly number[];
  readonly behaviors: readonly Behavior[];
}

const nobodyMeasures = () => {};

/** Plays one game to its end. `told` gets the minutes played so far, now and then. Throws when settings are refused. */
export function playGame(
  settings: GameSettings,
  seed: number,
  hours: number,
  told: (minutes: number) => void,
): GameResult {
  const world = beginGame(settings, seed);
  const exchange = new RouteExchange(world, 0, allocateMetrics());
  const watch = new BehaviorWatch(world, QUIET_TICKS);
  const minutes = Math.round(hours * 60);
  const shares: number[][] = [sharesOf(world)];
  const start = performance.now();
  for (let minute = 1; minute <= minutes; minute++) {
    for (let tick = 0; tick < TICKS_PER_MINUTE; tick++) {
      exchange.collect(world.inbox);
      runTick(world, nobodyMeasures);
      exchange.publish();
      watch.look();
    }
    if (minute % 10 === 0 || minute === minutes) {
      shares.push(sharesOf(world));
      told(minute);
    }
  }
  watch.finish();
  const last = shares[shares.length - 1].slice(1);
  const most = Math.max(...last);
  const leaders = last.flatMap((share, i) => (share === most ? [i + 1] : []));
  return {
    ...{ seed, hours, ticks: minutes * TICKS_PER_MINUTE, seconds: (performance.now() - start) / 1000 },
    hash: worldHash(world, world.graph.districtCount),
    ...{ handChanges: watch.handChanges, quietSpans: watch.quietSpans, shares },
    longestQuietMinutes: watch.longestQuietTicks / TICKS_PER_MINUTE,
    land: Array.from(world.side.land),
    winner: leaders.length === 1 ? leaders[0] : 0,
    eliminated: Array.from({ length: SIDE_COUNT - 1 }, (_, i) => i + 1).filter((one) => isOut(world, one)),
    behaviors: watch.behaviors,
  };
}

/** The world of a game, before its first tick. */
export function beginGame(settings: GameSettings, seed: number): World {
  const config = loadConfig(settings.config, settings.settings);
  const file = settings.worldFile === undefined ? arenaWorld(seed) : readWorldFile(settings.worldFile);
  const graph = buildTerritoryGraph(file);
  const grid = sectorGrid(graph, config.world.sectorSizeMeters);
  const world = createWorld(allocateWorldMemory(), graph, grid, rulesFrom(config), seed);
  const usual = settings.worldFile === undefined ? ARENA_PATROLS : config.world.inhabitants.patrols;
  populate(world, settings.patrols ?? usual);
  return world;
}

/** Each faction's share of the strategic value of all districts. */
function sharesOf({ district, graph }: World): number[] {
  const worth = Array.from({ length: SIDE_COUNT }, () => 0);
  let all = 0;
  for (let d = 0; d < graph.districtCount; d++) {
    worth[district.owner[d]] += graph.districtValue[d];
    all += graph.districtValue[d];
  }
  return worth.map((value) => value / all);
}

/** Whether a faction holds nothing but its hub, or not even that. */
function isOut({ district, graph, side }: World, faction: number): boolean {
  const hub = graph.hubDistrict[faction];
  const holdsHub = hub >= 0 && district.owner[hub] === faction;
  return side.land[faction] <= (holdsHub ? 1 : 0);
}
