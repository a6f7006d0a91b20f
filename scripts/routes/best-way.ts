import { findAlternatives } from '../../src/routing/alternatives.ts';
import { type DearReason, explainRoute, type RouteExplanation } from '../../src/routing/explain-route.ts';
import { NODE, securityClass, stepCost } from '../../src/routing/route-costs.ts';
import { DECIMETERS_PER_METER, edgeBetween, UNREACHABLE } from '../../src/routing/route-graph.ts';
import {
  createRouteAnswer,
  PATH_STEPS_MAX,
  type RouteAnswer,
  type RouteQuery,
} from '../../src/routing/route-query.ts';
import { RouteSearch } from '../../src/routing/route-search.ts';
import {
  type DistrictFacts,
  districtFacts,
  type KeptRoute,
  keptPath,
  keptRoute,
  keptRows,
} from './kept-routes.ts';
import type { OpenedWorld } from './opened-world.ts';

/** Ways looked for, however many are told: the first that is found need not be the cheapest of the others. */
const ALTERNATIVES_TRIED = 8;

/** A district on a path, and the step that leads into it. Costs and lengths are meters. */
export interface PathStep extends DistrictFacts {
  readonly district: number;
  readonly owner: string;
  readonly isContested: boolean;
  readonly length: number;
  readonly cost: number;
  /** Of the step, 0 to 1. */
  readonly security: number;
}

/** Another way. */
export interface Alternative {
  readonly cost: number;
  /** What it costs more than the best, and that as a share of the best. */
  readonly extra: number;
  readonly extraShare: number;
  readonly hops: number;
  readonly security: { readonly mean: number; readonly min: number };
  readonly path: readonly string[];
  /** Districts that the best way does not pass. */
  readonly others: readonly string[];
}

/** The cheapest way between two districts, and why it is that. Costs are meters of good, safe road. */
export interface BestWay {
  readonly from: DistrictFacts;
  readonly to: DistrictFacts;
  readonly faction: string;
  readonly tick: number;
  /** Null for a world that begins now. */
  readonly directory: string | null;
  readonly hopsMax: number;
  readonly securityMin: number;
  readonly found: boolean;
  readonly path: readonly PathStep[];
  readonly hops: number;
  readonly cost: number | null;
  readonly security: { readonly mean: number; readonly min: number };
  readonly costParts: {
    readonly distance: number;
    readonly enemy: number;
    readonly security: number;
    readonly disruption: number;
  };
  readonly weakest: {
    readonly from: DistrictFacts;
    readonly to: DistrictFacts;
    readonly security: number;
  } | null;
  readonly alternatives: readonly Alternative[];
  readonly whatWouldChange: {
    /** By how much dearer the steps that only this way has would have to become. */
    readonly margin: number | null;
    readonly dearest: readonly (DistrictFacts & {
      readonly extra: number;
      readonly reasons: readonly DearReason[];
    })[];
  };
  /** The route that the faction keeps between the two, where they are depots of it. */
  readonly kept: (KeptRoute & { readonly isThisPath: boolean }) | null;
  /** Where no way is safe enough: the cheapest of those that are not. */
  readonly unsafe: { readonly cost: number; readonly security: { readonly min: number } } | null;
}

/** Finds the cheapest way for a question and explains it. */
export function bestWay(opened: OpenedWorld, query: RouteQuery, alternatives: number): BestWay {
  const { factionNames, states, world } = opened;
  const { costs, graph } = world.roads;
  const search = new RouteSearch(graph);
  const answer = createRouteAnswer();
  search.find(query, states, costs, answer);
  const found = answer.cost !== UNREACHABLE;
  if (found && answer.hops > PATH_STEPS_MAX) {
    throw new Error(
      `found a way of ${answer.hops} steps and ${answer.cost / DECIMETERS_PER_METER} m, allowed: ${PATH_STEPS_MAX} steps`,
    );
  }
  const tried = found ? findAlternatives(search, query, states, costs, answer, ALTERNATIVES_TRIED) : [];
  const others = tried.slice(0, alternatives);
  const explain = (path: RouteAnswer, among: readonly RouteAnswer[]) =>
    explainRoute(graph, costs, states, query.faction, path, among);
  const explanation = explain(found ? answer : { cost: 0, hops: 0, nodes: answer.nodes }, tried);
  const path = found ? nodesOf(answer) : [];
  return {
    ...{ from: districtFacts(opened, query.from), to: districtFacts(opened, query.to) },
    ...{ faction: factionNames[query.faction], tick: world.ledger.tick[0] },
    ...{
      directory: opened.directory ?? null,
      hopsMax: query.hopsMax,
      securityMin: query.securityMin / 1000,
      found,
    },
    path: path.map((_, step) => pathStep(opened, query.faction, path, step)),
    ...{ hops: answer.hops, cost: found ? meters(answer.cost) : null },
    ...explained(opened, explanation),
    alternatives: others.map((other) => alternative(opened, answer, other, explain(other, []))),
    kept: keptBetween(opened, query, path),
    unsafe: found || query.securityMin === 0 ? null : unsafeWay(opened, query, search),
  };
}

function explained(opened: OpenedWorld, { parts, security, weakest, whatWouldChange }: RouteExplanation) {
  const { dearest, margin } = whatWouldChange;
  return {
    security: shares(security),
    costParts: {
      ...{ distance: meters(parts.distance), enemy: meters(parts.enemy) },
      ...{ security: meters(parts.security), disruption: meters(parts.disruption) },
    },
    weakest: weakest
      ? {
          ...{ from: districtFacts(opened, weakest.from), to: districtFacts(opened, weakest.to) },
          security: weakest.security / 1000,
        }
      : null,
    whatWouldChange: {
      margin: margin === undefined ? null : meters(margin),
      dearest: dearest.map(({ extra, node, reasons }) => ({
        ...districtFacts(opened, node),
        ...{ extra: meters(extra), reasons },
      })),
    },
  };
}

function pathStep(opened: OpenedWorld, faction: number, path: readonly number[], step: number): PathStep {
  const { factionNames, states, world } = opened;
  const { costs, graph } = world.roads;
  const district = path[step];
  const common = {
    ...{ district, ...districtFacts(opened, district), owner: factionNames[states[district] & NODE.owner] },
    isContested: (states[district] & NODE.contested) !== 0,
  };
  // The start costs nothing, and no step leads into it.
  if (step === 0) return { ...common, length: 0, cost: 0, security: 1 };
  const before = path[step - 1];
  const length = graph.length[edgeBetween(graph, before, district)];
  const security = costs.rules.securityThousandths[securityClass(states[before], states[district])];
  const cost = stepCost(costs, faction, states[before], states[district], length);
  return { ...common, length: meters(length), cost: meters(cost), security: security / 1000 };
}

function alternative(
  opened: OpenedWorld,
  best: RouteAnswer,
  other: RouteAnswer,
  { security }: RouteExplanation,
): Alternative {
  const onBest = new Set(nodesOf(best));
  const nodes = nodesOf(other);
  const { districtIds, districtNames } = opened.world.graph;
  return {
    ...{ cost: meters(other.cost), extra: meters(other.cost - best.cost), hops: other.hops },
    extraShare: Math.round(((other.cost - best.cost) / Math.max(1, best.cost)) * 10_000) / 10_000,
    security: shares(security),
    path: nodes.map((node) => districtIds[node]),
    others: nodes.filter((node) => !onBest.has(node)).map((node) => districtNames[node]),
  };
}

function keptBetween(opened: OpenedWorld, query: RouteQuery, path: readonly number[]): BestWay['kept'] {
  const { roads, route } = opened.world;
  const row = keptRows(opened, query.faction).find((one) => {
    const { district } = roads.depots;
    return district[route.from[one]] === query.from && district[route.to[one]] === query.to;
  });
  if (row === undefined) return null;
  return { ...keptRoute(opened, row), isThisPath: keptPath(opened, row).join() === path.join() };
}

function unsafeWay(opened: OpenedWorld, query: RouteQuery, search: RouteSearch): BestWay['unsafe'] {
  const { states, world } = opened;
  const { costs, graph } = world.roads;
  const answer = createRouteAnswer();
  search.find({ ...query, securityMin: 0 }, states, costs, answer);
  if (answer.cost === UNREACHABLE || answer.hops > PATH_STEPS_MAX) return null;
  const { security } = explainRoute(graph, costs, states, query.faction, answer);
  return { cost: meters(answer.cost), security: { min: security.min / 1000 } };
}

function nodesOf({ hops, nodes }: RouteAnswer): number[] {
  return Array.from(nodes.subarray(0, hops + 1));
}

function meters(decimeters: number): number {
  return decimeters / DECIMETERS_PER_METER;
}

function shares({ mean, min }: { readonly mean: number; readonly min: number }) {
  return { mean: mean / 1000, min: min / 1000 };
}
