import { GOAL, LAYER, TEMPLATE } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { GOAL_TEMPLATES, TEMPLATE_INPUT_COUNT } from '../../src/ai/template-fit.ts';
import { OPERATIONS_EACH, SQUADS_EACH } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { findReady, ranked, rankSquads } from './assign-squads.ts';
import { pickOption, traceOptions } from './choose-template.ts';
import { convoyAt } from './convoy-at.ts';
import { dropGoal, isOver } from './goals.ts';
import { beginOperation } from './operations.ts';
import { spend } from './spend.ts';
import { addOption, options } from './template-options.ts';
import { nextDecision } from './trace.ts';

/** A look at a convoy is cheap: so many cost one unit. */
const CONVOYS_PER_UNIT = 16;

/**
 * Looks for a way to go about a goal without an operation, and begins it. False when there are not enough units left in
 * this tick: nothing was done then.
 */
export function pursueGoal(world: World, faction: number, row: number): boolean {
  const { goal } = world;
  const kind = goal.kind[row];
  if (isOver(world, faction, row)) {
    dropGoal(world, row);
    return true;
  }
  if (GOAL_TEMPLATES[kind].length === 0 || !hasRoom(world, faction)) return true;
  if (!spend(world, LAYER.tactical, unitsFor(world, kind))) return false;
  const convoy = kind === GOAL.protect ? convoyAt(world, faction, goal.district[row]) : 0;
  weigh(world, faction, row, convoy);
  const decision = nextDecision(world, faction, LAYER.tactical);
  const picked = pickOption(world, faction, decision);
  traceOptions(world, faction, decision, kind, goal.faction[row], picked);
  if (picked >= 0) begin(world, faction, row, decision, picked, convoy);
  return true;
}

/** Whether one more operation of a faction has a place. */
export function hasRoom(world: World, faction: number): boolean {
  const first = faction * OPERATIONS_EACH;
  for (let row = first; row < first + OPERATIONS_EACH; row++) {
    if (world.operation.template[row] === TEMPLATE.none) return true;
  }
  return false;
}

/** What a look at a goal costs; a whole tick, if a tick has less. */
function unitsFor(world: World, kind: number): number {
  const convoys = kind === GOAL.protect ? world.entities.rosters.get(ENTITY_KIND.convoy)!.ids().length : 0;
  const units = SQUADS_EACH + GOAL_TEMPLATES[kind].length * TEMPLATE_INPUT_COUNT;
  return Math.min(world.rules.ai.unitsPerTick, units + Math.ceil(convoys / CONVOYS_PER_UNIT));
}

function weigh(world: World, faction: number, row: number, convoy: number): void {
  const { goal, ledger, rules } = world;
  const { goalTicks } = rules.ai;
  const templates = GOAL_TEMPLATES[goal.kind[row]];
  const district = goal.district[row];
  findReady(world, faction);
  rankSquads(world, district);
  const left = goal.deadlineTick[row] - ledger.tick[0];
  const time = goalTicks === 0 ? 0 : Math.min(1000, Math.floor((left * 1000) / goalTicks));
  options.count = 0;
  for (let i = 0; i < templates.length; i++) {
    addOption(
      world,
      faction,
      goal.kind[row],
      templates[i],
      district,
      goal.faction[row],
      goal.squads[row],
      time,
      convoy !== 0,
    );
  }
}

function begin(
  world: World,
  faction: number,
  row: number,
  decision: number,
  picked: number,
  convoy: number,
): void {
  const { goal } = world;
  const template = options.template[picked];
  const operation = beginOperation(
    world,
    faction,
    template,
    goal.kind[row],
    goal.district[row],
    goal.faction[row],
    decision,
    ranked.squads,
    options.squads[picked],
    template === TEMPLATE.escort ? convoy : 0,
  );
  if (operation >= 0) goal.operation[row] = operation + 1;
}
