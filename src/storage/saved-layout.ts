import type { Stores } from '../../components/tables.ts';
import { hashWords, joinHash } from '../maths/hash.ts';
import { bytesUsed } from '../memory/used-rows.ts';
import { COLUMN_PLACES, type ColumnPlace, storeSchema } from '../memory/world-memory.ts';

/** Columns began on such boundaries in every version; where they began is part of the hashes that were saved. */
const COLUMN_ALIGN_BYTES = 64;

/** Rows of a column, at the end of its line in a schema. */
const ROWS = /\[(\d+)\]$/;

interface SavedColumn {
  /** Where the column lies today. */
  readonly place: ColumnPlace;
  /** First word of the column in the memory that was saved. */
  readonly startThen: number;
}

/**
 * The columns of a snapshot by the schema that it carries. A version that adds columns restores the snapshots of those
 * before it: what they do not have is 0, and 0 means "nothing yet" in every column.
 */
export class SavedLayout {
  readonly #columns: readonly SavedColumn[];

  /** Throws when `schema` has a column that is not one of today's: leaving it out would lose a part of the world. */
  constructor(schema: string) {
    const names = storeSchema().split('\n');
    const saved = schema.split('\n');
    const seen = new Set<string>();
    let byteOffset = 0;
    this.#columns = saved.map((name) => {
      const index = names.indexOf(name);
      if (index < 0 || seen.has(name)) {
        throw new Error(
          `the saved world has another layout of its stores than this version (${name}); ` +
            'choose another storage.directory, or run the version that saved it',
        );
      }
      seen.add(name);
      const place = COLUMN_PLACES[index];
      const startThen = byteOffset / 4;
      const end = byteOffset + Number(ROWS.exec(name)![1]) * place.rowBytes;
      byteOffset = Math.ceil(end / COLUMN_ALIGN_BYTES) * COLUMN_ALIGN_BYTES;
      return { place, startThen };
    });
  }

  /**
   * Puts packed bytes into zeroed world memory. Returns false, with the memory in any state, when the bytes are not as
   * long as their own ledger says.
   */
  unpack(packed: Uint8Array, stores: Stores, districtCount: number): boolean {
    const target = new Uint8Array(stores.ledger.tick.buffer);
    let at = 0;
    for (const { place } of this.#columns) {
      // The ledger comes first, so that by now it tells how many rows the other stores have.
      const size = bytesUsed(stores, districtCount, place);
      if (at + size > packed.length || place.byteOffset + size > target.length) return false;
      target.set(packed.subarray(at, at + size), place.byteOffset);
      at += size;
    }
    return at === packed.length;
  }

  /** The hash that the version which wrote this layout has for the world in `stores`. */
  hash(stores: Stores, districtCount: number): number {
    const words = new Int32Array(stores.ledger.tick.buffer);
    let hash = 0;
    for (const { place, startThen } of this.#columns) {
      const start = place.byteOffset / 4;
      const end = start + bytesUsed(stores, districtCount, place) / 4;
      hash = joinHash(hash, hashWords(words, start, end, startThen));
    }
    return hash;
  }
}
