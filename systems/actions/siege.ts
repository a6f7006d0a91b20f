import { SIEGE } from '../../components/territory.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { strongestOther } from '../../src/territory/shares.ts';

/** What attackers gain while they only probe, percent. */
const PROBE_PERCENT = 50;

/** Whether a control point is taken in phases rather than at once. */
function isBesieged(world: World, district: number): boolean {
  return world.graph.districtValue[district] >= world.rules.territory.siegeValueMin;
}

/**
 * Moves the siege of an important control point on: attackers probe, then interdict, then dominate, and only then can
 * it be captured; after a capture it is locked for a while.
 */
export function stepSiege(world: World, point: number, district: number): void {
  const { controlPoint, ledger } = world;
  const rules = world.rules.territory;
  const phase = controlPoint.phase[point];
  if (phase === SIEGE.none && !isBesieged(world, district)) return;
  const tick = ledger.tick[0];
  const since = tick - controlPoint.phaseTick[point];
  if (phase === SIEGE.locked) {
    if (since >= rules.siegeLockTicks) enter(world, point, SIEGE.none);
  } else if (!isAttacked(world, point)) {
    // Attackers who leave for a moment find the siege as they left it.
    if (phase !== SIEGE.none && since >= rules.contestedHostileOffTicks) enter(world, point, SIEGE.none);
  } else if (phase === SIEGE.none) {
    enter(world, point, SIEGE.probe);
  } else if (phase === SIEGE.probe) {
    if (since >= rules.siegeProbeTicks) enter(world, point, SIEGE.interdict);
  } else if (phase === SIEGE.interdict) {
    const most = strongestOther(world.influence.milli, point * SIDE_COUNT, controlPoint.owner[point]);
    if (most >= rules.siegeDominateMilli) enter(world, point, SIEGE.dominate);
    else controlPoint.phaseTick[point] = tick;
  } else controlPoint.phaseTick[point] = tick;
}

/** Locks a point that was captured, if it is one that is besieged. */
export function lockSiege(world: World, point: number, district: number): void {
  if (isBesieged(world, district)) enter(world, point, SIEGE.locked);
}

/** What the phase leaves of a gain, percent. */
export function siegePercent(world: World, point: number, isOwner: boolean): number {
  const phase = world.controlPoint.phase[point];
  if (isOwner || phase === SIEGE.none) return 100;
  if (phase === SIEGE.locked) return 0;
  return phase === SIEGE.probe ? PROBE_PERCENT : 100;
}

/** Whether the phase allows a capture. */
export function siegeAllowsCapture(world: World, point: number, district: number): boolean {
  return !isBesieged(world, district) || world.controlPoint.phase[point] === SIEGE.dominate;
}

function isAttacked(world: World, point: number): boolean {
  const { controlPoint, influence } = world;
  for (let side = 1; side < SIDE_COUNT; side++) {
    if (side !== controlPoint.owner[point] && influence.units[point * SIDE_COUNT + side] > 0) return true;
  }
  return false;
}

function enter(world: World, point: number, phase: number): void {
  world.controlPoint.phase[point] = phase;
  world.controlPoint.phaseTick[point] = world.ledger.tick[0];
}
