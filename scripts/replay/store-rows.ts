import type { StoreName } from '../../components/tables.ts';
import type { World } from '../../components/world.ts';
import { bytesUsed, rowsUsed } from '../../src/memory/used-rows.ts';
import { COLUMN_PLACES, type ColumnPlace } from '../../src/memory/world-memory.ts';

/** A row of a store: its number (an entity id, a session slot, ...) and the values of its columns. */
export type StoreRow = { readonly row: number } & { readonly [column: string]: number };

type Column = Record<number, number>;

/** Columns of a store, by `STORE` or `STORE.COLUMN`. Throws RangeError with what there is. */
export function selectColumns(name: string): readonly ColumnPlace[] {
  const [store, column] = name.split('.');
  const ofStore = COLUMN_PLACES.filter((place) => place.store === store);
  if (ofStore.length === 0) {
    const stores = [...new Set(COLUMN_PLACES.map((place) => place.store))];
    throw new RangeError(`--dump: found "${name}", allowed: ${stores.join(', ')}`);
  }
  if (column === undefined) return ofStore;
  const selected = ofStore.filter((place) => place.column === column);
  if (selected.length > 0) return selected;
  const columns = ofStore.map((place) => `${store}.${place.column}`);
  throw new RangeError(`--dump: found "${name}", allowed: ${store}, ${columns.join(', ')}`);
}

/** The rows in use, or one of them. Rows of nothing but zeros are left out unless asked for. */
export function storeRows(world: World, places: readonly ColumnPlace[], only?: number): StoreRow[] {
  const used = rowsUsed(world, world.graph.districtCount, places[0].rows);
  const rows: StoreRow[] = [];
  for (let row = only ?? 0; row < Math.min(used, (only ?? used) + 1); row++) {
    const values = places.map((place) => columnOf(world, place)[row]);
    if (only === undefined && values.every((value) => value === 0)) continue;
    rows.push({ row, ...Object.fromEntries(places.map((place, i) => [place.column, values[i]])) });
  }
  return rows;
}

/** Rows as a table for people. */
export function tableOf(rows: readonly StoreRow[]): string {
  if (rows.length === 0) return 'no rows in use';
  const names = Object.keys(rows[0]);
  const widths = names.map((name) =>
    rows.reduce((width, row) => Math.max(width, String(row[name]).length), name.length),
  );
  const line = (cells: readonly (string | number)[]) =>
    cells.map((cell, i) => String(cell).padStart(widths[i])).join('  ');
  return [line(names), ...rows.map((row) => line(names.map((name) => row[name])))].join('\n');
}

export interface Difference {
  readonly tick: number;
  readonly store: StoreName;
  readonly column: string;
  readonly row: number;
  readonly values: readonly [number, number];
}

/** The first place at which two worlds at the same tick differ. */
export function firstDifference(left: World, right: World): Difference | undefined {
  let onlyTrail: Difference | undefined;
  for (const place of COLUMN_PLACES) {
    const bytes = Math.max(
      bytesUsed(left, left.graph.districtCount, place),
      bytesUsed(right, right.graph.districtCount, place),
    );
    if (sameBytes(left, right, place.byteOffset, bytes)) continue;
    const columns = [columnOf(left, place), columnOf(right, place)] as const;
    let row = 0;
    while (columns[0][row] === columns[1][row]) row++;
    const { store, column } = place;
    const tick = left.ledger.tick[0];
    const found = { tick, store, column, row, values: [columns[0][row], columns[1][row]] as const };
    // The trail differs because of something else, so what that is comes first.
    if (store !== 'ledger' || column !== 'trail') return found;
    onlyTrail = found;
  }
  return onlyTrail;
}

function sameBytes(left: World, right: World, start: number, count: number): boolean {
  const views = [left, right].map((world) => Buffer.from(world.memoryWords.buffer, start, count));
  return views[0].equals(views[1]);
}

function columnOf(world: World, { store, column }: ColumnPlace): Column {
  return (world[store] as unknown as Record<string, Column>)[column];
}
