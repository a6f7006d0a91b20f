import { BRAIN } from '../components/ai-rules.ts';
import { ASTRAY } from '../components/combat.ts';
import type { World } from '../components/world.ts';
import { type Course, planCourse } from '../src/maths/course.ts';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { PURPOSE, randomBelow } from '../src/maths/random.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { squareTo } from './actions/district-near.ts';
import { nextOpenLeg, type OpenLeg } from './actions/open-leg.ts';
import { setCourse, ticksInWorld } from './actions/set-course.ts';
import { paceOf } from './actions/walk.ts';

/** Patrols do not all walk to the same spot of a control point, but to within this distance of it. */
const GOAL_SPREAD_UNITS = 60 * UNITS_PER_METER;

const course: Course = { vx: 0, vy: 0, ticks: 0 };
const leg: OpenLeg = { vx: 0, vy: 0, legEndTick: 0, turnTick: 0 };

/** Gives every patrol whose leg or pause ends now its next one. Who has left its way for a fight is left alone. */
export function steerPatrols(world: World): void {
  const { fighter, ledger, patrol, rules, soldier } = world;
  const tick = ledger.tick[0];
  const ids = world.entities.rosters.get(ENTITY_KIND.patrol)!.ids();
  const roamsTerritories = rules.patrolRoamsTerritories;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i];
    if (patrol.turnTick[id] > tick || fighter.isAstray[id] !== ASTRAY.no) continue;
    // It goes where it is ordered to.
    if (soldier.squad[id] !== 0) continue;
    if (roamsTerritories) turnInTerritories(world, id, tick);
    else turnInTheOpen(world, id, tick);
  }
}

/** A leg to a control point of its district or of a neighbor, then a pause. */
function turnInTerritories(world: World, id: number, tick: number): void {
  const { graph, identity, ledger, motion, patrol, rules } = world;
  const { owner } = world.district;
  const seed = ledger.seed[0];
  if (motion.vx[id] !== 0 || motion.vy[id] !== 0) {
    setCourse(world, id, 0, 0);
    patrol.turnTick[id] = tick + 1 + randomBelow(seed, tick, id, PURPOSE.pauseTicks, 1 + rules.pauseTicksMax);
    return;
  }
  let district = patrol.district[id];
  const isGarrison = rules.ai.brain[identity.faction[id]] !== BRAIN.none;
  const neighbors = graph.neighborStart[district + 1] - graph.neighborStart[district];
  if (neighbors > 0 && randomBelow(seed, tick, id, PURPOSE.legDistrict, 100) < rules.neighborLegPercent) {
    const choice = randomBelow(seed, tick, id, PURPOSE.legHeading, neighbors);
    const next = graph.neighborDistrict[graph.neighborStart[district] + choice];
    // Whom a mind has not called to arms looks after its faction's own land.
    if (!isGarrison || owner[next] === identity.faction[id]) district = next;
  }
  if (isGarrison && owner[district] !== identity.faction[id])
    district = nearestOwnNeighbor(world, id, district);
  patrol.district[id] = district;
  const first = graph.controlPointStart[district];
  const points = graph.controlPointStart[district + 1] - first;
  const point = first + randomBelow(seed, tick, id, PURPOSE.legPoint, Math.max(1, points));
  const goalX = points === 0 ? graph.districtX[district] : graph.controlPointX[point];
  const goalY = points === 0 ? graph.districtY[district] : graph.controlPointY[point];
  const spread = 2 * GOAL_SPREAD_UNITS;
  const jitterX = randomBelow(seed, tick, id, PURPOSE.legJitterX, spread) - GOAL_SPREAD_UNITS;
  const jitterY = randomBelow(seed, tick, id, PURPOSE.legJitterY, spread) - GOAL_SPREAD_UNITS;
  const x = Math.min(graph.widthUnits - 1, Math.max(0, goalX + jitterX));
  const y = Math.min(graph.heightUnits - 1, Math.max(0, goalY + jitterY));
  planCourse(course, x - motion.x[id], y - motion.y[id], paceOf(world, id));
  setCourse(world, id, course.vx, course.vy);
  patrol.turnTick[id] = tick + Math.min(course.ticks, ticksInWorld(world, id));
}

/** The neighbor of a district that is nearest to a patrol among its faction's own; the district if none is. */
function nearestOwnNeighbor(world: World, id: number, district: number): number {
  const { graph, identity, motion } = world;
  let nearest = district;
  let best = Infinity;
  for (let i = graph.neighborStart[district]; i < graph.neighborStart[district + 1]; i++) {
    const neighbor = graph.neighborDistrict[i];
    if (world.district.owner[neighbor] !== identity.faction[id]) continue;
    const square = squareTo(world, neighbor, motion.x[id], motion.y[id]);
    if (square >= best) continue;
    nearest = neighbor;
    best = square;
  }
  return nearest;
}

function turnInTheOpen(world: World, id: number, tick: number): void {
  const { motion, patrol } = world;
  leg.vx = motion.vx[id];
  leg.vy = motion.vy[id];
  leg.legEndTick = patrol.legEndTick[id];
  nextOpenLeg(world, id, tick, motion.x[id], motion.y[id], leg);
  setCourse(world, id, leg.vx, leg.vy);
  patrol.legEndTick[id] = leg.legEndTick;
  patrol.turnTick[id] = leg.turnTick;
}
