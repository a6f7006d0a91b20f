import type { FrameDraft, FrameTable } from '../../src/replication/frame.ts';

/** Adds a row of three words: a sector or stream, and the bytes written for it since `start`. */
export function addRow(frame: FrameDraft, table: FrameTable, key: number, start: number): void {
  const at = table.add();
  if (at < 0) {
    frame.bytes.overflowed = true;
    return;
  }
  table.words[at] = key;
  table.words[at + 1] = start;
  table.words[at + 2] = frame.bytes.at - start;
}

/** Adds a row of four words: two places, and the bytes written for them since `start`. */
export function addPairRow(
  frame: FrameDraft,
  table: FrameTable,
  first: number,
  second: number,
  start: number,
): void {
  const at = table.add();
  if (at < 0) {
    frame.bytes.overflowed = true;
    return;
  }
  table.words[at] = first;
  table.words[at + 1] = second;
  table.words[at + 2] = start;
  table.words[at + 3] = frame.bytes.at - start;
}
