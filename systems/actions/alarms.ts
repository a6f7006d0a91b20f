import { THREAT } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { noteThreat } from './threats.ts';

/** What happens to land, convoys and forts, told to the mind of whoever it belongs to: once for each time it does. */

/**
 * A convoy, fort or base is attacked by `by`. Its faction hears of the first time in a while, as long as a fight has to
 * rest to be over; nothing is told of anything else.
 */
export function soundAlarm(world: World, id: number, by: number): void {
  const { convoy, fighter, identity, ledger, rules } = world;
  const kind = identity.kind[id];
  const isConvoy = kind === ENTITY_KIND.convoy;
  if (!isConvoy && kind !== ENTITY_KIND.fort && kind !== ENTITY_KIND.base) return;
  const tick = ledger.tick[0];
  const last = fighter.alarmTick[id];
  fighter.alarmTick[id] = tick;
  if (last !== 0 && tick - last <= rules.combat.battleWindowTicks) return;
  const district = isConvoy ? convoy.district[id] : siteDistrict(world, id);
  // A fort that stands at no site was not built by these rules.
  if (district < 0) return;
  const threat = isConvoy ? THREAT.convoyHit : THREAT.fortHit;
  noteThreat(world, identity.faction[id], threat, district, identity.faction[by], id);
}

/** District of the site of a fort or base, -1 when it stands at none. */
function siteDistrict(world: World, id: number): number {
  const row = world.site.entity.indexOf(id);
  return row < 0 ? -1 : world.fights.sites[row].district;
}

/** A district is contested from now on: its owner hears by whom most. */
export function warnOfContest(world: World, district: number): void {
  const { districtSide } = world;
  const owner = world.district.owner[district];
  let rival = 0;
  for (let side = 1; side < SIDE_COUNT; side++) {
    const share = districtSide.share[district * SIDE_COUNT + side];
    const most = rival === 0 ? 0 : districtSide.share[district * SIDE_COUNT + rival];
    if (side !== owner && share > most) rival = side;
  }
  noteThreat(world, owner, THREAT.contested, district, rival, 0);
}
