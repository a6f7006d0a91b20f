import { mix32 } from '../../maths/random.ts';

/** What a draw of the import is for; two draws about one item must differ in purpose or in their number. */
export const DRAW = {
  controlPointCount: 1,
  controlPointRow: 2,
  controlPointColumn: 3,
  controlPointRadius: 4,
  controlPointType: 5,
  strategicValue: 6,
  resource: 7,
  firstHub: 8,
} as const;

/** A whole number in 0 .. limit-1 for one (seed, purpose, item, number): the same on every run and machine. */
export function drawBelow(
  seed: number,
  purpose: (typeof DRAW)[keyof typeof DRAW],
  item: number,
  number: number,
  limit: number,
): number {
  let hash = mix32(seed ^ 0x6a09_e667);
  hash = mix32(hash ^ Math.imul(purpose, 0x85eb_ca77));
  hash = mix32(hash ^ Math.imul(item, 0xc2b2_ae3d));
  hash = mix32(hash ^ Math.imul(number, 0x27d4_eb2f));
  return Math.floor((hash * limit) / 4_294_967_296);
}
