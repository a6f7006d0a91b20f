import { HASHED_FIELDS } from './fields.ts';

/** The numbers of one record, by position in its layout. */
export type Columns = readonly ArrayLike<number>[];

/**
 * Hash of one entity as replicated: its id and every hashed field, in table order. A sector's check is the sum
 * of these modulo 2^32, so that neither side has to sort.
 */
export function entityHash(id: number, values: ArrayLike<number>): number {
  let hash = Math.imul(id ^ 0x9e37_79b9, 0x85eb_ca6b);
  for (let i = 0; i < HASHED_FIELDS.length; i++) {
    hash = Math.imul(hash ^ (hash >>> 15) ^ values[i], 0xc2b2_ae35);
  }
  return (hash ^ (hash >>> 16)) >>> 0;
}
