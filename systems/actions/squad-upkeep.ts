import { SQUAD_STATE } from '../../components/ai.ts';
import { BRAIN } from '../../components/ai-rules.ts';
import { OPERATION_END } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import { OPERATIONS_EACH, SQUAD_SIZE_MAX, SQUADS_EACH } from '../../src/limits.ts';
import { homeOf, moveHome } from './home.ts';
import { endOperation } from './operations.ts';
import { discharge, enlist, membersOf } from './soldiers.ts';
import { sendHome } from './squad-orders.ts';
import { isAtPlace } from './squad-place.ts';
import { factionOf, freeSquad } from './squads.ts';

/** A new squad is ready when half of it is at home, or after so long. */
const GATHER_TICKS = 3 * 60 * 60;

const members = new Uint32Array(SQUAD_SIZE_MAX);

/** Looks after the squads of a faction: who fell is forgotten, free squads go home, and the smallest of them merge. */
export function tendSquads(world: World, faction: number): void {
  const { rules, squad } = world;
  if (rules.ai.brain[faction] === BRAIN.none) {
    dissolveSquads(world, faction);
    return;
  }
  keepHome(world, faction);
  let small = -1;
  for (let row = faction * SQUADS_EACH; row < (faction + 1) * SQUADS_EACH; row++) {
    if (squad.state[row] === SQUAD_STATE.none) continue;
    const count = membersOf(world, row, members);
    if (count === 0) endSquad(world, row);
    else if (squad.operation[row] === 0) {
      sendHome(world, row, members, count);
      if (squad.state[row] === SQUAD_STATE.withdrawing) gather(world, row, count);
      else if (3 * count < rules.ai.squadSize[faction]) small = merge(world, small, row);
    }
  }
}

/** A faction that lost its home stays at the next one: to find that takes a look at all its land. */
function keepHome(world: World, faction: number): void {
  const home = homeOf(world, faction);
  if (home >= 0 && home !== world.graph.hubDistrict[faction]) moveHome(world, faction, home);
}

/** Makes a new squad ready once it is together. */
function gather(world: World, squad: number, count: number): void {
  const { ledger, squad: squads } = world;
  const hasTime = ledger.tick[0] - squads.orderTick[squad] < GATHER_TICKS;
  if (hasTime && !isAtPlace(world, squad, members, count)) return;
  squads.state[squad] = SQUAD_STATE.ready;
}

/**
 * Sends the soldiers of one small squad to another one (-1 = there was none so far). Returns one that is small still.
 */
function merge(world: World, into: number, squad: number): number {
  if (into < 0) return squad;
  const count = membersOf(world, squad, members);
  for (let i = 0; i < count; i++) {
    discharge(world, members[i]);
    enlist(world, into, members[i]);
  }
  endSquad(world, squad);
  sendHome(world, into, members, membersOf(world, into, members));
  return 3 * world.squad.size[into] < world.rules.ai.squadSize[factionOf(into)] ? into : -1;
}

/** Ends all that a faction does with squads: nobody leads them any more. */
function dissolveSquads(world: World, faction: number): void {
  const { operation, squad } = world;
  for (let row = faction * OPERATIONS_EACH; row < (faction + 1) * OPERATIONS_EACH; row++) {
    if (operation.template[row] !== 0) endOperation(world, row, OPERATION_END.aborted);
  }
  for (let row = faction * SQUADS_EACH; row < (faction + 1) * SQUADS_EACH; row++) {
    if (squad.state[row] === SQUAD_STATE.none) continue;
    const count = membersOf(world, row, members);
    for (let i = 0; i < count; i++) discharge(world, members[i]);
    endSquad(world, row);
  }
}

function endSquad(world: World, squad: number): void {
  const { squad: squads } = world;
  freeSquad(world, squad);
  squads.state[squad] = SQUAD_STATE.none;
  squads.size[squad] = 0;
  squads.district[squad] = 0;
  squads.orderTick[squad] = 0;
}
