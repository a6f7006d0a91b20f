import { ERRAND } from '../../components/avatar.ts';
import type { World } from '../../components/world.ts';
import { pickDistrict } from '../../systems/actions/spawn.ts';

/** Sends an avatar to the center of a district of its faction. */
export function goHome(world: World, id: number): void {
  const { avatar, graph, identity, ledger } = world;
  const district = pickDistrict(world, identity.faction[id], id);
  avatar.errand[id] = ERRAND.walkTo;
  avatar.goalX[id] = graph.districtX[district];
  avatar.goalY[id] = graph.districtY[district];
  avatar.turnTick[id] = ledger.tick[0];
}
