import type Database from 'better-sqlite3';
import { JOURNAL_HEAD_WORDS, JOURNAL_KIND } from '../memory/journal-ring.ts';
import { entryWords } from './journal.ts';

/** An inbox record that the simulation died at, by the tick it entered and its place in that tick's inbox. */
export interface Suspect {
  readonly tick: number;
  readonly record: number;
  /** What the simulation said as it died. */
  readonly reason: string;
}

interface QuarantinedRow {
  readonly tick: number;
  readonly record: number;
  readonly words: Uint8Array;
}

/** Puts suspects found in `entries` on record for good. One that is not there any more has been taken out already. */
export function quarantine(
  database: Database.Database,
  suspects: readonly Suspect[],
  entries: Int32Array,
): void {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO quarantine (tick, record, words, reason, at) VALUES (?, ?, ?, ?, ?)',
  );
  const now = new Date().toISOString();
  for (const { tick, record, reason } of suspects) {
    for (const words of recordsAt(entries, tick, record)) {
      if (words.some((word) => word !== 0)) insert.run(tick, record, bytesOf(words), reason, now);
    }
  }
}

/**
 * Makes every quarantined record in `entries` void (kind 0, which a tick ignores); its place stays, so that the records
 * after it keep theirs. To be done with whatever `readTail` gives, every time: files keep what was written. Returns how
 * many were taken out.
 */
export function voidQuarantined(database: Database.Database, entries: Int32Array): number {
  const rows = database.prepare('SELECT tick, record, words FROM quarantine').all() as QuarantinedRow[];
  let count = 0;
  for (const row of rows) {
    for (const words of recordsAt(entries, row.tick, row.record)) {
      if (Buffer.compare(bytesOf(words), row.words) !== 0) continue;
      words.fill(0);
      count++;
    }
  }
  return count;
}

/** Words of every record in quarantine. */
export function quarantinedRecords(database: Database.Database): Int32Array[] {
  const rows = database.prepare('SELECT words FROM quarantine').pluck().all() as Uint8Array[];
  return rows.map((bytes) => {
    const words = new Int32Array(bytes.length >> 2);
    new Uint8Array(words.buffer).set(bytes);
    return words;
  });
}

/** Views of the records at a place; more than one only when an epoch went over the same ticks again. */
function recordsAt(entries: Int32Array, tick: number, record: number): Int32Array[] {
  const found: Int32Array[] = [];
  for (let at = 0; at < entries.length; at += entryWords(entries, at)) {
    const count = entries[at + 2];
    if (entries[at] !== JOURNAL_KIND.inputs || entries[at + 1] !== tick || record >= count) continue;
    const words = (entryWords(entries, at) - JOURNAL_HEAD_WORDS) / count;
    const from = at + JOURNAL_HEAD_WORDS + record * words;
    found.push(entries.subarray(from, from + words));
  }
  return found;
}

function bytesOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
