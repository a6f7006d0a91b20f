import type { World } from '../components/world.ts';
import { resolveStrikes } from '../src/combat/resolve.ts';
import { findStrikers, landStrikes } from './actions/strikes.ts';

/** Resolves the strikes that are due, all of them as the world is now, and then applies them by id. */
export function strikeTargets(world: World): void {
  findStrikers(world);
  resolveStrikes(world, 0, world.fights.strikerCount);
  landStrikes(world);
}
