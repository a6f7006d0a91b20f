import type { PointGrid } from '../src/territory/point-grid.ts';

/** What systems know of territories besides the stores: fixed by the graph, or rebuilt from the stores. */
export interface Territories {
  readonly points: PointGrid;
  /** By district: which of CALM_SECONDS is its own, by the place of its center. */
  readonly calmSecond: Uint8Array;
  /** Control points and districts with news, each once, in any order: level in the upper four bits, index below. */
  readonly news: Int32Array;
  newsCount: number;
  /** What the events over a region leave of presence, decay and support, percent. */
  readonly presencePercent: Int32Array;
  readonly decayPercent: Int32Array;
  readonly supportPercent: Int32Array;
  /** Milli-points that events of this second take from the owners of a region. */
  readonly lossMilli: Int32Array;
  /** Whether there is any such loss. */
  isLosing: boolean;
  readonly lossCause: Int32Array;
  /** What is left of a pressure at the other end of each entry of the graph's neighbors, of 65,536. */
  readonly pressureKept: Uint32Array;
  /** The rule that `pressureKept` was worked out by; -1 before the first. */
  pressureDecayPerKm: number;
  /** Districts of a region with news, as chains. */
  readonly districtChain: Int32Array;
  readonly chainHead: Int32Array;
}
