import { ITEM } from '../../src/protocol/fields.ts';
import { LATE_TICKS_MAX, skimItems, skimmed } from './skim-items.ts';

const NOBODY = { answer: () => {}, avatar: () => {} };

/**
 * Reads from the items in `bytes[start..end)` how slowly their client is served from now on, in ticks; 0 where they do
 * not say. Adds late changes of course to `lateTurns` by age. Hardly any frame has such items: one
 * that has no byte like their tags is not walked over.
 */
export function paceOf(bytes: Uint8Array, start: number, end: number, lateTurns: Float64Array): number {
  let at = start;
  while (at < end && bytes[at] !== ITEM.pace && bytes[at] !== ITEM.lateTurns) at++;
  if (at === end) return 0;
  skimItems(bytes, start, end, NOBODY);
  for (let age = 0; age <= LATE_TICKS_MAX; age++) lateTurns[age] += skimmed.lateTurns[age];
  return skimmed.paceTicks;
}
