import type Database from 'better-sqlite3';
import type { Stores } from '../../components/tables.ts';
import { clearUsed, packedBytes, packUsed, worldHash } from '../memory/used-rows.ts';
import { allocateWorldMemory, storeSchema, viewStores } from '../memory/world-memory.ts';
import { SavedLayout } from './saved-layout.ts';

/** Identity of the world that a snapshot belongs to. */
export interface SavedWorld {
  /** Name and fingerprint of the world file. */
  readonly world: string;
  readonly districtCount: number;
}

/** Identity and the boot that is writing. */
interface SavingWorld extends SavedWorld {
  readonly epoch: number;
}

interface SnapshotRow {
  epoch: number;
  tick: number;
  hash: number;
  world: string;
  store_schema: string;
  bytes: Uint8Array;
}

/** What a snapshot is known by. */
export interface SnapshotName {
  readonly epoch: number;
  readonly tick: number;
  readonly hash: number;
}

export type Restored =
  | {
      readonly found: true;
      readonly epoch: number;
      readonly tick: number;
      readonly hash: number;
      readonly problems: string[];
    }
  | { readonly found: false; readonly problems: string[] };

export interface Written {
  readonly tick: number;
  readonly hash: number;
  readonly bytes: number;
  /** Oldest tick still kept. */
  readonly oldestTick: number;
}

/** A world grows; its packed form is given room for a while. */
const PACK_RESERVE = 1.25;

/** Saves whole worlds and gives back the newest good one. */
export class Snapshots {
  readonly #database: Database.Database;
  #world: SavingWorld;
  readonly #kept: number;
  /**
   * Memory for what is written and checked, kept from one snapshot to the next: whatever lies outside of V8's heap is
   * collected only when there are tens of megabytes of it, and a server that runs for days would grow by as much.
   */
  #packed = new Uint8Array(0);
  #checked: Stores | undefined;

  constructor(database: Database.Database, world: SavedWorld, kept: number) {
    this.#database = database;
    this.#world = { ...world, epoch: 0 };
    this.#kept = kept;
  }

  /**
   * Writes the world in `memory` (a copy that nobody changes) and compares it with what the database then holds. A
   * snapshot counts only when these are the bytes that were written and give back a world with its hash; otherwise this
   * throws and the older ones stay.
   */
  write(memory: SharedArrayBuffer): Written {
    const { districtCount, epoch, world } = this.#world;
    const stores = viewStores(memory);
    const tick = stores.ledger.tick[0];
    const hash = worldHash(stores, districtCount);
    const bytes = this.#pack(stores);
    const schema = storeSchema();
    this.#database
      .prepare(
        'INSERT OR REPLACE INTO snapshot (tick, epoch, hash, world, store_schema, saved_at, bytes) ' +
          'VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(tick, epoch, hash, world, schema, new Date().toISOString(), bytes);
    const problem = this.#isStored(tick, hash, bytes)
      ? this.#check({ tick, hash, bytes }, new SavedLayout(schema))
      : 'the database holds something else';
    if (problem) {
      this.#database.prepare('DELETE FROM snapshot WHERE tick = ?').run(tick);
      throw new Error(`snapshot of tick ${tick} does not read back: ${problem}`);
    }
    this.#database
      .prepare(
        'DELETE FROM snapshot WHERE tick NOT IN (SELECT tick FROM snapshot ORDER BY epoch DESC, tick DESC LIMIT ?)',
      )
      .run(this.#kept);
    const oldestTick = this.#database.prepare('SELECT min(tick) FROM snapshot').pluck().get() as number;
    return { tick, hash, bytes: bytes.length, oldestTick };
  }

  /** The boot that snapshots written from now on belong to. */
  beginEpoch(epoch: number): void {
    this.#world = { ...this.#world, epoch };
  }

  /** Highest epoch of a snapshot, 0 without any. */
  newestEpoch(): number {
    return (this.#database.prepare('SELECT max(epoch) FROM snapshot').pluck().get() as number | null) ?? 0;
  }

  /** All snapshots, newest first, whether good or not. */
  list(): SnapshotName[] {
    // A world that lost its newest ticks goes on in a later epoch: that one is newer, whatever its tick.
    return this.#database
      .prepare('SELECT epoch, tick, hash FROM snapshot ORDER BY epoch DESC, tick DESC')
      .all() as SnapshotName[];
  }

  /**
   * Fills zeroed `memory` with the first good one of `ticks`, or the newest. Damaged ones are passed over and named in
   * `problems`. Throws when the snapshots are of another world, or of a layout of the stores that this version cannot
   * take over: starting anew over them would lose them. `hash` is the one that the version which saved it had.
   */
  restore(
    memory: SharedArrayBuffer,
    ticks: readonly number[] = this.list().map(({ tick }) => tick),
  ): Restored {
    const problems: string[] = [];
    for (const tick of ticks) {
      const row = this.#read(tick)!;
      if (row.world !== this.#world.world) {
        throw new Error(
          `the saved world is of "${row.world}", this one is "${this.#world.world}"; ` +
            'choose another storage.directory, or the world file that the save was made with',
        );
      }
      const layout = new SavedLayout(row.store_schema);
      const problem = this.#check(row, layout);
      if (problem) {
        problems.push(`snapshot of tick ${tick} is damaged (${problem}) and passed over`);
        continue;
      }
      layout.unpack(row.bytes, viewStores(memory), this.#world.districtCount);
      return { found: true, epoch: row.epoch, tick, hash: row.hash, problems };
    }
    return { found: false, problems };
  }

  #read(tick: number): SnapshotRow | undefined {
    return this.#database
      .prepare('SELECT epoch, tick, hash, world, store_schema, bytes FROM snapshot WHERE tick = ?')
      .get(tick) as SnapshotRow | undefined;
  }

  /** The part of the world in use as one run of bytes; valid until the next snapshot. */
  #pack(stores: Stores): Uint8Array {
    const { districtCount } = this.#world;
    const size = packedBytes(stores, districtCount);
    if (size > this.#packed.length) this.#packed = new Uint8Array(Math.ceil(size * PACK_RESERVE));
    return packUsed(stores, districtCount, this.#packed);
  }

  /** Compared where they lie: to read them out would make as much garbage as the world is large. */
  #isStored(tick: number, hash: number, bytes: Uint8Array): boolean {
    const equal = this.#database
      .prepare('SELECT hash = ? AND bytes = ? FROM snapshot WHERE tick = ?')
      .pluck()
      .get(hash, bytes, tick);
    return equal === 1;
  }

  /**
   * What is wrong with a row, or undefined. Unpacked into memory of its own: a damaged one must not touch the
   * world's.
   */
  #check(row: Pick<SnapshotRow, 'tick' | 'hash' | 'bytes'>, layout: SavedLayout): string | undefined {
    const { districtCount } = this.#world;
    const stores = this.#clearedStores();
    if (!layout.unpack(row.bytes, stores, districtCount)) {
      // Its ledger may say anything, so nobody can tell which part of the memory is in use now.
      this.#checked = undefined;
      return `${row.bytes.length} bytes do not fit its own ledger`;
    }
    const hash = layout.hash(stores, districtCount);
    if (hash !== row.hash) return `hash ${hash.toString(16)} instead of ${row.hash.toString(16)}`;
    if (stores.ledger.tick[0] !== row.tick) return `tick ${stores.ledger.tick[0]} instead of ${row.tick}`;
    return undefined;
  }

  #clearedStores(): Stores {
    if (this.#checked === undefined) this.#checked = viewStores(allocateWorldMemory());
    else clearUsed(this.#checked, this.#world.districtCount);
    return this.#checked;
  }
}
