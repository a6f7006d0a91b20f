import { SIDE_COUNT } from '../src/limits.ts';
import { mix32 } from '../src/maths/random.ts';
import { DISRUPTION_COUNT, makeRouteCosts, NODE } from '../src/routing/route-costs.ts';
import { type RouteGraph, routeGraphOf } from '../src/routing/route-graph.ts';
import { createRouteAnswer, type RouteQuery } from '../src/routing/route-query.ts';
import { RouteSearch } from '../src/routing/route-search.ts';
import { buildTerritoryGraph } from '../src/territory/graph.ts';
import { readWorldFile } from '../src/territory/world-file.ts';
import { assertWork } from './failure.ts';
import { meshWorld } from './mesh-world.ts';
import { NgraphPeer } from './ngraph-peer.ts';

/** One search between any two places, held against NBA* of ngraph.path: in turn, in one run, with equal costs. */
export interface SearchReport {
  readonly world: string;
  readonly nodes: number;
  readonly queries: number;
  readonly meanUs: number;
  readonly p95Us: number;
  readonly nbaMeanUs: number;
  readonly nbaP95Us: number;
  readonly speedupMean: number;
  readonly speedupP95: number;
  /** Queries whose two answers cost unlike. */
  readonly mismatches: number;
  /** Nodes that a search looked at, mean. */
  readonly expanded: number;
}

/** The numbers of the source document; nobody is allied. */
const COSTS = makeRouteCosts({
  relationPercent: [100, 100, 100, 300],
  securityThousandths: [1000, 300, 100, 30],
  disruptionPercent: [80, 30, 60, 40, 70, 10],
  disruptionFloorPercent: 10,
  alliesOf: new Array<number>(SIDE_COUNT).fill(0),
});

const SEED = 1;
/** Of 100 nodes so many are held by somebody, and one in so many is contested or disrupted. */
const OWNED_PERCENT = 85;
const CONTESTED_ONE_IN = 20;
const DISRUPTED_ONE_IN = 50;
const WARM_UP_QUERIES = 300;

/** Asks `queries` random questions. Throws BenchFailure when two answers cost unlike, or none was found. */
export function runSearch(name: 'counties' | 'mesh', queries: number): SearchReport {
  const land = buildTerritoryGraph(
    name === 'counties' ? readWorldFile('worlds/us-counties.json') : meshWorld(),
  );
  const graph = routeGraphOf(land);
  const below = drawsFrom(SEED);
  const states = statesOf(graph, land.hubDistrict, below);
  const search = new RouteSearch(graph);
  const peer = new NgraphPeer(graph, states, COSTS);
  const answer = createRouteAnswer();
  const ours = new Float64Array(queries);
  const theirs = new Float64Array(queries);
  let mismatches = 0;
  let found = 0;
  let expanded = 0;
  for (let i = -Math.min(WARM_UP_QUERIES, queries); i < queries; i++) {
    const query = drawQuery(graph, below);
    const begin = performance.now();
    search.find(query, states, COSTS, answer);
    const middle = performance.now();
    const path = peer.find('nba', query.faction, query.from, query.to);
    const end = performance.now();
    if (peer.costOf(query.faction, path) !== answer.cost) mismatches++;
    if (i < 0) continue;
    ours[i] = middle - begin;
    theirs[i] = end - middle;
    expanded += search.expanded;
    if (answer.hops > 0) found++;
  }
  assertWork(mismatches === 0, `${mismatches} of ${queries} answers cost unlike those of NBA*`);
  assertWork(found > queries / 2, `${found} of ${queries} paths were found`);
  const [meanUs, p95Us] = microseconds(ours);
  const [nbaMeanUs, nbaP95Us] = microseconds(theirs);
  return {
    ...{ world: land.name, nodes: graph.nodeCount, queries, meanUs, p95Us, nbaMeanUs, nbaP95Us },
    ...{ speedupMean: nbaMeanUs / meanUs, speedupP95: nbaP95Us / p95Us, mismatches },
    expanded: expanded / queries,
  };
}

function drawsFrom(seed: number): (limit: number) => number {
  let draws = 0;
  return (limit) =>
    Math.floor((mix32(mix32(seed) ^ Math.imul(++draws, 0x9e37_79b9)) / 4_294_967_296) * limit);
}

/** Between two different places: from a place to itself NBA* goes out and back. */
function drawQuery({ nodeCount }: RouteGraph, below: (limit: number) => number): RouteQuery {
  const from = below(nodeCount);
  const to = (from + 1 + below(nodeCount - 1)) % nodeCount;
  return { faction: 1 + below(SIDE_COUNT - 1), from, to, hopsMax: 0, securityMin: 0 };
}

/** Every faction's land is what lies nearest to its hub in steps; what is far from all belongs to nobody. */
function statesOf(graph: RouteGraph, hubs: Int32Array, below: (limit: number) => number): Uint16Array {
  const states = new Uint16Array(graph.nodeCount);
  const owned: number[] = [];
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    if (hubs[faction] < 0) continue;
    states[hubs[faction]] = faction;
    owned.push(hubs[faction]);
  }
  const ownedMax = Math.floor((graph.nodeCount * OWNED_PERCENT) / 100);
  for (let i = 0; i < owned.length; i++) {
    for (let edge = graph.start[owned[i]]; edge < graph.start[owned[i] + 1]; edge++) {
      const node = graph.target[edge];
      if (states[node] !== 0 || owned.length >= ownedMax) continue;
      states[node] = states[owned[i]];
      owned.push(node);
    }
  }
  for (let node = 0; node < states.length; node++) {
    if (below(CONTESTED_ONE_IN) === 0) states[node] |= NODE.contested;
    if (below(DISRUPTED_ONE_IN) === 0) states[node] |= 1 << (NODE.disruptionShift + below(DISRUPTION_COUNT));
  }
  return states;
}

/** Mean and 95th percentile of times in milliseconds. */
function microseconds(times: Float64Array): readonly [mean: number, p95: number] {
  const sorted = times.slice().sort();
  const mean = (times.reduce((sum, time) => sum + time, 0) / times.length) * 1000;
  return [mean, sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] * 1000];
}

export function searchText(report: SearchReport): string {
  const { nodes, queries, expanded, mismatches } = report;
  const times = (mean: number, p95: number) => `mean ${mean.toFixed(1)}, p95 ${p95.toFixed(1)} µs`;
  return [
    `${report.world}: ${nodes} territories, ${queries} routes, ${mismatches} cost unlike those of NBA*`,
    `search   ${times(report.meanUs, report.p95Us)} (${expanded.toFixed(0)} territories looked at)`,
    `NBA*     ${times(report.nbaMeanUs, report.nbaP95Us)}`,
    `faster   ${report.speedupMean.toFixed(1)} x in the mean, ${report.speedupP95.toFixed(1)} x at p95`,
    '',
  ].join('\n');
}
