import { type RouteCosts, securityClass, stepCost } from './route-costs.ts';
import type { RouteGraph } from './route-graph.ts';

/** What a change of a node did to the steps into and out of it, for a faction: flags. */
export const EFFECT = { none: 0, dearer: 1, cheaper: 2 } as const;

/** The states before and after the changes of a tick. */
export interface Change {
  /** By node: its state now. */
  states: Uint16Array;
  /** By node: its state before the tick in which it changed last, and that tick. */
  before: Uint16Array;
  changedTick: Uint32Array;
  tick: number;
}

function stateBefore(change: Change, node: number): number {
  return change.changedTick[node] === change.tick ? change.before[node] : change.states[node];
}

/**
 * What the change of `node` means to a faction. A step that got less safe counts as dearer and one that got safer as
 * cheaper whatever it costs, because a question may ask for a least security.
 */
export function changeEffect(
  graph: RouteGraph,
  costs: RouteCosts,
  change: Change,
  faction: number,
  node: number,
): number {
  const was = stateBefore(change, node);
  const is = change.states[node];
  let effect = EFFECT.none as number;
  for (let edge = graph.start[node]; edge < graph.start[node + 1]; edge++) {
    const other = graph.target[edge];
    const length = graph.length[edge];
    const otherWas = stateBefore(change, other);
    const otherIs = change.states[other];
    const out =
      stepCost(costs, faction, is, otherIs, length) - stepCost(costs, faction, was, otherWas, length);
    const into =
      stepCost(costs, faction, otherIs, is, length) - stepCost(costs, faction, otherWas, was, length);
    const safer = costs.risk[securityClass(was, otherWas)] - costs.risk[securityClass(is, otherIs)];
    if (out > 0 || into > 0 || safer < 0) effect |= EFFECT.dearer;
    if (out < 0 || into < 0 || safer > 0) effect |= EFFECT.cheaper;
  }
  return effect;
}
