import { parentPort, workerData } from 'node:worker_threads';
import type { World } from '../components/world.ts';
import { worldSchema } from '../src/config/world-schema.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { allocateWorldMemory } from '../src/memory/world-memory.ts';
import { createWorld, populate } from '../src/sim/create-world.ts';
import { rulesFrom } from '../src/sim/rules.ts';
import { sectorGrid } from '../src/sim/sector-grid.ts';
import { buildTerritoryGraph } from '../src/territory/graph.ts';
import { FULL_MILLI } from '../src/territory/shares.ts';
import { readWorldFile } from '../src/territory/world-file.ts';
import { assertWork } from './failure.ts';
import { meshWorld } from './mesh-world.ts';
import { measureTicks, type Repeat } from './repeated-ticks.ts';
import { PEACEFUL_BALANCE, SERVER_DEFAULTS } from './scenario.ts';

/**
 * One repeat of `npm run bench -- influence`, in a thread of its own: V8 compiles for one world, as in a server, and
 * memory comes to lie somewhere else in each.
 */

export const TERRITORY_SYSTEMS = [
  'directEvents',
  'sampleStanding',
  'workObjectives',
  'stepTerritories',
  'searchSupply',
  'spreadPressure',
  'tellTerritories',
] as const;

export interface InfluenceRun {
  readonly land: 'counties' | 'mesh';
  readonly units: number;
  /** Game time that is measured, and game time before it. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Game time of another world of the kind, played before all that. */
  readonly overtureSeconds: number;
}

/** What a thread answers with: what it measured in which world, or what was wrong. */
export interface InfluenceRepeat extends Repeat {
  readonly world: string;
  readonly territories: number;
  readonly controlPoints: number;
  readonly unitsAtPoints: number;
}

const SEED = 1;

/** Throws BenchFailure when a ledger does not add up. */
export function measureInfluence(run: InfluenceRun): InfluenceRepeat {
  const ticksOf = (seconds: number) => seconds * TICKS_PER_SECOND;
  // V8 compiles a function after so many calls, and would do that within the same tick of every repeat.
  measureTicks(worldOf(run), TERRITORY_SYSTEMS, ticksOf(run.overtureSeconds), 1);
  const world = worldOf(run);
  const repeat = measureTicks(world, TERRITORY_SYSTEMS, ticksOf(run.warmUpSeconds), ticksOf(run.seconds));
  check(world);
  const { graph } = world;
  return {
    ...repeat,
    ...{ world: graph.name, territories: graph.districtCount, controlPoints: graph.controlPointCount },
    unitsAtPoints: standingCount(world),
  };
}

function worldOf({ land, units }: InfluenceRun): World {
  const config = worldSchema.parse({});
  const graph = buildTerritoryGraph(land === 'counties' ? readWorldFile(config.file) : meshWorld());
  const rules = rulesFrom({ server: SERVER_DEFAULTS, world: config, balance: PEACEFUL_BALANCE });
  const grid = sectorGrid(graph, config.sectorSizeMeters);
  const world = createWorld(allocateWorldMemory(), graph, grid, rules, SEED);
  populate(world, units);
  return world;
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

if (workerData?.influence) parentPort!.postMessage(measureInfluence(workerData.influence as InfluenceRun));
