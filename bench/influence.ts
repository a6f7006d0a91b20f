import type { World } from '../components/world.ts';
import { worldSchema } from '../src/config/world-schema.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { allocateWorldMemory } from '../src/memory/world-memory.ts';
import { createWorld, populate } from '../src/sim/create-world.ts';
import { rulesFrom } from '../src/sim/rules.ts';
import { sectorGrid } from '../src/sim/sector-grid.ts';
import { runTick } from '../src/sim/tick.ts';
import { buildTerritoryGraph } from '../src/territory/graph.ts';
import { FULL_MILLI } from '../src/territory/shares.ts';
import { readWorldFile } from '../src/territory/world-file.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import { assertWork } from './failure.ts';
import { meshWorld } from './mesh-world.ts';
import { PEACEFUL_BALANCE, SERVER_DEFAULTS } from './scenario.ts';

/** What territories cost the tick: the systems that work on them, timed one by one within whole ticks. */
export interface InfluenceReport {
  readonly world: string;
  readonly territories: number;
  readonly controlPoints: number;
  readonly units: number;
  /** Units that stood at a control point at the end, and changes of influence that were booked. */
  readonly unitsAtPoints: number;
  readonly changes: number;
  readonly seconds: number;
  readonly usPerGameSecond: number;
  readonly tickUsP50: number;
  readonly tickUsP99: number;
  readonly tickUsP999: number;
  readonly tickUsMax: number;
  /** What looking at the clock costs, taken off all figures: seven times a tick, it is as much as a whole system. */
  readonly stopwatchUsPerGameSecond: number;
  /** Microseconds per game second, by system. */
  readonly systems: Readonly<Record<string, number>>;
}

export const TERRITORY_SYSTEMS = [
  'directEvents',
  'sampleStanding',
  'workObjectives',
  'stepTerritories',
  'searchSupply',
  'spreadPressure',
  'tellTerritories',
] as const;

const SEED = 1;
/** So long that V8 is done with compiling: a branch that is taken first later has its code compiled anew, for 3 ms. */
const WARM_UP_SECONDS = 400;

/** Runs `seconds` of game time back to back. Throws BenchFailure when nothing happened or a ledger does not add up. */
export function runInfluence(land: 'counties' | 'mesh', units: number, seconds: number): InfluenceReport {
  const world = worldOf(land);
  populate(world, units);
  const places = TERRITORY_SYSTEMS.map((name) => SCHEDULE.findIndex((row) => row.name === name));
  const isTimed = SCHEDULE.map((_, index) => places.includes(index));
  const sums = new Float64Array(SCHEDULE.length);
  const ticks = new Float64Array(seconds * TICKS_PER_SECOND);
  let ofTick = 0;
  let last = 0;
  const afterSystem = (index: number) => {
    const now = performance.now();
    if (isTimed[index]) {
      sums[index] += now - last;
      ofTick += now - last;
    }
    last = now;
  };
  let changes = 0;
  for (let i = -WARM_UP_SECONDS * TICKS_PER_SECOND; i < ticks.length; i++) {
    if (i === 0) sums.fill(0);
    ofTick = 0;
    last = performance.now();
    runTick(world, afterSystem);
    if (i < 0) continue;
    ticks[i] = ofTick * 1000;
    changes += world.chronicle.count;
  }
  const stopwatchUs = stopwatchMs() * 1000;
  for (let i = 0; i < ticks.length; i++) ticks[i] -= places.length * stopwatchUs;
  check(world);
  const unitsAtPoints = standingCount(world);
  assertWork(changes > 0, 'no influence changed');
  assertWork(unitsAtPoints > 0, 'nobody stood at a control point');
  const sorted = ticks.slice().sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const perSecond = (index: number) =>
    Math.max(0, (sums[index] * 1000) / seconds - stopwatchUs * TICKS_PER_SECOND);
  return {
    ...{ world: world.graph.name, territories: world.graph.districtCount },
    ...{ controlPoints: world.graph.controlPointCount, units, unitsAtPoints, changes, seconds },
    usPerGameSecond: places.reduce((sum, index) => sum + perSecond(index), 0),
    ...{
      tickUsP50: at(0.5),
      tickUsP99: at(0.99),
      tickUsP999: at(0.999),
      tickUsMax: sorted[sorted.length - 1],
    },
    stopwatchUsPerGameSecond: stopwatchUs * TICKS_PER_SECOND * places.length,
    systems: Object.fromEntries(TERRITORY_SYSTEMS.map((name, i) => [name, perSecond(places[i])])),
  };
}

const LOOKS = 20_000;
const BATCHES = 9;

/** Milliseconds between two looks at the clock with nothing in between: the median of some batches. */
function stopwatchMs(): number {
  const means = Array.from({ length: BATCHES }, () => {
    const start = performance.now();
    let last = start;
    for (let i = 0; i < LOOKS; i++) last = performance.now();
    return (last - start) / LOOKS;
  });
  return means.sort((a, b) => a - b)[BATCHES >> 1];
}

function worldOf(land: 'counties' | 'mesh'): World {
  const config = worldSchema.parse({});
  const graph = buildTerritoryGraph(land === 'counties' ? readWorldFile(config.file) : meshWorld());
  const rules = rulesFrom({ server: SERVER_DEFAULTS, world: config, balance: PEACEFUL_BALANCE });
  return createWorld(allocateWorldMemory(), graph, sectorGrid(graph, config.sectorSizeMeters), rules, SEED);
}

/** Every control point still has its 100 points, and every unit that stands is counted once. */
function check(world: World): void {
  const { graph, influence } = world;
  let counted = 0;
  for (let point = 0; point < graph.controlPointCount; point++) {
    let sum = 0;
    for (let side = 0; side < SIDE_COUNT; side++) {
      sum += influence.milli[point * SIDE_COUNT + side];
      counted += influence.units[point * SIDE_COUNT + side];
    }
    assertWork(sum === FULL_MILLI, `control point ${point} has ${sum} milli-points`);
  }
  assertWork(counted === standingCount(world), `${counted} units are counted at control points`);
}

function standingCount(world: World): number {
  let count = 0;
  for (let id = 1; id <= world.ledger.entityHigh[0]; id++) if (world.standing.point[id] !== 0) count++;
  return count;
}

export function influenceText(report: InfluenceReport): string {
  const { systems } = report;
  return [
    `${report.world}: ${report.territories} territories, ${report.controlPoints} control points, ${report.units} units ` +
      `(${report.unitsAtPoints} at a point), ${report.changes} changes in ${report.seconds} s of game time`,
    `per game second  ${report.usPerGameSecond.toFixed(0)} µs`,
    `per tick         p50 ${report.tickUsP50.toFixed(1)}, p99 ${report.tickUsP99.toFixed(1)}, ` +
      `p99.9 ${report.tickUsP999.toFixed(1)}, max ${report.tickUsMax.toFixed(1)} µs`,
    ...TERRITORY_SYSTEMS.map((name) => `${name.padEnd(17)}${systems[name].toFixed(0)} µs`),
    '',
  ].join('\n');
}
