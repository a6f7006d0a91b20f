import type { RouteCosts } from '../src/routing/route-costs.ts';
import type { RouteGraph } from '../src/routing/route-graph.ts';

/** Where the depots of a world are; a function of the world's graph alone. */
export interface DepotMap {
  readonly count: number;
  /** District of each depot. */
  readonly district: Uint32Array;
  /** Depot of a district, -1 where there is none. */
  readonly ofDistrict: Int32Array;
  /** 1 where the depot is a faction's hub. */
  readonly isHub: Uint8Array;
  /** Districts whose goods are gathered at depot d are entries catchmentStart[d] to catchmentStart[d + 1]. */
  readonly catchmentStart: Uint32Array;
  readonly catchment: Uint32Array;
}

/** What systems know of roads besides the stores: fixed by the graph, made from the rules, or filled within a tick. */
export interface Roads {
  readonly graph: RouteGraph;
  readonly depots: DepotMap;
  /** Replaced when the rules change. */
  costs: RouteCosts;
  /** Districts whose road state changed in this tick, each once. */
  readonly changed: Uint32Array;
  changedCount: number;
  /** By district: the tick of this run in which its road state changed last, and the state that it had before. */
  readonly changedTick: Uint32Array;
  readonly stateBefore: Uint16Array;
  /** Of this tick: districts that somebody has a good claim to, and the road state they will have if it succeeds. */
  readonly expected: Uint32Array;
  readonly expectedState: Uint16Array;
  expectedCount: number;
  /** Districts that a system of this tick asks to be looked at: a disruption came or went. */
  readonly suspects: Uint32Array;
  suspectCount: number;
  /** 1 = all districts are looked at in this tick, as after a change of rules. */
  allAreSuspect: boolean;
  /** By path row: 1 when a district of it changed in this tick. */
  readonly pathIsTouched: Uint8Array;
}
