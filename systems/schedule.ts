import type { StoreName } from '../components/tables.ts';
import type { World } from '../components/world.ts';
import { chooseViews } from './choose-views.ts';
import { directEvents } from './direct-events.ts';
import { encodeArrivals } from './encode-arrivals.ts';
import { encodeChanges } from './encode-changes.ts';
import { endSessions } from './end-sessions.ts';
import { indexSectors } from './index-sectors.ts';
import { moveEntities } from './move-entities.ts';
import { sampleStanding } from './sample-standing.ts';
import { sealTick } from './seal-tick.ts';
import { searchSupply } from './search-supply.ts';
import { spreadPressure } from './spread-pressure.ts';
import { steerAvatars } from './steer-avatars.ts';
import { steerPatrols } from './steer-patrols.ts';
import { stepTerritories } from './step-territories.ts';
import { takeInbox } from './take-inbox.ts';
import { tellTerritories } from './tell-territories.ts';
import { workObjectives } from './work-objectives.ts';

export type Phase = 'intake' | 'decide' | 'move' | 'resolve' | 'replicate' | 'seal';

/** Parts of the world that are not stores: filled and emptied within a tick, or rebuilt from the stores. */
export type DerivedName =
  | 'inbox'
  | 'entities'
  | 'changes'
  | 'sectors'
  | 'streams'
  | 'territories'
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

/**
 * One tick, top to bottom. A test hashes every store around every system and fails on a write that is not
 * declared here; docs/TICK.md is printed from this table.
 */
export const SCHEDULE: readonly ScheduleRow[] = [
  {
    phase: 'intake',
    name: 'takeInbox',
    run: takeInbox,
    reads: ['inbox', 'ledger', 'identity', 'motion'],
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
      'standing',
      'controlPoint',
      'influence',
      'district',
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
    writes: [
      'ledger',
      'identity',
      'motion',
      'session',
      'standing',
      'controlPoint',
      'influence',
      'district',
      'entities',
      'changes',
      'streams',
      'lookups',
    ],
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
    phase: 'resolve',
    name: 'directEvents',
    run: directEvents,
    reads: ['ledger', 'worldEvent'],
    writes: ['ledger', 'worldEvent', 'territories', 'chronicle'],
    because: 'an event takes hold in the tick in which it is told',
  },
  {
    phase: 'resolve',
    name: 'sampleStanding',
    run: sampleStanding,
    reads: ['ledger', 'identity', 'motion', 'territories'],
    writes: ['standing', 'controlPoint', 'influence', 'district'],
    because: 'everybody has moved; who stands where decides what is gained below',
  },
  {
    phase: 'resolve',
    name: 'workObjectives',
    run: workObjectives,
    reads: ['ledger', 'identity', 'motion', 'entities'],
    writes: [
      'avatar',
      'controlPoint',
      'influence',
      'district',
      'districtSide',
      'region',
      'regionSide',
      'territories',
      'chronicle',
      'frame',
    ],
    because: 'what a player has achieved counts before the step of this tick decides who holds the place',
  },
  {
    phase: 'resolve',
    name: 'stepTerritories',
    run: stepTerritories,
    reads: ['ledger', 'side', 'territories'],
    writes: [
      'controlPoint',
      'influence',
      'district',
      'districtSide',
      'region',
      'regionSide',
      'side',
      'territories',
      'chronicle',
    ],
    because: 'presence and objectives of this tick are in',
  },
  {
    phase: 'resolve',
    name: 'searchSupply',
    run: searchSupply,
    reads: ['ledger', 'district'],
    writes: ['district', 'side', 'supplyQueue', 'supplyWork'],
    because: 'land that changed hands in this tick is searched from this tick on',
  },
  {
    phase: 'resolve',
    name: 'spreadPressure',
    run: spreadPressure,
    reads: ['ledger', 'influence'],
    writes: ['districtSide'],
    because: 'it only looks; whoever plans by it reads it in the next tick',
  },
  {
    phase: 'replicate',
    name: 'tellTerritories',
    run: tellTerritories,
    reads: ['influence', 'districtSide', 'regionSide', 'worldEvent'],
    writes: ['ledger', 'controlPoint', 'district', 'region', 'territories', 'frame'],
    because: 'nothing changes a territory any more in this tick',
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
