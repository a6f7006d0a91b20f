import { GEAR_COUNT, POSTURE_COUNT } from '../../components/combat-rules.ts';
import { ANSWER_COUNT_MAX, BAG_SLOTS } from '../../src/limits.ts';
import { HEADINGS } from '../../src/maths/fixed-point.ts';
import { mix32 } from '../../src/maths/random.ts';
import { ORDER, type Order } from '../../src/protocol/client-messages.ts';
import { RESULT, type Result } from '../../src/protocol/fields.ts';
import type { Faults } from './faults.ts';

/** Goals lie on a square of so many bits a side: 256 m, which every load world has room for. */
const GOAL_BITS = 20;
const OUTSIDE = -1;
const NO_SUCH_ORDER = 200;
/** Ids among which there is somebody to attack. */
const ENTITIES = 256;
/** Whom an id belongs to changes: nobody, a friend, somebody far away. */
const ATTACKED = [RESULT.done, RESULT.notThere, RESULT.notPossible];
/** The bag changes with every such order. */
const EQUIPPED = [RESULT.done, RESULT.notPossible];
/** Orders that an avatar's course comes from. */
const WALKS: ReadonlySet<number> = new Set([ORDER.moveTo, ORDER.moveDirection, ORDER.stop]);

/** An order number spread over the square, so that avatars walk about; its own inverse. */
function reversed(value: number): number {
  let result = 0;
  for (let bit = 0; bit < GOAL_BITS; bit++) result |= ((value >> bit) & 1) << (GOAL_BITS - 1 - bit);
  return result;
}

interface Entry extends Order {
  /** What a server that keeps its word answers, while the avatar stands; who has fallen obeys nobody. */
  readonly expected: readonly Result[];
  /** The newest answer; undefined = none. One that was confirmed stays as it is. */
  result: number | undefined;
  /** Tick of the newest answer on this connection; 0 = none. */
  answeredTick: number;
  /** Tick in which it was done, as far as that was told at once and confirmed; 0 = unknown. */
  doneTick: number;
  repeated: boolean;
  confirmed: boolean;
  /** The server was too busy to take it: it never counted. */
  refused: boolean;
}

/** What a bot has done last, by its own account. */
export interface Errand {
  /** Sequence of the newest moveTo that was carried out, 0 for none. */
  readonly goalSequence: number;
  /** Op of the newest order to walk or to stand that was carried out, 0 for none. */
  readonly op: number;
}

/**
 * The account that one bot keeps of its orders, outside of the server: what it sent, what it was told, and which of
 * that was confirmed as safe. Which results there can be follows from the order alone, so that every answer can be
 * checked; which of them it was depends on fights, and may not change any more once it is confirmed.
 */
export class OrderLedger {
  readonly bot: number;
  confirmed = 0;
  highestConfirmed = 0;
  readonly #seed: number;
  readonly #faults: Faults;
  /** By sequence - 1. */
  readonly #entries: Entry[] = [];
  #answered: Entry[] = [];

  constructor(bot: number, seed: number, faults: Faults) {
    this.bot = bot;
    this.#seed = seed;
    this.#faults = faults;
  }

  get unconfirmed(): number {
    return this.#entries.length - this.confirmed;
  }

  /** The sequence that a goal stands for when it is one of this bot's, else 0. */
  sequenceOfGoal(x: number, y: number): number {
    return y === reversed(this.bot + 1) ? reversed(x) : 0;
  }

  /** The next order, to be sent at once. */
  next(): Order {
    const sequence = this.#entries.length + 1;
    const entry = {
      sequence,
      ...this.#choose(sequence),
      ...{ answeredTick: 0, doneTick: 0, repeated: false, confirmed: false, refused: false },
      result: undefined,
    };
    this.#entries.push(entry);
    return entry;
  }

  /** An answer came in the frame of `tick`. */
  answer(sequence: number, result: number, tick: number): void {
    const entry = this.#entries[sequence - 1];
    if (entry === undefined) {
      this.#faults.double(this.bot, sequence, 'was answered and never sent');
    } else if (result === RESULT.busy) {
      entry.refused = true;
    } else {
      const allowed = entry.confirmed ? [entry.result] : [...entry.expected, RESULT.fallen];
      if (!allowed.some((one) => one === result)) {
        const wanted = allowed.join(' or ');
        this.#faults.double(this.bot, sequence, `answered ${result} in tick ${tick}, not ${wanted}`);
      }
      entry.result = result;
      entry.answeredTick = tick;
      if (!entry.confirmed) this.#answered.push(entry);
    }
  }

  /** The server said that everything up to `durableTick` is safe. */
  durable(durableTick: number): void {
    const waiting: Entry[] = [];
    for (const entry of this.#answered) {
      if (entry.answeredTick > durableTick) {
        waiting.push(entry);
        continue;
      }
      if (entry.confirmed) continue;
      entry.confirmed = true;
      if (!entry.repeated) entry.doneTick = entry.answeredTick;
      this.confirmed++;
      this.highestConfirmed = Math.max(this.highestConfirmed, entry.sequence);
    }
    this.#answered = waiting;
  }

  /** The connection is gone: what was answered and not confirmed may have happened or not. */
  disconnected(): void {
    this.#answered = [];
  }

  /** Holds the last sequence that a recovered world knows of this bot against what was confirmed. */
  recovered(lastSequence: number, where: string): void {
    for (let sequence = lastSequence + 1; sequence <= this.highestConfirmed; sequence++) {
      if (this.#entries[sequence - 1].confirmed) {
        this.#faults.lose(this.bot, sequence, `${where} ends with order ${lastSequence}`);
      }
    }
  }

  /**
   * What to send after a resume, in order: up to `sample` confirmed orders, which must be answered as before and not be
   * done again, then everything that is not confirmed.
   */
  repeats(sample: number): Order[] {
    const newest = this.#entries.length;
    // The server keeps so many answers, counted back from the last sequence it took.
    const oldest = Math.max(1, newest - ANSWER_COUNT_MAX + 1);
    const confirmed: Entry[] = [];
    const others: Entry[] = [];
    for (let sequence = oldest; sequence <= newest; sequence++) {
      const entry = this.#entries[sequence - 1];
      if (entry.refused) continue;
      (entry.confirmed ? confirmed : others).push(entry);
    }
    const stride = Math.max(1, Math.floor(confirmed.length / sample));
    const repeats = [...confirmed.filter((_, i) => i % stride === 0).slice(0, sample), ...others];
    for (const entry of repeats) entry.repeated = true;
    return repeats;
  }

  /**
   * What the bot has done when `lastSequence` is the last order that counted. `keptResult` tells the answer that the
   * server keeps to an order, undefined where it keeps none any more: of some that were done the bot was never told.
   */
  errandAfter(lastSequence: number, keptResult: (sequence: number) => number | undefined): Errand {
    let op = 0;
    for (let sequence = Math.min(lastSequence, this.#entries.length); sequence > 0; sequence--) {
      const entry = this.#entries[sequence - 1];
      if (entry.refused || (keptResult(sequence) ?? entry.result) !== RESULT.done) continue;
      if (WALKS.has(entry.op)) op ||= entry.op;
      if (entry.op === ORDER.moveTo) return { goalSequence: sequence, op };
    }
    return { goalSequence: 0, op };
  }

  /** Tick in which an order was told to be done, 0 when unknown. */
  doneTick(sequence: number): number {
    return this.#entries[sequence - 1]?.doneTick ?? 0;
  }

  /** Results of the confirmed orders that a server with this last sequence still has to know: sequence and result. */
  keptResults(lastSequence: number): { sequence: number; result: number }[] {
    const oldest = Math.max(1, lastSequence - ANSWER_COUNT_MAX + 1);
    return this.#entries
      .slice(oldest - 1, lastSequence)
      .filter((entry) => entry.confirmed)
      .map(({ sequence, result }) => ({ sequence, result: result! }));
  }

  #choose(sequence: number): Pick<Entry, 'op' | 'a' | 'b' | 'expected'> {
    const bits = mix32(mix32(this.#seed ^ Math.imul(this.bot + 1, 0x9e37_79b1)) ^ sequence);
    const heading = bits % HEADINGS;
    switch (bits >>> 28) {
      case 0:
        return { op: ORDER.moveTo, a: OUTSIDE, b: sequence, expected: [RESULT.outsideWorld] };
      case 1:
        return { op: ORDER.moveDirection, a: heading, b: 0, expected: [RESULT.badValue] };
      case 2:
        return { op: NO_SUCH_ORDER, a: 0, b: 0, expected: [RESULT.unknownOrder] };
      case 3:
      case 4:
        return { op: ORDER.moveDirection, a: heading, b: 1 + (bits % 100), expected: [RESULT.done] };
      case 5:
        return { op: ORDER.stop, a: 0, b: 0, expected: [RESULT.done] };
      case 6:
        return { op: ORDER.attack, a: 1 + (bits % ENTITIES), b: 0, expected: ATTACKED };
      case 7:
        return { op: ORDER.posture, a: bits % POSTURE_COUNT, b: 0, expected: [RESULT.done] };
      case 8:
        return { op: ORDER.equip, a: bits % BAG_SLOTS, b: sequence % (1 + GEAR_COUNT), expected: EQUIPPED };
      case 9:
        return { op: ORDER.useItem, a: bits % BAG_SLOTS, b: 0, expected: EQUIPPED };
      default:
        return {
          op: ORDER.moveTo,
          a: reversed(sequence),
          b: reversed(this.bot + 1),
          expected: [RESULT.done],
        };
    }
  }
}
