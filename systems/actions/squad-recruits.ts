import { SQUAD_STATE } from '../../components/ai.ts';
import { BRAIN } from '../../components/ai-rules.ts';
import { ASTRAY } from '../../components/combat.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT, SQUAD_SIZE_MAX, SQUADS_EACH } from '../../src/limits.ts';
import { UNITS_PER_METER } from '../../src/maths/fixed-point.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { homeOf } from './home.ts';
import { enlist } from './soldiers.ts';
import { sendHome } from './squad-orders.ts';
import { isWithin } from './squad-place.ts';

/**
 * Counts patrols and takes some of them into squads, in rounds over all ids: so many in a tick, however many there are.
 * A faction takes those near its home; it looks farther away in each round after one that did not fill its squads.
 */

const ROUND_TICKS = 120;
const IDS_PER_TICK = 1024;
/** How far from home the first round looks. */
const NEAR_UNITS = 1000 * UNITS_PER_METER;

/** By faction: the squad that gets the next soldier, -1 = none needs one; and the district where it gathers. */
const open = new Int32Array(SIDE_COUNT);
const home = new Int32Array(SIDE_COUNT);
const members = new Uint32Array(SQUAD_SIZE_MAX);

/** Goes on with the round at work, or begins one when it is time. */
export function recruit(world: World): void {
  const { aiLedger, ledger, mind } = world;
  if (aiLedger.rosterCursor[0] === 0) {
    if (ledger.tick[0] % ROUND_TICKS !== 1) return;
    aiLedger.rosterCursor[0] = 1;
    mind.patrolsCounted.fill(0);
  }
  const first = aiLedger.rosterCursor[0];
  if (first > ledger.entityHigh[0]) {
    endRound(world);
    return;
  }
  for (let faction = 1; faction < SIDE_COUNT; faction++) findOpenSquad(world, faction);
  const end = Math.min(first + IDS_PER_TICK, ledger.entityHigh[0] + 1);
  for (let id = first; id < end; id++) {
    if (world.identity.kind[id] === ENTITY_KIND.patrol) meet(world, id);
  }
  aiLedger.rosterCursor[0] = end;
}

/** Counts a patrol, and takes it into the open squad of its faction if it is near and does not fight. */
function meet(world: World, id: number): void {
  const { fighter, graph, identity, mind, soldier } = world;
  const faction = identity.faction[id];
  mind.patrolsCounted[faction]++;
  const squad = open[faction];
  if (squad < 0 || soldier.squad[id] !== 0) return;
  if (fighter.isAstray[id] !== ASTRAY.no || fighter.target[id] !== 0) return;
  const { districtX, districtY } = graph;
  if (!isWithin(world, id, districtX[home[faction]], districtY[home[faction]], mind.recruitUnits[faction]))
    return;
  if (!enlist(world, squad, id)) return;
  if (world.squad.state[squad] === SQUAD_STATE.none) world.squad.state[squad] = SQUAD_STATE.withdrawing;
  members[0] = id;
  sendHome(world, squad, members, 1);
  findOpenSquad(world, faction);
}

function endRound(world: World): void {
  const { aiLedger, graph, mind } = world;
  aiLedger.rosterCursor[0] = 0;
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    findOpenSquad(world, faction);
    const wasShort = mind.patrols[faction] > 0 && open[faction] >= 0;
    mind.patrols[faction] = mind.patrolsCounted[faction];
    const before = mind.recruitUnits[faction];
    mind.recruitUnits[faction] =
      wasShort && before > 0 ? Math.min(graph.widthUnits + graph.heightUnits, 2 * before) : NEAR_UNITS;
  }
}

/** Finds the squad that the next soldier of a faction goes to: one at home that is not full, or else a new one. */
function findOpenSquad(world: World, faction: number): void {
  open[faction] = -1;
  const { mind, rules, squad } = world;
  const { brain, soldierThousandths, squadCount, squadSize } = rules.ai;
  if (brain[faction] === BRAIN.none) return;
  const full = Math.min(SQUAD_SIZE_MAX, squadSize[faction]);
  let soldiers = 0;
  let squads = 0;
  let free = -1;
  let lacking = -1;
  for (let row = (faction + 1) * SQUADS_EACH - 1; row >= faction * SQUADS_EACH; row--) {
    if (squad.state[row] === SQUAD_STATE.none) free = row;
    else squads++;
    soldiers += squad.size[row];
    if (isAtHome(world, row) && squad.size[row] < full) lacking = row;
  }
  const room = Math.floor((mind.patrols[faction] * soldierThousandths) / 1000) - soldiers;
  if (room <= 0) return;
  home[faction] = homeOf(world, faction);
  if (home[faction] < 0) return;
  const mayBegin = squads < Math.min(SQUADS_EACH, squadCount[faction]) && 3 * room >= full;
  open[faction] = lacking >= 0 ? lacking : mayBegin ? free : -1;
}

/** Whether a squad is one that is filled up: it has nothing to do but to be at home. */
function isAtHome(world: World, squad: number): boolean {
  const { operation, state } = world.squad;
  if (state[squad] === SQUAD_STATE.ready) return true;
  return state[squad] === SQUAD_STATE.withdrawing && operation[squad] === 0;
}
