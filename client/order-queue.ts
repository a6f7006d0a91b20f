import { ORDER_COUNT_MAX, type Order } from '../src/protocol/client-messages.ts';

/**
 * Why an order will have no answer. `queueFull`: pushed out by newer ones; `newSession`: the old session is
 * gone.
 */
export type LossReason = 'queueFull' | 'newSession';

export type LossReport = (sequence: number, reason: LossReason) => void;

interface QueuedOrder extends Order {
  /** Whether the connection of now has carried it. */
  inFlight: boolean;
  /** Whether any connection has: then the server may have carried it out. */
  everSent: boolean;
}

/**
 * The orders without an answer, in order of sequence. Each is kept until its answer comes, so that after a
 * resume all can be sent once more: the server answers a repeat from its record, and nothing happens twice.
 */
export class OrderQueue {
  readonly #lost: LossReport;
  readonly #countMax: number;
  #orders: QueuedOrder[] = [];
  #lastSequence = 0;

  constructor(countMax: number, lost: LossReport) {
    this.#countMax = countMax;
    this.#lost = lost;
  }

  get count(): number {
    return this.#orders.length;
  }

  /** Adds an order and returns its sequence. A full queue drops its oldest order and reports it. */
  add(op: number, a: number, b: number): number {
    const sequence = ++this.#lastSequence;
    this.#orders.push({ sequence, op, a, b, inFlight: false, everSent: false });
    if (this.#orders.length > this.#countMax) this.#lost(this.#orders.shift()!.sequence, 'queueFull');
    return sequence;
  }

  /** The next orders for the wire, at most one frame of them; empty when all are under way. */
  takeFrame(): readonly Order[] {
    const frame = this.#orders.filter((order) => !order.inFlight).slice(0, ORDER_COUNT_MAX);
    for (const order of frame) {
      order.inFlight = true;
      order.everSent = true;
    }
    return frame;
  }

  /** Removes an answered order and returns it; `undefined` when it is not waited for. */
  answered(sequence: number): Order | undefined {
    const at = this.#orders.findIndex((order) => order.sequence === sequence);
    return at < 0 ? undefined : this.#orders.splice(at, 1)[0];
  }

  /** Answers may have been lost (the connection was, or the server fell behind): all that wait are to be sent again. */
  resendAll(): void {
    for (const order of this.#orders) order.inFlight = false;
  }

  /**
   * A new session knows nothing of the old one: what was sent is reported as lost, since repeating it could do
   * it twice. What was never sent stays. It keeps its numbers unless the server's record is already past them;
   * then they are raised. Returns by how much.
   */
  sessionStarted(lastSequence: number): number {
    const kept = this.#orders.filter((order) => !order.everSent);
    const lost = this.#orders.filter((order) => order.everSent);
    const shift = kept.length > 0 ? Math.max(0, lastSequence + 1 - kept[0].sequence) : 0;
    for (const order of kept) order.sequence += shift;
    this.#orders = kept;
    this.#lastSequence = Math.max(this.#lastSequence + shift, lastSequence);
    for (const order of lost) this.#lost(order.sequence, 'newSession');
    return shift;
  }
}
