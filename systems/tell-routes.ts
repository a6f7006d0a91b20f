import { ROUTE_NEWS, ROUTE_STATE } from '../components/routes.ts';
import type { World } from '../components/world.ts';
import { ROUTE_COUNT_MAX, SIDE_COUNT } from '../src/limits.ts';
import * as records from '../src/protocol/route-records.ts';
import { CHANNEL } from '../src/protocol/territory-records.ts';
import { forgetProposals, readProposal } from './actions/asked-routes.ts';
import { ChannelBlock } from './actions/channel-block.ts';
import { forgetRouteNews } from './actions/forget-route-news.ts';
import { holdPath, releasePath } from './actions/paths.ts';
import { readConvoyNews, readPath, readRoute, readRouteSummary } from './actions/route-state.ts';

/**
 * Ticks between two blocks of a route channel, which makes 30 a second at most. The answer to a question that a capture
 * gave rise to comes a tick after it: what it broke and what replaces that are both told within two ticks.
 */
const TELL_INTERVAL_TICKS = 2;

const block = new ChannelBlock();
const route = records.createRouteRecord();
const summary = records.createRouteSummary();
const convoy = records.createConvoyRecord();
const landfall: records.LandfallRecord = { district: 0, faction: 0, routes: 0, causeTick: 0, tick: 0 };

/** Tells the route channel of each faction what is new with its routes and convoys. */
export function tellRoutes(world: World): void {
  const { ledger, newsLedger, routeSide } = world;
  if (ledger.tick[0] % TELL_INTERVAL_TICKS !== 0 || !hasNews(world)) return;
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    block.open(world);
    tellLandfalls(world, faction);
    tellFactionRoutes(world, faction);
    tellProposals(world, faction);
    const hasConvoys = tellConvoys(world, faction);
    const hasLost = ((newsLedger.lostSides[0] >> faction) & 1) === 1;
    // A number that is left out makes every reader, and the board, begin anew from the whole state.
    if (hasLost) routeSide.sequence[faction]++;
    if (hasConvoys || hasLost || routeSide.isNews[faction] !== 0) tellSummary(world, faction);
    block.close(world, CHANNEL.routes, faction);
  }
  forgetProposals(world);
  forgetRouteNews(world);
}

function hasNews(world: World): boolean {
  const { newsLedger, routeSide } = world;
  const rows = newsLedger.convoys[0] + newsLedger.landfalls[0] + newsLedger.proposals[0];
  return rows > 0 || newsLedger.lostSides[0] !== 0 || routeSide.isNews.includes(1);
}

function tellLandfalls(world: World, faction: number): void {
  const { landfallNews, ledger, newsLedger } = world;
  for (let row = 0; row < newsLedger.landfalls[0]; row++) {
    if (landfallNews.faction[row] !== faction) continue;
    landfall.district = landfallNews.district[row];
    landfall.faction = faction;
    landfall.routes = landfallNews.routes[row];
    landfall.causeTick = landfallNews.tick[row];
    landfall.tick = ledger.tick[0];
    records.writeLandfall(world.frame.bytes, landfall);
    block.count++;
  }
}

function tellFactionRoutes(world: World, faction: number): void {
  const { toldRoute } = world;
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
    if (world.route.news[row] === ROUTE_NEWS.none || world.route.faction[row] !== faction) continue;
    const isGone = world.route.state[row] === ROUTE_STATE.retired;
    const told = toldRoute.path[row] - 1;
    const path = isGone ? -1 : world.route.path[row] - 1;
    readRoute(world, row, route);
    readPath(world, told, path, route);
    records.writeRoute(world.frame.bytes, route);
    block.count++;
    if (path >= 0) holdPath(world, path);
    if (told >= 0) releasePath(world, told);
    toldRoute.path[row] = path + 1;
    toldRoute.faction[row] = isGone ? 0 : faction;
    world.route.news[row] = ROUTE_NEWS.none;
  }
}

function tellProposals(world: World, faction: number): void {
  const { newsLedger, proposalNews } = world;
  for (let row = 0; row < newsLedger.proposals[0]; row++) {
    if (proposalNews.faction[row] !== faction) continue;
    readProposal(world, row, route);
    records.writeRoute(world.frame.bytes, route);
    block.count++;
  }
}

function tellConvoys(world: World, faction: number): boolean {
  const { convoyNews, newsLedger } = world;
  const before = block.count;
  for (let row = 0; row < newsLedger.convoys[0]; row++) {
    if (convoyNews.faction[row] !== faction) continue;
    readConvoyNews(world, row, convoy);
    records.writeConvoy(world.frame.bytes, convoy);
    block.count++;
  }
  return block.count !== before;
}

function tellSummary(world: World, faction: number): void {
  readRouteSummary(world, faction, summary);
  records.writeRouteSummary(world.frame.bytes, summary);
  block.count++;
}
