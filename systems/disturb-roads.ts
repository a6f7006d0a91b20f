import type { World } from '../components/world.ts';
import { DISRUPTION_COUNT_MAX } from '../src/limits.ts';
import { PURPOSE, randomBelow } from '../src/maths/random.ts';
import { DISRUPTION_COUNT, NODE } from '../src/routing/route-costs.ts';
import { disturb, mend, suspect } from './actions/disruptions.ts';
import { roadState } from './actions/road-state.ts';

/** Districts that are compared with their road states in a tick: all counties once a second. */
const SWEPT_PER_TICK = 52;

/** Draws for a border district; where one in ten is at a border, one look in 800 finds none. */
const PLACE_DRAWS = 64;

/**
 * Begins and ends what disrupts roads for a time: jams, broken bridges, sabotage, pirates. And notices what no news of
 * a district tells, such as a siege that goes into its next phase.
 */
export function disturbRoads(world: World): void {
  const { disruption, ledger } = world;
  const tick = ledger.tick[0];
  for (let row = 0; row < DISRUPTION_COUNT_MAX; row++) {
    if (disruption.kind[row] === 0 || disruption.endTick[row] === 0) continue;
    if (disruption.endTick[row] <= tick) mend(world, row);
  }
  if (isDue(world)) drawDisruption(world);
  sweep(world);
}

/** One tick of each interval is the one: a draw names it, so that nothing has to be remembered. */
function isDue(world: World): boolean {
  const { ledger, rules } = world;
  const interval = rules.convoys.disruptionIntervalTicks;
  if (interval === 0) return false;
  const window = Math.floor(ledger.tick[0] / interval);
  const offset = randomBelow(ledger.seed[0], window, 0, PURPOSE.disruptionPause, interval);
  return ledger.tick[0] === window * interval + offset;
}

function drawDisruption(world: World): void {
  const kind = drawKind(world);
  const district = drawBorder(world);
  if (kind >= 0 && district >= 0)
    disturb(world, kind, district, world.rules.convoys.disruptionTicks[kind], 0);
}

/** A kind by the weights of the rules, or -1 when none has any. */
function drawKind(world: World): number {
  const { ledger, rules } = world;
  const weights = rules.convoys.disruptionWeight;
  let sum = 0;
  for (let kind = 0; kind < DISRUPTION_COUNT; kind++) sum += weights[kind];
  if (sum === 0) return -1;
  let left = randomBelow(ledger.seed[0], ledger.tick[0], 0, PURPOSE.disruptionKind, sum);
  for (let kind = 0; kind < DISRUPTION_COUNT; kind++) {
    left -= weights[kind];
    if (left < 0) return kind;
  }
  return -1;
}

/** A random district with a neighbor of another owner, -1 when none was found. */
function drawBorder(world: World): number {
  const { graph, ledger } = world;
  for (let draw = 0; draw < PLACE_DRAWS; draw++) {
    const district = randomBelow(
      ledger.seed[0],
      ledger.tick[0],
      draw,
      PURPOSE.disruptionPlace,
      graph.districtCount,
    );
    if (isAtBorder(world, district)) return district;
  }
  return -1;
}

function isAtBorder(world: World, district: number): boolean {
  const { graph, road } = world;
  const owner = road.state[district] & NODE.owner;
  for (let i = graph.neighborStart[district]; i < graph.neighborStart[district + 1]; i++) {
    if ((road.state[graph.neighborDistrict[i]] & NODE.owner) !== owner) return true;
  }
  return false;
}

function sweep(world: World): void {
  const { graph, ledger, road } = world;
  const turns = Math.ceil(graph.districtCount / SWEPT_PER_TICK);
  const first = (ledger.tick[0] % Math.max(1, turns)) * SWEPT_PER_TICK;
  const end = Math.min(graph.districtCount, first + SWEPT_PER_TICK);
  for (let district = first; district < end; district++) {
    if (roadState(world, district) !== road.state[district]) suspect(world, district);
  }
}
