import { MIND_PHASE } from '../../components/ai.ts';
import { LAYER } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { CANDIDATE_MAX, SIDE_COUNT } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { chooseGoals } from './choose-goals.ts';
import { followFrontWithHome } from './front.ts';
import { LOOK_UNITS_MAX, lookAtDistrict, lookAtFactions } from './look-over.ts';
import { clearCandidates } from './options.ts';
import { outlookOf } from './outlook.ts';
import { spend } from './spend.ts';
import { reviewTrust } from './trust.ts';

/** Ticks between the first decisions of two factions in a new world. */
const FIRST_TICKS = 60;

/**
 * Work units that a district takes, for the time it takes to look at them all: most are nobody's concern, and cost one.
 */
const UNITS_PER_DISTRICT = 4;

/** Whether a faction's next strategic decision is to begin. */
export function isDue(world: World, faction: number): boolean {
  const { ledger, mind } = world;
  return ledger.tick[0] >= Math.max(mind.strategicTick[faction], faction * FIRST_TICKS);
}

/** A faction begins to look at the land. How strong and how weary it is, is settled now. */
export function beginStrategy(world: World, faction: number): void {
  const { graph, ledger, mind, reserve, rules } = world;
  const tick = ledger.tick[0];
  const { ai } = rules;
  clearCandidates(world, faction);
  reviewTrust(world, faction);
  mind.strength[faction] = patrolsOf(world, faction);
  mind.weariness[faction] = wearinessOf(world, faction);
  mind.losses[faction] = reserve.losses[faction];
  mind.phase[faction] = MIND_PHASE.gather;
  mind.cursor[faction] = 0;
  mind.weighed[faction] = 0;
  mind.front[faction] = 0;
  mind.frontUnits[faction] = 0;
  const lookTicks = Math.ceil((graph.districtCount * UNITS_PER_DISTRICT) / Math.max(1, ai.unitsPerTick));
  mind.effectTick[faction] = tick + ai.decisionDelayTicks + lookTicks;
  mind.strategicTick[faction] = nextTick(tick, faction, Math.max(1, ai.strategicTicks));
}

/** The next tick that is the faction's turn: turns are a seventh of the time between two decisions apart. */
function nextTick(tick: number, faction: number, interval: number): number {
  const turn = Math.floor((faction * interval) / (SIDE_COUNT - 1)) % interval;
  return tick + interval - ((tick - turn + interval) % interval);
}

function patrolsOf(world: World, faction: number): number {
  const ids = world.entities.rosters.get(ENTITY_KIND.patrol)!.ids();
  let count = 0;
  for (let i = 0; i < ids.length; i++) if (world.identity.faction[ids[i]] === faction) count++;
  return Math.min(count, 0xffff);
}

/** The mean of what it was and of the losses since the last decision: 1000 = half of the patrols. */
function wearinessOf(world: World, faction: number): number {
  const { mind, reserve } = world;
  const lost = reserve.losses[faction] - mind.losses[faction];
  const fresh = Math.min(1000, Math.floor((lost * 2000) / Math.max(1, mind.strength[faction])));
  return Math.floor((mind.weariness[faction] + fresh) / 2);
}

/** Looks on as far as the work units of this tick go: at each district, and at last at the other factions. */
export function lookOn(world: World, faction: number): void {
  const { graph, mind, minds } = world;
  const from = outlookOf(world, faction);
  while (mind.cursor[faction] < graph.districtCount) {
    if (minds.unitsLeft < LOOK_UNITS_MAX) return;
    spend(world, LAYER.strategic, lookAtDistrict(world, from, mind.cursor[faction]++));
  }
  if (minds.unitsLeft < LOOK_UNITS_MAX * SIDE_COUNT) return;
  spend(world, LAYER.strategic, lookAtFactions(world, from));
  mind.phase[faction] = MIND_PHASE.decided;
}

/** Makes the decision once its tick has come: a unit for each option that is compared. */
export function decide(world: World, faction: number): void {
  const { ledger, mind } = world;
  if (ledger.tick[0] < mind.effectTick[faction] || !spend(world, LAYER.strategic, CANDIDATE_MAX)) return;
  followFrontWithHome(world, faction);
  chooseGoals(world, faction);
  mind.phase[faction] = MIND_PHASE.idle;
}
