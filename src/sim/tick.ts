import type { World } from '../../components/world.ts';
import { SCHEDULE } from '../../systems/schedule.ts';
import { advanceTrail } from './trail.ts';

/** Called after each system with its place in the schedule, for whoever measures. */
export type AfterSystem = (index: number) => void;

/**
 * One tick of the world: a function of the stores and the inbox alone. The caller has filled `world.inbox` and takes
 * `world.frame` afterwards.
 */
export function runTick(world: World, afterSystem: AfterSystem): void {
  world.ledger.tick[0]++;
  world.frame.clear();
  world.chronicle.count = 0;
  world.frame.tick = world.ledger.tick[0];
  for (let i = 0; i < SCHEDULE.length; i++) {
    SCHEDULE[i].run(world);
    afterSystem(i);
  }
  advanceTrail(world);
}
