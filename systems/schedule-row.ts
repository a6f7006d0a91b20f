import type { StoreName } from '../components/tables.ts';
import type { World } from '../components/world.ts';

export type Phase = 'intake' | 'decide' | 'move' | 'resolve' | 'replicate' | 'seal';

/** Parts of the world that are not stores: filled and emptied within a tick, or rebuilt from the stores. */
export type DerivedName =
  | 'inbox'
  | 'entities'
  | 'changes'
  | 'sectors'
  | 'crowdGrid'
  | 'streams'
  | 'forecasts'
  | 'territories'
  | 'roads'
  | 'fights'
  | 'minds'
  | 'chronicle'
  | 'frame'
  | 'lookups';

export type Resource = StoreName | DerivedName;

export interface ScheduleRow {
  readonly phase: Phase;
  readonly name: string;
  readonly run: (world: World) => void;
  readonly reads: readonly Resource[];
  readonly writes: readonly Resource[];
  /** Why it stands where it stands. */
  readonly because: string;
}
