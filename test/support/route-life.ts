import { CONVOY_EVENT } from '../../components/convoy-news.ts';
import { REQUEST_STATE, ROUTE_NEWS, ROUTE_REASON, ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { worldFromAscii } from '../../src/territory/ascii-world.ts';
import { buildTerritoryGraph } from '../../src/territory/graph.ts';
import { tellAskedRoute } from '../../systems/actions/asked-routes.ts';
import { noteConvoy } from '../../systems/actions/note-convoy.ts';
import { noteLandfall } from '../../systems/actions/note-landfall.ts';
import { holdPath, releasePath, storePath } from '../../systems/actions/paths.ts';
import { spawn } from '../../systems/actions/spawn.ts';

/** What happens to routes and convoys on a square of 36 districts, done by hand: every fourth of them has a depot. */

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij';
const WIDTH = 6;
const MAP = Array.from({ length: 11 }, (_, line) =>
  line % 2 === 0
    ? [...LETTERS.slice((line / 2) * WIDTH, (line / 2 + 1) * WIDTH)].join('--')
    : Array(WIDTH).fill('|').join('  '),
);
export const FILE = worldFromAscii(MAP, { cellMeters: 500 });
export const GRAPH = buildTerritoryGraph(FILE);
export const DEPOTS = 8;
export const DISTRICT_IDS = GRAPH.districtIds;

export function placeDepots(world: World): void {
  const district = Uint32Array.from({ length: DEPOTS }, (_, depot) => depot * 4);
  const ofDistrict = new Int32Array(GRAPH.districtCount).fill(-1);
  district.forEach((place, depot) => {
    ofDistrict[place] = depot;
  });
  Object.assign(world.roads, { depots: { ...world.roads.depots, count: DEPOTS, district, ofDistrict } });
}

export function isKept(world: World, row: number): boolean {
  return world.route.state[row] !== ROUTE_STATE.free && world.route.state[row] !== ROUTE_STATE.retired;
}

export function openRoute(world: World, faction: number, from: number, to: number): number {
  const { route } = world;
  const row = route.state.indexOf(ROUTE_STATE.free);
  route.state[row] = ROUTE_STATE.pending;
  route.faction[row] = faction;
  route.from[row] = from;
  route.to[row] = to;
  route.reason[row] = ROUTE_REASON.opened;
  for (const column of ['cost', 'version', 'trips', 'profit', 'reasonDistrict', 'causeTick'] as const) {
    route[column][row] = 0;
  }
  route.news[row] |= ROUTE_NEWS.state;
  world.routeSide.isNews[faction] = 1;
  return row;
}

/** A way over neighbors from a depot, of up to so many steps. */
export function walk(dice: (sides: number) => number, depot: number, steps: number): number[] {
  const path = [depot * 4];
  for (let left = dice(steps); left > 0; left--) {
    const at = path[path.length - 1];
    const first = GRAPH.neighborStart[at];
    path.push(GRAPH.neighborDistrict[first + dice(GRAPH.neighborStart[at + 1] - first)]);
  }
  return path;
}

export function givePath(world: World, row: number, nodes: readonly number[]): void {
  const { route } = world;
  const path = storePath(world, nodes, nodes.length - 1);
  if (path < 0) return;
  holdPath(world, path);
  if (route.path[row] !== 0) releasePath(world, route.path[row] - 1);
  route.path[row] = path + 1;
  route.state[row] = ROUTE_STATE.active;
  route.reason[row] = ROUTE_REASON.cheaper;
  route.version[row]++;
  route.cost[row] = nodes.length * 5017;
  route.securityMean[row] = 900 + nodes.length;
  route.securityMin[row] = 700;
  route.profit[row] = 1000 + nodes.length;
  route.news[row] |= ROUTE_NEWS.path;
  world.routeSide.isNews[route.faction[row]] = 1;
}

/** A district on the way of a route changed: the route is degraded or cannot be driven. */
export function worsen(world: World, row: number, district: number): void {
  const { ledger, route } = world;
  route.state[row] = district % 2 === 0 && route.path[row] !== 0 ? ROUTE_STATE.degraded : ROUTE_STATE.invalid;
  if (route.state[row] === ROUTE_STATE.invalid && route.path[row] !== 0) {
    releasePath(world, route.path[row] - 1);
    route.path[row] = 0;
  }
  route.reason[row] = ROUTE_REASON.captured;
  route.reasonDistrict[row] = district + 1;
  route.causeTick[row] = ledger.tick[0];
  route.news[row] |= ROUTE_NEWS.state;
  world.routeSide.isNews[route.faction[row]] = 1;
  noteLandfall(world, district, route.faction[row]);
}

export function sendConvoy(world: World, faction: number, row: number): number {
  const { convoy, route, treasury } = world;
  const id = spawn(world, ENTITY_KIND.convoy, faction, 1000, 1000);
  convoy.route[id] = row + 1;
  convoy.to[id] = row < 0 ? 0 : route.to[row];
  convoy.vehicle[id] = id % 7;
  convoy.resource[id] = id % 7;
  convoy.cargo[id] = 300;
  convoy.stance[id] = id % 3;
  treasury.convoys[faction]++;
  noteConvoy(world, id, CONVOY_EVENT.departed);
  return id;
}

/** A player asked, and `nodes` is the answer; with `outcome` 0 there is none. */
export function ask(world: World, faction: number, nodes: readonly number[], outcome = 1): void {
  const { routeRequest } = world;
  routeRequest.state[0] = REQUEST_STATE.asked;
  routeRequest.subject[0] = 17;
  routeRequest.faction[0] = faction;
  routeRequest.from[0] = nodes[0];
  routeRequest.to[0] = nodes[nodes.length - 1];
  tellAskedRoute(world, 0, outcome === 0 ? -1 : nodes.length - 1, nodes);
  routeRequest.state[0] = REQUEST_STATE.free;
}
