import { getHeapSpaceStatistics } from 'node:v8';

/** Wanted size of the sim's young generation: large enough that its little garbage is not collected within minutes. */
export const SEMI_SPACE_MB = 16;

/** Elements of a piece of garbage: 8 kilobytes, far from what V8 would put elsewhere for its size. */
const PIECE_ELEMENTS = 1024;
const PIECE_BYTES = PIECE_ELEMENTS * 8;
const PIECES_BETWEEN_LOOKS = 32;

/** Holds the newest piece of garbage: one that nobody could ever see need not be made at all. */
const newest: { piece: unknown[] } = { piece: [] };

/**
 * Fills both halves of the thread's young generation once with garbage, so that the system has given all of its pages
 * before the first tick. Looking at the clock alone makes two megabytes a minute: the server would grow for a quarter
 * of an hour, and no one could tell that from a leak. Ends right after a collection, or the next one could come at any
 * time.
 */
export function takeYoungGeneration(): void {
  const pieces = Math.ceil((3 * SEMI_SPACE_MB * 1024 * 1024) / PIECE_BYTES);
  makeGarbage(pieces);
  let before = 0;
  for (let made = 0, used = youngBytes(); used >= before && made < pieces; made += PIECES_BETWEEN_LOOKS) {
    makeGarbage(PIECES_BETWEEN_LOOKS);
    before = used;
    used = youngBytes();
  }
}

/** V8 writes the holes of a new array: that is enough to have the system give the page. */
function makeGarbage(pieces: number): void {
  for (let i = 0; i < pieces; i++) newest.piece = new Array(PIECE_ELEMENTS);
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')!.space_used_size;
}
