import { ROUTE_ASK, ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { PATH_NODES, ROUTE_COUNT_MAX } from '../../src/limits.ts';
import { NODE, securityClass, stepCost } from '../../src/routing/route-costs.ts';
import { edgeBetween, UNREACHABLE } from '../../src/routing/route-graph.ts';
import { createRouteAnswer, PATH_STEPS_MAX } from '../../src/routing/route-query.ts';
import { RouteSearch } from '../../src/routing/route-search.ts';

/** Holds the routes of a world against what follows from its territories, with a measurement of its own. */
export class RouteCheck {
  /** Routes looked at, and what was wrong with them, in words. */
  checked = 0;
  readonly wrong: string[] = [];
  readonly #world: World;
  readonly #search: RouteSearch;
  readonly #answer = createRouteAnswer();

  constructor(world: World) {
    this.#world = world;
    this.#search = new RouteSearch(world.roads.graph);
  }

  /** Every route that can be driven: its path, its cost and its security, on the roads of now. */
  checkPaths(): void {
    const { route } = this.#world;
    this.#checkRoads();
    for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
      const canBeDriven =
        route.state[row] === ROUTE_STATE.active || route.state[row] === ROUTE_STATE.degraded;
      if (!canBeDriven) continue;
      this.checked++;
      for (const problem of this.#problemsOf(row)) this.#say(row, problem);
    }
  }

  /**
   * Every route that can be driven against a new and exact search; those whose question is out are left out. One that
   * is less safe than it should be is held against the cheapest way of all, and there must be none that is safe.
   * Returns how many were searched for.
   */
  checkCosts(): number {
    const { route, rules } = this.#world;
    const { hysteresisPercent, securityMin } = rules.convoys;
    let searched = 0;
    for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
      const isActive = route.state[row] === ROUTE_STATE.active;
      if ((!isActive && route.state[row] !== ROUTE_STATE.degraded) || this.#isAsking(row)) continue;
      searched++;
      if (!isActive && this.#leastCost(row, securityMin) !== UNREACHABLE) {
        this.#say(row, 'is less safe than it should be, but a search finds a way that is safe');
        continue;
      }
      const cost = this.#leastCost(row, isActive ? securityMin : 0);
      if (cost === UNREACHABLE) this.#say(row, 'a search finds no way, but the route has one');
      else if (route.cost[row] < cost)
        this.#say(row, `costs ${route.cost[row]} dm, a search finds no less than ${cost}`);
      else if (route.cost[row] * 100 > cost * (100 + hysteresisPercent)) {
        this.#say(row, `costs ${route.cost[row]} dm, a search finds ${cost}: beyond ${hysteresisPercent} %`);
      }
    }
    return searched;
  }

  #leastCost(row: number, securityMin: number): number {
    const { road, roads, route, rules } = this.#world;
    const from = roads.depots.district[route.from[row]];
    const to = roads.depots.district[route.to[row]];
    const query = { faction: route.faction[row], from, to, hopsMax: rules.convoys.hopsMax, securityMin };
    this.#search.find(query, road.state, roads.costs, this.#answer);
    return this.#answer.cost;
  }

  #isAsking(row: number): boolean {
    const { route } = this.#world;
    return route.ask[row] !== ROUTE_ASK.nothing || route.request[row] !== 0;
  }

  /** Owners and contested land are in the roads in the tick of their change. */
  #checkRoads(): void {
    const { district, graph, road } = this.#world;
    for (let d = 0; d < graph.districtCount; d++) {
      const contested = district.contestedTick[d] === 0 ? 0 : NODE.contested;
      const state = road.state[d] & (NODE.owner | NODE.contested);
      if (state === (district.owner[d] | contested)) continue;
      this.wrong.push(
        `roads of district ${graph.districtIds[d]}: state ${state}, owner ${district.owner[d]}, contested ${contested > 0}`,
      );
    }
  }

  #problemsOf(row: number): string[] {
    const { path, pathNode, road, roads, route, rules } = this.#world;
    const held = route.path[row] - 1;
    if (held < 0) return ['has no path'];
    const hops = path.hops[held];
    if (path.uses[held] === 0) return [`its path ${held} is free`];
    if (hops > PATH_STEPS_MAX) return [`its path has ${hops} steps`];
    const nodes = pathNode.district.subarray(held * PATH_NODES, held * PATH_NODES + hops + 1);
    const from = roads.depots.district[route.from[row]];
    const to = roads.depots.district[route.to[row]];
    if (nodes[0] !== from || nodes[hops] !== to) {
      return [`its path leads from ${nodes[0]} to ${nodes[hops]}, the route from ${from} to ${to}`];
    }
    let cost = 0;
    let securityMin = rules.convoys.securityThousandths[0];
    for (let step = 0; step < hops; step++) {
      const edge = edgeBetween(roads.graph, nodes[step], nodes[step + 1]);
      if (edge < 0) return [`districts ${nodes[step]} and ${nodes[step + 1]} of its path have no border`];
      const [before, after] = [road.state[nodes[step]], road.state[nodes[step + 1]]];
      cost += stepCost(roads.costs, route.faction[row], before, after, roads.graph.length[edge]);
      const security = rules.convoys.securityThousandths[securityClass(before, after)];
      securityMin = Math.min(securityMin, security);
    }
    const problems: string[] = [];
    if (cost !== route.cost[row]) problems.push(`costs ${route.cost[row]} dm, measured ${cost}`);
    if (securityMin !== route.securityMin[row]) {
      problems.push(`is as safe as ${route.securityMin[row]} at the least, measured ${securityMin}`);
    }
    const isSafe = securityMin >= rules.convoys.securityMin;
    const isActive = route.state[row] === ROUTE_STATE.active;
    if (isSafe !== isActive)
      problems.push(`is ${isActive ? 'active' : 'degraded'} at a security of ${securityMin}`);
    return problems;
  }

  #say(row: number, problem: string): void {
    const { route } = this.#world;
    this.wrong.push(
      `route ${row} of faction ${route.faction[row]}, version ${route.version[row]}: ${problem}`,
    );
  }
}
