import { VEHICLE_COUNT } from '../../components/convoy-rules.ts';
import { REQUEST_STATE, ROUTE_NEWS, ROUTE_STATE } from '../../components/routes.ts';
import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { RESOURCE_COUNT, ROUTE_REQUEST_COUNT_MAX, SIDE_COUNT } from '../../src/limits.ts';
import { unitsPerTick } from '../../src/maths/fixed-point.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { DISRUPTION_COUNT } from '../../src/routing/route-costs.ts';
import { UNREACHABLE } from '../../src/routing/route-graph.ts';
import { runTick } from '../../src/sim/tick.ts';
import { type AsciiWorldOptions, worldFromAscii } from '../../src/territory/ascii-world.ts';
import { dispatch } from '../../systems/actions/dispatch.ts';
import { measureRoute } from '../../systems/actions/measure-route.ts';
import { holdPath, storePath } from '../../systems/actions/paths.ts';
import { takeRouteAnswer } from '../../systems/actions/take-route-answer.ts';
import { SCHEDULE } from '../../systems/schedule.ts';
import { Land, territoryRules } from './land.ts';
import { canonicalPath } from './routing-worlds.ts';

/** What tests of convoys do to a world that has no route workers and no time to wait for goods. */

/** All vehicles at ten times the speed of a truck, m/s: tests have no time to wait. */
const FAST = Array(VEHICLE_COUNT).fill(unitsPerTick(280));

/** Default rules, but fast; no routes are looked for, and nothing is disturbed, unless a test asks for it. */
export function convoyRules(changes: Partial<Rules['convoys']> = {}): Rules {
  const rules = territoryRules();
  const quiet = {
    vehicleSpeed: FAST,
    routesPerFaction: 0,
    disruptionIntervalTicks: 0,
    disruptionWeight: Array(DISRUPTION_COUNT).fill(0),
  };
  return { ...rules, convoys: { ...rules.convoys, ...quiet, ...changes } };
}

/** Answers every question that is out, as route workers would, by a search that nobody doubts. Returns how many. */
export function answerQuestions(world: World): number {
  const { ledger, road, roads, routeRequest } = world;
  let count = 0;
  for (let row = 0; row < ROUTE_REQUEST_COUNT_MAX; row++) {
    if (routeRequest.state[row] !== REQUEST_STATE.asked) continue;
    count++;
    const { cost, nodes } = canonicalPath(roads.graph, roads.costs, road.state, {
      faction: routeRequest.faction[row],
      from: routeRequest.from[row],
      to: routeRequest.to[row],
      hopsMax: routeRequest.hopsMax[row],
      securityMin: routeRequest.securityMin[row],
    });
    const hops = cost === UNREACHABLE ? 0 : nodes.length - 1;
    takeRouteAnswer(
      world,
      row,
      routeRequest.serial[row],
      cost,
      hops,
      Uint32Array.from(nodes),
      ledger.tick[0],
    );
  }
  return count;
}

/** Opens a route on a path of districts, between the depots at its ends. Returns its row. */
export function openRoute(world: World, faction: number, nodes: readonly number[]): number {
  const { ledger, roads, route } = world;
  const row = route.state.indexOf(ROUTE_STATE.free);
  const path = storePath(world, nodes, nodes.length - 1);
  holdPath(world, path);
  route.state[row] = ROUTE_STATE.active;
  route.faction[row] = faction;
  route.from[row] = roads.depots.ofDistrict[nodes[0]];
  route.to[row] = roads.depots.ofDistrict[nodes[nodes.length - 1]];
  route.path[row] = path + 1;
  route.usedTick[row] = ledger.tick[0];
  route.bornTick[row] = ledger.tick[0];
  route.news[row] = ROUTE_NEWS.state;
  measureRoute(world, row);
  return row;
}

/** Puts goods of a resource into a depot, as if its land had made them, and lets another depot need them. */
export function stockUp(
  world: World,
  faction: number,
  from: number,
  to: number,
  resource: number,
  units: number,
): void {
  const { account, depot, depotGoods } = world;
  depotGoods.stock[from * RESOURCE_COUNT + resource] += units;
  account.produced[faction * RESOURCE_COUNT + resource] += units;
  depotGoods.need[to * RESOURCE_COUNT + resource] = 400;
  // Or its first turn would take it for a depot that changed hands.
  depot.faction[to] = faction;
}

/** Ids of the convoys under way. */
export function convoysOf(world: World): number[] {
  return [...world.entities.rosters.get(ENTITY_KIND.convoy)!.ids()];
}

/** Ids of the wrecks that lie about. */
export function wrecksOf(world: World): number[] {
  return [...world.entities.rosters.get(ENTITY_KIND.wreck)!.ids()];
}

/** By resource: units made, in store, on convoys and in wrecks, handed over and lost, added up over all there is. */
export function goodsOf(world: World) {
  const { account, convoy, depotGoods, roads, wreck } = world;
  return Array.from({ length: RESOURCE_COUNT }, (_, resource) => {
    const sums = { made: 0, stored: 0, carried: 0, handedOver: 0, lost: 0 };
    for (let side = 0; side < SIDE_COUNT; side++) {
      const at = side * RESOURCE_COUNT + resource;
      sums.made += account.produced[at];
      sums.handedOver += account.delivered[at];
      sums.lost += account.lost[at];
    }
    for (let depot = 0; depot < roads.depots.count; depot++) {
      sums.stored += depotGoods.stock[depot * RESOURCE_COUNT + resource];
    }
    for (const id of convoysOf(world)) if (convoy.resource[id] === resource) sums.carried += convoy.cargo[id];
    for (const id of wrecksOf(world)) if (wreck.resource[id] === resource) sums.carried += wreck.cargo[id];
    return sums;
  });
}

/** A drawn world with convoys, whose questions for ways are answered after every tick. */
export class ConvoyStage extends Land {
  /** Questions answered so far. */
  answered = 0;
  /** What happened to convoys, in order. */
  readonly events: number[] = [];
  #taken = 0;
  /** While set, nobody answers. */
  isMute = false;

  static of(
    lines: readonly string[],
    options: AsciiWorldOptions,
    changes: Partial<Rules['convoys']> = {},
    memory?: SharedArrayBuffer,
  ): ConvoyStage {
    return new ConvoyStage(
      worldFromAscii(lines, { cellMeters: 500, ...options }),
      convoyRules(changes),
      memory,
    );
  }

  override tick(ticks = 1, after: (world: World) => void = () => {}): void {
    for (let i = 0; i < ticks; i++) {
      runTick(this.world, (index) => {
        // Before they are told and forgotten.
        if (SCHEDULE[index].name === 'keepRoutes') this.#takeEvents(this.world);
      });
      if (this.world.newsLedger.convoys[0] === 0) this.#taken = 0;
      if (!this.isMute) this.answered += answerQuestions(this.world);
      after(this.world);
    }
  }

  #takeEvents({ convoyNews, newsLedger }: World): void {
    for (; this.#taken < newsLedger.convoys[0]; this.#taken++) {
      this.events.push(convoyNews.event[this.#taken]);
    }
  }

  /** Districts by letter. */
  at(letter: string): number {
    return this.world.graph.districtIds.indexOf(letter);
  }

  /** A route along letters. */
  route(faction: number, letters: string): number {
    return openRoute(
      this.world,
      faction,
      [...letters].map((letter) => this.at(letter)),
    );
  }

  /** Lets a convoy with these many units set out along letters at once. Returns its id. */
  convoy(faction: number, letters: string, units = 80, resource = 0): number {
    const { world } = this;
    const row = this.route(faction, letters);
    stockUp(world, faction, world.route.from[row], world.route.to[row], resource, units);
    return dispatch(world, row);
  }

  /** Lets a district change hands at once, wholly and for good. */
  capture(letter: string, owner: number): void {
    const { controlPoint, district, graph, roads } = this.world;
    const place = this.at(letter);
    for (let point = graph.controlPointStart[place]; point < graph.controlPointStart[place + 1]; point++) {
      this.setInfluence(point, { [owner]: 100_000 });
      controlPoint.owner[point] = owner;
    }
    district.owner[place] = owner;
    roads.allAreSuspect = true;
  }

  /** Ticks until a condition holds. Throws when it does not within `limit` ticks. */
  until(holds: () => boolean, limit = 60 * 600): number {
    for (let ticks = 0; ticks <= limit; ticks++) {
      if (holds()) return ticks;
      this.tick();
    }
    throw new Error(`not within ${limit} ticks`);
  }

  isGone(id: number): boolean {
    return this.world.identity.kind[id] !== ENTITY_KIND.convoy;
  }
}
