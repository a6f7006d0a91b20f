import type { World } from '../../components/world.ts';
import { SETBACKS_EACH } from '../../src/limits.ts';

/** After so many failures at a district, a faction leaves it alone until they are forgotten. */
export const SETBACKS_TO_REST = 3;

/** Notes that a faction failed at a district. What was forgotten gives way first, then what will be forgotten next. */
export function noteSetback(world: World, faction: number, district: number): void {
  const { ledger, rules, setback } = world;
  const tick = ledger.tick[0];
  let row = rowOf(world, faction, district);
  if (row < 0) {
    row = placeFor(world, faction);
    setback.district[row] = district + 1;
    setback.count[row] = 0;
  }
  setback.count[row] = Math.min(255, setback.count[row] + 1);
  setback.untilTick[row] = tick + rules.ai.cooldownTicks;
}

/** How often a faction failed at a district of late. */
export function setbacksAt(world: World, faction: number, district: number): number {
  const row = rowOf(world, faction, district);
  return row < 0 ? 0 : world.setback.count[row];
}

/** Row of what a faction remembers of a district, -1 when it is nothing. */
function rowOf(world: World, faction: number, district: number): number {
  const { ledger, setback } = world;
  const first = faction * SETBACKS_EACH;
  for (let row = first; row < first + SETBACKS_EACH; row++) {
    if (setback.district[row] === district + 1 && setback.untilTick[row] > ledger.tick[0]) return row;
  }
  return -1;
}

/** A free place and one that is forgotten are all the same: both end before every other. */
function placeFor(world: World, faction: number): number {
  const { untilTick } = world.setback;
  const first = faction * SETBACKS_EACH;
  let place = first;
  for (let row = first + 1; row < first + SETBACKS_EACH; row++) {
    if (untilTick[row] < untilTick[place]) place = row;
  }
  return place;
}
