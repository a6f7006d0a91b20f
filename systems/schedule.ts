import { buryFallen } from './bury-fallen.ts';
import { chooseViews } from './choose-views.ts';
import { directEvents } from './direct-events.ts';
import { dispatchConvoys } from './dispatch-convoys.ts';
import { disturbRoads } from './disturb-roads.ts';
import { driveConvoys } from './drive-convoys.ts';
import { encodeArrivals } from './encode-arrivals.ts';
import { encodeChanges } from './encode-changes.ts';
import { endSessions } from './end-sessions.ts';
import { followFront } from './follow-front.ts';
import { indexSectors } from './index-sectors.ts';
import { keepRoutes } from './keep-routes.ts';
import { mendFighters } from './mend-fighters.ts';
import { moveEntities } from './move-entities.ts';
import { produceGoods } from './produce-goods.ts';
import { pursueTargets } from './pursue-targets.ts';
import { raiseFallen } from './raise-fallen.ts';
import { refreshProperties } from './refresh-properties.ts';
import { sampleStanding } from './sample-standing.ts';
import type { ScheduleRow } from './schedule-row.ts';
import { sealTick } from './seal-tick.ts';
import { searchSupply } from './search-supply.ts';
import { seekTargets } from './seek-targets.ts';
import { settleRaids } from './settle-raids.ts';
import { spreadPressure } from './spread-pressure.ts';
import { steerAvatars } from './steer-avatars.ts';
import { steerPatrols } from './steer-patrols.ts';
import { stepTerritories } from './step-territories.ts';
import { strikeTargets } from './strike-targets.ts';
import { takeInbox } from './take-inbox.ts';
import { tellRoutes } from './tell-routes.ts';
import { tellTerritories } from './tell-territories.ts';
import { watchBattles } from './watch-battles.ts';
import { workObjectives } from './work-objectives.ts';

/** What comes and goes with an entity. */
const BODIES = ['ledger', 'idOrder', 'identity', 'motion', 'entities', 'changes'] as const;
/** What clients have of the world. */
const CLIENTS = ['session', 'answer', 'usedTicket', 'avatar', 'streams', 'lookups'] as const;
/** What changes when a question for a route is answered. */
const ANSWERS = ['pathNode', 'routeLedger', 'routeSide', 'proposalNews'] as const;
/** Where units are counted. */
const STANDS = ['standing', 'controlPoint', 'influence', 'district'] as const;
/** What a convoy holds, and is counted by. */
const CONVOYS = ['convoy', 'path', 'route', 'routeRequest', 'treasury', 'convoyNews', 'newsLedger'] as const;
/** Where cargo is booked. */
const GOODS = ['account', 'depotGoods', 'integrity'] as const;
/** What a fighter has and does. */
const FIGHTERS = ['fighter', 'fights', 'changes'] as const;
/** What the properties of a fighter follow from, besides its own row. */
const PROPERTIES = ['gear', 'effect', 'effectDue', 'convoy'] as const;
/** What a new entity gets, and the one before it with its id had. */
const ARMS = ['fighter', 'fights', 'gear', 'bag', 'effect', 'effectDue'] as const;
/** Sums of influence. */
const BOOKS = ['region', 'regionSide', 'districtSide'] as const;

/**
 * One tick, top to bottom. A test compares every store from before and after every system, and fails on a
 * write that is not declared here, and on one that is declared and never made; docs/TICK.md is printed from this table.
 */
export const SCHEDULE: readonly ScheduleRow[] = [
  {
    phase: 'intake',
    name: 'takeInbox',
    run: takeInbox,
    reads: ['inbox', 'ledger', 'identity', 'motion', 'worldEvent'],
    writes: [
      ...BODIES,
      ...ARMS,
      ...STANDS,
      ...CONVOYS,
      ...CLIENTS,
      ...ANSWERS,
      'escort',
      'roads',
      'territories',
      'sectors',
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
      ...STANDS,
      'fighter',
      'ledger',
      'identity',
      'motion',
      'session',
      'entities',
      'changes',
      'streams',
      'lookups',
    ],
    because: 'a session resumed in this very tick must not end in it',
  },
  {
    phase: 'decide',
    name: 'dispatchConvoys',
    run: dispatchConvoys,
    reads: [...GOODS, 'ledger', 'identity', 'roads', 'road', 'route', 'path', 'pathNode'],
    writes: [
      ...BODIES,
      ...ARMS,
      'convoy',
      'path',
      'route',
      'treasury',
      'depotGoods',
      'sectors',
      'convoyNews',
      'newsLedger',
    ],
    because: 'a convoy sets out on roads as they were at the end of the last tick, and drives in this one',
  },
  {
    phase: 'decide',
    name: 'mendFighters',
    run: mendFighters,
    reads: ['ledger', 'identity', ...PROPERTIES],
    writes: [...FIGHTERS, 'effect', 'effectDue'],
    because: 'who mends or shakes off an effect now does so before anybody decides by it',
  },
  {
    phase: 'decide',
    name: 'raiseFallen',
    run: raiseFallen,
    reads: ['ledger', 'identity', 'district', 'controlPoint', 'influence', 'roads'],
    writes: [...BODIES, ...ARMS, 'patrol', 'site', 'reserve', 'sectors'],
    because: 'who comes back takes part in the whole of this tick',
  },
  {
    phase: 'move',
    name: 'steerPatrols',
    run: steerPatrols,
    reads: ['ledger', 'motion', 'patrol', 'fighter', ...PROPERTIES, 'entities'],
    writes: ['motion', 'patrol', 'fights', 'changes'],
    because: 'a leg ends at the tick it was planned for, before anybody moves on',
  },
  {
    phase: 'move',
    name: 'steerAvatars',
    run: steerAvatars,
    reads: ['ledger', 'motion', 'avatar', 'fighter', ...PROPERTIES, 'entities'],
    writes: ['motion', 'avatar', 'fights', 'changes'],
    because: 'an order of this tick sets the course of this tick',
  },
  {
    phase: 'move',
    name: 'driveConvoys',
    run: driveConvoys,
    reads: ['ledger', 'road', 'roads', 'path', 'pathNode', 'depotGoods', 'escort'],
    writes: [
      'districtSide',
      ...CONVOYS,
      ...GOODS,
      'fighter',
      'motion',
      'routeLedger',
      'escort',
      'identity',
      'entities',
      'changes',
      'ledger',
    ],
    because: 'a convoy turns at the tick in which it reaches a center, before anybody moves on',
  },
  {
    phase: 'move',
    name: 'pursueTargets',
    run: pursueTargets,
    reads: ['ledger', 'identity', 'avatar', ...PROPERTIES, 'roads', 'entities'],
    writes: [...FIGHTERS, 'motion', 'patrol'],
    because: 'all others have set their courses: a fight comes before a walk',
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
    name: 'seekTargets',
    run: seekTargets,
    reads: [
      ...PROPERTIES,
      'ledger',
      'identity',
      'motion',
      'standing',
      'controlPoint',
      'roads',
      'sectors',
      'entities',
    ],
    writes: [...FIGHTERS, 'patrol'],
    because: 'everybody has moved: who is in sight of whom is known',
  },
  {
    phase: 'resolve',
    name: 'refreshProperties',
    run: refreshProperties,
    reads: ['identity', ...PROPERTIES],
    writes: [...FIGHTERS],
    because: 'nothing that changes a property comes between this and the strikes',
  },
  {
    phase: 'resolve',
    name: 'strikeTargets',
    run: strikeTargets,
    reads: ['ledger', 'identity', 'motion', ...PROPERTIES, 'roads'],
    writes: [...FIGHTERS, 'effect', 'effectDue'],
    because: 'all strike as things are now: who strikes first by id has no advantage',
  },
  {
    phase: 'resolve',
    name: 'buryFallen',
    run: buryFallen,
    reads: ['ledger', 'identity', 'motion', 'session', 'roads'],
    writes: [
      ...BODIES,
      ...ARMS,
      ...CONVOYS,
      ...GOODS,
      ...STANDS,
      ...BOOKS,
      'avatar',
      'escort',
      'site',
      'wreck',
      'reserve',
      'disruption',
      'roads',
      'sectors',
      'territories',
      'chronicle',
      'frame',
    ],
    because: 'every strike of the tick has landed, also those of the fallen',
  },
  {
    phase: 'resolve',
    name: 'watchBattles',
    run: watchBattles,
    reads: ['ledger', 'fighter', 'sectors'],
    writes: ['battle', 'fights'],
    because: 'who fought in this tick is known',
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
    name: 'settleRaids',
    run: settleRaids,
    reads: ['ledger', 'identity', 'motion', 'roads', 'entities'],
    writes: ['fighter', 'convoy', 'escort', 'changes'],
    because: 'who fell in this tick neither raids nor defends',
  },
  {
    phase: 'resolve',
    name: 'sampleStanding',
    run: sampleStanding,
    reads: ['ledger', 'identity', 'motion', 'fighter', 'territories'],
    writes: [...STANDS],
    because: 'everybody has moved; who stands where decides what is gained below',
  },
  {
    phase: 'resolve',
    name: 'workObjectives',
    run: workObjectives,
    reads: ['ledger', 'identity', 'motion', 'entities'],
    writes: [
      ...BOOKS,
      'avatar',
      'controlPoint',
      'influence',
      'district',
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
    reads: ['ledger', 'side', 'identity', 'site', 'roads', 'territories'],
    writes: [...BOOKS, 'controlPoint', 'influence', 'district', 'side', 'territories', 'chronicle'],
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
    phase: 'resolve',
    name: 'produceGoods',
    run: produceGoods,
    reads: ['ledger', 'district', 'roads', 'depotGoods', 'depot'],
    writes: ['depot', 'depotGoods', 'account'],
    because: 'land that changed hands in this tick already works for its new owner',
  },
  {
    phase: 'resolve',
    name: 'disturbRoads',
    run: disturbRoads,
    reads: ['ledger', 'district', 'road', 'roads', 'districtSide', 'controlPoint', 'disruption'],
    writes: ['disruption', 'roads'],
    because: 'what begins or ends here is on the roads below',
  },
  {
    phase: 'resolve',
    name: 'followFront',
    run: followFront,
    reads: [
      'ledger',
      'territories',
      'district',
      'districtSide',
      'controlPoint',
      'disruption',
      'pathNode',
      'path',
      'route',
      'convoy',
      'entities',
    ],
    writes: ['road', 'route', 'routeLedger', 'routeSide', 'convoy', 'landfallNews', 'newsLedger', 'roads'],
    because: 'nothing changes a territory any more in this tick, and every route is to know',
  },
  {
    phase: 'resolve',
    name: 'keepRoutes',
    run: keepRoutes,
    reads: ['ledger', 'road', 'roads', 'depotGoods', 'routeLedger', 'convoy', 'entities'],
    writes: ['route', 'routeRequest', 'routeLedger', 'routeSide', 'path', 'convoy'],
    because: 'routes were judged just now; what is asked here is put to the route workers after the tick',
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
    name: 'tellRoutes',
    run: tellRoutes,
    reads: [
      'ledger',
      'route',
      'convoyNews',
      'landfallNews',
      'path',
      'pathNode',
      'treasury',
      'roads',
      'proposalNews',
      'road',
      'identity',
      'newsLedger',
      'routeSide',
    ],
    writes: [
      'toldRoute',
      'route',
      'path',
      'routeSide',
      'convoyNews',
      'landfallNews',
      'proposalNews',
      'newsLedger',
      'frame',
    ],
    because: 'as tellTerritories: a route and the territory that changed it are told in one message',
  },
  {
    phase: 'replicate',
    name: 'encodeChanges',
    run: encodeChanges,
    reads: ['ledger', 'identity', 'motion', 'fighter', 'changes', 'streams'],
    writes: ['frame', 'streams', 'fights', 'sectors'],
    because: 'it must use the views that clients have had so far: chooseViews moves them',
  },
  {
    phase: 'replicate',
    name: 'encodeArrivals',
    run: encodeArrivals,
    reads: ['identity', 'motion', 'fighter', 'changes', 'sectors', 'streams'],
    writes: ['frame', 'streams'],
    because: 'as encodeChanges; after it, because both build chains in the same memory',
  },
  {
    phase: 'replicate',
    name: 'chooseViews',
    run: chooseViews,
    reads: ['ledger', 'identity', 'motion', 'fighter', 'session', 'sectors', 'streams'],
    writes: ['ledger', 'session', 'frame', 'streams'],
    because: 'a keyframe holds the state after this tick, so nothing of this tick may follow it',
  },
  {
    phase: 'seal',
    name: 'sealTick',
    run: sealTick,
    reads: ['changes', 'entities', 'frame'],
    writes: [
      'idOrder',
      'identity',
      'session',
      'entities',
      'changes',
      'fights',
      'sectors',
      'streams',
      'inbox',
      'frame',
    ],
    because: 'ids of the dead are given again only when their end has been told',
  },
];
