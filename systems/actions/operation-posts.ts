import { ASTRAY } from '../../components/combat.ts';
import { OBJECTIVE } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { firstOf, force, groupsOf } from './operation-force.ts';
import { choosePost } from './operation-points.ts';
import { orderSoldier } from './soldiers.ts';
import { sendToPoint } from './squad-orders.ts';
import { isWithin } from './squad-place.ts';
import { factionOf } from './squads.ts';

/**
 * Has a squad, the `i`-th of the force, stand at the control points of its district, in groups of as many as count
 * there: first where something is to be done (see `choosePost`), else spread. One of each group works there.
 */
export function standAt(world: World, i: number): void {
  const { squad: squads } = world;
  const squad = force.squads[i];
  const groups = groupsOf(world, i);
  for (let group = 0; group < groups; group++) {
    const first = firstOf(world, group);
    const end = group === groups - 1 ? force.sizes[i] : firstOf(world, group + 1);
    const post = choosePost(world, factionOf(squad), squads.district[squad] - 1, force.members[i][first]);
    if (post < 0) return;
    if (group === 0) squads.point[squad] = post + 1;
    sendToPoint(world, post, force.members[i], first, end);
    workAt(world, post, force.members[i], first, end);
  }
}

/**
 * Has the first of a group who stands at its control point take up what there is to do, if nobody of it does so yet.
 */
function workAt(world: World, point: number, members: Uint32Array, first: number, end: number): void {
  const { avatar, fighter, graph } = world;
  const objective = objectiveAt(world, point, members[first]);
  if (objective === 0) return;
  let worker = 0;
  for (let i = end - 1; i >= first; i--) {
    const id = members[i];
    if (avatar.objective[id] !== 0) return;
    if (fighter.isAstray[id] !== ASTRAY.no) continue;
    const { controlPointRadius, controlPointX, controlPointY } = graph;
    if (isWithin(world, id, controlPointX[point], controlPointY[point], controlPointRadius[point]))
      worker = id;
  }
  if (worker !== 0) orderSoldier(world, worker, ORDER.objective, objective, point);
}

function objectiveAt(world: World, point: number, id: number): number {
  const { controlPoint, identity } = world;
  if (controlPoint.owner[point] !== identity.faction[id]) return OBJECTIVE.capture;
  return controlPoint.contestedTick[point] === 0 ? 0 : OBJECTIVE.defend;
}
