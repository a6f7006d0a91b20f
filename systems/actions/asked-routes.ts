import { ROUTE_REASON, ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { routeProfit } from '../../src/convoys/profit.ts';
import { PATH_NODES, PROPOSAL_NEWS_COUNT_MAX } from '../../src/limits.ts';
import type { RouteRecord } from '../../src/protocol/route-records.ts';
import { DECIMETERS_PER_METER } from '../../src/routing/route-graph.ts';
import { holdPath, releasePath, storePath } from './paths.ts';
import { createPathFigures, measureNodes } from './route-figures.ts';
import { readPath } from './route-state.ts';

/**
 * Keeps the answer to a player's question, nodes[0 .. hops], until it is told on the route channel of its faction;
 * `hops` -1 = there is no way. With too many answers waiting this one is lost, and counted.
 */
export function tellAskedRoute(world: World, request: number, hops: number, nodes: ArrayLike<number>): void {
  const { newsLedger, proposalNews, routeRequest } = world;
  const row = newsLedger.proposals[0];
  if (row >= PROPOSAL_NEWS_COUNT_MAX) {
    newsLedger.lost[0]++;
    return;
  }
  newsLedger.proposals[0] = row + 1;
  proposalNews.session[row] = routeRequest.subject[request];
  proposalNews.faction[row] = routeRequest.faction[request];
  proposalNews.from[row] = routeRequest.from[request];
  proposalNews.to[row] = routeRequest.to[request];
  proposalNews.path[row] = 0;
  proposalNews.state[row] = ROUTE_STATE.invalid;
  if (hops < 0) return;
  const path = storePath(world, nodes, hops);
  proposalNews.state[row] = path < 0 ? ROUTE_STATE.pending : ROUTE_STATE.active;
  if (path < 0) return;
  holdPath(world, path);
  proposalNews.path[row] = path + 1;
}

const figures = createPathFigures();

/** Fills `into` with an answer that waits to be told, measured on the roads of now. */
export function readProposal(world: World, row: number, into: RouteRecord): void {
  const { ledger, path, pathNode, proposalNews, rules } = world;
  const held = proposalNews.path[row] - 1;
  into.route = proposalNews.session[row];
  into.faction = proposalNews.faction[row];
  into.state = proposalNews.state[row];
  into.isProposal = true;
  into.reason = into.state === ROUTE_STATE.invalid ? ROUTE_REASON.noWay : ROUTE_REASON.asked;
  into.from = proposalNews.from[row];
  into.to = proposalNews.to[row];
  into.version = 0;
  into.cost = 0;
  into.securityMean = 0;
  into.securityMin = 0;
  into.profit = 0;
  into.convoys = 0;
  into.trips = 0;
  into.reasonDistrict = -1;
  into.causeTick = 0;
  into.tick = ledger.tick[0];
  readPath(world, -1, held, into);
  if (held < 0) return;
  measureNodes(world, into.faction, pathNode.district, held * PATH_NODES, path.hops[held], figures);
  into.cost = Math.floor(figures.cost / DECIMETERS_PER_METER);
  into.securityMean = figures.securityMean;
  into.securityMin = figures.securityMin;
  into.profit = routeProfit(rules.convoys, figures);
  if (figures.securityMin < rules.convoys.securityMin) into.state = ROUTE_STATE.degraded;
}

/** Lets go of the answers that were told. */
export function forgetProposals(world: World): void {
  const { newsLedger, proposalNews } = world;
  for (let row = 0; row < newsLedger.proposals[0]; row++) {
    if (proposalNews.path[row] !== 0) releasePath(world, proposalNews.path[row] - 1);
  }
}
