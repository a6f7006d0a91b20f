import { NEWS } from '../../components/territory.ts';
import { CAUSE, LEVEL } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { stepControl, VERDICT } from '../../src/territory/control.ts';
import { strongest } from '../../src/territory/shares.ts';
import { warnOfContest } from './alarms.ts';
import { applyImpulse } from './influence.ts';
import { moveLand } from './move-land.ts';
import { isDistrictPending, isPending } from './pending.ts';
import { lockSiege, siegeAllowsCapture } from './siege.ts';
import { tellChange, tellContest } from './tell-change.ts';
import { noteDistrict, notePoint } from './territory-news.ts';

/** Whether a control point may change hands at all as things stand. */
export function mayBeCaptured(world: World, point: number, district: number): boolean {
  return !isImmune(world, district) && siegeAllowsCapture(world, point, district);
}

/** A faction's last refuge, if the rules say so: a faction without land could never come back. */
function isImmune(world: World, district: number): boolean {
  const owner = world.district.owner[district];
  return world.rules.territory.hubImmune !== 0 && owner !== 0 && world.graph.hubDistrict[owner] === district;
}

/** Steps the control of a point by what its ledger says. Returns whether something is under way there. */
export function stepPointControl(world: World, point: number, mayCapture: boolean): boolean {
  const { controlPoint, graph, influence, ledger, rules } = world;
  const at = point * SIDE_COUNT;
  const before = controlPoint.owner[point];
  const label = controlPoint.label[point];
  const wasContested = controlPoint.contestedTick[point] !== 0;
  const challenger = controlPoint.challenger[point];
  const verdict = stepControl(
    controlPoint,
    point,
    influence.milli,
    at,
    ledger.tick[0],
    mayCapture,
    rules.territory,
  );
  const isContested = controlPoint.contestedTick[point] !== 0;
  if (isContested !== wasContested) tellContest(world, LEVEL.controlPoint, point, isContested);
  if (verdict !== VERDICT.same) {
    tellChange(world, LEVEL.controlPoint, point, before, label);
    const { cause, actor } = controlPoint;
    notePoint(
      world,
      point,
      NEWS.control,
      verdict === VERDICT.lost ? CAUSE.ownerLost : cause[point],
      actor[point],
    );
  }
  if (verdict === VERDICT.captured) {
    lockSiege(world, point, graph.controlPointDistrict[point]);
    reward(world, point, controlPoint.owner[point], CAUSE.pointCaptured);
  } else if (wasContested && !isContested && before !== 0 && strongest(influence.milli, at) === before) {
    // A contest may end as well because the owner has next to nothing left.
    reward(world, point, before, CAUSE.pointDefended);
  } else if (challenger !== 0 && controlPoint.challenger[point] !== challenger) {
    reward(world, point, challenger, CAUSE.operationFailed);
  }
  return isPending(controlPoint, point, world);
}

/** Books what came of a fight for a control point; its district's value is how much that matters. */
function reward(world: World, point: number, faction: number, cause: number): void {
  const { controlPoint, graph } = world;
  const value = graph.districtValue[graph.controlPointDistrict[point]];
  applyImpulse(world, point, faction, cause, value, controlPoint.actor[point]);
}

/** Steps the control of a district by its shares. Returns whether something is under way there. */
export function stepDistrictControl(world: World, district: number): boolean {
  const { districtSide, ledger, rules } = world;
  const store = world.district;
  const before = store.owner[district];
  const label = store.label[district];
  const wasContested = store.contestedTick[district] !== 0;
  const verdict = stepControl(
    store,
    district,
    districtSide.share,
    district * SIDE_COUNT,
    ledger.tick[0],
    !isImmune(world, district),
    rules.territory,
  );
  const isContested = store.contestedTick[district] !== 0;
  if (isContested !== wasContested) tellContest(world, LEVEL.district, district, isContested);
  if (isContested && !wasContested) warnOfContest(world, district);
  if (verdict !== VERDICT.same) {
    tellChange(world, LEVEL.district, district, before, label);
    const cause = verdict === VERDICT.lost ? CAUSE.ownerLost : store.cause[district];
    noteDistrict(world, district, NEWS.control, cause, store.actor[district]);
  }
  if (store.owner[district] !== before) moveLand(world, district, before, store.owner[district]);
  return isDistrictPending(world, district);
}
