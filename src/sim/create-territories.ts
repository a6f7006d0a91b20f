import type { Territories } from '../../components/territories.ts';
import type { TerritoryGraph } from '../territory/graph.ts';
import { PointGrid } from '../territory/point-grid.ts';

/** Room for all control points, districts and regions there are. */
export function createTerritories(graph: TerritoryGraph): Territories {
  const regions = graph.regionCount;
  return {
    points: new PointGrid(graph),
    news: new Int32Array(graph.controlPointCount + graph.districtCount + regions),
    newsCount: 0,
    presencePercent: new Int32Array(regions).fill(100),
    decayPercent: new Int32Array(regions).fill(100),
    supportPercent: new Int32Array(regions).fill(100),
    lossMilli: new Int32Array(regions),
    isLosing: false,
    lossCause: new Int32Array(regions),
    pressureKept: new Uint32Array(graph.neighborDistrict.length),
    pressureDecayPerKm: -1,
    districtChain: new Int32Array(graph.districtCount),
    chainHead: new Int32Array(regions).fill(-1),
  };
}
