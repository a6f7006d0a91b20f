import { getHeapSpaceStatistics } from 'node:v8';

/** Wanted size of the sim's young generation: large enough that its little garbage is not collected within minutes. */
export const SEMI_SPACE_MB = 16;

/** Elements of a piece of garbage: a kilobyte, far from what V8 would put elsewhere for its size. */
const PIECE_ELEMENTS = 128;
const PIECE_BYTES = PIECE_ELEMENTS * 8;
const PIECES_BETWEEN_LOOKS = 256;

/**
 * Fills both halves of the thread's young generation once with garbage, so that the system has given all of its pages
 * before the first tick. Looking at the clock alone makes two megabytes a minute: the server would grow for a quarter
 * of an hour, and no one could tell that from a leak. Ends right after a collection, or the next one could come at any
 * time. Returns the pieces made.
 */
export function takeYoungGeneration(): number {
  const pieces = Math.ceil((3 * SEMI_SPACE_MB * 1024 * 1024) / PIECE_BYTES);
  let made = makeGarbage(pieces);
  for (let before = 0, used = youngBytes(); used >= before; before = used, used = youngBytes()) {
    made += makeGarbage(PIECES_BETWEEN_LOOKS);
    if (made > 2 * pieces) break;
  }
  return made;
}

function makeGarbage(pieces: number): number {
  let made = 0;
  for (let i = 0; i < pieces; i++) made += new Array<number>(PIECE_ELEMENTS).fill(i).length / PIECE_ELEMENTS;
  return made;
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')!.space_used_size;
}
