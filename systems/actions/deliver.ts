import { CONVOY_EVENT } from '../../components/convoy-news.ts';
import type { World } from '../../components/world.ts';
import { deliveryPay } from '../../src/convoys/pay.ts';
import { RESOURCE_COUNT } from '../../src/limits.ts';
import { beeline } from '../../src/routing/route-graph.ts';
import { endConvoy } from './end-convoy.ts';
import { earn, handOver, storeGoods } from './goods.ts';
import { bandOf, moveIntegrity } from './integrity.ts';
import { noteConvoy } from './note-convoy.ts';

/** Ends the trip of a convoy that stands at the depot it drove to. */
export function arrive(world: World, id: number): void {
  const { convoy } = world;
  if (convoy.to[id] === convoy.from[id]) bringBack(world, id);
  else deliver(world, id);
}

/** Hands the cargo over. It is paid for by the distance between the depots: nobody earns by a detour. */
function deliver(world: World, id: number): void {
  const { convoy, depotGoods, graph, identity, roads, route, rules, treasury } = world;
  const faction = identity.faction[id];
  const units = convoy.cargo[id];
  const district = roads.depots.district[convoy.to[id]];
  const region = graph.districtRegion[district];
  const at = convoy.to[id] * RESOURCE_COUNT + convoy.resource[id];
  const distance = beeline(roads.graph, roads.depots.district[convoy.from[id]], district);
  earn(world, faction, deliveryPay(rules.convoys, units, distance, bandOf(world, region)));
  noteConvoy(world, id, CONVOY_EVENT.delivered);
  handOver(world, id, faction, units);
  depotGoods.need[at] = Math.max(0, depotGoods.need[at] - units);
  treasury.arrived[faction]++;
  if (convoy.route[id] !== 0) route.trips[convoy.route[id] - 1]++;
  moveIntegrity(world, region, rules.convoys.integrityGain);
  endConvoy(world, id);
}

/** Puts the cargo back into the store that it came from: nothing is earned. */
function bringBack(world: World, id: number): void {
  const { convoy } = world;
  noteConvoy(world, id, CONVOY_EVENT.delivered);
  storeGoods(world, id, convoy.from[id], convoy.cargo[id]);
  endConvoy(world, id);
}
