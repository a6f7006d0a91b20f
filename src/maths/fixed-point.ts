/**
 * Whole-number geometry. Everything the tick computes about space goes through here, because a float that
 * rounds differently on another engine would fork a replay from the run it records.
 */

/** World units in a meter. Positions are whole numbers of these; velocities are units per tick. */
export const UNITS_PER_METER = 4096;

/** Ticks in a second of world time. */
export const TICKS_PER_SECOND = 60;

/** Directions in a full turn, as carried by orders and returned by nothing else. */
export const HEADINGS = 65_536;

const TABLE_BITS = 12;
const TABLE_SIZE = 1 << TABLE_BITS;
const HEADING_SHIFT = 16 - TABLE_BITS;

/** One in the sine table. */
const TABLE_ONE_BITS = 15;
const TABLE_ONE = 1 << TABLE_ONE_BITS;

const SINE = buildSineTable();

/**
 * Sines of all table headings in 1/32768, from the Taylor series in + - * alone: IEEE 754 fixes those to
 * the bit, while the result of a library sine may differ between engines.
 */
function buildSineTable(): Int32Array {
  const table = new Int32Array(TABLE_SIZE);
  const quarter = TABLE_SIZE / 4;
  const halfPi = 1.570_796_326_794_896_6;
  for (let i = 0; i <= quarter; i++) {
    const x = (halfPi * i) / quarter;
    const x2 = x * x;
    let term = x;
    let sum = x;
    for (let k = 2; k <= 24; k += 2) {
      term = (-term * x2) / (k * (k + 1));
      sum += term;
    }
    const value = Math.round(sum * TABLE_ONE);
    table[i] = value;
    table[(2 * quarter - i) & (TABLE_SIZE - 1)] = value;
    table[(2 * quarter + i) & (TABLE_SIZE - 1)] = -value;
    table[(4 * quarter - i) & (TABLE_SIZE - 1)] = -value;
  }
  return table;
}

/** The x part of a step of `length` units along `heading` (0 = east, a quarter turn = south, as y grows down). */
export function stepX(heading: number, length: number): number {
  const index = ((heading >>> HEADING_SHIFT) + TABLE_SIZE / 4) & (TABLE_SIZE - 1);
  return roundShift(SINE[index] * length);
}

/** The y part of a step of `length` units along `heading`. `length` is at most 65,535. */
export function stepY(heading: number, length: number): number {
  return roundShift(SINE[(heading >>> HEADING_SHIFT) & (TABLE_SIZE - 1)] * length);
}

/** Divides by the table's one, rounding half away from zero so that opposite headings give opposite steps. */
function roundShift(product: number): number {
  const half = TABLE_ONE >> 1;
  return product >= 0 ? (product + half) >> TABLE_ONE_BITS : -((half - product) >> TABLE_ONE_BITS);
}

/** The largest whole number whose square is at most `n`, for whole 0 <= n < 2^53 (Newton's iteration). */
export function integerSqrt(n: number): number {
  if (n < 2) return n;
  let root = n < 4_294_967_296 ? 1 << (((32 - Math.clz32(n)) >> 1) + 1) : 94_906_267;
  for (;;) {
    const next = Math.floor((root + Math.floor(n / root)) / 2);
    if (next >= root) return root;
    root = next;
  }
}

/**
 * Length of a vector in units, exact and rounded down for parts below 2^26 (16 km); beyond that the parts
 * are scaled down first, so that their squares stay exact, and the result is good to 1/2^20.
 */
export function vectorLength(dx: number, dy: number): number {
  let scale = 1;
  while (Math.max(Math.abs(dx), Math.abs(dy)) >= 67_108_864) {
    dx = Math.trunc(dx / 2);
    dy = Math.trunc(dy / 2);
    scale *= 2;
  }
  return integerSqrt(dx * dx + dy * dy) * scale;
}

/** Whole division rounding half away from zero; `divisor` > 0. */
export function divideRounded(dividend: number, divisor: number): number {
  return dividend >= 0
    ? Math.floor((dividend + divisor / 2) / divisor)
    : -Math.floor((divisor / 2 - dividend) / divisor);
}

/** Units per tick of a speed; at least 1, so that a walker always arrives. */
export function unitsPerTick(metersPerSecond: number): number {
  return Math.max(1, Math.round((metersPerSecond * UNITS_PER_METER) / TICKS_PER_SECOND));
}
