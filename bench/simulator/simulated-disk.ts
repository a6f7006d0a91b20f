import { crc32 } from 'node:zlib';
import { JOURNAL_HEAD_WORDS, JOURNAL_KIND } from '../../src/memory/journal-ring.ts';
import { packUsed, unpackUsed, worldHash } from '../../src/memory/used-rows.ts';
import { viewStores } from '../../src/memory/world-memory.ts';
import { entryWords, headChecksum, type JournalIdentity } from '../../src/storage/journal.ts';
import type { Chance } from './chance.ts';

/** Entries that were written in one go. */
export interface Row {
  checksum: number;
  bytes: Uint8Array;
}

interface JournalFile {
  readonly epoch: number;
  readonly baseTick: number;
  /** Base entry, in base64 as on the real disk. */
  base: string;
  readonly checksumBefore: number;
  checksum: number;
  rows: Row[];
}

interface SavedSnapshot {
  readonly epoch: number;
  readonly tick: number;
  readonly hash: number;
  bytes: Uint8Array;
  isDamaged: boolean;
}

/** What a boot finds. */
export interface Found {
  readonly snapshotTick: number | undefined;
  readonly base: Int32Array | undefined;
  readonly entries: Int32Array;
}

/** What the journal holds from a snapshot on. */
interface History {
  readonly base: Int32Array | undefined;
  readonly entries: Int32Array;
  /** Where it ends; undefined without any. */
  readonly checksum: number | undefined;
  /** Files that do not continue it. */
  readonly useless: ReadonlySet<JournalFile>;
}

const SNAPSHOTS_KEPT = 3;
const IDENTITY: JournalIdentity = { world: 'simulated', simulation: 'simulated' };

/**
 * Journal and snapshots as a disk has them: with the entries, checksums and rules of reading of src/storage, but in
 * memory. What was written and not synced may be gone after a crash, in part, or be torn.
 */
export class SimulatedDisk {
  readonly #chance: Chance;
  readonly #districtCount: number;
  files: JournalFile[] = [];
  snapshots: SavedSnapshot[] = [];
  /** Written and not synced, oldest first; a head has no row. */
  #unsynced: { file: JournalFile; row: Row | undefined }[] = [];
  #checksum = 0;
  #epoch = 0;
  /** Tick of the newest entry written in this epoch. */
  lastTick = 0;

  constructor(chance: Chance, districtCount: number) {
    this.#chance = chance;
    this.#districtCount = districtCount;
  }

  /** Writes whole entries as they come out of the ring; returns how many. They are safe after `sync`. */
  write(words: Int32Array): number {
    let entries = 0;
    let start = 0;
    let at = 0;
    while (at < words.length) {
      const size = entryWords(words, at);
      if (words[at] === JOURNAL_KIND.base) {
        this.#append(words.subarray(start, at));
        this.#rotate(words[at + 1], words.slice(at, at + size));
        start = at + size;
      }
      this.lastTick = words[at + 1];
      at += size;
      entries++;
    }
    this.#append(words.subarray(start));
    return entries;
  }

  sync(): void {
    this.#unsynced.length = 0;
  }

  #append(words: Int32Array): void {
    if (words.length === 0) return;
    const bytes = bytesOf(words.slice());
    this.#checksum = crc32(bytes, this.#checksum);
    const row = { checksum: this.#checksum, bytes };
    const file = this.files.at(-1)!;
    file.rows.push(row);
    this.#unsynced.push({ file, row });
  }

  #rotate(baseTick: number, base: Int32Array): void {
    const text = Buffer.from(bytesOf(base)).toString('base64');
    const file = {
      ...{ epoch: this.#epoch, baseTick, base: text, checksumBefore: this.#checksum },
      ...{ checksum: headChecksum(IDENTITY, text, this.#checksum), rows: [] },
    };
    this.files.push(file);
    this.#unsynced.push({ file, row: undefined });
  }

  /** Saves a world that nobody changes, in one transaction. Removes what nothing kept needs. */
  saveSnapshot(memory: SharedArrayBuffer): void {
    const stores = viewStores(memory);
    const tick = stores.ledger.tick[0];
    const hash = worldHash(stores, this.#districtCount);
    const bytes = packUsed(stores, this.#districtCount);
    this.snapshots = this.snapshots.filter((saved) => saved.tick !== tick);
    this.snapshots.push({ epoch: this.#epoch, tick, hash, bytes, isDamaged: false });
    this.snapshots.sort((a, b) => a.tick - b.tick);
    this.snapshots.splice(0, this.snapshots.length - SNAPSHOTS_KEPT);
    const oldest = this.snapshots[0].tick;
    while (this.files.length > 1 && this.files[1].baseTick <= oldest) this.files.shift();
  }

  /** The power goes: of what was not synced, only some is there, and the last of that may be torn. */
  crash(): void {
    const chance = this.#chance;
    const isInOrder = !chance.oneIn(4);
    let kept = isInOrder ? chance.below(this.#unsynced.length + 1) : this.#unsynced.length;
    for (const { file, row } of this.#unsynced) {
      const isKept = isInOrder ? kept-- > 0 : chance.oneIn(2);
      const isTorn = isKept && (isInOrder ? kept === 0 && chance.oneIn(2) : chance.oneIn(4));
      if (isTorn) this.#tear(file, row);
      else if (!isKept) this.#lose(file, row);
    }
    this.#unsynced.length = 0;
  }

  #lose(file: JournalFile, row: Row | undefined): void {
    if (row === undefined) this.files.splice(this.files.indexOf(file), 1);
    else file.rows.splice(file.rows.indexOf(row), 1);
  }

  #tear(file: JournalFile, row: Row | undefined): void {
    if (row === undefined) file.base = file.base.slice(0, this.#chance.below(file.base.length));
    else this.tearRow(row);
  }

  /** Cuts a row off, or leaves old bytes in the middle of it. */
  tearRow(row: Row): void {
    const at = this.#chance.below(row.bytes.length);
    if (this.#chance.oneIn(2)) row.bytes = row.bytes.slice(0, at);
    else row.bytes[at] ^= 1 + this.#chance.below(255);
  }

  /** Bits rot in the newest snapshot, as long as an older one is good: nothing could help against more. */
  damageSnapshot(): void {
    const newest = this.snapshots.at(-1);
    if (newest === undefined || this.snapshots.filter((saved) => !saved.isDamaged).length < 2) return;
    newest.isDamaged = true;
    newest.bytes[this.#chance.below(newest.bytes.length)] ^= 1 + this.#chance.below(255);
  }

  /** Fills zeroed memory with the newest good snapshot, reads what entered after it, and begins an epoch. */
  recover(memory: SharedArrayBuffer): Found {
    const snapshot = this.#restore(memory, this.snapshots.toReversed());
    const { base, entries, checksum, useless } = this.#history(snapshot);
    this.files = this.files.filter((file) => !useless.has(file));
    this.#epoch = 1 + Math.max(this.#epoch, snapshot?.epoch ?? 0);
    this.#checksum = checksum ?? 0;
    this.lastTick = 0;
    return { snapshotTick: snapshot?.tick, base, entries };
  }

  /** What a boot would find if all snapshots but the oldest good one were damaged. Changes nothing on the disk. */
  recoverFromOldest(memory: SharedArrayBuffer): Found {
    const snapshot = this.#restore(memory, this.snapshots);
    const { base, entries } = this.#history(snapshot);
    return { snapshotTick: snapshot?.tick, base, entries };
  }

  /** Reads what entered after a snapshot, as far as it hangs together. */
  #history(snapshot: SavedSnapshot | undefined): History {
    const epoch = snapshot?.epoch ?? 0;
    const tick = snapshot?.tick ?? 0;
    const parts: Int32Array[] = [];
    const useless = new Set<JournalFile>();
    let base: Int32Array | undefined;
    let checksum: number | undefined;
    const files = this.files.filter(
      (file) => file.epoch > epoch || (file.epoch === epoch && file.baseTick >= tick),
    );
    const isMissing = files.length > 0 ? files[0].baseTick !== tick : epoch > 0;
    for (const file of files) {
      const words = readHead(file);
      const isNext = checksum === undefined ? !isMissing : file.checksumBefore === checksum;
      if (words === undefined || !isNext) {
        useless.add(file);
        continue;
      }
      if (file.epoch === epoch && file.baseTick === tick) base = words;
      else parts.push(words);
      checksum = this.#readRows(file, parts);
    }
    return { base, entries: joined(parts), checksum, useless };
  }

  /** Reads rows up to the first damaged one; returns where the good ones end. */
  #readRows(file: JournalFile, into: Int32Array[]): number {
    let checksum = file.checksumBefore;
    for (const row of file.rows) {
      const next = this.checksumAfter(row, checksum);
      if (next !== row.checksum || row.bytes.length % 4 !== 0) break;
      const words = wordsOf(row.bytes);
      if (!isWhole(words)) break;
      checksum = next;
      into.push(words);
    }
    return checksum;
  }

  /** What the checksum of a row has to be, given the one before. */
  checksumAfter(row: Row, checksumBefore: number): number {
    return crc32(row.bytes, checksumBefore);
  }

  /** Fills zeroed memory with the first good one. */
  #restore(memory: SharedArrayBuffer, snapshots: readonly SavedSnapshot[]): SavedSnapshot | undefined {
    for (const saved of snapshots) {
      const stores = viewStores(memory);
      const isWholeBytes = unpackUsed(saved.bytes, stores, this.#districtCount);
      const isGood =
        isWholeBytes &&
        worldHash(stores, this.#districtCount) === saved.hash &&
        stores.ledger.tick[0] === saved.tick;
      if (isGood) return saved;
      new Uint8Array(memory).fill(0);
    }
    return undefined;
  }
}

function readHead(file: JournalFile): Int32Array | undefined {
  if (file.checksum !== headChecksum(IDENTITY, file.base, file.checksumBefore)) return undefined;
  return wordsOf(Buffer.from(file.base, 'base64'));
}

function isWhole(words: Int32Array): boolean {
  let at = 0;
  while (at + JOURNAL_HEAD_WORDS <= words.length && words[at + 2] >= 0) at += entryWords(words, at);
  return at === words.length;
}

function bytesOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

function wordsOf(bytes: Uint8Array): Int32Array {
  const copy = bytes.slice();
  return new Int32Array(copy.buffer, copy.byteOffset, copy.length >> 2);
}

/** Several runs of entries as one. */
export function joined(parts: readonly Int32Array[]): Int32Array {
  const words = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    words.set(part, at);
    at += part.length;
  }
  return words;
}
