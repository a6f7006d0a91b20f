import type { World } from '../components/world.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { nextRun } from './actions/support.ts';

/** Districts looked at in a tick: all land of a faction in the default world takes some ten ticks. */
const DISTRICTS_PER_TICK = 48;

/** Goes on with the search for the land that is connected to a hub: one faction at a time, some districts a tick. */
export function searchSupply(world: World): void {
  const { supplyWork } = world;
  if (supplyWork.faction[0] === 0 && !beginSearch(world)) return;
  const faction = supplyWork.faction[0];
  for (let i = 0; i < DISTRICTS_PER_TICK && supplyWork.head[0] < supplyWork.tail[0]; i++) {
    visit(world, faction, world.supplyQueue.district[supplyWork.head[0]++]);
  }
  if (supplyWork.head[0] < supplyWork.tail[0]) return;
  world.side.supplyRun[faction] = nextRun(world.side.supplyRun[faction]);
  supplyWork.faction[0] = 0;
}

/** Takes up the search of the next faction whose land has changed. Returns whether there is one. */
function beginSearch(world: World): boolean {
  const { graph, ledger, side, supplyWork } = world;
  for (let i = 0; i < SIDE_COUNT - 1; i++) {
    // Not always from the first: a faction whose land changes all the time would keep the others waiting.
    const faction = 1 + ((ledger.tick[0] + i) % (SIDE_COUNT - 1));
    if (side.supplyIsDue[faction] === 0) continue;
    side.supplyIsDue[faction] = 0;
    supplyWork.faction[0] = faction;
    supplyWork.head[0] = 0;
    supplyWork.tail[0] = 0;
    const hub = graph.hubDistrict[faction];
    if (hub >= 0) reach(world, faction, hub);
    return true;
  }
  return false;
}

function visit(world: World, faction: number, district: number): void {
  const { graph } = world;
  for (let i = graph.neighborStart[district]; i < graph.neighborStart[district + 1]; i++) {
    reach(world, faction, graph.neighborDistrict[i]);
  }
}

function reach(world: World, faction: number, district: number): void {
  const { side, supplyQueue, supplyWork } = world;
  const run = nextRun(side.supplyRun[faction]);
  if (world.district.owner[district] !== faction || world.district.suppliedRun[district] === run) return;
  world.district.suppliedRun[district] = run;
  supplyQueue.district[supplyWork.tail[0]++] = district;
}
