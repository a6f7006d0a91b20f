import type { StoreName } from '../components/tables.ts';
import type { World } from '../components/world.ts';
import { chooseViews } from './choose-views.ts';
import { encodeArrivals } from './encode-arrivals.ts';
import { encodeChanges } from './encode-changes.ts';
import { endSessions } from './end-sessions.ts';
import { indexSectors } from './index-sectors.ts';
import { moveEntities } from './move-entities.ts';
import { sealTick } from './seal-tick.ts';
import { steerAvatars } from './steer-avatars.ts';
import { steerPatrols } from './steer-patrols.ts';
import { takeInbox } from './take-inbox.ts';

export type Phase = 'intake' | 'decide' | 'move' | 'resolve' | 'replicate' | 'seal';

/** Parts of the world that are not stores: filled and emptied within a tick, or rebuilt from the stores. */
export type DerivedName = 'inbox' | 'entities' | 'changes' | 'sectors' | 'streams' | 'frame' | 'lookups';

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

/**
 * One tick, top to bottom. A test hashes every store around every system and fails on a write that is not
 * declared here; docs/TICK.md is printed from this table.
 */
export const SCHEDULE: readonly ScheduleRow[] = [
  {
    phase: 'intake',
    name: 'takeInbox',
    run: takeInbox,
    reads: ['inbox', 'ledger', 'identity', 'motion', 'district'],
    writes: [
      'ledger',
      'idOrder',
      'identity',
      'motion',
      'avatar',
      'session',
      'answer',
      'usedTicket',
      'entities',
      'changes',
      'sectors',
      'streams',
      'lookups',
      'frame',
    ],
    because: 'all of the tick sees the same input: what came later waits for the next tick',
  },
  {
    phase: 'intake',
    name: 'endSessions',
    run: endSessions,
    reads: ['ledger', 'identity', 'session'],
    writes: ['ledger', 'identity', 'motion', 'session', 'entities', 'changes', 'streams', 'lookups'],
    because: 'a session resumed in this very tick must not end in it',
  },
  {
    phase: 'move',
    name: 'steerPatrols',
    run: steerPatrols,
    reads: ['ledger', 'motion', 'patrol', 'entities'],
    writes: ['motion', 'patrol', 'changes'],
    because: 'a leg ends at the tick it was planned for, before anybody moves on',
  },
  {
    phase: 'move',
    name: 'steerAvatars',
    run: steerAvatars,
    reads: ['ledger', 'motion', 'avatar', 'entities'],
    writes: ['motion', 'avatar', 'changes'],
    because: 'an order of this tick sets the course of this tick',
  },
  {
    phase: 'move',
    name: 'moveEntities',
    run: moveEntities,
    reads: ['ledger', 'identity', 'motion', 'sectors'],
    writes: ['motion', 'sectors', 'changes'],
    because: 'all courses are set: a client that adds the same course arrives at the same place',
  },
  {
    phase: 'move',
    name: 'indexSectors',
    run: indexSectors,
    reads: ['ledger', 'identity', 'sectors'],
    writes: ['sectors'],
    because: 'everything after it looks for entities by place, and places are final now',
  },
  {
    phase: 'replicate',
    name: 'encodeChanges',
    run: encodeChanges,
    reads: ['ledger', 'identity', 'motion', 'changes', 'sectors', 'streams'],
    writes: ['frame', 'streams'],
    because: 'it must use the views that clients have had so far: chooseViews moves them',
  },
  {
    phase: 'replicate',
    name: 'encodeArrivals',
    run: encodeArrivals,
    reads: ['identity', 'motion', 'changes', 'sectors', 'streams'],
    writes: ['frame', 'streams'],
    because: 'as encodeChanges; after it, because both build chains in the same memory',
  },
  {
    phase: 'replicate',
    name: 'chooseViews',
    run: chooseViews,
    reads: ['ledger', 'identity', 'motion', 'session', 'sectors', 'streams'],
    writes: ['ledger', 'session', 'frame', 'streams'],
    because: 'a keyframe holds the state after this tick, so nothing of this tick may follow it',
  },
  {
    phase: 'seal',
    name: 'sealTick',
    run: sealTick,
    reads: ['changes', 'entities', 'frame'],
    writes: ['idOrder', 'identity', 'session', 'entities', 'changes', 'sectors', 'streams', 'inbox', 'frame'],
    because: 'ids of the dead are given again only when their end has been told',
  },
];
