import type { ServerConfig } from '../config/schema.ts';
import { REFUSAL } from '../protocol/client-messages.ts';
import { CLOSE, PROTOCOL_VERSION } from '../protocol/fields.ts';
import type { Connection } from './connection.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { Outgoing } from './outgoing.ts';

/** Frames refused by a rate limit until the connection is closed: about three seconds of a flood. */
const LIMITED_FRAMES_MAX = 240;

/** Counts what clients do wrong, and closes on those who go on with it. */
export class Complaints {
  readonly #network: ServerConfig['network'];
  readonly #metrics: GatewayMetrics;
  readonly #outgoing: Outgoing;

  constructor(network: ServerConfig['network'], metrics: GatewayMetrics, outgoing: Outgoing) {
    this.#network = network;
    this.#metrics = metrics;
    this.#outgoing = outgoing;
  }

  /** A frame could not be read, or is not allowed now. */
  refuse(from: Connection, refusal: number): void {
    this.#metrics.malformed(refusal);
    if (refusal === REFUSAL.badVersion || refusal === REFUSAL.badTables) {
      const found = refusal === REFUSAL.badVersion ? 'protocol version' : 'field tables';
      const reason = `other ${found} than version ${PROTOCOL_VERSION} of this server`;
      return this.#outgoing.end(from, CLOSE.versionMismatch, reason);
    }
    if (++from.malformed < this.#network.malformedFramesMax) return;
    this.#metrics.count('closedMalformed');
    this.#outgoing.end(from, CLOSE.malformed, 'too many malformed frames');
  }

  /** A frame was over a rate limit. */
  limit(from: Connection): void {
    this.#metrics.count('framesLimited');
    if (++from.limited < LIMITED_FRAMES_MAX) return;
    this.#metrics.count('closedFlooding');
    this.#outgoing.end(from, CLOSE.flooded, 'too many frames');
  }
}
