import { ROUTE_ASK, ROUTE_NEWS, ROUTE_REASON, ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { PATH_NODES, ROUTE_COUNT_MAX } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { NODE } from '../../src/routing/route-costs.ts';
import { mayGetCheaper, weighChanges } from './cheaper-ways.ts';
import { measureRoute } from './measure-route.ts';
import { noteLandfall } from './note-landfall.ts';

/**
 * Looks at every route after the roads changed. A path that was touched is measured again; and a question is due where
 * the best way may be another now: a step of the path got dearer, or something got cheaper so near that a way across it
 * could win. The second is the test that a cache which looks only at what a path touches lacks.
 */
export function judgeRoutes(world: World): void {
  const { path, roads, route, routeLedger } = world;
  for (let row = 0; row < routeLedger.pathHigh[0]; row++) {
    roads.pathIsTouched[row] = path.uses[row] !== 0 && touchedStep(world, row) >= 0 ? 1 : 0;
  }
  const isTested = weighChanges(world);
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
    if (route.state[row] === ROUTE_STATE.free || route.state[row] === ROUTE_STATE.retired) continue;
    const held = route.path[row] - 1;
    const isTouched = held >= 0 && roads.pathIsTouched[held] === 1;
    if (isTouched) remeasure(world, row);
    else if (!isTested || mayGetCheaper(world, row)) {
      route.ask[row] = ROUTE_ASK.safeWay;
      route.causeTick[row] = world.ledger.tick[0];
    }
  }
}

/** Convoys whose road changed look for a better one where they come to next. */
export function judgeConvoys(world: World): void {
  const { convoy, entities, roads } = world;
  const ids = entities.rosters.get(ENTITY_KIND.convoy)!.ids();
  for (let i = 0; i < ids.length; i++) {
    const held = convoy.path[ids[i]] - 1;
    if (held >= 0 && roads.pathIsTouched[held] === 1) convoy.isStale[ids[i]] = 1;
  }
}

/** The first step of a path whose district changed in this tick, -1 when none did. */
function touchedStep(world: World, row: number): number {
  const { ledger, path, pathNode, roads } = world;
  const tick = ledger.tick[0];
  for (let step = 0; step <= path.hops[row]; step++) {
    if (roads.changedTick[pathNode.district[row * PATH_NODES + step]] === tick) return step;
  }
  return -1;
}

function remeasure(world: World, row: number): void {
  const { pathNode, route } = world;
  const held = route.path[row] - 1;
  const district = pathNode.district[held * PATH_NODES + touchedStep(world, held)];
  measureRoute(world, row);
  const isSafe = route.securityMin[row] >= world.rules.convoys.securityMin;
  const state = isSafe ? ROUTE_STATE.active : ROUTE_STATE.degraded;
  if (state !== route.state[row]) {
    route.state[row] = state;
    route.reason[row] = state === ROUTE_STATE.active ? ROUTE_REASON.recovered : reasonOf(world, district);
  }
  noteLandfall(world, district, route.faction[row]);
  route.reasonDistrict[row] = district + 1;
  route.causeTick[row] = world.ledger.tick[0];
  route.news[row] |= ROUTE_NEWS.state;
  world.routeSide.isNews[route.faction[row]] = 1;
  route.ask[row] = ROUTE_ASK.safeWay;
}

/** Why the roads of a district got worse in this tick. */
function reasonOf(world: World, district: number): number {
  const was = world.roads.stateBefore[district];
  const is = world.road.state[district];
  if ((was & NODE.owner) !== (is & NODE.owner)) return ROUTE_REASON.captured;
  return ((was ^ is) & NODE.contested) !== 0 ? ROUTE_REASON.contested : ROUTE_REASON.disrupted;
}
