import type { Resource } from './schedule-row.ts';

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
/** What changes when a mind is told of a threat. */
const ALARMS = ['mind', 'minds', 'threat'] as const;

interface Access {
  readonly reads: readonly Resource[];
  readonly writes: readonly Resource[];
}

/** What each system of the schedule reads and writes. */
export const ACCESS = {
  takeInbox: {
    reads: ['inbox', 'ledger', 'identity', 'motion', 'worldEvent'],
    writes: [
      ...BODIES,
      ...ARMS,
      ...STANDS,
      ...CONVOYS,
      ...CLIENTS,
      ...ANSWERS,
      ...ALARMS,
      'escort',
      'roads',
      'territories',
      'sectors',
      'frame',
    ],
  },
  endSessions: {
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
  },
  shedSpectators: {
    reads: ['ledger', 'session'],
    writes: ['session', 'streams', 'lookups', 'frame'],
  },
  dispatchConvoys: {
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
  },
  mendFighters: {
    reads: ['ledger', 'identity', ...PROPERTIES],
    writes: [...FIGHTERS, 'effect', 'effectDue'],
  },
  raiseFallen: {
    reads: ['ledger', 'identity', 'district', 'controlPoint', 'influence', 'roads'],
    writes: [...BODIES, ...ARMS, 'patrol', 'site', 'reserve', 'sectors'],
  },
  answerThreats: {
    reads: [
      'ledger',
      'identity',
      'motion',
      'fighter',
      'soldier',
      'influence',
      'district',
      'districtSide',
      'side',
      'pact',
      'roads',
      'territories',
    ],
    writes: [
      ...ALARMS,
      'squad',
      'squadMember',
      'operation',
      'goal',
      'avatar',
      'patrol',
      'convoy',
      'chronicle',
    ],
  },
  planOperations: {
    reads: [
      'ledger',
      'identity',
      'motion',
      'patrol',
      'soldier',
      'squadMember',
      'district',
      'districtSide',
      'side',
      'candidate',
      'setback',
      'convoy',
      'pathNode',
      'roads',
      'entities',
    ],
    writes: ['mind', 'minds', 'goal', 'operation', 'squad', 'chronicle'],
  },
  planStrategy: {
    reads: [
      'ledger',
      'identity',
      'motion',
      'district',
      'districtSide',
      'side',
      'setback',
      'reserve',
      'soldier',
      'squadMember',
      'roads',
      'territories',
      'entities',
    ],
    writes: [
      ...ALARMS,
      'candidate',
      'candidateInput',
      'goal',
      'operation',
      'squad',
      'patrol',
      'avatar',
      'pact',
      'chronicle',
    ],
  },
  musterSquads: {
    reads: ['ledger', 'identity', 'district', 'side', 'pact', 'roads', 'territories', 'entities'],
    writes: [
      'mind',
      'minds',
      ...FIGHTERS,
      'squad',
      'squadMember',
      'soldier',
      'operation',
      'goal',
      'setback',
      'avatar',
      'patrol',
      'motion',
      'escort',
      'aiLedger',
      'entities',
      'chronicle',
    ],
  },
  leadSquads: {
    reads: [
      'ledger',
      'identity',
      'soldier',
      'district',
      'districtSide',
      'controlPoint',
      'influence',
      'side',
      'path',
      'pathNode',
      ...PROPERTIES,
      'roads',
      'territories',
      'entities',
    ],
    writes: [
      ...ALARMS,
      ...FIGHTERS,
      'squad',
      'squadMember',
      'operation',
      'goal',
      'setback',
      'pact',
      'avatar',
      'patrol',
      'motion',
      'escort',
      'convoy',
      'convoyNews',
      'newsLedger',
      'chronicle',
    ],
  },
  guideAbsent: {
    reads: [
      'ledger',
      'identity',
      'session',
      'district',
      'controlPoint',
      'side',
      'mind',
      'squad',
      'squadMember',
      'soldier',
      'territories',
      ...PROPERTIES,
    ],
    writes: [...FIGHTERS, 'avatar', 'motion'],
  },
  steerPatrols: {
    reads: [
      'ledger',
      'identity',
      'motion',
      'patrol',
      'soldier',
      'fighter',
      'district',
      ...PROPERTIES,
      'entities',
    ],
    writes: ['motion', 'patrol', 'fights', 'changes'],
  },
  steerAvatars: {
    reads: ['ledger', 'motion', 'avatar', 'soldier', 'fighter', ...PROPERTIES, 'entities'],
    writes: ['motion', 'avatar', 'fights', 'changes'],
  },
  driveConvoys: {
    reads: ['ledger', 'road', 'roads', 'path', 'pathNode', 'depotGoods', 'escort'],
    writes: [
      'districtSide',
      ...CONVOYS,
      ...GOODS,
      ...ALARMS,
      'fighter',
      'motion',
      'routeLedger',
      'escort',
      'identity',
      'entities',
      'changes',
      'ledger',
    ],
  },
  pursueTargets: {
    reads: ['ledger', 'identity', 'soldier', ...PROPERTIES, 'roads', 'entities'],
    writes: [...FIGHTERS, 'motion', 'patrol', 'avatar'],
  },
  moveEntities: {
    reads: ['ledger', 'identity', 'motion', 'sectors'],
    writes: ['motion', 'sectors', 'changes'],
  },
  indexSectors: {
    reads: ['ledger', 'identity', 'sectors'],
    writes: ['sectors'],
  },
  seekTargets: {
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
  },
  refreshProperties: {
    reads: ['identity', ...PROPERTIES],
    writes: [...FIGHTERS],
  },
  strikeTargets: {
    reads: ['ledger', 'identity', 'motion', ...PROPERTIES, 'roads'],
    writes: [...FIGHTERS, ...ALARMS, 'effect', 'effectDue'],
  },
  buryFallen: {
    reads: ['ledger', 'identity', 'motion', 'session', 'roads'],
    writes: [
      ...BODIES,
      ...ARMS,
      ...CONVOYS,
      ...GOODS,
      ...STANDS,
      ...BOOKS,
      ...ALARMS,
      'avatar',
      'soldier',
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
  },
  watchBattles: {
    reads: ['ledger', 'fighter', 'sectors'],
    writes: ['battle', 'fights'],
  },
  directEvents: {
    reads: ['ledger', 'worldEvent'],
    writes: ['ledger', 'worldEvent', 'territories', 'chronicle'],
  },
  settleRaids: {
    reads: ['ledger', 'identity', 'motion', 'roads', 'entities'],
    writes: ['fighter', 'convoy', 'escort', 'changes'],
  },
  sampleStanding: {
    reads: ['ledger', 'identity', 'motion', 'fighter', 'territories'],
    writes: [...STANDS],
  },
  workObjectives: {
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
  },
  stepTerritories: {
    reads: ['ledger', 'side', 'identity', 'site', 'roads', 'territories'],
    writes: [
      ...BOOKS,
      ...ALARMS,
      'controlPoint',
      'influence',
      'district',
      'side',
      'pact',
      'territories',
      'chronicle',
    ],
  },
  searchSupply: {
    reads: ['ledger', 'district'],
    writes: ['district', 'side', 'supplyQueue', 'supplyWork'],
  },
  spreadPressure: {
    reads: ['ledger', 'influence'],
    writes: ['districtSide'],
  },
  produceGoods: {
    reads: ['ledger', 'district', 'roads', 'depotGoods', 'depot'],
    writes: ['depot', 'depotGoods', 'account'],
  },
  disturbRoads: {
    reads: ['ledger', 'district', 'road', 'roads', 'districtSide', 'controlPoint', 'disruption'],
    writes: ['disruption', 'roads'],
  },
  followFront: {
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
  },
  keepRoutes: {
    reads: ['ledger', 'road', 'roads', 'depotGoods', 'routeLedger', 'convoy', 'entities'],
    writes: ['route', 'routeRequest', 'routeLedger', 'routeSide', 'path', 'convoy'],
  },
  tellTerritories: {
    reads: ['influence', 'districtSide', 'regionSide', 'worldEvent'],
    writes: ['ledger', 'controlPoint', 'district', 'region', 'territories', 'frame'],
  },
  tellRoutes: {
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
  },
  tellMinds: {
    reads: ['ledger', 'chronicle', 'goal', 'operation', 'district', 'districtSide'],
    writes: ['mind', 'aiLedger', 'mindNews', 'conflictNews', 'frame'],
  },
  tellCrowds: {
    reads: ['ledger', 'identity', 'sectors', 'fighter'],
    writes: ['crowd', 'crowdLedger', 'crowdSide', 'crowdGrid', 'frame'],
  },
  foreseeTurns: {
    reads: ['ledger', 'identity', 'motion', 'patrol', 'soldier', 'fighter', ...PROPERTIES],
    writes: ['changes', 'fights', 'forecasts'],
  },
  encodeChanges: {
    reads: ['ledger', 'identity', 'motion', 'fighter', 'changes', 'streams', 'forecasts'],
    writes: ['frame', 'streams', 'fights', 'sectors'],
  },
  encodeArrivals: {
    reads: ['ledger', 'identity', 'motion', 'fighter', 'changes', 'sectors', 'streams'],
    writes: ['frame', 'streams', 'forecasts'],
  },
  encodeSlowStreams: {
    reads: ['ledger', 'identity', 'motion', 'fighter', 'changes', 'sectors', 'streams'],
    writes: ['frame', 'streams'],
  },
  chooseViews: {
    reads: ['ledger', 'identity', 'motion', 'fighter', 'session', 'sectors', 'streams'],
    writes: ['ledger', 'session', 'frame', 'streams', 'forecasts'],
  },
  encodeForecasts: {
    reads: ['ledger', 'session', 'sectors'],
    writes: ['frame', 'streams', 'forecasts'],
  },
  sealTick: {
    reads: ['changes', 'entities', 'frame'],
    writes: ['idOrder', 'identity', 'entities', 'changes', 'fights', 'sectors', 'inbox', 'frame'],
  },
} as const satisfies Readonly<Record<string, Access>>;
