import { ROUTE_STATE } from '../../components/routes.ts';
import { PATH_NODES, ROUTE_COUNT_MAX } from '../../src/limits.ts';
import { UNITS_PER_METER } from '../../src/maths/fixed-point.ts';
import { ROUTE_REASONS } from '../../src/protocol/route-words.ts';
import { DECIMETERS_PER_METER } from '../../src/routing/route-graph.ts';
import { RoutesNear } from '../../src/routing/routes-near.ts';
import type { OpenedWorld } from './opened-world.ts';
import { columns, duration, meters } from './words.ts';

const STATE_NAMES = Object.keys(ROUTE_STATE) as readonly (keyof typeof ROUTE_STATE)[];
const THOUSANDTHS = 1000;

/** A district as people and machines know it. */
export interface DistrictFacts {
  readonly id: string;
  readonly name: string;
}

/** A route that a world keeps. */
export interface KeptRoute {
  readonly route: number;
  readonly faction: string;
  readonly state: string;
  readonly reason: string;
  /** The district behind the reason. */
  readonly reasonDistrict: DistrictFacts | null;
  readonly from: DistrictFacts;
  readonly to: DistrictFacts;
  readonly hops: number;
  /** Meters of good road; null while there is no path. */
  readonly cost: number | null;
  readonly security: { readonly mean: number; readonly min: number };
  readonly profit: number;
  readonly convoys: number;
  readonly trips: number;
  readonly version: number;
  readonly ageSeconds: number;
  readonly isAsking: boolean;
}

export function districtFacts({ world }: OpenedWorld, district: number): DistrictFacts {
  return { id: world.graph.districtIds[district], name: world.graph.districtNames[district] };
}

/** Rows of the routes that a world keeps, of one faction or of all (0). */
export function keptRows({ world }: OpenedWorld, faction: number): number[] {
  const { route } = world;
  const rows: number[] = [];
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
    const isKept = route.state[row] !== ROUTE_STATE.free && route.state[row] !== ROUTE_STATE.retired;
    if (isKept && (faction === 0 || route.faction[row] === faction)) rows.push(row);
  }
  return rows;
}

/** The districts of the path of a kept route; none while it has no path. */
export function keptPath({ world }: OpenedWorld, row: number): number[] {
  const path = world.route.path[row] - 1;
  if (path < 0) return [];
  const at = path * PATH_NODES;
  return Array.from(world.pathNode.district.subarray(at, at + world.path.hops[path] + 1));
}

/** What there is to know of a kept route. */
export function keptRoute(opened: OpenedWorld, row: number): KeptRoute {
  const { factionNames, world } = opened;
  const { ledger, roads, route } = world;
  const behind = route.reasonDistrict[row] - 1;
  const path = keptPath(opened, row);
  return {
    route: row,
    faction: factionNames[route.faction[row]],
    state: STATE_NAMES[route.state[row]],
    reason: (ROUTE_REASONS[route.reason[row]] ?? `${route.reason[row]}`).replaceAll('_', ' '),
    reasonDistrict: behind < 0 ? null : districtFacts(opened, behind),
    from: districtFacts(opened, roads.depots.district[route.from[row]]),
    to: districtFacts(opened, roads.depots.district[route.to[row]]),
    hops: Math.max(0, path.length - 1),
    cost: path.length === 0 ? null : route.cost[row] / DECIMETERS_PER_METER,
    security: { mean: route.securityMean[row] / 1000, min: route.securityMin[row] / 1000 },
    profit: route.profit[row] / THOUSANDTHS,
    convoys: route.convoys[row],
    trips: route.trips[row],
    version: route.version[row],
    ageSeconds: Math.round((ledger.tick[0] - route.bornTick[row]) / 60),
    isAsking: route.ask[row] !== 0 || route.request[row] !== 0,
  };
}

/** Rows of the routes, of one faction or of all (0), that pass within so many meters of the center of a district. */
export function rowsNear(opened: OpenedWorld, faction: number, district: number, meters: number): number[] {
  const { graph } = opened.world.roads;
  const index = new RoutesNear(graph);
  for (const row of keptRows(opened, faction)) {
    const path = keptPath(opened, row);
    if (path.length > 0) index.add(row, path, path.length - 1);
  }
  index.pack();
  return [...index.near(graph.x[district], graph.y[district], meters * UNITS_PER_METER)];
}

/** The routes of these rows, by faction and profit. */
export function listKept(opened: OpenedWorld, rows: readonly number[]): KeptRoute[] {
  return [...rows]
    .sort((one, other) => {
      const { route } = opened.world;
      const byFaction = route.faction[one] - route.faction[other];
      return byFaction || route.profit[other] - route.profit[one] || one - other;
    })
    .map((row) => keptRoute(opened, row));
}

/** A table of routes for people. */
export function keptText(opened: OpenedWorld, routes: readonly KeptRoute[]): string {
  if (opened.directory === undefined) {
    return 'A world that begins now keeps no routes yet; name the data directory of a saved one with --data.\n';
  }
  const head = ['faction', 'route', 'state', 'from', 'to', 'steps', 'cost', 'mean', 'least', 'profit'];
  const rows = routes.map((kept) => [
    kept.faction.slice(0, 18),
    `${kept.route}`,
    kept.isAsking ? `${kept.state} *` : kept.state,
    placeText(kept.from),
    placeText(kept.to),
    `${kept.hops}`,
    kept.cost === null ? '-' : meters(kept.cost),
    kept.security.mean.toFixed(2),
    kept.security.min.toFixed(2),
    kept.profit.toFixed(2),
    `${kept.convoys}`,
    `${kept.trips}`,
    duration(kept.ageSeconds),
    kept.reasonDistrict === null ? kept.reason : `${kept.reason}: ${kept.reasonDistrict.name}`,
  ]);
  const table = columns([[...head, 'convoys', 'trips', 'age', 'last change'], ...rows], 'llllllrrrrrrrl');
  const asking = routes.some(({ isAsking }) => isAsking) ? '; * = its path is being asked for' : '';
  return `${table}${routes.length} routes at tick ${opened.world.ledger.tick[0]}${asking}\n`;
}

/** With the id, as many districts share a name. */
function placeText({ id, name }: DistrictFacts): string {
  return `${name.slice(0, 18)} (${id})`;
}
