import type { World } from '../../components/world.ts';
import { RESOURCE_COUNT } from '../../src/limits.ts';

/** A faction takes its part of each good that lies in a depot. */
export function sackDepot(world: World, depot: number, faction: number): void {
  const { account, depotGoods, rules } = world;
  for (let resource = 0; resource < RESOURCE_COUNT; resource++) {
    const at = depot * RESOURCE_COUNT + resource;
    const units = Math.floor((depotGoods.stock[at] * rules.combat.sackPercent) / 100);
    depotGoods.stock[at] -= units;
    account.delivered[faction * RESOURCE_COUNT + resource] += units;
  }
}
