import { SIDE_COUNT } from '../limits.ts';
import { type RouteCosts, securityClass, stepCost } from './route-costs.ts';
import { type RouteGraph, UNREACHABLE } from './route-graph.ts';

/**
 * What the change of one node's state does to the steps into and out of it, which are all that it alters, for every
 * faction. Arrays are made once; `compare` fills them anew.
 */
export class StepChanges {
  node = 0;
  /** Steps in `from`, `to`: each border of the node out and in. */
  count = 0;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly #stepsMax: number;
  readonly #securityBefore: Uint16Array;
  readonly #securityAfter: Uint16Array;
  /** By faction * stepsMax + step. */
  readonly #costBefore: Uint32Array;
  readonly #costAfter: Uint32Array;
  readonly #matters = new Uint8Array(SIDE_COUNT);

  constructor(graph: RouteGraph) {
    let borders = 0;
    for (let node = 0; node < graph.nodeCount; node++) {
      borders = Math.max(borders, graph.start[node + 1] - graph.start[node]);
    }
    this.#stepsMax = borders * 2;
    this.from = new Uint32Array(this.#stepsMax);
    this.to = new Uint32Array(this.#stepsMax);
    this.#securityBefore = new Uint16Array(this.#stepsMax);
    this.#securityAfter = new Uint16Array(this.#stepsMax);
    this.#costBefore = new Uint32Array(this.#stepsMax * SIDE_COUNT);
    this.#costAfter = new Uint32Array(this.#stepsMax * SIDE_COUNT);
  }

  /** Compares the steps at `node` as they are by `states` with what they will be when it has the state `after`. */
  compare(graph: RouteGraph, states: Uint16Array, costs: RouteCosts, node: number, after: number): void {
    this.node = node;
    this.count = 0;
    this.#matters.fill(0);
    const before = states[node];
    for (let edge = graph.start[node]; edge < graph.start[node + 1]; edge++) {
      const other = graph.target[edge];
      const length = graph.length[edge];
      this.#add(costs, node, other, before, states[other], after, states[other], length);
      this.#add(costs, other, node, states[other], before, states[other], after, length);
    }
  }

  /** Whether any step costs a faction something else, or is of another security. */
  matters(faction: number): boolean {
    return this.#matters[faction] !== 0;
  }

  /** Cost of a step before the change for who asks for that least security; UNREACHABLE when that forbids it. */
  costBefore(faction: number, step: number, securityMin: number): number {
    const isSafe = this.#securityBefore[step] >= securityMin;
    return isSafe ? this.#costBefore[faction * this.#stepsMax + step] : UNREACHABLE;
  }

  /** Like costBefore, after the change. */
  costAfter(faction: number, step: number, securityMin: number): number {
    const isSafe = this.#securityAfter[step] >= securityMin;
    return isSafe ? this.#costAfter[faction * this.#stepsMax + step] : UNREACHABLE;
  }

  #add(
    costs: RouteCosts,
    from: number,
    to: number,
    fromBefore: number,
    toBefore: number,
    fromAfter: number,
    toAfter: number,
    length: number,
  ): void {
    const step = this.count++;
    const { securityThousandths } = costs.rules;
    this.from[step] = from;
    this.to[step] = to;
    this.#securityBefore[step] = securityThousandths[securityClass(fromBefore, toBefore)];
    this.#securityAfter[step] = securityThousandths[securityClass(fromAfter, toAfter)];
    const isAsSafe = this.#securityBefore[step] === this.#securityAfter[step];
    for (let faction = 0; faction < SIDE_COUNT; faction++) {
      const before = stepCost(costs, faction, fromBefore, toBefore, length);
      const after = stepCost(costs, faction, fromAfter, toAfter, length);
      this.#costBefore[faction * this.#stepsMax + step] = before;
      this.#costAfter[faction * this.#stepsMax + step] = after;
      if (before !== after || !isAsSafe) this.#matters[faction] = 1;
    }
  }
}
