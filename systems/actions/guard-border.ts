import { MIND_PHASE, SQUAD_STATE } from '../../components/ai.ts';
import { GOAL, LAYER, TEMPLATE } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { TEMPLATE_INPUT_COUNT } from '../../src/ai/template-fit.ts';
import { TEMPLATES } from '../../src/ai/templates.ts';
import { CANDIDATE_MAX, CANDIDATES_EACH, OPERATIONS_EACH, SQUADS_EACH } from '../../src/limits.ts';
import { findReady, ranked, rankSquads } from './assign-squads.ts';
import { pickOption, traceOptions } from './choose-template.ts';
import { beginOperation } from './operations.ts';
import { hasRoom } from './pursue-goal.ts';
import { spend } from './spend.ts';
import { homeOf } from './squads.ts';
import { addOption, OPTIONS_MAX, options } from './template-options.ts';
import { nextDecision } from './trace.ts';

/** Squads without work for so many tactical decisions in a row are put on guard. */
const IDLE_LOOKS = 3;
/** Priority of a guard: everything else comes before it. */
const GUARD_PRIORITY = 0;
/** What a look at where to stand costs; a whole tick, if a tick has less. */
const LOOK_UNITS = SQUADS_EACH + OPTIONS_MAX * TEMPLATE_INPUT_COUNT;
/** A guard has all the time there is. */
const ALL_TIME = 1000;

/**
 * Lets squads without work stand on the border: where the last strategic decision found most worth holding, or at home.
 * Half of the squads without work at the most, and a few at a time. False when there are not enough units left in this
 * tick: nothing was done then.
 */
export function guardBorder(world: World, faction: number): boolean {
  const { idleLooks, phase } = world.mind;
  const worth = squadsToPost(world, faction);
  if (worth <= 0) idleLooks[faction] = 0;
  else if (idleLooks[faction] < IDLE_LOOKS) idleLooks[faction]++;
  if (idleLooks[faction] < IDLE_LOOKS || !hasRoom(world, faction)) return true;
  // What the last decision found is gone, and what the next one finds is not all there yet.
  if (phase[faction] === MIND_PHASE.gather) return true;
  if (!spend(world, LAYER.tactical, Math.min(world.rules.ai.unitsPerTick, LOOK_UNITS))) return false;
  options.count = 0;
  findReady(world, faction);
  const first = faction * CANDIDATE_MAX + GOAL.hold * CANDIDATES_EACH;
  for (let row = first; row < first + CANDIDATES_EACH; row++) {
    if (world.candidate.goal[row] === GOAL.hold) add(world, faction, world.candidate.district[row], worth);
  }
  if (options.count === 0) add(world, faction, homeOf(world, faction), worth);
  if (options.count > 0) begin(world, faction);
  return true;
}

/** Squads that may be put on guard now: half of those that have nothing else to do, less those that are. */
function squadsToPost(world: World, faction: number): number {
  const { squad } = world;
  const first = faction * SQUADS_EACH;
  let idle = 0;
  let onGuard = 0;
  for (let row = first; row < first + SQUADS_EACH; row++) {
    if (squad.state[row] === SQUAD_STATE.ready) idle++;
    else if (squad.operation[row] !== 0 && isGuard(world, squad.operation[row] - 1)) onGuard++;
  }
  return Math.min(TEMPLATES[TEMPLATE.fortify].squadsMax, Math.floor((idle + onGuard) / 2) - onGuard);
}

function isGuard(world: World, row: number): boolean {
  const { operation } = world;
  return operation.template[row] === TEMPLATE.fortify && operation.priority[row] === GUARD_PRIORITY;
}

/** Adds a district (-1 none) to the options, if it is the faction's own and nobody holds it yet. */
function add(world: World, faction: number, district: number, worth: number): void {
  const { operation } = world;
  if (district < 0 || world.district.owner[district] !== faction) return;
  const first = faction * OPERATIONS_EACH;
  for (let row = first; row < first + OPERATIONS_EACH; row++) {
    if (operation.template[row] === TEMPLATE.fortify && operation.district[row] === district) return;
  }
  rankSquads(world, district);
  addOption(world, faction, GOAL.none, TEMPLATE.fortify, district, 0, worth, ALL_TIME, false);
}

function begin(world: World, faction: number): void {
  const decision = nextDecision(world, faction, LAYER.tactical);
  const picked = pickOption(world, faction, decision);
  traceOptions(world, faction, decision, GOAL.none, 0, picked);
  if (picked < 0) return;
  const district = options.district[picked];
  rankSquads(world, district);
  const row = beginOperation(
    world,
    faction,
    TEMPLATE.fortify,
    GOAL.none,
    district,
    0,
    decision,
    ranked.squads,
    options.squads[picked],
    0,
  );
  if (row >= 0) world.operation.priority[row] = GUARD_PRIORITY;
}
