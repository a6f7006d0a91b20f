import { crc32 } from 'node:zlib';
import type Database from 'better-sqlite3';
import { UNITS_PER_METER } from '../maths/fixed-point.ts';
import { JOURNAL_HEAD_WORDS } from '../memory/journal-ring.ts';
import { openDatabase } from './database.ts';
import { entryWords, headChecksum, type JournalIdentity } from './journal.ts';
import { type JournalFile, journalFiles, setAside } from './journal-files.ts';
import { walProblem } from './wal-check.ts';

/** What one journal file holds. */
export interface JournalSegment {
  readonly file: JournalFile;
  /** Its base entry; empty when it is of another simulation, world or sector size: nothing of that may be replayed. */
  readonly base: Int32Array;
  /** Its entries, whole and in order. */
  readonly entries: Int32Array;
}

/** The journal from a snapshot on, as far as it hangs together. */
export interface JournalHistory {
  readonly segments: readonly JournalSegment[];
  /** Checksum that the next epoch goes on from. */
  readonly checksum: number;
  readonly problems: readonly string[];
}

/** What is to be replayed on a snapshot. */
export interface Tail {
  /** Base entry of the snapshot's own file; undefined when there is none. */
  readonly base: Int32Array | undefined;
  /** Entries after the snapshot, whole and in order, with the base entries of later files among them. */
  readonly entries: Int32Array;
  readonly checksum: number;
  readonly problems: readonly string[];
}

/** The journal is good but cannot be replayed by this program. */
export class JournalMismatch extends Error {}

/** What `readHistory` found, as one run of entries. Throws as it does. */
export function readTail(directory: string, epoch: number, tick: number, identity: JournalIdentity): Tail {
  const { segments, checksum, problems } = readHistory(directory, epoch, tick, identity);
  const parts: Int32Array[] = [];
  let base: Int32Array | undefined;
  for (const segment of segments) {
    if (isOwn(segment.file, epoch, tick)) base = segment.base.length > 0 ? segment.base : undefined;
    else parts.push(segment.base);
    parts.push(segment.entries);
  }
  return { base, entries: joined(parts), checksum, problems };
}

/**
 * Reads everything that entered after the snapshot of `tick` in `epoch` (0 and 0: since the world began), up to the
 * first thing that is damaged or missing: what is recovered is always a prefix of history. A file counts when its
 * checksums go on exactly where those before it ended; one that does not is set aside. Throws JournalMismatch when
 * entries were made by another simulation, for another world or with another sector size: replaying them would make up
 * history.
 */
export function readHistory(
  directory: string,
  epoch: number,
  tick: number,
  identity: JournalIdentity,
): JournalHistory {
  const files = journalFiles(directory).filter(
    (file) => file.epoch > epoch || (file.epoch === epoch && file.baseTick >= tick),
  );
  const problems: string[] = [];
  const segments: JournalSegment[] = [];
  let checksum: number | undefined;
  let isBroken = false;
  if (files.length > 0 ? files[0].baseTick !== tick : epoch > 0) {
    problems.push(`${directory}: the journal that begins at tick ${tick} is missing`);
    isBroken = true;
  }
  for (const file of files) {
    const read = readFile(file, identity);
    problems.push(...read.problems.map((problem) => `${file.path}: ${problem}`));
    if (read.segment !== undefined && (checksum === undefined ? !isBroken : read.before === checksum)) {
      segments.push(read.segment);
      checksum = read.checksum;
      isBroken = false;
      continue;
    }
    if (!isBroken) problems.push(`${file.path}: history ends before this file, which is set aside`);
    isBroken = true;
    setAside(file);
  }
  return { segments, checksum: checksum ?? 0, problems };
}

interface FileContent {
  /** Undefined when not even the head is good. */
  segment: JournalSegment | undefined;
  /** Checksum where the file before ended, and where this one's good rows end. */
  before: number;
  checksum: number;
  problems: string[];
}

/** Reads one file as far as it is good. */
function readFile(file: JournalFile, identity: JournalIdentity): FileContent {
  const content: FileContent = { segment: undefined, before: 0, checksum: 0, problems: [] };
  const inLog = walProblem(file.path);
  if (inLog !== undefined) content.problems.push(inLog);
  let database: Database.Database | undefined;
  try {
    database = openDatabase(file.path, 'journal-schema');
    const check = database.pragma('quick_check(1)', { simple: true });
    // Rows can vanish from a page whose count of cells was hit; only the page's own bookkeeping tells.
    if (check !== 'ok') content.problems.push(`the database is damaged (${check})`);
    readRows(file, database, identity, content);
  } catch (error) {
    if (error instanceof JournalMismatch) throw error;
    content.problems.push((error as Error).message);
  } finally {
    database?.close();
  }
  return content;
}

function readRows(
  file: JournalFile,
  database: Database.Database,
  identity: JournalIdentity,
  content: FileContent,
): void {
  const meta = new Map(
    (database.prepare('SELECT key, value FROM meta').all() as { key: string; value: string }[]).map((row) => [
      row.key,
      row.value,
    ]),
  );
  const base = meta.get('base') ?? '';
  const before = Number(meta.get('checksumBefore'));
  const sectorUnits = meta.get('sectorUnits');
  const found: JournalIdentity = {
    world: meta.get('world') ?? '',
    simulation: meta.get('simulation') ?? '',
    sectorUnits: sectorUnits === undefined ? undefined : Number(sectorUnits),
  };
  if (Number(meta.get('checksum')) !== headChecksum(found, base, before)) {
    content.problems.push('its head is damaged');
    return;
  }
  content.before = before;
  content.checksum = before;
  const mismatch = mismatchOf(found, identity);
  const parts: Int32Array[] = [];
  try {
    const rows = database.prepare('SELECT checksum, words FROM entry ORDER BY id').iterate();
    for (const { checksum, words } of rows as IterableIterator<{ checksum: number; words: Uint8Array }>) {
      if (mismatch !== undefined) throw new JournalMismatch(`${file.path} ${mismatch}`);
      const sum = crc32(words, content.checksum);
      const entries = words.length % 4 === 0 ? wordsOf(words) : undefined;
      if (sum !== checksum || entries === undefined || !isWhole(entries)) {
        content.problems.push(`an entry after ${parts.length} good rows is damaged`);
        break;
      }
      content.checksum = sum;
      parts.push(entries);
    }
  } finally {
    // A page that cannot be read ends the loop with an error; the rows before it are good all the same.
    const baseWords = mismatch === undefined ? wordsOf(Buffer.from(base, 'base64')) : new Int32Array(0);
    content.segment = { file, base: baseWords, entries: joined(parts) };
  }
}

/** Why a journal cannot be repeated here, and what to do; undefined when it can. */
function mismatchOf(found: JournalIdentity, identity: JournalIdentity): string | undefined {
  if (found.world !== identity.world || found.simulation !== identity.simulation) {
    return (
      'was written by another version of the simulation or for another world ' +
      `(${found.simulation}, ${found.world}; this is ${identity.simulation}, ${identity.world}); ` +
      'start and stop the version that wrote it once, so that all is in a snapshot'
    );
  }
  const { sectorUnits = identity.sectorUnits } = found;
  if (identity.sectorUnits === undefined || sectorUnits === identity.sectorUnits) return undefined;
  const metersThen = sectorUnits! / UNITS_PER_METER;
  return (
    `was written with world.sectorSizeMeters ${metersThen}, now it is ${identity.sectorUnits / UNITS_PER_METER}: ` +
    'what entered the world after its newest snapshot can only be repeated as it was. Nothing is lost: set ' +
    `world.sectorSizeMeters back to ${metersThen}, start and stop the server once, then change it`
  );
}

function isOwn(file: JournalFile, epoch: number, tick: number): boolean {
  return file.epoch === epoch && file.baseTick === tick;
}

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
