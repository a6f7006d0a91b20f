import { defineStore, u8, u16, u32 } from './store.ts';

/** Where a route between two depots of a faction is in its life. */
export const ROUTE_STATE = {
  free: 0,
  /** Asked for; there is no path yet. */
  pending: 1,
  active: 2,
  /** It can be driven, but it is less safe than the faction asks for: nothing sets out on it. */
  degraded: 3,
  /** It cannot be driven: an end is lost, or there is no way. */
  invalid: 4,
  /** It is no more; the row is given again once that has been told. */
  retired: 5,
} as const;

/** Why a route became what it is. The numbers are on the wire: never reused. */
export const ROUTE_REASON = {
  none: 0,
  opened: 1,
  cheaper: 2,
  /** A territory on its way changed hands. */
  captured: 3,
  contested: 4,
  disrupted: 5,
  /** The road is as it should be again. */
  recovered: 6,
  /** One of its ends belongs to somebody else now. */
  endLost: 7,
  noWay: 8,
  idle: 9,
  /** A better one needed its place. */
  evicted: 10,
  /** A player asked for it; nobody keeps it. */
  asked: 11,
} as const;

/** A way for convoys between two depots of a faction. */
export const Route = defineStore('route', {
  state: u8('ROUTE_STATE'),
  faction: u8('1-7'),
  from: u16('depot it sets out from'),
  to: u16('depot it leads to'),
  path: u16('row of its path + 1, 0 none'),
  cost: u32('cost of the path at present, decimeters; see src/routing/route-costs.ts'),
  securityMean: u16('1/1000, mean over its steps'),
  securityMin: u16('1/1000, its least safe step'),
  profit: u16('1/1000, 0 .. 10,000'),
  reason: u8('ROUTE_REASON of its last change'),
  reasonDistrict: u32('district behind that + 1, 0 none'),
  causeTick: u32('tick of the change of a territory behind that; 0 none'),
  version: u32('paths it has had so far'),
  bornTick: u32('tick at which it was asked for'),
  usedTick: u32('tick at which something set out on it last, or at which it became active'),
  dispatchTick: u32('tick from which on the next convoy may set out'),
  request: u16('row of the question that is out for it + 1, 0 none'),
  ask: u8('ROUTE_ASK: its path may no longer be the best, so a question is to be asked'),
  news: u8('ROUTE_NEWS: what is still to be told'),
  convoys: u16('under way on it'),
  trips: u32('cargoes delivered by it'),
});

/** What is to be asked for a route: a way as safe as convoys want it, or, when there is none, any. */
export const ROUTE_ASK = { nothing: 0, safeWay: 1, anyWay: 2 } as const;

/** What of a route is still to be told on its faction's channel: flags. */
export const ROUTE_NEWS = { none: 0, state: 1, path: 2, gone: 4 } as const;

/** Paths, shared by a route and the convoys that drive on it. Freed when nobody uses them. */
export const Path = defineStore('path', {
  uses: u16('routes and convoys that hold it; 0 = free'),
  hops: u16('steps, 0 .. PATH_STEPS_MAX'),
});

/** Districts of paths, row = path * PATH_NODES + step. */
export const PathNode = defineStore('pathNode', {
  district: u32('district of the step'),
});

/** A question for a route that is out with the route workers, or waits for its turn. */
export const RouteRequest = defineStore('routeRequest', {
  state: u8('REQUEST_STATE'),
  kind: u8('REQUEST_KIND: who asks'),
  subject: u32('route row, entity of the convoy, or session slot'),
  faction: u8('1-7'),
  from: u32('district'),
  to: u32('district'),
  hopsMax: u16('most steps, 0 = any number'),
  securityMin: u16('1/1000, least of every step, 0 = any'),
  serial: u32('number of the question: an answer to an older one is dropped'),
  askTick: u32('tick at which it was asked'),
  causeTick: u32('tick of the change of a territory that made it necessary; 0 none'),
  priority: u8('higher ones are put first'),
});

export const REQUEST_STATE = { free: 0, asked: 1 } as const;
export const REQUEST_KIND = { route: 1, convoy: 2, player: 3 } as const;

/** What roads are like, as the searches know it: the node states of src/routing/route-costs.ts. */
export const Road = defineStore('district', {
  state: u16('owner, contested, DISRUPTION bits'),
});

/** What disrupts the roads of a district for a time. */
export const Disruption = defineStore('disruption', {
  kind: u8('DISRUPTION + 1; 0 = the place is free'),
  district: u32('where'),
  endTick: u32('tick at which it is over; 0 = until it is mended'),
  faction: u8('faction behind it, 0 none'),
});

/** Counters of routing, one row for the world. */
export const RouteLedger = defineStore('world', {
  pathHigh: u16('path rows ever used'),
  serial: u32('questions asked so far'),
  changeTick: u32('tick at which a road changed last'),
});

/** What a faction's route channel needs, row = faction. */
export const RouteSide = defineStore('side', {
  sequence: u32('updates told on its route channel so far'),
  isNews: u8('1 = its summary is to be told'),
});
