import { SIDE_COUNT } from '../src/limits.ts';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { mix32 } from '../src/maths/random.ts';
import { type CostRules, makeRouteCosts, NODE } from '../src/routing/route-costs.ts';
import { type DeskLimits, RouteDesk } from '../src/routing/route-desk.ts';
import { RouteField } from '../src/routing/route-field.ts';
import { type RouteGraph, routeGraphOf } from '../src/routing/route-graph.ts';
import { createRouteAnswer, type RouteAnswer, type RouteQuery } from '../src/routing/route-query.ts';
import { RouteSearch } from '../src/routing/route-search.ts';
import { RoutesNear, stepPasses } from '../src/routing/routes-near.ts';
import { buildTerritoryGraph, type TerritoryGraph } from '../src/territory/graph.ts';
import { readWorldFile } from '../src/territory/world-file.ts';
import { assertWork } from './failure.ts';
import { meshWorld } from './mesh-world.ts';

/** What is kept between questions for routes: fields toward hubs, answers, routes by place. */

/** The numbers of the source document; nobody is allied. */
const RULES: CostRules = {
  relationPercent: [100, 100, 100, 300],
  securityThousandths: [1000, 300, 100, 30],
  disruptionPercent: [80, 30, 60, 40, 70, 10],
  disruptionFloorPercent: 10,
  alliesOf: new Array<number>(SIDE_COUNT).fill(0),
};

const COSTS = makeRouteCosts(RULES);
const SEED = 1;

/** A world, the states of its nodes, and draws from one seed. */
interface Stage {
  readonly land: TerritoryGraph;
  readonly graph: RouteGraph;
  readonly states: Uint16Array;
  readonly below: (limit: number) => number;
}

function drawsOf(seed: number): (limit: number) => number {
  let draws = 0;
  return (limit) => Math.floor((mix32(mix32(seed) ^ Math.imul(++draws, 0x9e37_79b9)) / 2 ** 32) * limit);
}

function openStage(name: 'counties' | 'mesh'): Stage {
  const land = buildTerritoryGraph(
    name === 'counties' ? readWorldFile('worlds/us-counties.json') : meshWorld(),
  );
  const below = drawsOf(SEED);
  return { land, graph: routeGraphOf(land), states: Uint16Array.from(land.districtOwner), below };
}

/** A node that has a neighbor of another owner, and that owner. */
function borderFlip({ graph, states, below }: Stage): readonly [node: number, state: number] {
  for (;;) {
    const node = below(graph.nodeCount);
    const edge = graph.start[node] + below(graph.start[node + 1] - graph.start[node]);
    if (edge >= graph.start[node + 1]) continue;
    const owner = states[graph.target[edge]] & NODE.owner;
    if (owner !== (states[node] & NODE.owner)) return [node, (states[node] & ~NODE.owner) | owner];
  }
}

/** A faction's capital and the most valuable other districts it owns. */
function hubsOf({ land, states }: Stage, faction: number, count: number): number[] {
  const capital = land.hubDistrict[faction];
  const owned = Array.from(states.keys()).filter((node) => (states[node] & NODE.owner) === faction);
  owned.sort((a, b) => land.districtValue[b] - land.districtValue[a] || a - b);
  return [...(capital < 0 ? [] : [capital]), ...owned.filter((node) => node !== capital)].slice(0, count);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

function atShare(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export interface FieldReport {
  readonly world: string;
  readonly nodes: number;
  readonly fields: number;
  readonly flips: number;
  /** Microseconds per field: after one flip, and from nothing. */
  readonly fieldRepairUs: number;
  readonly fieldRepairP95Us: number;
  readonly fieldRepairMaxUs: number;
  readonly fieldRebuildUs: number;
  readonly fieldRebuildP95Us: number;
  readonly fieldRepairSpeedup: number;
  /** All fields after one flip, milliseconds. */
  readonly flipMsMean: number;
  readonly flipMsP95: number;
  readonly nodesPerRepair: number;
  /** Fields that a repair gave up and built anew. */
  readonly rebuilds: number;
  /** A path read off a field, and how many steps it had. */
  readonly hubQueryUs: number;
  readonly hubQueryHops: number;
  readonly hubQueryNsPerHop: number;
  /** Costs that differ from those of a field built from nothing, over all fields at the end. */
  readonly mismatches: number;
}

const REBUILD_ROUNDS = 3;
const HUB_QUERIES = 100_000;

/**
 * Repairs the fields of every faction's hubs after flips at borders, one at a time. Throws BenchFailure on a
 * mismatch.
 */
export function runFields(name: 'counties' | 'mesh', hubsPerFaction: number, flips: number): FieldReport {
  const stage = openStage(name);
  const { graph, states, land } = stage;
  const fields: RouteField[] = [];
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    for (const hub of hubsOf(stage, faction, hubsPerFaction)) {
      const field = new RouteField(graph);
      field.aim(faction, hub);
      fields.push(field);
    }
  }
  const rebuildUs: number[] = [];
  // The first round warms the code up.
  for (let round = 0; round <= REBUILD_ROUNDS; round++) {
    for (const field of fields) {
      const begun = performance.now();
      field.aim(field.faction, field.target);
      field.repair(states, COSTS);
      if (round > 0) rebuildUs.push((performance.now() - begun) * 1000);
    }
  }
  const rebuildsBefore = fields.reduce((sum, field) => sum + field.rebuilds, 0);
  const repairUs: number[] = [];
  const flipMs: number[] = [];
  let work = 0;
  for (let flip = 0; flip < flips; flip++) {
    const [node, state] = borderFlip(stage);
    states[node] = state;
    let before = performance.now();
    const begun = before;
    for (const field of fields) {
      field.touch(node);
      field.repair(states, COSTS);
      const now = performance.now();
      repairUs.push((now - before) * 1000);
      before = now;
      work += field.work;
    }
    flipMs.push(before - begun);
  }
  const rebuilds = fields.reduce((sum, field) => sum + field.rebuilds, 0) - rebuildsBefore;
  const query = timeHubQueries(stage, fields);
  const mismatches = countMismatches(stage, fields);
  assertWork(mismatches === 0, `${mismatches} costs of repaired fields differ from those of fresh ones`);
  return {
    ...{ world: land.name, nodes: graph.nodeCount, fields: fields.length, flips },
    fieldRepairUs: mean(repairUs),
    fieldRepairP95Us: atShare(repairUs, 0.95),
    fieldRepairMaxUs: atShare(repairUs, 1),
    fieldRebuildUs: mean(rebuildUs),
    fieldRebuildP95Us: atShare(rebuildUs, 0.95),
    fieldRepairSpeedup: mean(rebuildUs) / mean(repairUs),
    flipMsMean: mean(flipMs),
    flipMsP95: atShare(flipMs, 0.95),
    nodesPerRepair: work / repairUs.length,
    rebuilds,
    ...query,
    mismatches,
  };
}

function timeHubQueries({ graph, states, below }: Stage, fields: readonly RouteField[]) {
  const answer = createRouteAnswer();
  const ask = (count: number) => {
    let hops = 0;
    for (let i = 0; i < count; i++) {
      fields[below(fields.length)].walk(below(graph.nodeCount), states, COSTS, answer);
      hops += answer.hops;
    }
    return hops;
  };
  ask(HUB_QUERIES / 10);
  const begun = performance.now();
  const hops = ask(HUB_QUERIES);
  const us = ((performance.now() - begun) * 1000) / HUB_QUERIES;
  return {
    hubQueryUs: us,
    hubQueryHops: hops / HUB_QUERIES,
    hubQueryNsPerHop: (us * 1000 * HUB_QUERIES) / hops,
  };
}

function countMismatches({ graph, states }: Stage, fields: readonly RouteField[]): number {
  const fresh = new RouteField(graph);
  let count = 0;
  for (const field of fields) {
    fresh.aim(field.faction, field.target);
    fresh.repair(states, COSTS);
    for (let node = 0; node < graph.nodeCount; node++) if (fresh.costs[node] !== field.costs[node]) count++;
  }
  return count;
}

export interface SeedLoad {
  readonly hubsPerFaction: number;
  /** Whether the desk keeps a field toward each hub. */
  readonly hasFields: boolean;
  /** Whether four in five flips are foreseen for ten seconds, every second, each along with one that never comes. */
  readonly isForeseen: boolean;
  /** Flips per minute at borders. */
  readonly flipsPerMinute: number;
}

export interface SeedLoadReport extends SeedLoad {
  readonly requests: number;
  readonly flips: number;
  readonly keys: number;
  /** Shares of the repeats, and of all requests, that the cache answered; fields are not counted in. */
  readonly cacheHitRepeats: number;
  readonly cacheHitOverall: number;
  /** The same for fields: no search either. */
  readonly fieldHitRepeats: number;
  readonly fieldHitOverall: number;
  readonly searches: number;
  /** Requests that an answer worked out ahead of its flip served, and such answers in all. */
  readonly fromForesight: number;
  readonly searchesAhead: number;
  readonly answerUsMean: number;
  readonly answerUsP95: number;
  readonly answerUsMax: number;
  /** Answers of cache and fields held against a fresh search, and how many were wrong. */
  readonly checked: number;
  readonly mismatches: number;
}

const LOAD_SECONDS = 300;
/** 2 per faction. */
const REQUESTS_PER_SECOND = 14;
const FORESEEN_SECONDS = 10;
const DESK_LIMITS: DeskLimits = {
  entriesMax: 4096,
  fieldsMax: 140,
  foresightsMax: 256,
  foreseenAnswersMax: 64,
};
/** What a desk may look at between two requests: about a millisecond. */
const IDLE_WORK = 20_000;

/** Plays the load of the source document, 300 s of game time, through a desk. Throws BenchFailure on a wrong answer. */
export function runSeedLoad(load: SeedLoad): SeedLoadReport {
  const stage = openStage('counties');
  const { graph, states, below } = stage;
  const desk = new RouteDesk(graph, COSTS, {
    ...DESK_LIMITS,
    fieldsMax: load.hasFields ? DESK_LIMITS.fieldsMax : 0,
  });
  desk.load(states);
  const hubs = Array.from({ length: SIDE_COUNT }, (_, faction) =>
    faction === 0 ? [] : hubsOf(stage, faction, load.hubsPerFaction),
  );
  hubs.forEach((list, faction) => {
    for (const hub of list) desk.keepField(faction, hub);
  });
  while (desk.idle(IDLE_WORK) >= IDLE_WORK);
  const search = new RouteSearch(graph);
  const [answer, fresh] = [createRouteAnswer(), createRouteAnswer()];
  const keys = new Set<string>();
  const belowForeseen = drawsOf(SEED + 1);
  const us: number[] = [];
  let [flips, flipsDue, mismatches, checked] = [0, 0, 0, 0];
  const foreseen: { alarms: (readonly [node: number, state: number])[]; until: number }[] = [];
  const coming: { node: number; state: number; at: number }[] = [];
  for (let request = 0; request < LOAD_SECONDS * REQUESTS_PER_SECOND; request++) {
    const second = request / REQUESTS_PER_SECOND;
    for (flipsDue += load.flipsPerMinute / 60 / REQUESTS_PER_SECOND; flipsDue >= 1; flipsDue--) {
      const [node, state] = borderFlip(stage);
      coming.push({ node, state, at: second + FORESEEN_SECONDS });
      // Drawn in either case, so that the same happens with foresight and without it.
      const falseAlarm = borderFlip({ ...stage, below: belowForeseen });
      if (belowForeseen(5) > 0)
        foreseen.push({ alarms: [[node, state], falseAlarm], until: second + FORESEEN_SECONDS });
    }
    if (request % REQUESTS_PER_SECOND === 0) {
      while (foreseen.length > 0 && foreseen[0].until < second) foreseen.shift();
      if (load.isForeseen)
        for (const { alarms } of foreseen) for (const alarm of alarms) desk.foresee(...alarm);
    }
    for (; coming.length > 0 && coming[0].at <= second; coming.shift()) {
      const { node, state } = coming[0];
      if (states[node] === state) continue;
      states[node] = state;
      desk.change(node, state);
      flips++;
    }
    const query = hubQuery(1 + (request % (SIDE_COUNT - 1)), hubs, below);
    keys.add(`${query.faction} ${query.from} ${query.to}`);
    const begun = performance.now();
    desk.answer(query, answer);
    us.push((performance.now() - begun) * 1000);
    search.find(query, states, COSTS, fresh);
    checked++;
    if (!isSame(answer, fresh)) mismatches++;
    desk.idle(IDLE_WORK);
  }
  assertWork(mismatches === 0, `${mismatches} of ${checked} answers differ from a fresh search`);
  assertWork(flips > 0, 'nothing flipped');
  const { counters } = desk;
  return {
    ...{ ...load, requests: counters.questions, flips, keys: keys.size },
    cacheHitRepeats: counters.repeatsFromCache / counters.repeats,
    cacheHitOverall: counters.fromCache / counters.questions,
    fieldHitRepeats: counters.repeatsFromFields / counters.repeats,
    fieldHitOverall: counters.fromFields / counters.questions,
    searches: counters.searches,
    fromForesight: counters.fromForesight,
    searchesAhead: desk.foresights.searches,
    ...{ answerUsMean: mean(us), answerUsP95: atShare(us, 0.95), answerUsMax: atShare(us, 1) },
    ...{ checked, mismatches },
  };
}

function hubQuery(
  faction: number,
  hubs: readonly (readonly number[])[],
  below: (limit: number) => number,
): RouteQuery {
  const list = hubs[faction];
  const from = below(list.length);
  const to = (from + 1 + below(list.length - 1)) % list.length;
  return { faction, from: list[from], to: list[to], hopsMax: 0, securityMin: 0 };
}

function isSame(a: RouteAnswer, b: RouteAnswer): boolean {
  if (a.cost !== b.cost || a.hops !== b.hops) return false;
  for (let step = 0; step <= Math.min(a.hops, a.nodes.length - 1); step++) {
    if (a.nodes[step] !== b.nodes[step]) return false;
  }
  return true;
}

export interface FlipStormReport {
  readonly world: string;
  readonly flips: number;
  /** Nodes that had another state in the end. */
  readonly changes: number;
  readonly fields: number;
  readonly routes: number;
  /** Until every route was answered anew, and until every field was exact as well; milliseconds. */
  readonly routesMs: number;
  readonly fieldsMs: number;
  readonly mismatches: number;
}

/** Flips many nodes at once and times until routes and fields are right again. Throws BenchFailure if one is not. */
export function runFlipStorm(
  name: 'counties' | 'mesh',
  hubsPerFaction: number,
  flips: number,
): FlipStormReport {
  const stage = openStage(name);
  const { graph, states, below, land } = stage;
  const desk = new RouteDesk(graph, COSTS, DESK_LIMITS);
  desk.load(states);
  const hubs = Array.from({ length: SIDE_COUNT }, (_, faction) => {
    const list = faction === 0 ? [] : hubsOf(stage, faction, Math.max(hubsPerFaction, 6));
    for (const hub of list.slice(0, hubsPerFaction)) desk.keepField(faction, hub);
    return list;
  });
  const queries = Array.from({ length: 140 }, (_, i) => hubQuery(1 + (i % (SIDE_COUNT - 1)), hubs, below));
  const answers = queries.map(createRouteAnswer);
  const answerAll = () => {
    for (let i = 0; i < queries.length; i++) desk.answer(queries[i], answers[i]);
  };
  while (desk.idle(IDLE_WORK) >= IDLE_WORK);
  answerAll();
  const before = states.slice();
  const batch: (readonly [number, number])[] = [];
  for (let flip = 0; flip < flips; flip++) {
    // Anywhere and to anybody: a storm at the borders alone would mostly flip the same nodes back and forth.
    const node = below(graph.nodeCount);
    states[node] = (states[node] & ~NODE.owner) | (1 + below(SIDE_COUNT - 1));
    batch.push([node, states[node]]);
  }
  const begun = performance.now();
  for (const [node, state] of batch) desk.change(node, state);
  answerAll();
  const routesMs = performance.now() - begun;
  while (desk.idle(IDLE_WORK) >= IDLE_WORK);
  const fieldsMs = performance.now() - begun;
  assertWork(desk.fields.staleCount === 0, `${desk.fields.staleCount} fields are stale`);
  const search = new RouteSearch(graph);
  const fresh = createRouteAnswer();
  const wrong = queries.filter((query, i) => {
    search.find(query, states, COSTS, fresh);
    return !isSame(fresh, answers[i]);
  });
  assertWork(wrong.length === 0, `${wrong.length} of ${queries.length} routes are wrong`);
  return {
    ...{ world: land.name, flips, changes: states.filter((state, node) => state !== before[node]).length },
    ...{ fields: desk.fields.count, routes: queries.length, routesMs, fieldsMs, mismatches: wrong.length },
  };
}

export interface RoutesNearReport {
  readonly routes: number;
  readonly packMs: number;
  /**
   * Microseconds to find the routes that pass within so many meters of a point: with the index, and through all
   * routes.
   */
  readonly radiusMeters: number;
  readonly nearUs: number;
  readonly scanUs: number;
  readonly found: number;
  readonly mismatches: number;
}

const NEAR_RADIUS_METERS = 500;
const NEAR_ASKS = 2_000;

/** Asks which of the routes between random counties pass near random points, beside a look at every step of each. */
export function runRoutesNear(routes: number): RoutesNearReport {
  const { graph, states, below } = openStage('counties');
  const search = new RouteSearch(graph);
  const answer = createRouteAnswer();
  const index = new RoutesNear(graph);
  const paths: Uint32Array[] = [];
  while (paths.length < routes) {
    const query = { faction: 1 + below(7), from: below(graph.nodeCount), to: below(graph.nodeCount) };
    search.find({ ...query, hopsMax: 0, securityMin: 0 }, states, COSTS, answer);
    if (answer.hops === 0) continue;
    index.add(paths.length, answer.nodes, answer.hops);
    paths.push(answer.nodes.slice(0, answer.hops + 1));
  }
  const begun = performance.now();
  index.pack();
  const packMs = performance.now() - begun;
  const radius = NEAR_RADIUS_METERS * UNITS_PER_METER;
  const [nearUs, scanUs]: number[][] = [[], []];
  let [found, mismatches] = [0, 0];
  const scanned = new Uint32Array(routes);
  for (let ask = 0; ask < NEAR_ASKS; ask++) {
    const place = below(graph.nodeCount);
    const [x, y] = [graph.x[place] + below(radius), graph.y[place] + below(radius)];
    const start = performance.now();
    const near = index.near(x, y, radius);
    const middle = performance.now();
    let count = 0;
    for (let id = 0; id < routes; id++) if (passes(graph, paths[id], x, y, radius)) scanned[count++] = id;
    nearUs.push((middle - start) * 1000);
    scanUs.push((performance.now() - middle) * 1000);
    found += near.length;
    if (near.length !== count || near.some((id, i) => id !== scanned[i])) mismatches++;
  }
  assertWork(mismatches === 0, `${mismatches} answers of the index differ from a scan`);
  return {
    ...{ routes, packMs, radiusMeters: NEAR_RADIUS_METERS, nearUs: mean(nearUs), scanUs: mean(scanUs) },
    ...{ found: found / NEAR_ASKS, mismatches },
  };
}

function passes(graph: RouteGraph, path: Uint32Array, x: number, y: number, radius: number): boolean {
  for (let i = 0; i + 1 < path.length; i++) {
    if (stepPasses(graph, path[i], path[i + 1], x, y, radius)) return true;
  }
  return false;
}
