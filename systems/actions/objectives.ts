import { CHRONICLE } from '../../components/chronicle.ts';
import { CAUSE, LEVEL, OBJECTIVE } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { ENTITY_KIND, OBJECTIVE_STATE, RESULT, type Result } from '../../src/protocol/fields.ts';
import { NOTICE } from '../../src/replication/frame.ts';
import { CONTROL_POINT_TYPES, type ControlPointType } from '../../src/territory/world-schema.ts';
import { applyImpulse } from './influence.ts';
import { notice } from './sessions.ts';

/** Kinds of control points at which there is something to extract, people to protect, or something to learn. */
const EXTRACTION: readonly ControlPointType[] = ['extraction_zone', 'supply_depot'];
const PROTECTION: readonly ControlPointType[] = ['civilian_shelter'];
const INTELLIGENCE: readonly ControlPointType[] = ['communication_array', 'command_post'];

/** What an objective is called in history, by OBJECTIVE. */
const CAUSE_OF = [
  CAUSE.none,
  CAUSE.objectiveCapture,
  CAUSE.objectiveDefend,
  CAUSE.objectiveExtract,
  CAUSE.objectiveProtect,
  CAUSE.objectiveGather,
];

/** Sets an avatar or a soldier to work at a control point, or lets it give up (objective 0). */
export function takeUpObjective(world: World, id: number, objective: number, point: number): Result {
  const { avatar, graph, ledger, rules } = world;
  if (objective === 0) {
    if (avatar.objective[id] !== 0) endObjective(world, id, OBJECTIVE_STATE.failed);
    return RESULT.done;
  }
  if (objective < 0 || objective > OBJECTIVE.gather || point < 0 || point >= graph.controlPointCount) {
    return RESULT.badValue;
  }
  if (!isAtPoint(world, id, point)) return RESULT.notThere;
  if (!isPossible(world, id, objective, point)) return RESULT.notPossible;
  avatar.objective[id] = objective;
  avatar.objectivePoint[id] = point;
  avatar.objectiveEndTick[id] = ledger.tick[0] + rules.territory.objectiveTicks[objective];
  tell(world, id, OBJECTIVE_STATE.working);
  return RESULT.done;
}

/** Goes on with an avatar's work: it fails when the avatar leaves or there is nothing left to do, or it is done. */
export function followObjective(world: World, id: number): void {
  const { avatar, chronicle, graph, identity, ledger } = world;
  const point = avatar.objectivePoint[id];
  const objective = avatar.objective[id];
  if (!isAtPoint(world, id, point) || !isPossible(world, id, objective, point)) {
    endObjective(world, id, OBJECTIVE_STATE.failed);
    return;
  }
  if (ledger.tick[0] < avatar.objectiveEndTick[id]) return;
  const cause = CAUSE_OF[objective];
  const value = graph.districtValue[graph.controlPointDistrict[point]];
  const faction = identity.faction[id];
  const milli = applyImpulse(world, point, faction, cause, value, id);
  chronicle.add(CHRONICLE.objective, LEVEL.controlPoint, point, faction, cause, id, objective, milli);
  endObjective(world, id, OBJECTIVE_STATE.done);
}

function endObjective(world: World, id: number, state: number): void {
  tell(world, id, state);
  const { avatar } = world;
  avatar.objective[id] = 0;
  avatar.objectivePoint[id] = 0;
  avatar.objectiveEndTick[id] = 0;
}

/** Whether an avatar stands inside a control point. By its own position and not by the sample: that may be 2 s old. */
function isAtPoint(world: World, id: number, point: number): boolean {
  const { graph, motion } = world;
  const dx = motion.x[id] - graph.controlPointX[point];
  const dy = motion.y[id] - graph.controlPointY[point];
  const radius = graph.controlPointRadius[point];
  return dx * dx + dy * dy <= radius * radius;
}

function isPossible(world: World, id: number, objective: number, point: number): boolean {
  const { controlPoint, graph, identity } = world;
  const isOwn = controlPoint.owner[point] === identity.faction[id];
  const type = CONTROL_POINT_TYPES[graph.controlPointType[point]];
  switch (objective) {
    case OBJECTIVE.capture:
      return !isOwn;
    case OBJECTIVE.defend:
      return isOwn && controlPoint.contestedTick[point] !== 0;
    case OBJECTIVE.extract:
      return EXTRACTION.includes(type);
    case OBJECTIVE.protect:
      return PROTECTION.includes(type);
    default:
      return !isOwn && INTELLIGENCE.includes(type);
  }
}

function tell(world: World, id: number, state: number): void {
  const { avatar, frame, identity } = world;
  // A soldier has no player who would hear of it.
  if (identity.kind[id] !== ENTITY_KIND.avatar) return;
  const row = notice(world, NOTICE.objective, avatar.session[id]);
  if (row < 0) return;
  const { words } = frame.notices;
  words[row + 4] = state;
  words[row + 5] = avatar.objective[id];
  words[row + 6] = avatar.objectivePoint[id];
  words[row + 7] = avatar.objectiveEndTick[id];
}
