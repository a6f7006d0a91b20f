import type { World } from '../components/world.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { followObjective } from './actions/objectives.ts';

/** Lets every avatar that works at a control point go on. */
export function workObjectives(world: World): void {
  const { avatar } = world;
  const ids = world.entities.rosters.get(ENTITY_KIND.avatar)!.ids();
  for (let i = 0; i < ids.length; i++) {
    if (avatar.objective[ids[i]] !== 0) followObjective(world, ids[i]);
  }
}
