import type { FortSite } from '../../components/fights.ts';
import type { DepotMap } from '../../components/roads.ts';
import { SITE_COUNT_MAX } from '../limits.ts';
import { ENTITY_KIND } from '../protocol/fields.ts';
import type { TerritoryGraph } from '../territory/graph.ts';

/**
 * Where forts and bases of a world can stand: a fort at every control point of a district with a depot, by control
 * point, and then a base at the center of every hub. A function of the graph alone, so that the rows of the store
 * `site` mean the same after every start.
 */
export function fightSites(graph: TerritoryGraph, depots: DepotMap): FortSite[] {
  const districts = [...depots.district].sort((a, b) => a - b);
  const forts = districts.flatMap((district) => fortsOf(graph, district));
  const bases = districts.filter((district) => depots.isHub[depots.ofDistrict[district]] === 1);
  // A hub without its base would be a worse loss than a depot without some of its forts.
  return [
    ...forts.slice(0, SITE_COUNT_MAX - bases.length),
    ...bases.map((district) => ({
      kind: ENTITY_KIND.base,
      district,
      point: -1,
      x: graph.districtX[district],
      y: graph.districtY[district],
    })),
  ];
}

function fortsOf(graph: TerritoryGraph, district: number): FortSite[] {
  const first = graph.controlPointStart[district];
  const count = graph.controlPointStart[district + 1] - first;
  return Array.from({ length: count }, (_, i) => ({
    kind: ENTITY_KIND.fort,
    district,
    point: first + i,
    x: graph.controlPointX[first + i],
    y: graph.controlPointY[first + i],
  }));
}
