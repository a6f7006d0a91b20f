import { mix32 } from '../src/maths/random.ts';

/** How much longer one side of pairs takes than the other. */
export interface PairedRatio {
  readonly pairs: number;
  /** Of them, not counted: one side took twice as long as the other, so something came in between. */
  readonly pairsDropped: number;
  /** Of those, the ones in which it was the side with what is measured that took longer: half, or it is its doing. */
  readonly pairsDroppedWith: number;
  readonly blocks: number;
  /** Median over blocks of the sum with over the sum without. */
  readonly ratioMedian: number;
  /** 95 % interval of that median, by resampling the blocks. */
  readonly ratioLow: number;
  readonly ratioHigh: number;
  /** Mean over blocks without the lowest and the highest tenth. */
  readonly ratioTrimmedMean: number;
  /** Of all pairs, interrupted ones among them. */
  readonly ratioOfSums: number;
}

/** Both sides do the same work but for what is measured: a pair further apart than this was interrupted. */
const INTERRUPTED_RATIO = 2;
const TRIMMED_SHARE = 0.1;
const RESAMPLES = 2_000;
const INTERVAL_SHARE = 0.95;
const SEED = 0x3c6e_f372;

/**
 * Holds times against each other that were taken in pairs, in blocks of `blockPairs`; what is left over at the end is
 * not counted in blocks. The same times give the same interval.
 */
export function pairedRatio(without: Float64Array, withThem: Float64Array, blockPairs: number): PairedRatio {
  const pairs = Math.min(without.length, withThem.length);
  const ratios: number[] = [];
  let pairsDropped = 0;
  let pairsDroppedWith = 0;
  for (let start = 0; start + blockPairs <= pairs; start += blockPairs) {
    let sumWithout = 0;
    let sumWith = 0;
    for (let i = start; i < start + blockPairs; i++) {
      const [low, high] = [Math.min(without[i], withThem[i]), Math.max(without[i], withThem[i])];
      if (high > INTERRUPTED_RATIO * low) {
        pairsDropped++;
        if (withThem[i] === high) pairsDroppedWith++;
        continue;
      }
      sumWithout += without[i];
      sumWith += withThem[i];
    }
    if (sumWithout > 0) ratios.push(sumWith / sumWithout);
  }
  ratios.sort((a, b) => a - b);
  const medians = resampledMedians(ratios);
  const tail = (1 - INTERVAL_SHARE) / 2;
  const trimmed = Math.floor(ratios.length * TRIMMED_SHARE);
  const total = (times: Float64Array) => times.reduce((sum, time) => sum + time, 0);
  return {
    pairs,
    pairsDropped,
    pairsDroppedWith,
    blocks: ratios.length,
    ratioMedian: rounded(median(ratios)),
    ratioLow: rounded(medians[Math.floor(RESAMPLES * tail)]),
    ratioHigh: rounded(medians[Math.ceil(RESAMPLES * (1 - tail)) - 1]),
    ratioTrimmedMean: rounded(mean(ratios.slice(trimmed, ratios.length - trimmed))),
    ratioOfSums: rounded(total(withThem) / total(without)),
  };
}

/** Medians of as many blocks drawn with replacement, lowest first: the bootstrap of Efron (1979). */
function resampledMedians(ratios: readonly number[]): number[] {
  let draws = 0;
  const draw = () => ratios[mix32(SEED ^ Math.imul(++draws, 0x9e37_79b1)) % ratios.length];
  return Array.from({ length: RESAMPLES }, () => median(Array.from(ratios, draw).sort((a, b) => a - b))).sort(
    (a, b) => a - b,
  );
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(ratio: number): number {
  return Number(ratio.toFixed(5));
}
