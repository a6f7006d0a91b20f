import type { Territories } from '../../components/territories.ts';
import { mix32 } from '../maths/random.ts';
import { CALM_SECONDS } from '../territory/gain.ts';
import type { TerritoryGraph } from '../territory/graph.ts';
import { PointGrid } from '../territory/point-grid.ts';

/** Room for all control points, districts and regions there are. */
export function createTerritories(graph: TerritoryGraph): Territories {
  const regions = graph.regionCount;
  return {
    points: new PointGrid(graph),
    calmSecond: calmSeconds(graph),
    news: new Int32Array(graph.controlPointCount + graph.districtCount),
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

/** Each in a second of its own, or every fourth second would be a heavy one; by place, as names must not matter. */
function calmSeconds(graph: TerritoryGraph): Uint8Array {
  return Uint8Array.from(
    { length: graph.districtCount },
    (_, d) => mix32(graph.districtX[d] ^ mix32(graph.districtY[d])) % CALM_SECONDS,
  );
}
