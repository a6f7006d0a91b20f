import { THREAT } from '../../components/ai-rules.ts';
import { CAUSE } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { BATTLE_EVENT } from '../../src/protocol/fields.ts';
import { noteBattle } from './battle-news.ts';
import { clearSite } from './forts.ts';
import { applyImpulse } from './influence.ts';
import { sackDepot } from './sack.ts';
import { despawn } from './spawn.ts';
import { noteThreat } from './threats.ts';

/**
 * Ends a fort or base that fell by the hand of `by` (0 = nobody). Whoever did it gains influence at the control point,
 * or at all of the district, and takes a part of what lies in the depot with its base.
 */
export function ruinFort(world: World, id: number, by: number): void {
  const { fights, graph, identity, roads, sectors, site } = world;
  const row = site.entity.indexOf(id);
  noteBattle(world, BATTLE_EVENT.baseDestroyed, sectors.of[id], id, by);
  // A fort that stands at no site was not built by these rules.
  if (row >= 0 && by !== 0) {
    const { district, point } = fights.sites[row];
    const first = point < 0 ? graph.controlPointStart[district] : point;
    const end = point < 0 ? graph.controlPointStart[district + 1] : point + 1;
    for (let at = first; at < end; at++) {
      applyImpulse(world, at, identity.faction[by], CAUSE.fortDestroyed, graph.districtValue[district], by);
    }
    if (point < 0) sackDepot(world, roads.depots.ofDistrict[district], identity.faction[by]);
  }
  if (row >= 0) {
    noteThreat(
      world,
      identity.faction[id],
      THREAT.fortLost,
      fights.sites[row].district,
      identity.faction[by],
      id,
    );
    clearSite(world, row);
  }
  despawn(world, id);
}
