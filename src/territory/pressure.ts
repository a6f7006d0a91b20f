import { SIDE_COUNT } from '../limits.ts';
import { FULL_MILLI } from './shares.ts';

/** What can be read from the pressure maps of a district; `at` is the place of its side 0. */

/** Strength of the strongest rival, 1/256 unit. */
export function threatTo(strength: Int32Array, at: number, side: number): number {
  let most = 0;
  for (let rival = 1; rival < SIDE_COUNT; rival++) {
    if (rival !== side && strength[at + rival] > most) most = strength[at + rival];
  }
  return most;
}

/**
 * How much a faction could win in a district, 0 where it is the weaker one or holds all of it: by how far it outweighs
 * its rivals there, what it does not hold yet, and the strategic value.
 */
export function opportunityFor(
  strength: Int32Array,
  shares: Int32Array,
  at: number,
  side: number,
  strategicValue: number,
): number {
  const margin = strength[at + side] - threatTo(strength, at, side);
  if (margin <= 0) return 0;
  return Math.floor((margin * strategicValue * (FULL_MILLI - shares[at + side])) / (100 * FULL_MILLI));
}

/** How much of a fight there could be: the weaker of the two strongest sides. */
export function tensionIn(strength: Int32Array, at: number): number {
  let most = 0;
  let second = 0;
  for (let side = 1; side < SIDE_COUNT; side++) {
    const own = strength[at + side];
    if (own > most) {
      second = most;
      most = own;
    } else if (own > second) second = own;
  }
  return second;
}

/**
 * What is left of a pressure after a way, of 65,536: `perKm` (of 65,536) to the power of the kilometers, in whole
 * numbers, by squaring for whole kilometers and linearly in between.
 */
export function decayOver(meters: number, perKm: number): number {
  let kilometers = Math.floor(meters / 1000);
  let factor = perKm;
  let left = 65_536;
  for (; kilometers > 0; kilometers >>= 1) {
    if (kilometers & 1) left = Math.floor((left * factor) / 65_536);
    factor = Math.floor((factor * factor) / 65_536);
  }
  const rest = 65_536 - Math.floor(((65_536 - perKm) * (meters % 1000)) / 1000);
  return Math.floor((left * rest) / 65_536);
}
