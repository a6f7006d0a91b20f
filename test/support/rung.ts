import { INBOX_RECORD_WORDS, INPUT, WORD } from '../../components/inbox.ts';
import type { WorldHarness } from './world-harness.ts';

/** The record by which a rung of the overload ladder enters the world. */
export function rungRecord(rung: number): Int32Array {
  const record = new Int32Array(INBOX_RECORD_WORDS);
  record[WORD.kind] = INPUT.overload;
  record[WORD.rung] = rung;
  return record;
}

/** Has a server stand on a rung from its next tick on. */
export function enterRung(server: WorldHarness, rung: number): void {
  server.lanes[0].ring.push(rungRecord(rung));
}
