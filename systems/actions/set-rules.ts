import { ROUTE_ASK } from '../../components/routes.ts';
import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { ROUTE_COUNT_MAX, WORLD_EVENT_COUNT_MAX } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { makeRouteCosts } from '../../src/routing/route-costs.ts';
import { decayOver } from '../../src/territory/pressure.ts';
import { measureRoute } from './measure-route.ts';
import { markAllDirty } from './properties.ts';

/** Replaces the rules, and works out anew what follows from them. */
export function setRules(world: World, rules: Rules): void {
  const { graph, territories } = world;
  world.rules = rules;
  changeRoadCosts(world, rules);
  markAllDirty(world);
  const perKm = rules.territory.pressureDecayPerKm;
  // The rules change between two ticks of a running world: in a large one this alone would make the tick late.
  if (perKm !== territories.pressureDecayPerKm) {
    territories.pressureDecayPerKm = perKm;
    for (let i = 0; i < graph.neighborMeters.length; i++) {
      territories.pressureKept[i] = decayOver(graph.neighborMeters[i], perKm);
    }
  }
  weighEvents(world);
}

/** What roads cost, and whether a share closes them, may be another with the new rules: every route is asked for. */
function changeRoadCosts(world: World, rules: Rules): void {
  const { roads, route } = world;
  const before = roads.costs.rules;
  const after = rules.convoys;
  const isSame =
    isEqual(before.relationPercent, after.relationPercent) &&
    isEqual(before.securityThousandths, after.securityThousandths) &&
    isEqual(before.disruptionPercent, after.disruptionPercent) &&
    isEqual(before.alliesOf, after.alliesOf) &&
    before.disruptionFloorPercent === after.disruptionFloorPercent;
  roads.allAreSuspect = true;
  if (isSame) return;
  roads.costs = makeRouteCosts(after);
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
    if (route.path[row] !== 0) measureRoute(world, row);
    route.ask[row] = ROUTE_ASK.safeWay;
  }
}

function isEqual(one: readonly number[], other: readonly number[]): boolean {
  return one.every((value, i) => value === other[i]);
}

/** Works out what the events of now do to each region, after one began or ended or the rules changed. */
export function weighEvents(world: World): void {
  const { ledger, rules, territories, worldEvent } = world;
  const { decayPercent, lossCause, lossMilli, presencePercent, supportPercent } = territories;
  presencePercent.fill(100);
  decayPercent.fill(100);
  supportPercent.fill(100);
  lossMilli.fill(0);
  territories.isLosing = false;
  for (let i = 0; i < WORLD_EVENT_COUNT_MAX; i++) {
    if (worldEvent.kind[i] === 0) continue;
    const kind = worldEvent.kind[i] - 1;
    const region = worldEvent.region[i];
    presencePercent[region] = after(presencePercent[region], rules.territory.eventPresencePercent[kind]);
    decayPercent[region] = after(decayPercent[region], rules.territory.eventDecayPercent[kind]);
    supportPercent[region] = after(supportPercent[region], rules.territory.eventSupportPercent[kind]);
    // In its first second only: in it, every district has its turn once.
    if (ledger.tick[0] - worldEvent.beginTick[i] < TICKS_PER_SECOND) {
      lossMilli[region] += rules.territory.eventLossMilli[kind];
      territories.isLosing ||= lossMilli[region] > 0;
      lossCause[region] = rules.territory.eventCause[kind];
    }
  }
}

function after(percent: number, factorPercent: number): number {
  return Math.floor((percent * factorPercent) / 100);
}
