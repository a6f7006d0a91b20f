import { CONVOY_EVENT } from '../../components/convoy-news.ts';
import { STANCE } from '../../components/convoys.ts';
import type { World } from '../../components/world.ts';
import { chooseLoad, createShipment, type Load } from '../../src/convoys/loading.ts';
import { tripCost } from '../../src/convoys/pay.ts';
import { PATH_NODES, RESOURCE_COUNT } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { beeline } from '../../src/routing/route-graph.ts';
import { earn } from './goods.ts';
import { bandOf } from './integrity.ts';
import { noteConvoy } from './note-convoy.ts';
import { holdPath } from './paths.ts';
import { createPathFigures, measureNodes } from './route-figures.ts';
import { spawn } from './spawn.ts';

const shipment = createShipment();
const load: Load = { resource: -1, vehicle: 0, units: 0 };
const figures = createPathFigures();

/** Sends a convoy out on a route, if there is anything worth sending. Returns its id, 0 when nothing set out. */
export function dispatch(world: World, row: number): number {
  const { graph, ledger, roads, route, rules, treasury } = world;
  const faction = route.faction[row];
  if (!measureGoods(world, row)) return 0;
  measureWay(world, row);
  chooseLoad(load, rules.convoys, shipment);
  if (load.resource < 0) return 0;
  const place = roads.depots.district[route.from[row]];
  const id = spawn(world, ENTITY_KIND.convoy, faction, graph.districtX[place], graph.districtY[place]);
  if (id === 0) return 0;
  embark(world, id, row, place);
  earn(world, faction, -tripCost(rules.convoys, load.vehicle, shipment.length));
  route.convoys[row]++;
  route.usedTick[row] = ledger.tick[0];
  route.dispatchTick[row] = ledger.tick[0] + rules.convoys.dispatchIntervalTicks;
  treasury.convoys[faction]++;
  treasury.departed[faction]++;
  noteConvoy(world, id, CONVOY_EVENT.departed);
  return id;
}

/** What there is and what is wanted more at the other end than here. False when that is nothing. */
function measureGoods(world: World, row: number): boolean {
  const { depotGoods, route } = world;
  const here = route.from[row] * RESOURCE_COUNT;
  const there = route.to[row] * RESOURCE_COUNT;
  let sum = 0;
  for (let resource = 0; resource < RESOURCE_COUNT; resource++) {
    const stock = depotGoods.stock[here + resource];
    const lacking = depotGoods.need[there + resource] - depotGoods.stock[there + resource];
    const ownLack = depotGoods.need[here + resource] - stock;
    // Only to where it is wanted more: two depots would drive the same goods to and fro.
    const isWanted = lacking > 0 && lacking > ownLack;
    shipment.stock[resource] = stock;
    shipment.wanted[resource] = isWanted ? lacking : 0;
    sum += Math.min(stock, shipment.wanted[resource]);
  }
  if (sum === 0) return false;
  deductUnderway(world, route.faction[row], route.to[row]);
  return true;
}

/** What is on its way to a depot is not wanted there a second time. */
function deductUnderway(world: World, faction: number, to: number): void {
  const { convoy, entities, identity } = world;
  const ids = entities.rosters.get(ENTITY_KIND.convoy)!.ids();
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i];
    if (convoy.to[id] !== to || identity.faction[id] !== faction) continue;
    const resource = convoy.resource[id];
    shipment.wanted[resource] = Math.max(0, shipment.wanted[resource] - convoy.cargo[id]);
  }
}

function measureWay(world: World, row: number): void {
  const { graph, path, pathNode, roads, route } = world;
  const held = route.path[row] - 1;
  const { district } = roads.depots;
  const destination = district[route.to[row]];
  measureNodes(world, route.faction[row], pathNode.district, held * PATH_NODES, path.hops[held], figures);
  shipment.distance = beeline(roads.graph, district[route.from[row]], destination);
  shipment.length = figures.length;
  shipment.securityMin = figures.securityMin;
  shipment.profit = route.profit[row];
  shipment.band = bandOf(world, graph.districtRegion[destination]);
}

function embark(world: World, id: number, row: number, place: number): void {
  const { convoy, depotGoods, ledger, route, rules } = world;
  depotGoods.stock[route.from[row] * RESOURCE_COUNT + load.resource] -= load.units;
  holdPath(world, route.path[row] - 1);
  convoy.route[id] = row + 1;
  convoy.path[id] = route.path[row];
  convoy.district[id] = place;
  convoy.from[id] = route.from[row];
  convoy.to[id] = route.to[row];
  convoy.vehicle[id] = load.vehicle;
  convoy.speed[id] = rules.convoys.vehicleSpeed[load.vehicle];
  convoy.resource[id] = load.resource;
  convoy.cargo[id] = load.units;
  convoy.loaded[id] = load.units;
  convoy.stance[id] = STANCE.careful;
  convoy.bornTick[id] = ledger.tick[0];
  // It stands at the first center of its path, and sets out like one that has arrived there.
  convoy.arriveTick[id] = ledger.tick[0] + 1;
}
