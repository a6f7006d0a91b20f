import { crc32 } from 'node:zlib';
import type Database from 'better-sqlite3';
import { INBOX_RECORD_WORDS } from '../../components/inbox.ts';
import { JOURNAL_HEAD_WORDS, JOURNAL_KIND } from '../memory/journal-ring.ts';
import { openDatabase } from './database.ts';
import { journalFiles, journalPath, removeOutdated, setAside } from './journal-files.ts';

/**
 * The journal: what entered each tick, in files that begin at a snapshot. An entry is, in words: kind, tick, number of
 * inbox records, trail of the state before the tick, then the records. Checksums run on from row to row and from file to
 * file of an epoch, so that a record cannot be changed, lost or moved without being noticed.
 */

/** What ties a journal to what it can be replayed on. */
export interface JournalIdentity {
  readonly world: string;
  /** Layout of the stores and version of the simulation; a journal is never replayed on another. */
  readonly simulation: string;
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

  /** Writes whole entries as they come out of the ring; what is between two bases goes into one transaction. */
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
    for (let at = 0; at < words.length; at += entryWords(words, at)) {
      lastTick = words[at + 1];
      this.entries++;
    }
    const bytes = bytesOf(words);
    this.#checksum = crc32(bytes, this.#checksum);
    this.#database!.prepare(
      'INSERT INTO entry (first_tick, last_tick, checksum, words) VALUES (?, ?, ?, ?)',
    ).run(words[1], lastTick, this.#checksum, bytes);
    this.lastTick = lastTick;
    this.bytes += bytes.length;
  }

  /** Begins the file of `baseTick`. Its base entry tells what holds from there on, and whether the server started there. */
  #rotate(baseTick: number, base: Int32Array): void {
    this.#database?.close();
    this.#database = openDatabase(journalPath(this.#directory, this.#epoch, baseTick), 'journal-schema');
    const put = this.#database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
    const baseText = Buffer.from(bytesOf(base)).toString('base64');
    this.#database.transaction(() => {
      put.run('world', this.#identity.world);
      put.run('simulation', this.#identity.simulation);
      put.run('base', baseText);
      put.run('checksumBefore', String(this.#checksum));
      put.run('checksum', String(metaChecksum(this.#identity, baseText, this.#checksum)));
    })();
    this.lastTick = Math.max(this.lastTick, baseTick);
  }
}

function metaChecksum(identity: JournalIdentity, base: string, checksumBefore: number): number {
  return crc32(`${identity.world}\n${identity.simulation}\n${base}\n${checksumBefore}`);
}

/** What is to be replayed on a snapshot. */
export interface Tail {
  /** Base entry of the snapshot's own file; undefined when there is none. */
  readonly base: Int32Array | undefined;
  /** Entries after the snapshot, whole and in order, with the base entries of later files among them. */
  readonly entries: Int32Array;
  /** Checksum that the next epoch goes on from. */
  readonly checksum: number;
  readonly problems: readonly string[];
}

/**
 * Reads everything that entered after the snapshot of `tick` in `epoch` (0 and 0: since the world began), up to the first
 * thing that is damaged or missing: what is recovered is always a prefix of history. Files beyond are set aside. Throws
 * when the journal was made by another simulation or world and has entries: replaying it would make up history.
 */
export function readTail(directory: string, epoch: number, tick: number, identity: JournalIdentity): Tail {
  const problems: string[] = [];
  const parts: Int32Array[] = [];
  let base: Int32Array | undefined;
  let checksum: number | undefined;
  let whole = true;
  for (const file of journalFiles(directory)) {
    if (file.epoch < epoch || (file.epoch === epoch && file.baseTick < tick)) continue;
    if (!whole) {
      setAside(file);
      continue;
    }
    const read = readFile(file.path, identity, checksum);
    if (read.base !== undefined) {
      if (file.epoch === epoch && file.baseTick === tick) base = read.base;
      else parts.push(read.base);
      parts.push(...read.rows);
      checksum = read.checksum;
    }
    if (read.problem !== undefined) {
      problems.push(`${file.path}: ${read.problem}; history ends there`);
      whole = false;
    }
  }
  return { base, entries: joined(parts), checksum: checksum ?? 0, problems };
}

interface FileContent {
  base: Int32Array | undefined;
  rows: Int32Array[];
  checksum: number;
  problem: string | undefined;
}

/** Reads one file as far as it is good. */
function readFile(path: string, identity: JournalIdentity, checksumBefore: number | undefined): FileContent {
  const content: FileContent = {
    base: undefined,
    rows: [],
    checksum: checksumBefore ?? 0,
    problem: undefined,
  };
  let database: Database.Database | undefined;
  try {
    database = openDatabase(path, 'journal-schema');
    const meta = new Map(
      (database.prepare('SELECT key, value FROM meta').all() as { key: string; value: string }[]).map(
        (row) => [row.key, row.value],
      ),
    );
    const rows = database.prepare('SELECT checksum, words FROM entry ORDER BY id').all() as {
      checksum: number;
      words: Uint8Array;
    }[];
    const base = meta.get('base') ?? '';
    const before = Number(meta.get('checksumBefore'));
    const found = { world: meta.get('world') ?? '', simulation: meta.get('simulation') ?? '' };
    if (Number(meta.get('checksum')) !== metaChecksum(found, base, before)) {
      content.problem = 'its head is damaged';
      return content;
    }
    if (rows.length > 0 && (found.world !== identity.world || found.simulation !== identity.simulation)) {
      throw new JournalMismatch(
        `${path} was written by another version of the simulation or for another world; ` +
          'start and stop the version that wrote it once, so that all is in a snapshot',
      );
    }
    if (checksumBefore !== undefined && before !== checksumBefore) {
      content.problem = 'it does not continue the file before it';
      return content;
    }
    content.base = wordsOf(Buffer.from(base, 'base64'));
    content.checksum = before;
    for (const row of rows) {
      const checksum = crc32(row.words, content.checksum);
      const words = row.words.length % 4 === 0 ? wordsOf(row.words) : undefined;
      if (checksum !== row.checksum || words === undefined || !isWhole(words)) {
        content.problem = `an entry after ${content.rows.length} good rows is damaged`;
        return content;
      }
      content.checksum = checksum;
      content.rows.push(words);
    }
  } catch (error) {
    if (error instanceof JournalMismatch) throw error;
    content.problem = (error as Error).message;
  } finally {
    database?.close();
  }
  return content;
}

/** The journal is good but cannot be replayed by this program. */
export class JournalMismatch extends Error {}

function isWhole(words: Int32Array): boolean {
  let at = 0;
  while (at + JOURNAL_HEAD_WORDS <= words.length && words[at + 2] >= 0) at += entryWords(words, at);
  return at === words.length;
}

function wordsOf(bytes: Uint8Array): Int32Array {
  const copy = bytes.slice();
  return new Int32Array(copy.buffer, copy.byteOffset, copy.length >> 2);
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const words = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    words.set(part, at);
    at += part.length;
  }
  return words;
}
