import type { World } from '../components/world.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { tendForts } from './actions/forts.ts';
import { reinforce } from './actions/reinforce.ts';
import { rise } from './actions/rise.ts';

/** Lets fallen avatars rise, replaces fallen patrols, and builds forts up again. */
export function raiseFallen(world: World): void {
  const { entities, fighter, ledger } = world;
  const ids = entities.rosters.get(ENTITY_KIND.avatar)!.ids();
  for (let i = 0; i < ids.length; i++) {
    const { respawnTick } = fighter;
    if (respawnTick[ids[i]] !== 0 && respawnTick[ids[i]] <= ledger.tick[0]) rise(world, ids[i]);
  }
  reinforce(world);
  tendForts(world);
}
