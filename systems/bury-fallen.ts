import type { World } from '../components/world.ts';
import { fall } from './actions/fall.ts';
import { tendWrecks } from './actions/wrecks.ts';
import { indexSectors } from './index-sectors.ts';

/** Carries out what the death of each fighter that fell in this tick brings with it, and tends what they left. */
export function buryFallen(world: World): void {
  const { entities, fights } = world;
  const deadBefore = entities.deadCount;
  for (let i = 0; i < fights.fallenCount; i++) fall(world, fights.fallen[i], fights.killer[i]);
  fights.fallenCount = 0;
  tendWrecks(world);
  // Whoever gets a view in this tick is given what the index has in its sectors: with the dead, and without what they
  // left, it would hold them so for ever. Nothing is left but by somebody who is dead.
  if (entities.deadCount !== deadBefore) indexSectors(world);
}
