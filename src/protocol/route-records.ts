import type { ByteReader, ByteWriter } from './bytes.ts';

/**
 * What the route channel of a faction tells about its routes and convoys, write and read side by side. A record holds
 * all there is to know; only of a path that the reader has already it tells no more than what follows the common part.
 */

/** Kinds of records, in their first byte; the kinds below are in territory-records.ts. */
export const ROUTE_RECORD = { route: 4, summary: 5, landfall: 6, convoy: 7 } as const;

/** Districts of the longest path. */
export const PATH_DISTRICTS_MAX = 256;

const PROPOSAL_BIT = 1 << 6;

export const ROUTE_RECORDS = [
  {
    kind: ROUTE_RECORD.route,
    name: 'route',
    body:
      'route varint, faction bits 0-2 | state bits 3-5 | proposal bit 6 u8, reason u8, from varint, to varint, ' +
      'version varint, cost varint (m), security mean varint, least varint (1/1000), profit varint (1/1000), ' +
      'convoys varint, trips varint, district of the reason + 1 varint, cause tick u32, tick u32, ' +
      'kept districts varint, count varint, per further district: zigzag step (the first from `from`)',
    meaning:
      'a route of the faction. Its path is as many districts of the path told before as are kept, then the further ' +
      'ones; in a whole state all of them. State 0: it is no more. A proposal answers an order planRoute of the ' +
      'session that `route` names, and is kept by nobody',
  },
  {
    kind: ROUTE_RECORD.summary,
    name: 'summary',
    body:
      'faction u8, routes pending varint, active varint, degraded varint, invalid varint, profit varint (1/1000), ' +
      'convoys varint, money zigzag, tick u32',
    meaning:
      'what a faction has: routes by state, profit of those that can be driven, convoys under way, money',
  },
  {
    kind: ROUTE_RECORD.landfall,
    name: 'landfall',
    body: 'district varint, faction u8, routes varint, cause tick u32, tick u32',
    meaning: 'so many routes of the faction got worse because of a change of that district',
  },
  {
    kind: ROUTE_RECORD.convoy,
    name: 'convoy',
    body:
      'entity varint, generation u8, event u8, route + 1 varint, vehicle u8, resource u8, cargo varint, stance u8, ' +
      'district varint, to district varint, tick u32',
    meaning: 'what happened to a convoy, and how it is since; after delivered and lost it is no more',
  },
] as const;

/** A route as its channel tells it. */
export interface RouteRecord {
  /** Row of the route; of a proposal the number of the session that asked. */
  route: number;
  faction: number;
  state: number;
  isProposal: boolean;
  reason: number;
  /** Districts of its two ends. */
  from: number;
  to: number;
  /** Paths it has had. */
  version: number;
  /** Cost of the path in meters of good road. */
  cost: number;
  /** Thousandths: mean over the steps, and of the least safe. */
  securityMean: number;
  securityMin: number;
  /** Thousandths. */
  profit: number;
  /** Under way on it. */
  convoys: number;
  /** Cargoes delivered. */
  trips: number;
  /** District behind the reason, -1 none. */
  reasonDistrict: number;
  /** Tick of the change of a territory behind it, 0 none. */
  causeTick: number;
  tick: number;
  /** Districts kept from the beginning of the path told before. */
  kept: number;
  /** Further districts: `districts[0 .. count)`. */
  count: number;
  readonly districts: Uint32Array;
}

export interface RouteSummaryRecord {
  faction: number;
  pending: number;
  active: number;
  degraded: number;
  invalid: number;
  /** Thousandths, sum over routes that can be driven. */
  profit: number;
  convoys: number;
  money: number;
  tick: number;
}

export interface LandfallRecord {
  district: number;
  faction: number;
  /** Routes that got worse. */
  routes: number;
  /** Tick of the change. */
  causeTick: number;
  tick: number;
}

export interface ConvoyRecord {
  entity: number;
  generation: number;
  event: number;
  /** Route it set out on, -1 when that is no more. */
  route: number;
  vehicle: number;
  resource: number;
  cargo: number;
  stance: number;
  district: number;
  /** District it drives to. */
  to: number;
  /** Tick of the event. */
  tick: number;
}

export function createRouteRecord(): RouteRecord {
  return {
    ...{ route: 0, faction: 0, state: 0, isProposal: false, reason: 0, from: 0, to: 0, version: 0, cost: 0 },
    ...{ securityMean: 0, securityMin: 0, profit: 0, convoys: 0, trips: 0, reasonDistrict: -1, causeTick: 0 },
    ...{ tick: 0, kept: 0, count: 0 },
    districts: new Uint32Array(PATH_DISTRICTS_MAX),
  };
}

export function createRouteSummary(): RouteSummaryRecord {
  const counts = { pending: 0, active: 0, degraded: 0, invalid: 0 };
  return { faction: 0, ...counts, profit: 0, convoys: 0, money: 0, tick: 0 };
}

export function createConvoyRecord(): ConvoyRecord {
  return {
    ...{ entity: 0, generation: 0, event: 0, route: -1, vehicle: 0, resource: 0, cargo: 0, stance: 0 },
    ...{ district: 0, to: 0, tick: 0 },
  };
}

/** See ROUTE_RECORDS. */
export function writeRoute(to: ByteWriter, record: RouteRecord): void {
  to.u8(ROUTE_RECORD.route);
  to.varint(record.route);
  to.u8(record.faction | (record.state << 3) | (record.isProposal ? PROPOSAL_BIT : 0));
  to.u8(record.reason);
  to.varint(record.from);
  to.varint(record.to);
  to.varint(record.version);
  to.varint(record.cost);
  to.varint(record.securityMean);
  to.varint(record.securityMin);
  to.varint(record.profit);
  to.varint(record.convoys);
  to.varint(record.trips);
  to.varint(record.reasonDistrict + 1);
  to.u32(record.causeTick);
  to.u32(record.tick);
  to.varint(record.kept);
  to.varint(record.count);
  let before = record.from;
  for (let i = 0; i < record.count; i++) {
    to.zigzag(record.districts[i] - before);
    before = record.districts[i];
  }
}

/** See ROUTE_RECORDS. */
export function writeRouteSummary(to: ByteWriter, record: RouteSummaryRecord): void {
  to.u8(ROUTE_RECORD.summary);
  to.u8(record.faction);
  to.varint(record.pending);
  to.varint(record.active);
  to.varint(record.degraded);
  to.varint(record.invalid);
  to.varint(record.profit);
  to.varint(record.convoys);
  to.zigzag(record.money);
  to.u32(record.tick);
}

/** See ROUTE_RECORDS. */
export function writeLandfall(to: ByteWriter, record: LandfallRecord): void {
  to.u8(ROUTE_RECORD.landfall);
  to.varint(record.district);
  to.u8(record.faction);
  to.varint(record.routes);
  to.u32(record.causeTick);
  to.u32(record.tick);
}

/** See ROUTE_RECORDS. */
export function writeConvoy(to: ByteWriter, record: ConvoyRecord): void {
  to.u8(ROUTE_RECORD.convoy);
  to.varint(record.entity);
  to.u8(record.generation);
  to.u8(record.event);
  to.varint(record.route + 1);
  to.u8(record.vehicle);
  to.u8(record.resource);
  to.varint(record.cargo);
  to.u8(record.stance);
  to.varint(record.district);
  to.varint(record.to);
  to.u32(record.tick);
}

/** What a reader of route records is told; the records are only lent. Whoever does not care leaves one out. */
export interface RouteSink {
  route?(record: RouteRecord): void;
  summary?(record: RouteSummaryRecord): void;
  landfall?(record: LandfallRecord): void;
  convoy?(record: ConvoyRecord): void;
}

const route = createRouteRecord();
const summary = createRouteSummary();
const landfall: LandfallRecord = { district: 0, faction: 0, routes: 0, causeTick: 0, tick: 0 };
const convoy = createConvoyRecord();

/** Reads the rest of a record of that kind. Returns false when it cannot be read; `from.bad` may be set then. */
export function readRouteRecord(from: ByteReader, kind: number, sink: RouteSink): boolean {
  if (kind === ROUTE_RECORD.route) {
    if (!readRoute(from)) return false;
    sink.route?.(route);
  } else if (kind === ROUTE_RECORD.summary) {
    readSummary(from);
    if (from.bad) return false;
    sink.summary?.(summary);
  } else if (kind === ROUTE_RECORD.landfall) {
    readLandfall(from);
    if (from.bad) return false;
    sink.landfall?.(landfall);
  } else if (kind === ROUTE_RECORD.convoy) {
    readConvoy(from);
    if (from.bad) return false;
    sink.convoy?.(convoy);
  } else return false;
  return true;
}

function readRoute(from: ByteReader): boolean {
  route.route = from.varint();
  const flags = from.u8();
  route.faction = flags & 7;
  route.state = (flags >> 3) & 7;
  route.isProposal = (flags & PROPOSAL_BIT) !== 0;
  route.reason = from.u8();
  route.from = from.varint();
  route.to = from.varint();
  route.version = from.varint();
  route.cost = from.varint();
  route.securityMean = from.varint();
  route.securityMin = from.varint();
  route.profit = from.varint();
  route.convoys = from.varint();
  route.trips = from.varint();
  route.reasonDistrict = from.varint() - 1;
  route.causeTick = from.u32();
  route.tick = from.u32();
  route.kept = from.varint();
  route.count = from.varint();
  if (from.bad || route.kept + route.count > PATH_DISTRICTS_MAX) return false;
  let district = route.from;
  for (let i = 0; i < route.count; i++) {
    district += from.zigzag();
    // Below zero or beyond 32 bits it would wrap round to some other district.
    if (district < 0 || district > 0xffff_ffff) return false;
    route.districts[i] = district;
  }
  return !from.bad;
}

function readSummary(from: ByteReader): void {
  summary.faction = from.u8();
  summary.pending = from.varint();
  summary.active = from.varint();
  summary.degraded = from.varint();
  summary.invalid = from.varint();
  summary.profit = from.varint();
  summary.convoys = from.varint();
  summary.money = from.zigzag();
  summary.tick = from.u32();
}

function readLandfall(from: ByteReader): void {
  landfall.district = from.varint();
  landfall.faction = from.u8();
  landfall.routes = from.varint();
  landfall.causeTick = from.u32();
  landfall.tick = from.u32();
}

function readConvoy(from: ByteReader): void {
  convoy.entity = from.varint();
  convoy.generation = from.u8();
  convoy.event = from.u8();
  convoy.route = from.varint() - 1;
  convoy.vehicle = from.u8();
  convoy.resource = from.u8();
  convoy.cargo = from.varint();
  convoy.stance = from.u8();
  convoy.district = from.varint();
  convoy.to = from.varint();
  convoy.tick = from.u32();
}

/**
 * The path of a route after `record`, given the path before. `undefined` when the reader lacks what is kept: it has
 * missed a record.
 */
export function pathAfter(before: readonly number[], record: RouteRecord): number[] | undefined {
  if (record.kept > before.length) return undefined;
  return [...before.slice(0, record.kept), ...record.districts.subarray(0, record.count)];
}
