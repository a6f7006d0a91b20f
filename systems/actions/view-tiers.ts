import { RUNG_PRESSURE } from '../../components/overload.ts';
import type { World } from '../../components/world.ts';
import {
  COMMON_TICKS,
  IMPORTANCE,
  PRESSURE_TIERS,
  placeInView,
  setTier,
  TIER_WORDS,
} from '../../src/replication/tiers.ts';

/** How far the streams of a session are to be slowed down: as its gateway asks or the whole server, which is more. */
export function pressureOn({ ledger, session }: World, slot: number): number {
  return Math.max(session.pressure[slot], RUNG_PRESSURE[ledger.overload[0]]);
}

/** Fills `streams.nextTiers` for a view, from its pressure, what happens in its sectors and how far off they are. */
export function chooseTiers(
  world: World,
  pressure: number,
  column: number,
  row: number,
  radius: number,
): void {
  const { grid, streams } = world;
  const { nextTiers } = streams;
  for (let word = 0; word < TIER_WORDS; word++) nextTiers[word] = 0;
  if (pressure === 0) return;
  const tiers = PRESSURE_TIERS[pressure];
  const lastRow = Math.min(grid.rows - 1, row + radius);
  const lastColumn = Math.min(grid.columns - 1, column + radius);
  for (let r = Math.max(0, row - radius); r <= lastRow; r++) {
    for (let c = Math.max(0, column - radius); c <= lastColumn; c++) {
      const isNear = 2 * Math.max(Math.abs(c - column), Math.abs(r - row)) <= radius;
      const isFight = isFighting(world, r * grid.columns + c);
      const importance = isFight ? IMPORTANCE.fight : isNear ? IMPORTANCE.near : IMPORTANCE.far;
      setTier(nextTiers, 0, placeInView(c, r, column, row, radius), tiers[importance]);
    }
  }
}

/** Whether somebody was hurt or took aim in a sector of late. */
function isFighting({ ledger, streams }: World, sector: number): boolean {
  const last = streams.fightTick[sector];
  return last > 0 && ledger.tick[0] - last < COMMON_TICKS;
}

/** Whether `streams.nextTiers` are those that a session has. */
export function hasNextTiers({ streams }: World, slot: number): boolean {
  for (let word = 0; word < TIER_WORDS; word++) {
    if (streams.tiers[slot * TIER_WORDS + word] !== streams.nextTiers[word]) return false;
  }
  return true;
}

/** Counts a session out of its old view, if it `held` one, and into the new one with `streams.nextTiers`. */
export function switchStreams(
  { streams }: World,
  slot: number,
  held: boolean,
  column: number,
  row: number,
  radius: number,
): void {
  if (held) streams.close(slot);
  for (let word = 0; word < TIER_WORDS; word++) {
    streams.tiers[slot * TIER_WORDS + word] = streams.nextTiers[word];
  }
  streams.open(slot, column, row, radius);
}

/**
 * Counts the view of a session of a restored world in. Where it had been fought is not known: the tiers may be others
 * until the next common tick, which no state depends on.
 */
export function reopenView(world: World, slot: number): void {
  const { rules, session } = world;
  const radius = rules.viewRadiusSectors;
  chooseTiers(world, session.viewPressure[slot], session.viewColumn[slot], session.viewRow[slot], radius);
  switchStreams(world, slot, false, session.viewColumn[slot], session.viewRow[slot], radius);
}
