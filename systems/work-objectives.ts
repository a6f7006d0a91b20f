import type { World } from '../components/world.ts';
import { followObjective } from './actions/objectives.ts';

/** Lets every avatar and every soldier that works at a control point go on. */
export function workObjectives(world: World): void {
  const { avatar, entities } = world;
  const ids = entities.bodies.ids();
  for (let i = 0; i < ids.length; i++) {
    if (avatar.objective[ids[i]] !== 0) followObjective(world, ids[i]);
  }
}
