import { LAYER, REFLEX_NAMES, THREAT_NAMES } from '../components/ai-rules.ts';
import { RESPONSE_TICKS_MAX } from '../components/minds.ts';
import type { World } from '../components/world.ts';
import { loadConfig } from '../src/config/load.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { allocateMetrics } from '../src/memory/metrics-block.ts';
import { allocateWorldMemory } from '../src/memory/world-memory.ts';
import { createWorld, populate } from '../src/sim/create-world.ts';
import { RouteExchange } from '../src/sim/route-exchange.ts';
import { rulesFrom } from '../src/sim/rules.ts';
import { sectorGrid } from '../src/sim/sector-grid.ts';
import { runTick } from '../src/sim/tick.ts';
import { buildTerritoryGraph } from '../src/territory/graph.ts';
import { readWorldFile } from '../src/territory/world-file.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import { assertWork } from './failure.ts';

/** What the minds of the seven factions cost the tick, and how soon they answer. */
export interface MindsReport {
  readonly world: string;
  readonly units: number;
  readonly seconds: number;
  /** Time of all systems of the minds in a tick. */
  readonly tickUsP50: number;
  readonly tickUsP99: number;
  readonly tickUsMax: number;
  /** Work units: what the rules allow in a tick, the most that one used, and the mean by layer. */
  readonly unitsPerTick: number;
  readonly unitsPerTickMax: number;
  readonly unitsMean: Readonly<Record<string, number>>;
  /** Ticks from a threat to changed orders. */
  readonly responses: number;
  readonly responseTicksP50: number;
  readonly responseTicksP99: number;
  readonly responseTicksMax: number;
  readonly threats: Readonly<Record<string, number>>;
  readonly threatsLost: number;
  readonly reflexes: Readonly<Record<string, number>>;
  readonly decisions: Readonly<Record<string, number>>;
  readonly operationsBegun: number;
  readonly operationsEnded: number;
  /** Microseconds by system: 99th percentile of a tick. */
  readonly systemsUsP99: Readonly<Record<string, number>>;
}

export const MIND_SYSTEMS = [
  'answerThreats',
  'planOperations',
  'planStrategy',
  'musterSquads',
  'leadSquads',
  'guideAbsent',
  'tellMinds',
] as const;

/** V8 compiles what it runs often; until then a tick costs several times as much. */
const WARM_UP_SECONDS = 300;

/**
 * Plays `seconds` of a game on the default world back to back, after a warm-up. Throws BenchFailure when nobody
 * decided, answered or went anywhere.
 */
export function runMinds(seconds: number): MindsReport {
  const world = beginWorld();
  const exchange = new RouteExchange(world, 0, allocateMetrics());
  const places = MIND_SYSTEMS.map((name) => SCHEDULE.findIndex((row) => row.name === name));
  const placeOf = SCHEDULE.map((_, index) => places.indexOf(index));
  const count = seconds * TICKS_PER_SECOND;
  const ticks = new Float64Array(count);
  const ofSystem = places.map(() => new Float64Array(count));
  let tick = -WARM_UP_SECONDS * TICKS_PER_SECOND;
  let last = 0;
  const afterSystem = (index: number) => {
    const now = performance.now();
    const place = placeOf[index];
    if (place >= 0 && tick >= 0) {
      ofSystem[place][tick] = (now - last) * 1000;
      ticks[tick] += (now - last) * 1000;
    }
    last = now;
  };
  let before = countersOf(world);
  for (; tick < count; tick++) {
    if (tick === 0) before = countersOf(world);
    exchange.collect(world.inbox);
    last = performance.now();
    runTick(world, afterSystem);
    exchange.publish();
  }
  return report(world, seconds, ticks, ofSystem, before);
}

function beginWorld(): World {
  const config = loadConfig('config');
  const graph = buildTerritoryGraph(readWorldFile(config.world.file));
  const grid = sectorGrid(graph, config.world.sectorSizeMeters);
  const world = createWorld(allocateWorldMemory(), graph, grid, rulesFrom(config), config.world.seed);
  populate(world, config.world.inhabitants.patrols);
  return world;
}

function countersOf({ minds }: World) {
  const { decisions, operationsBegun, operationsEnded, reflexes, responses, threats, threatsLost, units } =
    minds;
  return {
    ...{ decisions: decisions.slice(), reflexes: reflexes.slice(), responses: responses.slice() },
    ...{ threats: threats.slice(), threatsLost, units: units.slice() },
    ...{ begun: sum(operationsBegun), ended: sum(operationsEnded) },
  };
}

function report(
  world: World,
  seconds: number,
  ticks: Float64Array,
  ofSystem: readonly Float64Array[],
  before: ReturnType<typeof countersOf>,
): MindsReport {
  const after = countersOf(world);
  const responses = after.responses.map((value, i) => value - before.responses[i]);
  const counted = sum(responses);
  const named = (names: readonly string[], pick: (counters: typeof after) => Float64Array, scale = 1) =>
    Object.fromEntries(names.map((name, i) => [name, (pick(after)[i] - pick(before)[i]) / scale]));
  const layers = Object.keys(LAYER);
  const decisions = named(layers, (counters) => counters.decisions);
  for (const layer of layers) assertWork(decisions[layer] > 0, `no ${layer} decision was made`);
  assertWork(counted > 0, 'no threat was answered');
  assertWork(after.begun > before.begun, 'no operation began');
  return {
    ...{ world: world.graph.name, seconds, units: world.ledger.aliveCount[0] },
    ...{ tickUsP50: at(ticks, 0.5), tickUsP99: at(ticks, 0.99), tickUsMax: at(ticks, 1) },
    ...{ unitsPerTick: world.rules.ai.unitsPerTick, unitsPerTickMax: world.minds.unitsMax },
    unitsMean: named(layers, (counters) => counters.units, ticks.length),
    responses: counted,
    responseTicksP50: placeOfShare(responses, 0.5),
    responseTicksP99: placeOfShare(responses, 0.99),
    responseTicksMax: placeOfShare(responses, 1),
    threats: named(THREAT_NAMES, (counters) => counters.threats),
    threatsLost: after.threatsLost - before.threatsLost,
    reflexes: named(REFLEX_NAMES, (counters) => counters.reflexes),
    decisions,
    ...{ operationsBegun: after.begun - before.begun, operationsEnded: after.ended - before.ended },
    systemsUsP99: Object.fromEntries(MIND_SYSTEMS.map((name, i) => [name, at(ofSystem[i], 0.99)])),
  };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function at(values: Float64Array, share: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** The place up to which a share of what is counted lies. */
function placeOfShare(counts: Float64Array, share: number): number {
  const wanted = share * sum(counts);
  let seen = 0;
  for (let place = 0; place < RESPONSE_TICKS_MAX; place++) {
    seen += counts[place];
    if (seen >= wanted) return place;
  }
  return RESPONSE_TICKS_MAX;
}

export function mindsText(minds: MindsReport): string {
  const list = (counts: Readonly<Record<string, number>>, digits = 0) =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name} ${count.toFixed(digits)}`)
      .join(', ');
  return [
    `${minds.world}, ${minds.units} units, ${minds.seconds} s of game time`,
    `minds in a tick     p50 ${minds.tickUsP50.toFixed(1)} us, p99 ${minds.tickUsP99.toFixed(1)} us, ` +
      `most ${minds.tickUsMax.toFixed(0)} us`,
    `  p99 by system     ${list(minds.systemsUsP99, 1)}`,
    `work units          at most ${minds.unitsPerTickMax} of ${minds.unitsPerTick} in a tick; mean ${list(minds.unitsMean, 1)}`,
    `threat to orders    p50 ${minds.responseTicksP50}, p99 ${minds.responseTicksP99}, most ${minds.responseTicksMax} ` +
      `ticks (${minds.responses} answers, ${minds.threatsLost} threats lost)`,
    `threats             ${list(minds.threats)}`,
    `reflexes            ${list(minds.reflexes)}`,
    `decisions           ${list(minds.decisions)}`,
    `operations          ${minds.operationsBegun} begun, ${minds.operationsEnded} ended`,
    '',
  ].join('\n');
}
