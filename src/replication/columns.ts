import type { SectorIndex } from '../../components/sector-index.ts';
import type { Stores } from '../../components/tables.ts';
import { type FieldRow, HASHED_FIELDS, LAYOUT } from '../protocol/fields.ts';
import { type Columns, entityHash } from '../protocol/records.ts';
import type { Forecasts } from './forecasts.ts';

/**
 * The store columns behind each record layout, found once from the field table: the tick must not look up names.
 */
export interface ReplicatedColumns {
  readonly turn: Columns;
  readonly lateTurn: Columns;
  readonly place: Columns;
  readonly whole: Columns;
  readonly hurt: Columns;
  readonly aim: Columns;
  /** One for each turn that is foreseen. */
  readonly nextTurns: readonly Columns[];
}

type Source = Pick<Stores, 'motion' | 'identity' | 'fighter'> & { change: { age: Uint8Array } };

function columnsOf(source: Source, layout: readonly FieldRow[]): Columns {
  return layout.map((field) => {
    const column = (source[field.store] as Record<string, ArrayLike<number>>)[field.name];
    if (!column) throw new Error(`protocol/fields.ts: no column ${field.store}.${field.name}`);
    return column;
  });
}

/** `age` has the age of the change that is told of, by entity; `forecasts` what is foreseen. */
export function replicatedColumns(stores: Stores, age: Uint8Array, forecasts: Forecasts): ReplicatedColumns {
  const source = { ...stores, change: { age } };
  return {
    turn: columnsOf(source, LAYOUT.turn),
    lateTurn: columnsOf(source, LAYOUT.lateTurn),
    place: columnsOf(source, LAYOUT.place),
    whole: columnsOf(source, LAYOUT.whole),
    hurt: columnsOf(source, LAYOUT.hurt),
    aim: columnsOf(source, LAYOUT.aim),
    nextTurns: forecasts.turns.map(({ ahead, vx, vy }) => [ahead, vx, vy]),
  };
}

const hashValues = new Int32Array(HASHED_FIELDS.length);

/** Sum of the entity hashes of a sector, as a mirror computes it (client/mirror.ts). */
export function sectorHash(sectors: SectorIndex, columns: Columns, sector: number): number {
  let sum = 0;
  for (let i = sectors.start[sector]; i < sectors.start[sector + 1]; i++) {
    const id = sectors.members[i];
    for (let f = 0; f < hashValues.length; f++) hashValues[f] = columns[f][id];
    sum = (sum + entityHash(id, hashValues)) | 0;
  }
  return sum >>> 0;
}
