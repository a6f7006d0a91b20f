/** What a desk has done since it was made. */
export interface DeskCounters {
  /** Questions answered. The four next add up to it. */
  questions: number;
  /** From a place to itself. */
  atOnce: number;
  fromCache: number;
  fromFields: number;
  searches: number;
  /** Nodes that searches expanded. */
  expanded: number;
  /** Questions whose whole key was asked before, and how many of them each tier answered. */
  repeats: number;
  repeatsFromCache: number;
  repeatsFromFields: number;
  /** Answers of the cache that were worked out before the change that made them true. */
  fromForesight: number;
  /** States that changed, and how often so many did that the cache was emptied. */
  changes: number;
  cacheEmptied: number;
}

export function createDeskCounters(): DeskCounters {
  return {
    questions: 0,
    atOnce: 0,
    fromCache: 0,
    fromFields: 0,
    searches: 0,
    expanded: 0,
    repeats: 0,
    repeatsFromCache: 0,
    repeatsFromFields: 0,
    fromForesight: 0,
    changes: 0,
    cacheEmptied: 0,
  };
}
