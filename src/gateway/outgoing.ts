import type { ServerConfig } from '../config/schema.ts';
import { monotonicMicros } from '../ops/clock.ts';
import type { CommandSender } from './command-sender.ts';
import type { Connection } from './connection.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { PaceLimits } from './pace.ts';

/**
 * Sending, and what happens to a client that does not keep up: its streams are slowed down; if that is not enough, it
 * is marked stale, gets nothing more of the world, and once its socket has drained it gets its view anew. A slow client
 * is late, never wrong, and costs the others nothing. The whole ladder: docs/OPERATIONS.md.
 */
export class Outgoing {
  readonly #network: ServerConfig['network'];
  readonly #sender: CommandSender;
  readonly #metrics: GatewayMetrics;
  readonly #paceLimits: PaceLimits;

  constructor(network: ServerConfig['network'], sender: CommandSender, metrics: GatewayMetrics) {
    this.#network = network;
    this.#sender = sender;
    this.#metrics = metrics;
    this.#paceLimits = { bytesPerSecond: network.clientBytesPerSecond, lowBytes: network.staleBytes / 4 };
  }

  /**
   * Sends one message; `bytes` may be reused as soon as this returns. `tick` is the world's at the time. Returns
   * whether the socket took it.
   */
  send(to: Connection, bytes: Uint8Array, tick: number): boolean {
    const { pace, socket } = to;
    if (!socket) return false;
    const outcome = socket.send(bytes, to.isText);
    to.lastSentTick = tick;
    pace.bytes += bytes.length;
    this.#metrics.sent(bytes.length);
    if (outcome === 1) {
      // A socket that passes something on has nothing waiting: no need to ask it.
      if (pace.isBackedUp) pace.drained();
      return true;
    }
    pace.isBackedUp = true;
    if (outcome === 2) this.#metrics.count('messagesDropped');
    if (outcome === 2 || socket.bufferedBytes() >= this.#network.staleBytes) this.markStale(to);
    return outcome !== 2;
  }

  /**
   * Looks at how a client keeps up, and asks the simulation for another pressure on its streams where that is called
   * for. `timeThousandths` is the world's time per real time.
   */
  review({ pace, socket, slot, epoch }: Connection, tick: number, timeThousandths: number): void {
    if (!socket) return;
    const waitingBytes = pace.isBackedUp ? socket.bufferedBytes() : 0;
    if (waitingBytes === 0) pace.drained();
    const steps = pace.review(tick, timeThousandths, waitingBytes, this.#paceLimits);
    if (pace.isOverBudget) this.#metrics.count('overBudgetReviews');
    if (steps === 0) return;
    this.#metrics.count(steps > 0 ? 'pressureRaises' : 'pressureLowers');
    this.#sender.pressure(slot, epoch, pace.pressure);
  }

  /** Ends a connection with a close code, after what was already sent. */
  end(connection: Connection, code: number, reason: string): void {
    if (connection.state === 'closed') return;
    connection.state = 'closed';
    connection.socket?.end(code, reason);
  }

  /** What the client holds is no longer the world: it gets nothing until its view comes anew. */
  markStale(connection: Connection): void {
    if (connection.stale) return;
    connection.stale = true;
    connection.refreshAsked = false;
    connection.staleSinceMicros = monotonicMicros();
    this.#metrics.count('staleEntries');
  }

  /** A stale client missed a message; once its socket has drained, its view is asked for anew. */
  missed(connection: Connection): void {
    this.#metrics.count('messagesDropped');
    if (connection.refreshAsked || !connection.socket) return;
    if (this.hasDrained(connection)) this.askRefresh(connection);
  }

  /** Well below the mark: a client let back in at the mark would be stale again with the first keyframe. */
  hasDrained(connection: Connection): boolean {
    return (connection.socket?.bufferedBytes() ?? 0) * 4 < this.#network.staleBytes;
  }

  askRefresh(connection: Connection): void {
    connection.refreshAsked = true;
    this.#sender.refresh(connection.slot, connection.epoch);
  }
}
