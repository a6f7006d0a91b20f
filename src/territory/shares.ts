import { SIDE_COUNT } from '../limits.ts';

/**
 * The ledger of one territory: whole milli-points of nobody (side 0) and seven factions, always 100,000 in all. Every
 * function here moves milli-points from side to side and never makes or loses one.
 */

/** Milli-points of a territory in all. */
export const FULL_MILLI = 100_000;

/** What decay calls a whole: the rules give the share that goes in a minute as a part of it. */
const DECAY_ONE = 1_048_576;

/** Scratch memory of `displace`: one call works at a time. */
const parts = new Int32Array(SIDE_COUNT);
const losses = new Int32Array(SIDE_COUNT);
const weights = new Int32Array(SIDE_COUNT);
const limits = new Int32Array(SIDE_COUNT);
const payments = new Int32Array(SIDE_COUNT);

/**
 * Books what factions gain at once, so that no order among them matters: the neutral share goes first, in proportion to
 * the gains; what it cannot cover each gainer takes from its rivals, in proportion to what they hold. Returns the
 * milli-points that moved.
 *
 * `shares` are the territory's eight sides from `at` on. `gains` are one gain per side, not negative; side 0 is passed
 * over. A gain that the others cannot pay is cut down to what they have.
 */
export function displace(shares: Int32Array, at: number, gains: Int32Array): number {
  let total = 0;
  let gainers = 0;
  let gainer = 0;
  for (let side = 1; side < SIDE_COUNT; side++) {
    if (gains[side] > 0) {
      gainers++;
      gainer = side;
    }
    total += gains[side];
  }
  if (total === 0) return 0;
  // Nearly always: one faction's units on land that nobody disputes.
  if (gainers === 1 && total <= shares[at]) {
    shares[at] -= total;
    shares[at + gainer] += total;
    return total;
  }
  const fromNeutral = Math.min(shares[at], total);
  apportion(fromNeutral, gains, total, gains, parts);
  shares[at] -= fromNeutral;
  losses.fill(0);
  let moved = fromNeutral;
  // All of it from the holdings before anybody gained: a faction must not pay for a gain that another has just booked.
  if (fromNeutral < total) moved += takeFromRivals(shares, at, gains, gainers);
  for (let side = 1; side < SIDE_COUNT; side++) shares[at + side] += parts[side] - losses[side];
  return moved;
}

/** Adds to `parts` what each gainer still gets from its rivals, and to `losses` what these pay. */
function takeFromRivals(shares: Int32Array, at: number, gains: Int32Array, gainers: number): number {
  let moved = 0;
  for (let side = 1; side < SIDE_COUNT; side++) {
    if (gains[side] <= parts[side]) continue;
    let held = 0;
    let room = 0;
    for (let rival = 1; rival < SIDE_COUNT; rival++) {
      weights[rival] = rival === side ? 0 : shares[at + rival];
      // Each of several may take its part of a rival only: together they would take more than it has, or what the last
      // of them got would depend on the order.
      limits[rival] = Math.floor(weights[rival] / gainers);
      held += weights[rival];
      room += limits[rival];
    }
    const taken = Math.min(gains[side] - parts[side], room);
    if (taken === 0) continue;
    apportion(taken, weights, held, limits, payments);
    for (let rival = 1; rival < SIDE_COUNT; rival++) losses[rival] += payments[rival];
    parts[side] += taken;
    moved += taken;
  }
  return moved;
}

/**
 * Splits `amount` over the sides in proportion to `wanted`, which sums to `sum`: by the largest remainder, the lowest
 * side first where two have the same. `into` gets whole numbers that sum to `amount`. None exceeds its `most`; these
 * must sum to `amount` at least, and no part may be larger than its `most` before rounding.
 */
function apportion(
  amount: number,
  wanted: Int32Array,
  sum: number,
  most: Int32Array,
  into: Int32Array,
): void {
  let left = amount;
  for (let side = 1; side < SIDE_COUNT; side++) {
    into[side] = Math.floor((amount * wanted[side]) / sum);
    left -= into[side];
  }
  for (; left > 0; left--) {
    let best = 0;
    let bestRemainder = -Infinity;
    for (let side = 1; side < SIDE_COUNT; side++) {
      const remainder = amount * wanted[side] - into[side] * sum;
      if (into[side] < most[side] && remainder > bestRemainder) {
        best = side;
        bestRemainder = remainder;
      }
    }
    into[best]++;
  }
}

/** Takes up to `milli` from a faction and gives it to nobody. Returns what was taken. */
export function lose(shares: Int32Array, at: number, side: number, milli: number): number {
  const taken = Math.max(0, Math.min(milli, shares[at + side]));
  shares[at + side] -= taken;
  shares[at] += taken;
  return taken;
}

/**
 * What a faction loses in a minute without activity: `perMinute` / 2^20 of what it has, at least one milli-point, times
 * `factor`, and nothing below `floorMilli`.
 */
export function decayOf(milli: number, perMinute: number, factor: number, floorMilli: number): number {
  if (perMinute === 0 || milli <= floorMilli) return 0;
  // Rounded, not cut off: half a milli-point too little in each of a day's minutes would leave four percent too much.
  const loss = Math.max(1, Math.round((milli * perMinute) / DECAY_ONE)) * factor;
  return Math.min(loss, milli - floorMilli);
}

/** The two largest shares of factions in a territory. */
export interface Ranking {
  /** The faction with the largest share, the lowest where two have as much; 0 when none has any. */
  first: number;
  most: number;
  /** The largest share of another faction. */
  second: number;
}

/** Fills `into` with the two largest shares of factions. In one pass: control asks for them at every step. */
export function rank(shares: Int32Array, at: number, into: Ranking): void {
  let first = 0;
  let most = 0;
  let second = 0;
  for (let side = 1; side < SIDE_COUNT; side++) {
    const milli = shares[at + side];
    if (milli > most) {
      second = most;
      most = milli;
      first = side;
    } else if (milli > second) second = milli;
  }
  into.first = first;
  into.most = most;
  into.second = second;
}

/** The faction with the largest share, the lowest where two have as much; 0 when none has any. */
export function strongest(shares: Int32Array, at: number): number {
  let best = 0;
  for (let side = 1; side < SIDE_COUNT; side++) {
    if (shares[at + side] > (best === 0 ? 0 : shares[at + best])) best = side;
  }
  return best;
}

/** The largest share of a faction other than `side`. */
export function strongestOther(shares: Int32Array, at: number, side: number): number {
  let most = 0;
  for (let other = 1; other < SIDE_COUNT; other++) {
    if (other !== side && shares[at + other] > most) most = shares[at + other];
  }
  return most;
}
