import { RESULT } from '../../src/protocol/fields.ts';
import type { SectorGrid } from '../../src/protocol/items.ts';
import { OrderBook } from './order-book.ts';
import type { Tally } from './tally.ts';

/** Orders whose plot is kept; an answer comes within some ticks. */
const KEPT = 4096;
const NO_PLOT = 255;

/** What was tried under a sequence. */
export interface Attempt {
  /** Place in the list of plots. */
  readonly plot: number;
  /** Entity that it was about. */
  readonly target: number;
}

/** What became of an attempt. */
export type Attempted = (attempt: Attempt, result: number) => void;

/**
 * The account of a hostile client. It gives sequences as it likes, so it does not ask for one answer to each order, but
 * for what each answer says: nothing impossible may have been done.
 */
export class HostileBook extends OrderBook {
  /** Told of the answer to each attempt. */
  attempted: Attempted = () => {};
  readonly answersByResult = new Map<number, number>();
  /** Highest sequence that the simulation has taken: it and all below it are old. */
  takenUpTo = 0;
  readonly #plots = new Uint8Array(KEPT).fill(NO_PLOT);
  readonly #targets = new Uint32Array(KEPT);

  constructor(grid: SectorGrid, tally: Tally, seed: number) {
    super(grid, tally, seed, 0);
  }

  /** The next sequence, for an attempt. */
  attempt(plot: number, target: number): number {
    const sequence = ++this.sequence;
    this.#plots[sequence % KEPT] = plot;
    this.#targets[sequence % KEPT] = target;
    return sequence;
  }

  /** The next sequence, for an order that is nothing to object to. */
  honest(): number {
    return this.attempt(NO_PLOT, 0);
  }

  override answer(sequence: number, result: number): void {
    this.answersByResult.set(result, (this.answersByResult.get(result) ?? 0) + 1);
    // Busy is said by a gateway too, of what the simulation never saw.
    if (result !== RESULT.busy && sequence > this.takenUpTo) this.takenUpTo = sequence;
    const plot = this.#plots[sequence % KEPT];
    if (plot !== NO_PLOT) this.attempted({ plot, target: this.#targets[sequence % KEPT] }, result);
  }

  override endFrame(): void {}
}
