import { NODE } from '../../src/routing/route-costs.ts';
import { RouteField } from '../../src/routing/route-field.ts';
import { UNREACHABLE } from '../../src/routing/route-graph.ts';
import { createRouteAnswer, PATH_STEPS_MAX } from '../../src/routing/route-query.ts';
import { type DistrictFacts, districtFacts, keptPath, keptRows } from './kept-routes.ts';
import type { OpenedWorld } from './opened-world.ts';
import { bar, columns } from './words.ts';

/** A district that many ways pass. */
export interface ChokePoint extends DistrictFacts {
  readonly owner: string;
  /**
   * How much runs through it, 0 to 1: mean of its share of the best ways between all depots of a faction, and of its
   * share of the kept routes, where a route counts once and once more for each convoy on it.
   */
  readonly score: number;
  /** Best ways between two depots of a faction that pass it, and their share of all. */
  readonly ways: number;
  readonly wayShare: number;
  /** The factions they belong to, and how many each. */
  readonly waysOf: Readonly<Record<string, number>>;
  readonly routes: number;
  readonly convoys: number;
}

/** What runs through each district. Ends of a way do not count: nobody passes there. */
interface Counts {
  /** Ways by faction * districts + district, and how many ways there are in all. */
  readonly ways: Uint32Array;
  wayCount: number;
  readonly routes: Uint32Array;
  readonly convoys: Uint32Array;
  /** Sum of the weights of all kept routes. */
  routeWeight: number;
}

/** The districts through which most runs, of one faction or of all (0), at most `countMax`. */
export function chokePoints(opened: OpenedWorld, faction: number, countMax: number): ChokePoint[] {
  const { factionNames, states, world } = opened;
  const { districtCount } = world.graph;
  const counts = countAll(opened, faction);
  const found: ChokePoint[] = [];
  for (let district = 0; district < districtCount; district++) {
    const waysOf: Record<string, number> = {};
    let ways = 0;
    for (let side = 1; side < factionNames.length; side++) {
      const own = counts.ways[side * districtCount + district];
      if (own > 0) waysOf[factionNames[side]] = own;
      ways += own;
    }
    const routes = counts.routes[district];
    if (ways + routes === 0) continue;
    const convoys = counts.convoys[district];
    const wayShare = counts.wayCount === 0 ? 0 : ways / counts.wayCount;
    const routeShare = counts.routeWeight === 0 ? wayShare : (routes + convoys) / counts.routeWeight;
    found.push({
      ...districtFacts(opened, district),
      owner: factionNames[states[district] & NODE.owner],
      score: rounded((wayShare + routeShare) / 2),
      ...{ ways, wayShare: rounded(wayShare), waysOf, routes, convoys },
    });
  }
  return found.sort((one, other) => other.score - one.score).slice(0, countMax);
}

function countAll(opened: OpenedWorld, faction: number): Counts {
  const { factionNames, world } = opened;
  const { districtCount } = world.graph;
  const counts: Counts = {
    ways: new Uint32Array(factionNames.length * districtCount),
    wayCount: 0,
    routes: new Uint32Array(districtCount),
    convoys: new Uint32Array(districtCount),
    routeWeight: 0,
  };
  for (let side = 1; side < factionNames.length; side++) {
    if (faction === 0 || faction === side) countWays(opened, side, counts);
  }
  for (const row of keptRows(opened, faction)) {
    const path = keptPath(opened, row);
    const convoys = world.route.convoys[row];
    counts.routeWeight += path.length === 0 ? 0 : 1 + convoys;
    for (const district of path.slice(1, -1)) {
      counts.routes[district]++;
      counts.convoys[district] += convoys;
    }
  }
  return counts;
}

/** Follows the best way from every depot of a faction to every other, read off a field toward each. */
function countWays({ states, world }: OpenedWorld, faction: number, counts: Counts): void {
  const { costs, depots, graph } = world.roads;
  const own = Array.from(depots.district).filter((district) => (states[district] & NODE.owner) === faction);
  const field = new RouteField(graph);
  const answer = createRouteAnswer();
  for (const target of own) {
    field.aim(faction, target);
    field.repair(states, costs);
    for (const from of own) {
      if (from === target) continue;
      field.walk(from, states, costs, answer);
      if (answer.cost === UNREACHABLE || answer.hops > PATH_STEPS_MAX) continue;
      counts.wayCount++;
      for (let step = 1; step < answer.hops; step++) {
        counts.ways[faction * graph.nodeCount + answer.nodes[step]]++;
      }
    }
  }
}

/** A table of choke points for people. */
export function chokeText(points: readonly ChokePoint[]): string {
  const most = Math.max(...points.map(({ score }) => score), Number.MIN_VALUE);
  const rows = points.map((point) => [
    `${point.name} (${point.id})`.slice(0, 30),
    point.owner.slice(0, 18),
    `${(100 * point.score).toFixed(1)} %`,
    `${point.ways}`,
    `${point.routes}`,
    `${point.convoys}`,
    bar(point.score / most, 20),
    Object.entries(point.waysOf)
      .map(([name, ways]) => `${name} ${ways}`)
      .join(', '),
  ]);
  const head = ['district', 'owner', 'score', 'ways', 'routes', 'convoys', '', 'whose ways'];
  return `${columns([head, ...rows], 'llrrrrll')}${points.length} districts\n`;
}

function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
