import type { World } from '../../components/world.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { nodeOf } from './convoy-leg.ts';

/** The first convoy of a faction, by id, that is in a district, drives into it or is to unload there; 0 = none. */
export function convoyAt(world: World, faction: number, district: number): number {
  const { convoy, identity, roads } = world;
  const ids = world.entities.rosters.get(ENTITY_KIND.convoy)!.ids();
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i];
    if (identity.faction[id] !== faction) continue;
    if (convoy.district[id] === district || roads.depots.district[convoy.to[id]] === district) return id;
    if (convoy.crossTick[id] !== 0 && nodeOf(world, id, convoy.step[id] + 1) === district) return id;
  }
  return 0;
}
