import { crc32 } from 'node:zlib';
import type Database from 'better-sqlite3';
import { INBOX_RECORD_WORDS } from '../../components/inbox.ts';
import { JOURNAL_HEAD_WORDS, JOURNAL_KIND } from '../memory/journal-ring.ts';
import { openDatabase } from './database.ts';
import { journalPath, removeOutdated } from './journal-files.ts';

/**
 * The journal: what entered each tick, in files that begin at a snapshot. An entry is, in words: kind, tick, number of
 * inbox records, trail of the state before the tick, then the records. Checksums run on from row to row and from file
 * to file of an epoch, so that a record cannot be changed, lost or moved without being noticed.
 */

/** What ties a journal to what it can be replayed on. */
export interface JournalIdentity {
  readonly world: string;
  /** Layout of the stores and version of the simulation; a journal is never replayed on another. */
  readonly simulation: string;
  /**
   * Side of a sector in world units: sectors decide whose view moves when. Left out by who only looks at a journal, and
   * not found in those of earlier versions.
   */
  readonly sectorUnits?: number | undefined;
}

/** Words of one entry that begins at `at`. */
export function entryWords(words: Int32Array, at: number): number {
  return JOURNAL_HEAD_WORDS + words[at + 2] * INBOX_RECORD_WORDS;
}

function bytesOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** Writes the journal of one epoch. All of it happens on the journal thread. */
export class JournalWriter {
  readonly #directory: string;
  readonly #epoch: number;
  readonly #identity: JournalIdentity;
  #database: Database.Database | undefined;
  #path = '';
  #checksum: number;
  /** Tick of the newest entry written. */
  lastTick = 0;
  entries = 0;
  bytes = 0;

  /** `checksum` is where the epoch before ended. */
  constructor(directory: string, epoch: number, identity: JournalIdentity, checksum: number) {
    this.#directory = directory;
    this.#epoch = epoch;
    this.#identity = identity;
    this.#checksum = checksum;
  }

  /**
   * Writes whole entries as they come out of the ring; what is between two bases goes into one transaction. When it
   * throws for a base alone, or for inputs without one, nothing was written, and the same may be tried again.
   */
  write(words: Int32Array): void {
    let start = 0;
    let at = 0;
    while (at < words.length) {
      const size = entryWords(words, at);
      if (words[at] === JOURNAL_KIND.base) {
        this.#append(words.subarray(start, at));
        this.#rotate(words[at + 1], words.subarray(at, at + size));
        start = at + size;
        this.entries++;
      }
      at += size;
    }
    this.#append(words.subarray(start));
  }

  /** Gives up the connection; the next write opens another. For a disk that was full, never for one that failed. */
  disconnect(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  /** Removes files that no snapshot from `oldestSnapshotTick` on needs. */
  prune(oldestSnapshotTick: number): void {
    removeOutdated(this.#directory, oldestSnapshotTick);
  }

  close(): void {
    this.#database?.close();
  }

  #append(words: Int32Array): void {
    if (words.length === 0) return;
    let lastTick = 0;
    let entries = 0;
    for (let at = 0; at < words.length; at += entryWords(words, at)) {
      lastTick = words[at + 1];
      entries++;
    }
    const bytes = bytesOf(words);
    const checksum = crc32(bytes, this.#checksum);
    this.#database ??= openDatabase(this.#path, 'journal-schema');
    this.#database
      .prepare('INSERT INTO entry (first_tick, last_tick, checksum, words) VALUES (?, ?, ?, ?)')
      .run(words[1], lastTick, checksum, bytes);
    this.#checksum = checksum;
    this.entries += entries;
    this.lastTick = lastTick;
    this.bytes += bytes.length;
  }

  /**
   * Begins the file of `baseTick`. Its base entry tells what holds from there on, and whether the server started
   * there.
   */
  #rotate(baseTick: number, base: Int32Array): void {
    this.disconnect();
    this.#path = journalPath(this.#directory, this.#epoch, baseTick);
    this.#database = openDatabase(this.#path, 'journal-schema');
    const put = this.#database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
    const baseText = Buffer.from(bytesOf(base)).toString('base64');
    this.#database.transaction(() => {
      put.run('world', this.#identity.world);
      put.run('simulation', this.#identity.simulation);
      const { sectorUnits } = this.#identity;
      if (sectorUnits !== undefined) put.run('sectorUnits', String(sectorUnits));
      put.run('base', baseText);
      put.run('checksumBefore', String(this.#checksum));
      put.run('checksum', String(headChecksum(this.#identity, baseText, this.#checksum)));
    })();
    this.lastTick = Math.max(this.lastTick, baseTick);
  }
}

/** Checksum over the head of a file. */
export function headChecksum(identity: JournalIdentity, base: string, checksumBefore: number): number {
  const { sectorUnits, simulation, world } = identity;
  const head = `${world}\n${simulation}\n${base}\n${checksumBefore}`;
  return crc32(sectorUnits === undefined ? head : `${head}\n${sectorUnits}`);
}
