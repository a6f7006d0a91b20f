import { ESCORT_TASK, STANCE_COUNT } from '../../components/convoys.ts';
import { REQUEST_KIND, REQUEST_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { ENTITY_COUNT_MAX, ROUTE_REQUEST_COUNT_MAX, SIDE_COUNT } from '../../src/limits.ts';
import { ENTITY_KIND, RESULT, type Result } from '../../src/protocol/fields.ts';
import { RELATION } from '../../src/routing/route-costs.ts';
import { askForRoute, PRIORITY } from './ask-route.ts';
import { assign, dismiss, isNear } from './escorts.ts';
import { joinRaid } from './raid.ts';

/** Questions of players that are out at once: the rest of the room is for routes and convoys. */
const PLAYER_QUESTIONS_MAX = 128;

/** Generations of an id, counted in 8 bits. */
const GENERATIONS = 256;

/**
 * Ids are given again. An order may say which use of the id it means: 1 + the generation; 0 = whatever bears it now.
 */

/** Sets an avatar to escort a convoy of its faction or of an ally, near it; convoy 0 = it does so no more. */
export function escortConvoy(world: World, avatar: number, id: number, use: number): Result {
  if (id === 0) {
    dismiss(world, avatar);
    return RESULT.done;
  }
  const problem = problemWith(world, id, use);
  if (problem !== RESULT.done) return problem;
  const relation = relationTo(world, avatar, id);
  if (relation !== RELATION.own && relation !== RELATION.ally) return RESULT.notPossible;
  if (!isNear(world, avatar, id, world.rules.convoys.escortRangeUnits)) return RESULT.notThere;
  assign(world, avatar, ESCORT_TASK.escort, id);
  return RESULT.done;
}

/** Sets an avatar to raid an enemy's convoy near it: the first raider stops it, others join. It strikes at it. */
export function raidConvoy(world: World, avatar: number, id: number, use: number): Result {
  const { escort, ledger, rules } = world;
  const problem = problemWith(world, id, use);
  if (problem !== RESULT.done) return problem;
  if (relationTo(world, avatar, id) !== RELATION.enemy) return RESULT.notPossible;
  if (escort.restTick[avatar] > ledger.tick[0]) return RESULT.notPossible;
  if (!isNear(world, avatar, id, rules.convoys.raidRangeUnits)) return RESULT.notThere;
  joinRaid(world, avatar, id);
  return RESULT.done;
}

/** Tells a convoy of the avatar's faction what to do on bad roads; `word` is the stance + 4 times the use of the id. */
export function setStance(world: World, avatar: number, id: number, word: number): Result {
  const stance = word & 3;
  const use = word >> 2;
  if (stance >= STANCE_COUNT) return RESULT.badValue;
  const problem = problemWith(world, id, use);
  if (problem !== RESULT.done) return problem;
  if (relationTo(world, avatar, id) !== RELATION.own) return RESULT.notPossible;
  world.convoy.stance[id] = stance;
  return RESULT.done;
}

/** Asks for the best way of the avatar's faction between two districts; it is told on the faction's route channel. */
export function planRoute(world: World, avatar: number, from: number, to: number): Result {
  const { graph, identity } = world;
  const slot = world.avatar.session[avatar];
  const last = graph.districtCount - 1;
  if (from < 0 || to < 0 || from > last || to > last || from === to) return RESULT.badValue;
  if (!mayAsk(world, slot)) return RESULT.busy;
  const faction = identity.faction[avatar];
  const row = askForRoute(world, REQUEST_KIND.player, slot, faction, from, to, PRIORITY.player, 0);
  return row < 0 ? RESULT.busy : RESULT.done;
}

/** Whether a session has no question out, and players together not too many. */
function mayAsk(world: World, slot: number): boolean {
  const { routeRequest } = world;
  let count = 0;
  for (let row = 0; row < ROUTE_REQUEST_COUNT_MAX; row++) {
    if (routeRequest.state[row] !== REQUEST_STATE.asked) continue;
    if (routeRequest.kind[row] !== REQUEST_KIND.player) continue;
    if (routeRequest.subject[row] === slot) return false;
    count++;
  }
  return count < PLAYER_QUESTIONS_MAX;
}

/** What is wrong with the name of a convoy; `done` when it is one that is under way. */
function problemWith(world: World, id: number, use: number): Result {
  const { identity } = world;
  if (id <= 0 || id >= ENTITY_COUNT_MAX || use < 0 || use > GENERATIONS) return RESULT.badValue;
  const isMeant =
    identity.kind[id] === ENTITY_KIND.convoy && (use === 0 || identity.generation[id] === use - 1);
  return isMeant ? RESULT.done : RESULT.notPossible;
}

function relationTo(world: World, avatar: number, id: number): number {
  const { identity, roads } = world;
  return roads.costs.relation[identity.faction[avatar] * SIDE_COUNT + identity.faction[id]];
}
