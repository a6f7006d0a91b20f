import type { DepotMap } from '../../components/roads.ts';
import { DEPOT_COUNT_MAX } from '../limits.ts';
import { integerSqrt, vectorLength } from '../maths/fixed-point.ts';
import { routeGraphOf } from '../routing/route-graph.ts';
import type { TerritoryGraph } from '../territory/graph.ts';
import { CONTROL_POINT_TYPES } from '../territory/world-schema.ts';
import { NearestSources } from './nearest-sources.ts';

/** A depot for so many districts, besides the hubs: the 3,106 counties get 89 and 7 hubs. */
const DISTRICTS_PER_DEPOT = 35;

const SUPPLY_DEPOT = CONTROL_POINT_TYPES.indexOf('supply_depot');

/**
 * Chooses the depots of a world: every hub, and of the other districts with a supply depot the most valuable ones,
 * kept apart from each other. Every district belongs to the depot that is nearest by road, the lowest of equals. A
 * function of the graph alone; a world without hubs and supply depots has none.
 */
export function depotMapOf(graph: TerritoryGraph): DepotMap {
  const hubs = [...new Set(graph.hubDistrict)].filter((district) => district >= 0);
  const chosen = spreadOut(graph, hubs);
  const district = Uint32Array.from(chosen);
  const ofDistrict = new Int32Array(graph.districtCount).fill(-1);
  chosen.forEach((place, depot) => {
    ofDistrict[place] = depot;
  });
  const isHub = Uint8Array.from(chosen, (place) => (hubs.includes(place) ? 1 : 0));
  const nearest = new NearestSources(routeGraphOf(graph), chosen).sourceOf;
  return { count: chosen.length, district, ofDistrict, isHub, ...catchments(nearest, chosen.length) };
}

/** Adds depots to the hubs, nowhere nearer to another than a distance that shrinks until there are enough. */
function spreadOut(graph: TerritoryGraph, hubs: readonly number[]): number[] {
  const chosen = hubs.slice(0, DEPOT_COUNT_MAX);
  const { districtCount, districtValue } = graph;
  const candidates: number[] = [];
  for (let district = 0; district < districtCount; district++) {
    if (hasSupplyDepot(graph, district) && !hubs.includes(district)) candidates.push(district);
  }
  candidates.sort((a, b) => districtValue[b] - districtValue[a] || a - b);
  // A handful even in a tiny world, where a share of the districts would be one depot or none.
  const more = Math.max(Math.ceil(districtCount / DISTRICTS_PER_DEPOT), integerSqrt(districtCount));
  const wanted = Math.min(DEPOT_COUNT_MAX, hubs.length + more, hubs.length + candidates.length);
  let spacing = integerSqrt(Math.floor((graph.widthUnits * graph.heightUnits) / Math.max(1, wanted)));
  for (; chosen.length < wanted; spacing = Math.floor((spacing * 3) / 4)) {
    for (const district of candidates) {
      if (chosen.length === wanted) break;
      if (!chosen.includes(district) && isApart(graph, district, chosen, spacing)) chosen.push(district);
    }
  }
  return chosen;
}

function hasSupplyDepot(graph: TerritoryGraph, district: number): boolean {
  const end = graph.controlPointStart[district + 1];
  for (let point = graph.controlPointStart[district]; point < end; point++) {
    if (graph.controlPointType[point] === SUPPLY_DEPOT) return true;
  }
  return false;
}

function isApart(graph: TerritoryGraph, district: number, others: readonly number[], units: number): boolean {
  const { districtX: x, districtY: y } = graph;
  return others.every((other) => vectorLength(x[other] - x[district], y[other] - y[district]) >= units);
}

/** The districts of each depot, ascending. */
function catchments(nearest: Int32Array, count: number) {
  const catchmentStart = new Uint32Array(count + 1);
  for (const depot of nearest) if (depot >= 0) catchmentStart[depot + 1]++;
  for (let depot = 0; depot < count; depot++) catchmentStart[depot + 1] += catchmentStart[depot];
  const catchment = new Uint32Array(catchmentStart[count]);
  const next = catchmentStart.slice();
  nearest.forEach((depot, district) => {
    if (depot >= 0) catchment[next[depot]++] = district;
  });
  return { catchmentStart, catchment };
}
