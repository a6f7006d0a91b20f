import { HEADINGS, UNITS_PER_METER } from '../../src/maths/fixed-point.ts';
import { mix32 } from '../../src/maths/random.ts';
import { ORDER, type Order } from '../../src/protocol/client-messages.ts';
import { LAYOUT, RESULT } from '../../src/protocol/fields.ts';
import type { ItemSink, SectorGrid } from '../../src/protocol/items.ts';
import type { Tally } from './tally.ts';

const X = LAYOUT.whole.findIndex((field) => field.name === 'x');
const Y = LAYOUT.whole.findIndex((field) => field.name === 'y');
const NEAR_UNITS = 40 * UNITS_PER_METER;
const ORDER_KINDS = 3;
/** Orders whose times are kept; an answer that comes later than this many orders was lost long ago. */
const KEPT_ORDERS = 64;
/** What fits the short form of a client's frame. */
const ORDERS_PER_FRAME = 8;

/**
 * What one player orders and which answers came: every order exactly one, and a confirmation of each that was done. As
 * an item sink it picks from a frame what concerns the player and lets the rest pass.
 */
export class OrderBook implements ItemSink {
  /** Sequence of the last order. */
  sequence = 0;
  /** Told of every first answer. */
  answered: (sequence: number, result: number) => void = () => {};
  readonly grid: SectorGrid;
  readonly #tally: Tally;
  readonly #seed: number;
  readonly #answerCounts: Uint8Array;
  readonly #sentMicros = new Float64Array(KEPT_ORDERS);
  readonly #kept: Order[] = [];
  readonly #answeredMicros = new Float64Array(KEPT_ORDERS);
  /** Tick of the frame that told an order done, 0 = it was refused. */
  readonly #doneTick = new Float64Array(KEPT_ORDERS);
  /** Tick of the frame being read. */
  #tick = 0;
  /** Orders up to this one are confirmed, or were refused. */
  #settled = 0;
  #avatar = 0;
  /** Where the avatar was first seen; it is sent back to near there, or all would end up along the world's edge. */
  #homeX = -1;
  #homeY = -1;

  /** `orderCountMax` bounds how many orders can be given. */
  constructor(grid: SectorGrid, tally: Tally, seed: number, orderCountMax: number) {
    this.grid = grid;
    this.#tally = tally;
    this.#seed = seed;
    this.#answerCounts = new Uint8Array(orderCountMax + 1);
  }

  /** The next order: to a point near home, in some direction, or to stop. Undefined before the avatar was seen. */
  next(nowMicros: number): Order | undefined {
    if (this.#homeX < 0) return undefined;
    const sequence = this.#count(nowMicros);
    if (sequence === undefined) return undefined;
    const chance = mix32(this.#seed ^ Math.imul(sequence, 0x9e37_79b1));
    const low = chance & 0xffff;
    const high = chance >>> 16;
    switch (sequence % ORDER_KINDS) {
      case 0:
        return this.#keep(sequence, ORDER.stop, 0, 0);
      case 1:
        return this.#keep(sequence, ORDER.moveDirection, low % HEADINGS, 1 + (high % 100));
      default: {
        const { columns, rows, units } = this.grid;
        const a = near(this.#homeX, low, columns * units);
        return this.#keep(sequence, ORDER.moveTo, a, near(this.#homeY, high, rows * units));
      }
    }
  }

  /** An order of somebody's choice. Undefined when no more can be given. */
  give(op: number, a: number, b: number, nowMicros: number): Order | undefined {
    const sequence = this.#count(nowMicros);
    return sequence === undefined ? undefined : this.#keep(sequence, op, a, b);
  }

  /** The orders without an answer as frames, to be sent again on a new connection: none is done twice. */
  unansweredFrames(): Order[][] {
    const oldest = Math.max(1, this.sequence - KEPT_ORDERS + 1);
    const frames: Order[][] = [];
    for (let sequence = oldest; sequence <= this.sequence; sequence++) {
      const order = this.#kept[sequence % KEPT_ORDERS];
      if (order?.sequence !== sequence || this.#answerCounts[sequence] > 0) continue;
      if ((frames.at(-1)?.length ?? ORDERS_PER_FRAME) === ORDERS_PER_FRAME) frames.push([]);
      frames.at(-1)!.push(order);
    }
    return frames;
  }

  /** Orders without an answer so far. */
  unanswered(): number {
    let count = 0;
    for (let sequence = 1; sequence <= this.sequence; sequence++) {
      if (this.#answerCounts[sequence] === 0) count++;
    }
    return count;
  }

  /** Orders done that nobody said are safe on disk. An order that was never answered hides those after it. */
  unconfirmed(): number {
    let count = 0;
    for (let sequence = this.#settled + 1; sequence <= this.sequence; sequence++) {
      if (this.#answerCounts[sequence] > 0) count++;
    }
    return count;
  }

  /** The items of a frame of that tick come next. */
  beginFrame(tick: number): void {
    this.#tick = tick;
  }

  /** The frame was read, and the disk has all up to `durableTick`. Answers come in the order of sequence. */
  endFrame(durableTick: number): void {
    const tally = this.#tally;
    for (; this.#settled < this.sequence; this.#settled++) {
      const sequence = this.#settled + 1;
      const at = sequence % KEPT_ORDERS;
      if (this.#answerCounts[sequence] === 0 || this.#doneTick[at] > durableTick) return;
      if (this.#doneTick[at] === 0) continue;
      tally.ordersConfirmed++;
      tally.confirmDelays.add(tally.nowMicros - this.#sentMicros[at]);
      tally.confirmDelaysAfterAnswer.add(tally.nowMicros - this.#answeredMicros[at]);
      tally.confirmDelaysAfterTick.add(tally.nowMicros - tally.dueMicros(this.#doneTick[at]));
    }
  }

  answer(sequence: number, result: number): void {
    const tally = this.#tally;
    if (sequence < 1 || sequence > this.sequence) {
      tally.answersUnasked++;
      return;
    }
    tally.answers++;
    if (this.#answerCounts[sequence]++ > 0) {
      tally.answersRepeated++;
    } else {
      const at = sequence % KEPT_ORDERS;
      this.#answeredMicros[at] = tally.nowMicros;
      this.#doneTick[at] = result === RESULT.done ? this.#tick : 0;
      tally.answerDelays.add(tally.nowMicros - this.#sentMicros[at]);
      this.answered(sequence, result);
    }
    if (result === RESULT.done) return;
    tally.ordersRefused++;
    tally.refusals.set(result, (tally.refusals.get(result) ?? 0) + 1);
  }

  avatar(entity: number): void {
    this.#avatar = entity;
  }

  /** The entity that the player steers, 0 = none so far. */
  get avatarEntity(): number {
    return this.#avatar;
  }

  /** Whether the avatar was seen. From then on the world around it is of no use to the player. */
  get knowsHome(): boolean {
    return this.#homeX >= 0;
  }

  enter(id: number, values: Int32Array): void {
    if (id === this.#avatar) this.seen(id, values[X], values[Y]);
  }

  /** The entity `id` was seen at a position in world units; the first time it is the avatar, that is home. */
  seen(id: number, x: number, y: number): void {
    if (id !== this.#avatar || this.#homeX >= 0) return;
    this.#homeX = x;
    this.#homeY = y;
  }

  #keep(sequence: number, op: number, a: number, b: number): Order {
    const order = { sequence, op, a, b };
    this.#kept[sequence % KEPT_ORDERS] = order;
    return order;
  }

  #count(nowMicros: number): number | undefined {
    if (this.sequence + 1 >= this.#answerCounts.length) return undefined;
    this.sequence++;
    this.#tally.ordersSent++;
    this.#sentMicros[this.sequence % KEPT_ORDERS] = nowMicros;
    return this.sequence;
  }

  turn(): void {}
  keyframe(): void {}
  gone(): void {}
  place(): void {}
  view(): void {}
  check(): void {}
  clock(): void {}
}

/** A coordinate at most NEAR_UNITS from `home`, and inside the grid. */
function near(home: number, random: number, sideUnits: number): number {
  const wanted = home + Math.round((random / 0x8000 - 1) * NEAR_UNITS);
  return Math.max(0, Math.min(sideUnits - 1, wanted));
}
