import type { World } from '../components/world.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { countEngaged, endBattles, enterBattle } from './actions/battles.ts';

/** Every sector is looked at once in so many ticks. */
const LOOK_TICKS = TICKS_PER_SECOND;

/** Keeps track of where many fight at once, and tells who sees it: a 60th of the sectors in each tick. */
export function watchBattles(world: World): void {
  const { ledger, sectors } = world;
  const count = sectors.start.length - 1;
  const part = ledger.tick[0] % LOOK_TICKS;
  const first = Math.floor((count * part) / LOOK_TICKS);
  const end = Math.floor((count * (part + 1)) / LOOK_TICKS);
  for (let sector = first; sector < end; sector++) {
    if (sectors.start[sector] === sectors.start[sector + 1]) continue;
    enterBattle(world, sector, countEngaged(world, sector));
  }
  if (part === 0) endBattles(world);
}
