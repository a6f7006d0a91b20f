import { SQUAD_ROLE, SQUAD_STATE } from '../../components/ai.ts';
import { TRAIT, TRAIT_COUNT } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { TICKS_PER_SECOND, UNITS_PER_METER, vectorLength } from '../../src/maths/fixed-point.ts';
import { homeOf } from './home.ts';
import { aimAt, arrive, goal } from './operation-arrival.ts';
import { hasLasted, sideOf } from './operation-clock.ts';
import { force } from './operation-force.ts';
import { sendTo, sendToCenter, sendToPoint } from './squad-orders.ts';
import { isAtPlace, isHalfWithin, travelTicks } from './squad-place.ts';

/** A faction of so much coordination has its squads arrive together; others go each as soon as it can. */
const COORDINATED_FROM = 700;

/** Squads that are to arrive together wait so far from where they go, on the way from home. */
const STAGE_UNITS = 500 * UNITS_PER_METER;
const STAGED_UNITS = STAGE_UNITS + 120 * UNITS_PER_METER;

/** Part of the time for the march after which nobody is waited for any more, percent. */
const PATIENCE_PERCENT = 75;

/** How long the squad of a feint is in sight before the others set out. */
const FEINT_TICKS = 20 * TICKS_PER_SECOND;

/** Sends the squads that have not arrived yet to their districts: to the control point that is nearest to each. */
export function march(world: World, row: number): void {
  const { squad: squads } = world;
  const isFeinting = deceive(world, row);
  if (!isFeinting) planArrival(world, row);
  for (let i = 0; i < force.count; i++) {
    const squad = force.squads[i];
    if (squads.arrivedTick[squad] !== 0) continue;
    if (isFeinting && squads.role[squad] !== SQUAD_ROLE.feint) continue;
    aimAt(world, i);
    if (isAtPlace(world, squad, force.members[i], force.sizes[i])) arrive(world, row, squad, isFeinting);
    else approach(world, row, i);
  }
}

/** Whether the others wait for the squad of a feint. When it has been seen for long enough it follows them. */
function deceive(world: World, row: number): boolean {
  const { ledger, operation, squad: squads } = world;
  for (let i = 0; i < force.count; i++) {
    const squad = force.squads[i];
    if (squads.role[squad] !== SQUAD_ROLE.feint || squads.district[squad] === operation.district[row] + 1)
      continue;
    const arrived = squads.arrivedTick[squad];
    if (arrived === 0 || ledger.tick[0] < arrived + FEINT_TICKS) return true;
    squads.district[squad] = operation.district[row] + 1;
    squads.state[squad] = SQUAD_STATE.marching;
    squads.arrivedTick[squad] = 0;
    squads.point[squad] = 0;
  }
  return false;
}

/** Says when all are to arrive, once all that have not arrived are near: when the slowest of them can be there. */
function planArrival(world: World, row: number): void {
  const { ledger, operation, squad: squads } = world;
  if (operation.arriveTick[row] !== 0 || !arriveTogether(world, row)) return;
  const isLate = hasLasted(world, row, PATIENCE_PERCENT);
  let slowest = 0;
  for (let i = 0; i < force.count; i++) {
    if (squads.arrivedTick[force.squads[i]] !== 0 || squads.role[force.squads[i]] === SQUAD_ROLE.feint)
      continue;
    const members = force.members[i];
    aimAt(world, i);
    if (!isLate && !isHalfWithin(world, goal.x, goal.y, STAGED_UNITS, members, force.sizes[i])) return;
    slowest = Math.max(slowest, travelTicks(world, goal.x, goal.y, members, force.sizes[i]));
  }
  operation.arriveTick[row] = ledger.tick[0] + Math.max(1, slowest);
}

function arriveTogether(world: World, row: number): boolean {
  const coordination = world.rules.ai.trait[sideOf(row) * TRAIT_COUNT + TRAIT.coordination];
  return coordination >= COORDINATED_FROM && force.count > 1;
}

/** Brings a squad nearer to where it goes, as far as it may go now. */
function approach(world: World, row: number, i: number): void {
  const { ledger, operation, squad: squads } = world;
  const squad = force.squads[i];
  const members = force.members[i];
  const count = force.sizes[i];
  if (squads.role[squad] !== SQUAD_ROLE.feint && arriveTogether(world, row)) {
    if (operation.arriveTick[row] === 0) return stage(world, row, i);
    const ticks = travelTicks(world, goal.x, goal.y, members, count);
    if (ledger.tick[0] + ticks < operation.arriveTick[row]) return;
  }
  const point = squads.point[squad] - 1;
  if (point >= 0) sendToPoint(world, point, members, 0, count);
  else sendToCenter(world, squads.district[squad] - 1, members, count);
}

/** Sends a squad to a place short of where it goes, on the straight way from home; who is nearer stays where it is. */
function stage(world: World, row: number, i: number): void {
  const { graph } = world;
  const members = force.members[i];
  if (isHalfWithin(world, goal.x, goal.y, STAGED_UNITS, members, force.sizes[i])) return;
  const home = homeOf(world, sideOf(row));
  if (home < 0) return;
  const dx = graph.districtX[home] - goal.x;
  const dy = graph.districtY[home] - goal.y;
  const way = Math.max(STAGE_UNITS, vectorLength(dx, dy));
  const x = goal.x + Math.trunc((dx * STAGE_UNITS) / way);
  const y = goal.y + Math.trunc((dy * STAGE_UNITS) / way);
  sendTo(world, x, y, members, force.sizes[i]);
}
