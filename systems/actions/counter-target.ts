import { LAYER } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { vectorLength } from '../../src/maths/fixed-point.ts';
import { areEnemies } from './hostility.ts';
import { spend } from './spend.ts';

/** Districts that are looked at for one target. */
export const TARGET_LOOKS_MAX = 48;

/** World units to the nearest so far, and districts that may still be looked at: working memory of one call. */
let least = 0;
let looks = 0;

/**
 * The land of an enemy to strike at because of what happened in a district: the nearest among its neighbors and theirs,
 * or else the enemy's hub, if that is within reach. Returns -1 when there is none.
 */
export function counterTarget(world: World, faction: number, district: number, enemy: number): number {
  if (!areEnemies(world, faction, enemy)) return -1;
  const { graph, rules } = world;
  const { neighborDistrict, neighborStart } = graph;
  looks = TARGET_LOOKS_MAX;
  least = rules.ai.reachUnits + 1;
  let found = -1;
  const end = neighborStart[district + 1];
  for (let i = neighborStart[district]; i < end; i++)
    found = nearer(world, district, neighborDistrict[i], enemy, found);
  for (let i = neighborStart[district]; i < end && looks > 0; i++) {
    const near = neighborDistrict[i];
    for (let j = neighborStart[near]; j < neighborStart[near + 1]; j++)
      found = nearer(world, district, neighborDistrict[j], enemy, found);
  }
  const hub = graph.hubDistrict[enemy];
  if (found < 0 && hub >= 0) looks++;
  return found >= 0 || hub < 0 ? found : nearer(world, district, hub, enemy, -1);
}

/** A district if it is the enemy's and nearer than what was found; else that. */
function nearer(world: World, from: number, district: number, enemy: number, found: number): number {
  const { graph } = world;
  if (looks === 0 || !spend(world, LAYER.immediate, 1)) return found;
  looks--;
  if (world.district.owner[district] !== enemy || district === from) return found;
  const units = vectorLength(
    graph.districtX[district] - graph.districtX[from],
    graph.districtY[district] - graph.districtY[from],
  );
  if (units >= least) return found;
  least = units;
  return district;
}
