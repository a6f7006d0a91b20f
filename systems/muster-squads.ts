import { BRAIN } from '../components/ai-rules.ts';
import type { World } from '../components/world.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { recruit } from './actions/squad-recruits.ts';
import { tendSquads } from './actions/squad-upkeep.ts';

/** Every faction has its turn so often, each in a tick of its own. */
const TURN_TICKS = 120;
const TURN_GAP_TICKS = 17;

/**
 * Forms squads of patrols, fills those at home up, merges the smallest, and dissolves those that nobody leads. What
 * minds may spend does not count here: a tick's work has a bound of its own.
 */
export function musterSquads(world: World): void {
  const { ledger, rules } = world;
  const turn = ledger.tick[0] % TURN_TICKS;
  let hasMinds = false;
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    hasMinds ||= rules.ai.brain[faction] !== BRAIN.none;
    if (turn === faction * TURN_GAP_TICKS) tendSquads(world, faction);
  }
  if (hasMinds) recruit(world);
}
