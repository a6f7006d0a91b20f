import {
  type FieldReport,
  type FlipStormReport,
  type RoutesNearReport,
  runFields,
  runFlipStorm,
  runRoutesNear,
  runSeedLoad,
  type SeedLoad,
  type SeedLoadReport,
} from './routing-fields.ts';
import { runSearch, type SearchReport, searchText } from './routing-search.ts';
import { type RoutingTickReport, runRoutingTicks } from './routing-tick.ts';

/** What routes cost: searches beside NBA*, fields, caches, and the tick; on the default world and on a large mesh. */
export interface RoutingReport {
  readonly nodes: number;
  readonly queries: number;
  readonly meanUs: number;
  readonly p95Us: number;
  readonly nbaMeanUs: number;
  readonly nbaP95Us: number;
  readonly speedupMean: number;
  readonly speedupP95: number;
  /** Answers of any part that were not the best there is. */
  readonly mismatches: number;
  readonly fieldRepairUs: number;
  readonly fieldRebuildUs: number;
  readonly fieldRepairSpeedup: number;
  readonly hubQueryUs: number;
  /** Of the repeats, and of all requests, with 12 hubs to a faction and no fields. */
  readonly cacheHitRepeats: number;
  readonly cacheHitOverall: number;
  readonly tickMsMax: number;
  readonly search: readonly SearchReport[];
  readonly fields: readonly FieldReport[];
  readonly loads: readonly SeedLoadReport[];
  readonly storms: readonly FlipStormReport[];
  readonly near: RoutesNearReport;
  readonly ticks: readonly RoutingTickReport[];
}

const HUBS = 12;
const MESH_HUBS = 2;
const FLIPS = 600;
const MESH_FLIPS = 100;
const STORM_FLIPS = 10_000;
const ROUTES_NEAR = 1_000;
/** A search over 100,000 territories of NBA* takes a hundred times one over the counties. */
const MESH_QUERIES_DIVISOR = 33;
const MESH_TICK_SECONDS = 20;

const LOAD: SeedLoad = { hubsPerFaction: HUBS, hasFields: false, isForeseen: false, flipsPerMinute: 5 };

/** Runs all parts; `seconds` is game time of the world that is played, `say` hears which part is at work. */
export function runRouting(queries: number, seconds: number, say: (text: string) => void): RoutingReport {
  say(`searches: ${queries} beside NBA*, then on the mesh`);
  const search = [
    runSearch('counties', queries),
    runSearch('mesh', Math.max(10, Math.floor(queries / MESH_QUERIES_DIVISOR))),
  ];
  say('fields');
  const fields = [runFields('counties', HUBS, FLIPS), runFields('mesh', MESH_HUBS, MESH_FLIPS)];
  say('requests of the source document, through cache and fields');
  const loads = [
    LOAD,
    { ...LOAD, hubsPerFaction: 6 },
    { ...LOAD, hubsPerFaction: 20 },
    { ...LOAD, hasFields: true },
    { ...LOAD, flipsPerMinute: 500 },
    { ...LOAD, flipsPerMinute: 500, isForeseen: true },
  ].map(runSeedLoad);
  say(`storms of ${STORM_FLIPS} flips, and routes near a point`);
  const storms = [runFlipStorm('counties', HUBS, STORM_FLIPS), runFlipStorm('mesh', MESH_HUBS, STORM_FLIPS)];
  const near = runRoutesNear(ROUTES_NEAR);
  say(`ticks: ${seconds} s of game time, then the mesh`);
  const ticks = [
    runRoutingTicks('counties', seconds, STORM_FLIPS),
    runRoutingTicks('mesh', Math.min(seconds, MESH_TICK_SECONDS), STORM_FLIPS),
  ];
  const [found, repaired, load, tick] = [search[0], fields[0], loads[0], ticks[0]];
  const all = [...search, ...fields, ...loads, ...storms, near];
  return {
    ...{ nodes: found.nodes, queries: found.queries, meanUs: found.meanUs, p95Us: found.p95Us },
    ...{ nbaMeanUs: found.nbaMeanUs, nbaP95Us: found.nbaP95Us },
    ...{ speedupMean: found.speedupMean, speedupP95: found.speedupP95 },
    mismatches: all.reduce((sum, part) => sum + part.mismatches, 0) + tick.wrongRoutes,
    ...{ fieldRepairUs: repaired.fieldRepairUs, fieldRebuildUs: repaired.fieldRebuildUs },
    ...{ fieldRepairSpeedup: repaired.fieldRepairSpeedup, hubQueryUs: repaired.hubQueryUs },
    ...{ cacheHitRepeats: load.cacheHitRepeats, cacheHitOverall: load.cacheHitOverall },
    tickMsMax: tick.tickMsMax,
    ...{ search, fields, loads, storms, near, ticks },
  };
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** The report for people. */
export function routingText(report: RoutingReport): string {
  return [
    ...report.search.map(searchText),
    ...report.fields.map(
      (field) =>
        `${field.world}, ${field.fields} fields: a flip costs ${field.fieldRepairUs.toFixed(1)} µs a field (p95 ` +
        `${field.fieldRepairP95Us.toFixed(1)}), building one ${field.fieldRebuildUs.toFixed(0)} µs: ` +
        `${field.fieldRepairSpeedup.toFixed(0)} x; a way to a hub ${field.hubQueryUs.toFixed(2)} µs ` +
        `(${field.hubQueryHops.toFixed(0)} steps)`,
    ),
    '',
    'hits of the cache   repeats   overall   with fields besides',
    ...report.loads.map(
      (load) =>
        `${load.hubsPerFaction} hubs, ${load.flipsPerMinute} flips/min`.padEnd(20) +
        `${percent(load.cacheHitRepeats).padEnd(10)}${percent(load.cacheHitOverall).padEnd(10)}` +
        `${load.hasFields ? percent(load.cacheHitOverall + load.fieldHitOverall) : '-'}` +
        `${load.isForeseen ? ' (flips foreseen)' : ''}`,
    ),
    '',
    ...report.storms.map(
      (storm) =>
        `${storm.world}: ${storm.flips} flips at once, ${storm.routes} routes right after ${storm.routesMs.toFixed(0)} ms, ` +
        `all fields after ${storm.fieldsMs.toFixed(0)} ms of a worker's time`,
    ),
    `routes near a point: ${report.near.nearUs.toFixed(1)} µs among ${report.near.routes}, ` +
      `one after the other ${report.near.scanUs.toFixed(0)} µs`,
    ...report.ticks.map(
      (tick) =>
        `${tick.world}, in the tick: mean ${tick.tickUsMean.toFixed(1)}, p99 ${tick.tickUsP99.toFixed(0)} µs, max ` +
        `${tick.tickMsMax.toFixed(2)} ms (${tick.asked} asked, ${tick.routes} routes); ${tick.stormFlips} flips at ` +
        `once ${tick.stormTickMs.toFixed(2)} ms, all routes right ${tick.stormTicksUntilRight} ticks later`,
    ),
    '',
  ].join('\n');
}
