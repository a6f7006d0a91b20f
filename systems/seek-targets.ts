import { PROPERTY } from '../components/combat-rules.ts';
import type { World } from '../components/world.ts';
import { BattleGrid } from '../src/combat/battle-grid.ts';
import { ENTITY_COUNT_MAX } from '../src/limits.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { aim, hasTarget } from './actions/aim.ts';
import { isNear } from './actions/escorts.ts';
import { areEnemies, canFight } from './actions/hostility.ts';
import { learnEnemies, lookAround } from './actions/look-around.ts';
import { propertyOf } from './actions/properties.ts';

/** Ids side by side look in the same tick, as many as lie in a few cache lines of every column. */
const BLOCK_SHIFT = 6;

/** Turns that a patrol passes over after it saw that nobody is about: who comes near is seen long before it strikes. */
const QUIET_TURNS = 3;

const grid = new BattleGrid();
/** Who has lost its target in this tick. */
const losers = new Uint32Array(ENTITY_COUNT_MAX);

/**
 * Takes from every fighter the target that it must not attack any more, and lets those look around whose turn it is.
 * Who has lost a target looks at once. A fighter's choice depends on where all stand, never on who chose before it.
 */
export function seekTargets(world: World): void {
  const { fighter, fights, ledger } = world;
  const { lookTick, target } = fighter;
  const tick = ledger.tick[0];
  const high = ledger.entityHigh[0];
  let dropped = 0;
  for (let id = 1; id <= high; id++) {
    // Most of a world does not fight: this line is all that they cost.
    if (target[id] === 0 || keepsTarget(world, id)) continue;
    aim(world, id, 0);
    lookTick[id] = tick;
    losers[dropped++] = id;
  }
  grid.forget();
  learnEnemies(world);
  for (let i = 0; i < dropped; i++) look(world, losers[i], tick);
  const avatars = world.entities.rosters.get(ENTITY_KIND.avatar)!.ids();
  for (let i = 0; i < avatars.length; i++) {
    // An order may have asked for it.
    if (lookTick[avatars[i]] === tick) look(world, avatars[i], tick);
  }
  const interval = world.rules.combat.lookTicks;
  const first = (interval - (tick % interval)) % interval;
  for (let block = first; block << BLOCK_SHIFT <= high; block += interval) {
    const end = Math.min(high, ((block + 1) << BLOCK_SHIFT) - 1);
    for (let id = block << BLOCK_SHIFT; id <= end; id++) {
      if (lookTick[id] <= tick) look(world, id, tick);
    }
  }
  fights.candidates += grid.examined;
  grid.examined = 0;
}

/** Lets a fighter look around, and say when it does so again: when it is the turn of its block. */
function look(world: World, id: number, tick: number): void {
  const interval = world.rules.combat.lookTicks;
  if (!canFight(world, id)) return;
  const isBusy = lookAround(world, id, grid);
  const turn = tick + interval - ((tick + (id >> BLOCK_SHIFT)) % interval);
  world.fighter.lookTick[id] = isBusy ? turn : turn + QUIET_TURNS * interval;
}

/** Whether the target of a fighter is one still: the same, able to fight, an enemy, and not far out of sight. */
function keepsTarget(world: World, id: number): boolean {
  const { faction } = world.identity;
  const target = world.fighter.target[id];
  if (!hasTarget(world, id) || !canFight(world, id)) return false;
  if (!areEnemies(world, faction[id], faction[target])) return false;
  // A quarter more than it takes to be seen: who walks along the limit is not lost and found all the time.
  const sight = propertyOf(world, id, PROPERTY.sight);
  return isNear(world, id, target, sight + (sight >> 2));
}
