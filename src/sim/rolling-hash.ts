import type { World } from '../../components/world.ts';
import { hashWords, joinHash } from '../maths/hash.ts';
import { bytesUsed } from '../memory/used-rows.ts';
import { COLUMN_PLACES } from '../memory/world-memory.ts';

/** Words hashed per tick by the rolling hash: about 8 µs, and 10,000 entities come round every half second. */
const SHARE_WORDS = 8_192;

/**
 * The rolling hash: a share of the stores each tick, so that a run and its replay can be compared all the time at less
 * than a hundredth of the tick. Where it has got to follows from the ticks alone.
 */
export class RollingHash {
  readonly #world: World;
  readonly #words: Int32Array;
  #column = 0;
  #word = 0;
  #hash = 0;
  /** Hash over the last complete round; its parts are of different ticks. */
  lastRound = 0;
  rounds = 0;

  constructor(world: World) {
    this.#world = world;
    this.#words = new Int32Array(world.ledger.tick.buffer);
  }

  advance(): void {
    let budget = SHARE_WORDS;
    while (budget > 0) {
      const place = COLUMN_PLACES[this.#column];
      const total = bytesUsed(this.#world, this.#world.graph.districtCount, place) / 4;
      const count = Math.min(budget, Math.max(0, total - this.#word));
      const start = place.byteOffset / 4 + this.#word;
      if (count > 0) this.#hash = joinHash(this.#hash, hashWords(this.#words, start, start + count, start));
      budget -= count;
      this.#word += count;
      if (this.#word < total) return;
      this.#word = 0;
      this.#column++;
      if (this.#column < COLUMN_PLACES.length) continue;
      this.#column = 0;
      this.lastRound = this.#hash;
      this.#hash = 0;
      this.rounds++;
      return;
    }
  }
}
