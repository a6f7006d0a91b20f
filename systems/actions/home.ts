import type { World } from '../../components/world.ts';

/** Districts that are looked at for a new home at the most. */
const LOOKS_MAX = 8_192;

/**
 * District where a faction's squads gather, -1 = it has no land: the home it chose, else its hub, else the most
 * valuable of its districts among the first LOOKS_MAX from its hub on in file order, the first of equals.
 */
export function homeOf(world: World, faction: number): number {
  const { district, graph, mind, side } = world;
  const chosen = mind.home[faction] - 1;
  if (chosen >= 0 && district.owner[chosen] === faction) return chosen;
  const hub = graph.hubDistrict[faction];
  if (hub >= 0 && district.owner[hub] === faction) return hub;
  return side.land[faction] === 0 ? -1 : mostValuable(world, faction, Math.max(0, hub));
}

/** From now on a faction's squads gather in a district. */
export function moveHome({ ledger, mind }: World, faction: number, district: number): void {
  if (mind.home[faction] === district + 1) return;
  mind.home[faction] = district + 1;
  mind.homeTick[faction] = ledger.tick[0];
}

function mostValuable(world: World, faction: number, from: number): number {
  const { district, graph } = world;
  const count = Math.min(LOOKS_MAX, graph.districtCount);
  let best = -1;
  for (let i = 0; i < count; i++) {
    const at = (from + i) % graph.districtCount;
    if (district.owner[at] !== faction) continue;
    if (best < 0 || graph.districtValue[at] > graph.districtValue[best]) best = at;
  }
  return best;
}
