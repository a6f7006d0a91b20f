import { Operation } from '../../components/ai.ts';
import { OPERATION_END, OPERATION_EVENT } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import { TEMPLATES } from '../../src/ai/templates.ts';
import { OPERATIONS_EACH, SIDE_COUNT, SQUADS_EACH } from '../../src/limits.ts';
import { operationEnded } from './goals.ts';
import { lifeTicks, sideOf } from './operation-clock.ts';
import { assignTargets } from './operation-targets.ts';
import { freeSquad, releaseSquad } from './squads.ts';
import { traceOperation } from './trace.ts';

const COLUMNS = Object.keys(Operation.columns) as (keyof typeof Operation.columns)[];

/**
 * Begins an operation of a faction with some of its ready squads; `leadSquads` gives them their first orders in this
 * very tick, or in the next one when it has run already. `goal` is the GOAL it serves (0 = it answers a threat),
 * `other` the faction it is against, or with for a pact; `convoy` the one it is about, 0 none. Returns its row; -1 =
 * the faction has no room for one more.
 */
export function beginOperation(
  world: World,
  faction: number,
  template: number,
  goal: number,
  district: number,
  other: number,
  decision: number,
  squads: Uint16Array,
  count: number,
  convoy: number,
): number {
  const { districtSide, identity, ledger, minds, operation } = world;
  const row = freeRow(world, faction);
  if (row < 0) return -1;
  const tick = ledger.tick[0];
  operation.template[row] = template;
  operation.goal[row] = goal;
  operation.district[row] = district;
  operation.faction[row] = other;
  operation.step[row] = 0;
  operation.stepTick[row] = tick;
  operation.bornTick[row] = tick;
  operation.deadlineTick[row] = tick + lifeTicks(world, row);
  operation.convoy[row] = convoy;
  operation.convoyUse[row] = convoy === 0 ? 0 : identity.generation[convoy];
  operation.squads[row] = count;
  operation.decision[row] = decision;
  operation.priority[row] = TEMPLATES[template].priority;
  operation.ownerShare[row] = districtSide.share[district * SIDE_COUNT + other];
  for (let i = 0; i < count; i++) takeInto(world, row, squads[i]);
  assignTargets(world, row);
  minds.operationsBegun[template]++;
  traceOperation(world, row, OPERATION_EVENT.began, operation.soldiers[row]);
  return row;
}

/** Ends an operation (OPERATION_END): its squads are free and go home, and its goal hears of it. */
export function endOperation(world: World, row: number, end: number): void {
  const { minds, squad } = world;
  const faction = sideOf(row);
  traceOperation(world, row, OPERATION_EVENT.ended, end);
  minds.operationsEnded[end]++;
  operationEnded(world, faction, row, end);
  for (let i = faction * SQUADS_EACH; i < (faction + 1) * SQUADS_EACH; i++) {
    if (squad.operation[i] === row + 1) releaseSquad(world, i);
  }
  clearOperation(world, row);
}

/** Takes a squad away for something that cannot wait. Its operation goes on with the others, or is over. */
export function takeSquad(world: World, squad: number): void {
  const { operation, squad: squads } = world;
  const row = squads.operation[squad] - 1;
  const soldiers = squads.bornSize[squad];
  freeSquad(world, squad);
  if (row < 0) return;
  operation.soldiers[row] -= soldiers;
  const faction = sideOf(row);
  for (let i = faction * SQUADS_EACH; i < (faction + 1) * SQUADS_EACH; i++) {
    if (squads.operation[i] === row + 1) return;
  }
  endOperation(world, row, OPERATION_END.overtaken);
}

function freeRow(world: World, faction: number): number {
  for (let row = faction * OPERATIONS_EACH; row < (faction + 1) * OPERATIONS_EACH; row++) {
    if (world.operation.template[row] === 0) return row;
  }
  return -1;
}

function takeInto(world: World, row: number, squad: number): void {
  const { operation, squad: squads } = world;
  freeSquad(world, squad);
  squads.operation[squad] = row + 1;
  squads.bornSize[squad] = squads.size[squad];
  operation.soldiers[row] += squads.size[squad];
}

function clearOperation(world: World, row: number): void {
  const { operation } = world;
  for (let i = 0; i < COLUMNS.length; i++) operation[COLUMNS[i]][row] = 0;
}
