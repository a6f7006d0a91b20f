import { SIDE_COUNT } from '../limits.ts';
import {
  DISRUPTION_NAMES,
  disruptionsFor,
  NODE,
  NODE_STATE_COUNT,
  RELATION,
  type RouteCosts,
  SECURITY,
  SECURITY_MAX,
  securityClass,
  stepCost,
} from './route-costs.ts';
import { edgeBetween, type RouteGraph } from './route-graph.ts';
import type { RouteAnswer } from './route-query.ts';

/** What a cost is made of, decimeters; the parts add up to the cost. */
export interface CostParts {
  distance: number;
  enemy: number;
  security: number;
  disruption: number;
}

/** Why a step costs more than its length; an ally's or nobody's land, where it costs more, has no word. */
export type DearReason = 'enemy' | 'border' | 'contested' | (typeof DISRUPTION_NAMES)[number];

export interface ExplainedStep {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
  /** Thousandths. */
  readonly security: number;
}

export interface DearNode {
  readonly node: number;
  /** Decimeters that the step into it costs beyond its length, which is what it costs on undisturbed own land. */
  readonly extra: number;
  readonly reasons: readonly DearReason[];
}

export interface RouteExplanation {
  readonly cost: number;
  readonly parts: CostParts;
  /** Thousandths, mean over the steps (rounded down) and least; 1000 without steps. */
  readonly security: { readonly mean: number; readonly min: number };
  /** The first of the steps with the least security. */
  readonly weakest: ExplainedStep | undefined;
  readonly whatWouldChange: {
    /**
     * The steps that only this path has would have to become dearer by more than this, decimeters, for the cheapest of
     * the alternatives to win; undefined without any.
     */
    readonly margin: number | undefined;
    /** The nodes that make the path dearest, the dearest first, equals in order of the way. */
    readonly dearest: readonly DearNode[];
  };
}

/**
 * Says what makes up the cost of a path, where it is weakest and what would change it.
 *
 * Factors apply in this order: length, then relation to the owner, then disruption, then security; each part is what
 * its factor adds to the cost so far, rounded down. The cost of a step is rounded up: the difference goes to the last
 * part that is not zero by its factor.
 *
 * @param answer a path found for the faction in these states; `nodes[0 .. hops]`
 * @param alternatives other paths, in order of cost
 * @param dearestMax most nodes to name
 */
export function explainRoute(
  graph: RouteGraph,
  costs: RouteCosts,
  states: Uint16Array,
  faction: number,
  answer: Pick<RouteAnswer, 'nodes' | 'hops'>,
  alternatives: readonly Pick<RouteAnswer, 'cost'>[] = [],
  dearestMax = 5,
): RouteExplanation {
  const parts: CostParts = { distance: 0, enemy: 0, security: 0, disruption: 0 };
  const steps: ExplainedStep[] = [];
  const dear: DearNode[] = [];
  for (let i = 0; i < answer.hops; i++) {
    const [from, to] = [answer.nodes[i], answer.nodes[i + 1]];
    const length = graph.length[edgeBetween(graph, from, to)];
    const cost = stepCost(costs, faction, states[from], states[to], length);
    const security = costs.rules.securityThousandths[securityClass(states[from], states[to])];
    steps.push({ from, to, cost, security });
    addParts(parts, costs, faction, states[from], states[to], length, cost);
    if (cost > length) {
      const reasons = reasonsOf(costs, faction, states[from], states[to]);
      dear.push({ node: to, extra: cost - length, reasons });
    }
  }
  const cost = steps.reduce((sum, step) => sum + step.cost, 0);
  const weakest = steps.reduce<ExplainedStep | undefined>(
    (least, step) => (least === undefined || step.security < least.security ? step : least),
    undefined,
  );
  const total = steps.reduce((sum, step) => sum + step.security, 0);
  const safe = costs.rules.securityThousandths[SECURITY.safe];
  return {
    cost,
    parts,
    security: {
      mean: steps.length === 0 ? safe : Math.floor(total / steps.length),
      min: weakest?.security ?? safe,
    },
    weakest,
    whatWouldChange: {
      margin: alternatives.length === 0 ? undefined : alternatives[0].cost - cost,
      dearest: dear.sort((a, b) => b.extra - a.extra).slice(0, dearestMax),
    },
  };
}

function addParts(
  parts: CostParts,
  costs: RouteCosts,
  faction: number,
  from: number,
  to: number,
  length: number,
  cost: number,
): void {
  const percent = costs.rules.relationPercent[relationTo(costs, faction, to)];
  const entry = costs.entry[faction * NODE_STATE_COUNT + to];
  const withRelation = Math.floor((length * percent) / 100);
  const withDisruption = Math.floor((length * entry) / 10_000);
  const isRisky = costs.rules.securityThousandths[securityClass(from, to)] < SECURITY_MAX;
  parts.distance += length;
  if (isRisky) {
    parts.enemy += withRelation - length;
    parts.disruption += withDisruption - withRelation;
    parts.security += cost - withDisruption;
  } else if (entry > percent * 100) {
    parts.enemy += withRelation - length;
    parts.disruption += cost - withRelation;
  } else {
    parts.enemy += cost - length;
  }
}

function relationTo(costs: RouteCosts, faction: number, state: number): number {
  return costs.relation[faction * SIDE_COUNT + (state & NODE.owner)];
}

function reasonsOf(costs: RouteCosts, faction: number, from: number, to: number): DearReason[] {
  const relation = relationTo(costs, faction, to);
  const security = securityClass(from, to);
  const reasons: DearReason[] = [];
  if (relation === RELATION.enemy) reasons.push('enemy');
  if (security === SECURITY.border || security === SECURITY.contestedBorder) reasons.push('border');
  if (((from | to) & NODE.contested) !== 0) reasons.push('contested');
  const disruptions = disruptionsFor(to, relation);
  DISRUPTION_NAMES.forEach((name, kind) => {
    if (((disruptions >> kind) & 1) === 1) reasons.push(name);
  });
  return reasons;
}
