import type { ConnectionState } from './connection.ts';

export type Quality = 'good' | 'fair' | 'poor';

/** What the SDK can tell about its connection and its mirror. Times in milliseconds. */
export interface Diagnostics {
  state: ConnectionState;
  /** World frames received. */
  ticks: number;
  entities: number;
  /** Times a second that all of the view is brought up to date: 60, less on a slow line or a busy server. */
  servedHz: number;
  hashChecks: number;
  hashMismatches: number;
  /** Records about entities that the mirror does not hold; more than 0 is an error of the server. */
  unknownRecords: number;
  /** Frames that could not be read. */
  unreadableFrames: number;
  /** Blocks of strategic channels that did not come; more than 0 is an error of the server. */
  strategicGaps: number;
  /** Whether the mirror is the server's state, as far as every check says. */
  exact: boolean;
  /** Payload and WebSocket header bytes of all that came in. */
  bytesReceived: number;
  /** Over the last seconds. */
  bytesPerSecond: number;
  messages: number;
  /** Round trip of the last ping. */
  latencyMs: number;
  /** From the due time of a tick to its frame's arrival. */
  deliveryMsP50: number;
  deliveryMsP99: number;
  reconnects: number;
  /** Ticks the server's disk is behind. */
  durableLagTicks: number;
  /** Orders without an answer. */
  ordersWaiting: number;
  /** Orders that were done and are not safe on the server's disk yet. */
  ordersPending: number;
  quality: Quality;
}

const GOOD_LATENCY_MS = 100;
const GOOD_DELIVERY_MS = 100;
const FAIR_LATENCY_MS = 250;
const FAIR_DELIVERY_MS = 300;

/** A connection in one word. `deliveryMs` is a recent delay, so that an old hiccup is forgiven. */
export function qualityOf(
  state: ConnectionState,
  exact: boolean,
  latencyMs: number,
  deliveryMs: number,
): Quality {
  if (state !== 'connected' || latencyMs > FAIR_LATENCY_MS || deliveryMs > FAIR_DELIVERY_MS) return 'poor';
  return exact && latencyMs <= GOOD_LATENCY_MS && deliveryMs <= GOOD_DELIVERY_MS ? 'good' : 'fair';
}
