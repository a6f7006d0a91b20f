import type { ByteReader, ByteWriter } from './bytes.ts';
import { type FieldRow, HASHED_FIELDS } from './fields.ts';

/** The numbers of one record, by position in its layout. */
export type Columns = readonly ArrayLike<number>[];

/** Writes the fields of `layout` for row `id`; positions are told from the sector's low corner. */
export function writeRecord(
  to: ByteWriter,
  layout: readonly FieldRow[],
  columns: Columns,
  id: number,
  originX: number,
  originY: number,
): void {
  for (let i = 0; i < layout.length; i++) {
    const value = columns[i][id];
    switch (layout[i].type) {
      case 'u8':
        to.u8(value);
        break;
      case 'zigzag':
        to.zigzag(value);
        break;
      case 'varint':
        to.varint(value);
        break;
      case 'sectorX':
        to.varint(value - originX);
        break;
      case 'sectorY':
        to.varint(value - originY);
        break;
    }
  }
}

/** Reads the fields of `layout` into `values`, in layout order, positions as world units. */
export function readRecord(
  from: ByteReader,
  layout: readonly FieldRow[],
  values: Int32Array,
  originX: number,
  originY: number,
): void {
  for (let i = 0; i < layout.length; i++) {
    switch (layout[i].type) {
      case 'u8':
        values[i] = from.u8();
        break;
      case 'zigzag':
        values[i] = from.zigzag();
        break;
      case 'varint':
        values[i] = from.varint();
        break;
      case 'sectorX':
        values[i] = originX + from.varint();
        break;
      case 'sectorY':
        values[i] = originY + from.varint();
        break;
    }
  }
}

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
