import { ENTITY_COUNT_MAX } from '../src/limits.ts';

/**
 * Entities by sector, as a counting sort by sector and then id: derived anew in each tick, so that its order can never
 * depend on history.
 */
export interface SectorIndex {
  /** Sector of each entity after this tick's movement, by id; NOWHERE for ids not alive. */
  readonly of: Uint32Array;
  /** First place of each sector in `members`; one more entry than sectors. */
  readonly start: Uint32Array;
  /** Alive ids, ascending within each sector. */
  readonly members: Uint32Array;
  /** Births and deaths (`ChangeLog.lives`) up to which this is right. */
  lives: number;
}

export function createSectorIndex(sectorCount: number): SectorIndex {
  return {
    of: new Uint32Array(ENTITY_COUNT_MAX).fill(0xffff_ffff),
    start: new Uint32Array(sectorCount + 1),
    members: new Uint32Array(ENTITY_COUNT_MAX),
    lives: 0,
  };
}
