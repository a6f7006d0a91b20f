import { LAYER_COUNT, REFLEX, THREAT_COUNT } from './ai-rules.ts';

/** Ticks from a threat to an answer are counted up to this. */
export const RESPONSE_TICKS_MAX = 600;

/** What the minds use within a tick, and counters for the metrics. Nothing here is state. */
export interface Minds {
  /** Work units left in this tick, of all minds together. */
  unitsLeft: number;
  /** Since boot, by LAYER. */
  readonly units: Float64Array;
  readonly decisions: Float64Array;
  /** Most units that one tick has used. */
  unitsMax: number;
  /** By THREAT, since boot: noted, and those that found no room. */
  readonly threats: Float64Array;
  threatsLost: number;
  /** By REFLEX, since boot. */
  readonly reflexes: Float64Array;
  /** Answers by ticks from the threat to changed orders; the last counts all that took longer. */
  readonly responses: Float64Array;
  readonly operationsBegun: Float64Array;
  readonly operationsEnded: Float64Array;
}

export function createMinds(): Minds {
  return {
    unitsLeft: 0,
    units: new Float64Array(LAYER_COUNT),
    decisions: new Float64Array(LAYER_COUNT),
    unitsMax: 0,
    threats: new Float64Array(THREAT_COUNT),
    threatsLost: 0,
    reflexes: new Float64Array(Object.keys(REFLEX).length),
    responses: new Float64Array(RESPONSE_TICKS_MAX + 1),
    operationsBegun: new Float64Array(16),
    operationsEnded: new Float64Array(16),
  };
}
