import { ORDER_COUNT_MAX, type Order } from '../src/protocol/client-messages.ts';
import { RESULT } from '../src/protocol/fields.ts';

/**
 * Why an order will have no answer, or no confirmation. `queueFull`: pushed out by newer ones; `newSession`: the old
 * session is gone.
 */
export type LossReason = 'queueFull' | 'newSession';

export interface OrderQueueEvents {
  lost(sequence: number, reason: LossReason): void;
  /** An order that was done is safe on the server's disk. */
  confirmed(sequence: number): void;
}

/** Tick of an answer that is in the frame being read. */
const THIS_FRAME = Number.POSITIVE_INFINITY;

interface QueuedOrder extends Order {
  /** Whether the connection of now has carried it. */
  inFlight: boolean;
  /** Whether any connection has: then the server may have carried it out. */
  everSent: boolean;
  /** Tick of the frame that told it done; 0 while it has no answer. */
  doneTick: number;
  /** Whether it was told done and no crash of the server has taken that back. */
  wasDone: boolean;
}

/**
 * The orders without a confirmation, in order of sequence. An order is sent, then answered (from then on it is pending)
 * and confirmed once the disk has the tick that carried it out. It is kept until then: a server that crashes in between
 * forgets the end of what it answered, so after a resume all are sent once more. What the server still knows it answers
 * from its record, and nothing happens twice.
 */
export class OrderQueue {
  readonly #events: OrderQueueEvents;
  readonly #countMax: number;
  #orders: QueuedOrder[] = [];
  #lastSequence = 0;

  constructor(countMax: number, events: OrderQueueEvents) {
    this.#countMax = countMax;
    this.#events = events;
  }

  /** Orders without an answer. */
  get unanswered(): number {
    return this.#orders.reduce((count, order) => count + (order.doneTick === 0 ? 1 : 0), 0);
  }

  /** Sequences of the orders that were answered as done and are not confirmed, ascending. */
  pending(): number[] {
    return this.#orders.filter((order) => order.doneTick > 0).map((order) => order.sequence);
  }

  /** Adds an order and returns its sequence. A full queue drops its oldest order and reports it. */
  add(op: number, a: number, b: number): number {
    const sequence = ++this.#lastSequence;
    this.#orders.push({ sequence, op, a, b, inFlight: false, everSent: false, doneTick: 0, wasDone: false });
    if (this.#orders.length > this.#countMax) this.#events.lost(this.#orders.shift()!.sequence, 'queueFull');
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

  /** Takes an answer of the frame being read; `frameRead` tells its tick afterwards. A refused order is done with. */
  answered(sequence: number, result: number): void {
    const at = this.#orders.findIndex((order) => order.sequence === sequence);
    if (at < 0) return;
    const order = this.#orders[at];
    // The server's record is short: a repeat of a long row of orders that it did carry out is too old for it.
    if (result === RESULT.done || (result === RESULT.tooOld && order.wasDone)) {
      order.wasDone = true;
      if (order.doneTick === 0) order.doneTick = THIS_FRAME;
    } else {
      this.#orders.splice(at, 1);
    }
  }

  /** A frame of `tick` was read as a whole, and the disk has all up to `durableTick`: confirms what that covers. */
  frameRead(tick: number, durableTick: number): void {
    if (this.#orders.length === 0) return;
    const confirmed: number[] = [];
    this.#orders = this.#orders.filter((order) => {
      if (order.doneTick === THIS_FRAME) order.doneTick = tick;
      if (order.doneTick === 0 || order.doneTick > durableTick) return true;
      confirmed.push(order.sequence);
      return false;
    });
    // Told last: a listener may give the next order, and that must not fall out of a list being made.
    for (const sequence of confirmed) this.#events.confirmed(sequence);
  }

  /** Answers may have been among what the server left out: all orders without one are to be sent again. */
  resendUnanswered(): void {
    for (const order of this.#orders) if (order.doneTick === 0) order.inFlight = false;
  }

  /**
   * The session was resumed, perhaps on a server that crashed and lost the end of what it had answered: all orders are
   * to be sent again. `lastSequence` is the highest that the server knows of; what lies above is as if never done.
   */
  resumed(lastSequence: number): void {
    for (const order of this.#orders) {
      order.inFlight = false;
      // A tick of before the crash comes again with other orders in it, so it proves nothing any more.
      order.doneTick = 0;
      order.wasDone &&= order.sequence <= lastSequence;
    }
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
    for (const order of lost) this.#events.lost(order.sequence, 'newSession');
    return shift;
  }
}
