import { BRAIN, GOAL } from '../components/ai-rules.ts';
import type { World } from '../components/world.ts';
import { GOALS_EACH, SIDE_COUNT } from '../src/limits.ts';
import { guardBorder } from './actions/guard-border.ts';
import { mayPlan } from './actions/may-plan.ts';
import { pursueGoal } from './actions/pursue-goal.ts';

/** Faction f looks first so many ticks after its first strategic decision began, FACTION_TICKS * f after the start. */
const FIRST_LOOK_TICKS = 90;
const FACTION_TICKS = 60;

/**
 * Lets minds turn their goals into operations, each faction in its turn, and at once where a strategic decision has
 * just taken effect. What the units of a tick do not suffice for goes on in the next one: a goal says when it was
 * looked at.
 */
export function planOperations(world: World): void {
  if (!mayPlan(world)) return;
  const { ledger, mind, rules } = world;
  const tick = ledger.tick[0];
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    if (rules.ai.brain[faction] === BRAIN.none) continue;
    if (mind.tacticalTick[faction] === 0) {
      mind.tacticalTick[faction] = tick - 1 + FACTION_TICKS * faction + FIRST_LOOK_TICKS;
    }
    if (!look(world, faction, tick >= mind.tacticalTick[faction])) return;
  }
}

/** False when there are not enough units left in this tick for all that there is to do. */
function look(world: World, faction: number, isDue: boolean): boolean {
  const { goal, ledger, mind, rules } = world;
  const tick = ledger.tick[0];
  for (let row = nextGoal(world, faction, isDue); row >= 0; row = nextGoal(world, faction, isDue)) {
    if (!pursueGoal(world, faction, row)) return false;
    goal.lookTick[row] = tick;
  }
  if (!isDue) return true;
  if (!guardBorder(world, faction)) return false;
  const next = mind.tacticalTick[faction] + rules.ai.tacticalTicks;
  // After a long time without units, or with another pace, it does not make up for what it missed.
  mind.tacticalTick[faction] = next > tick ? next : tick + rules.ai.tacticalTicks;
  return true;
}

/** The goal to be looked at next, the highest score first, equals by row; -1 = none. */
function nextGoal(world: World, faction: number, isDue: boolean): number {
  const { goal, ledger, mind } = world;
  const first = faction * GOALS_EACH;
  let next = -1;
  for (let row = first; row < first + GOALS_EACH; row++) {
    if (goal.kind[row] === GOAL.none || goal.operation[row] !== 0) continue;
    const seen = goal.lookTick[row];
    // A goal of the tick before has not been looked at; one of this tick may just have been.
    const isNew = seen <= goal.bornTick[row] && seen < ledger.tick[0];
    if (!isNew && (!isDue || seen >= mind.tacticalTick[faction])) continue;
    if (next < 0 || goal.score[row] > goal.score[next]) next = row;
  }
  return next;
}
