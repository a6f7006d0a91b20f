import { type ColumnType, ROWS, type RowKind, type StoreSpec } from '../../components/store.ts';
import { STORES, type StoreName, type Stores } from '../../components/tables.ts';

/**
 * The memory of all component stores: one SharedArrayBuffer, written by the simulation thread alone. Other threads
 * may look (the snapshot writer looks at a copy), but never write.
 */

const ARRAYS = {
  i32: Int32Array,
  u32: Uint32Array,
  i16: Int16Array,
  u16: Uint16Array,
  u8: Uint8Array,
} as const;

/** Columns begin on cache lines, so that two of them never share one. */
const COLUMN_ALIGN_BYTES = 64;

export interface ColumnPlace {
  readonly store: StoreName;
  readonly column: string;
  readonly type: ColumnType;
  readonly rows: RowKind;
  readonly byteOffset: number;
  readonly rowBytes: number;
}

/** Where every column lies; a function of `STORES` alone, so that it is equal in all threads. */
export const COLUMN_PLACES: readonly ColumnPlace[] = placeColumns();

export const WORLD_MEMORY_BYTES = endOf(COLUMN_PLACES[COLUMN_PLACES.length - 1]);

function placeColumns(): ColumnPlace[] {
  const places: ColumnPlace[] = [];
  let byteOffset = 0;
  for (const [store, spec] of Object.entries(STORES) as [StoreName, StoreSpec][]) {
    for (const [column, { type }] of Object.entries(spec.columns)) {
      const place = {
        store,
        column,
        type,
        rows: spec.rows,
        byteOffset,
        rowBytes: ARRAYS[type].BYTES_PER_ELEMENT,
      };
      places.push(place);
      byteOffset = endOf(place);
    }
  }
  return places;
}

function endOf(place: ColumnPlace): number {
  const end = place.byteOffset + ROWS[place.rows] * place.rowBytes;
  return Math.ceil(end / COLUMN_ALIGN_BYTES) * COLUMN_ALIGN_BYTES;
}

export function allocateWorldMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(WORLD_MEMORY_BYTES);
}

/** The stores as typed arrays over `memory`. */
export function viewStores(memory: SharedArrayBuffer): Stores {
  const stores: Record<string, Record<string, unknown>> = {};
  for (const place of COLUMN_PLACES) {
    const columns = (stores[place.store] ??= {});
    columns[place.column] = new (ARRAYS[place.type] as Int32ArrayConstructor)(
      memory,
      place.byteOffset,
      ROWS[place.rows],
    );
  }
  // An object that came to many properties one by one is a dictionary to V8, with a search at every access; a copy made
  // in one go is a record. It halves what a battle costs.
  for (const name of Object.keys(stores)) stores[name] = { ...stores[name] };
  return stores as unknown as Stores;
}

/** What a saved world must agree about before it can be restored: names, types and order of all columns. */
export function storeSchema(): string {
  return COLUMN_PLACES.map(
    ({ store, column, type, rows }) => `${store}.${column}:${type}[${ROWS[rows]}]`,
  ).join('\n');
}
