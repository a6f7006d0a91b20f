import { mix32 } from '../../src/maths/random.ts';

/**
 * Seeded whole numbers: draw n is a hash of seed, stream and n. Each part of the simulator has a stream of its own, so
 * that one more draw in one part does not change what happens in the others.
 */
export class Chance {
  readonly #key: number;
  #draws = 0;

  constructor(seed: number, stream: number) {
    this.#key = mix32(seed ^ mix32(stream + 0x9e37_79b9));
  }

  bits(): number {
    return mix32(mix32(this.#key ^ ++this.#draws) + this.#key);
  }

  /** 0 .. limit-1. */
  below(limit: number): number {
    return Math.floor((this.bits() * limit) / 4_294_967_296);
  }

  /** low .. high, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True once in so many draws. */
  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }
}
