import { ByteReader } from '../protocol/bytes.ts';
import type {
  ConvoyRecord,
  LandfallRecord,
  RouteRecord,
  RouteSummaryRecord,
} from '../protocol/route-records.ts';
import {
  CONVOY_EVENTS,
  CONVOY_RESOURCES,
  CONVOY_STANCES,
  ROUTE_REASONS,
  ROUTE_STATES,
} from '../protocol/route-words.ts';
import { readRecords } from '../protocol/territory-records.ts';

/** What marchland.json.v1 says on the route channels, from the same blocks that binary clients get. */

const THOUSAND = 1000;

/** Says an element of the tables above; a number that this build does not know stays a number. */
function named(names: readonly string[], number: number): string | number {
  return names[number] ?? number;
}

/** The id of a district in the world file. */
type IdOf = (district: number) => string | null;

function endsOf(record: RouteRecord, idOf: IdOf) {
  return { from_district_id: idOf(record.from), to_district_id: idOf(record.to) };
}

function pathOf(record: RouteRecord, idOf: IdOf) {
  return { kept_districts: record.kept, path: Array.from(record.districts.subarray(0, record.count), idOf) };
}

function figuresOf(record: RouteRecord) {
  return {
    cost_meters: record.cost,
    security: record.securityMean / THOUSAND,
    security_min: record.securityMin / THOUSAND,
    profitability: record.profit / THOUSAND,
  };
}

function routeFields(record: RouteRecord, idOf: IdOf) {
  return {
    route_id: record.route,
    faction_id: record.faction,
    state: named(ROUTE_STATES, record.state),
    reason: named(ROUTE_REASONS, record.reason),
    reason_district_id: idOf(record.reasonDistrict),
    ...endsOf(record, idOf),
    version: record.version,
    ...figuresOf(record),
    convoys: record.convoys,
    trips: record.trips,
    cause_tick: record.causeTick,
    tick: record.tick,
    ...pathOf(record, idOf),
  };
}

function endedFields(record: RouteRecord, idOf: IdOf) {
  return {
    route_id: record.route,
    faction_id: record.faction,
    state: named(ROUTE_STATES, record.state),
    reason: named(ROUTE_REASONS, record.reason),
    district_id: idOf(record.reasonDistrict),
    ...endsOf(record, idOf),
    cause_tick: record.causeTick,
    tick: record.tick,
  };
}

function proposalFields(record: RouteRecord, idOf: IdOf) {
  return {
    session: record.route,
    faction_id: record.faction,
    state: named(ROUTE_STATES, record.state),
    reason: named(ROUTE_REASONS, record.reason),
    ...endsOf(record, idOf),
    ...figuresOf(record),
    tick: record.tick,
    path: pathOf(record, idOf).path,
  };
}

function summaryFields(record: RouteSummaryRecord) {
  const { pending, active, degraded, invalid } = record;
  return {
    faction_id: record.faction,
    routes: { pending, active, degraded, invalid },
    total_profitability: record.profit / THOUSAND,
    convoys: record.convoys,
    money: record.money,
    summary_tick: record.tick,
  };
}

function landfallFields(record: LandfallRecord, idOf: IdOf) {
  return {
    district_id: idOf(record.district),
    faction_id: record.faction,
    routes: record.routes,
    cause_tick: record.causeTick,
    tick: record.tick,
  };
}

function convoyFields(record: ConvoyRecord, idOf: IdOf) {
  return {
    convoy_id: record.entity,
    generation: record.generation,
    event: named(CONVOY_EVENTS, record.event),
    route_id: record.route < 0 ? null : record.route,
    vehicle: record.vehicle,
    resource: named(CONVOY_RESOURCES, record.resource),
    cargo: record.cargo,
    stance: named(CONVOY_STANCES, record.stance),
    district_id: idOf(record.district),
    to_district_id: idOf(record.to),
    tick: record.tick,
  };
}

/** States of a route that can be driven, or soon can be. */
const KEPT_STATES: readonly number[] = ['pending', 'active', 'degraded'].map((state) =>
  (ROUTE_STATES as readonly string[]).indexOf(state),
);

/** What a block of a route channel holds, in words. */
export function routeWords(bytes: Uint8Array, start: number, end: number, districtIds: readonly string[]) {
  const idOf = (district: number) => districtIds[district] ?? null;
  const words = {
    /** Of a whole state: all of them. */
    routes: [] as ReturnType<typeof routeFields>[],
    generated: [] as ReturnType<typeof routeFields>[],
    invalidated: [] as ReturnType<typeof endedFields>[],
    proposals: [] as ReturnType<typeof proposalFields>[],
    landfalls: [] as ReturnType<typeof landfallFields>[],
    convoys: [] as ReturnType<typeof convoyFields>[],
    summary: undefined as ReturnType<typeof summaryFields> | undefined,
  };
  const reader = new ByteReader(bytes, start, end);
  readRecords(reader, reader.varint(), {
    territory: () => {},
    event: () => {},
    route: (record) => {
      if (record.isProposal) {
        words.proposals.push(proposalFields(record, idOf));
        return;
      }
      const fields = routeFields(record, idOf);
      words.routes.push(fields);
      if (KEPT_STATES.includes(record.state)) words.generated.push(fields);
      else words.invalidated.push(endedFields(record, idOf));
    },
    summary: (record) => {
      words.summary = summaryFields(record);
    },
    landfall: (record) => words.landfalls.push(landfallFields(record, idOf)),
    convoy: (record) => words.convoys.push(convoyFields(record, idOf)),
  });
  return words;
}

type RouteWords = ReturnType<typeof routeWords>;

/** The type of a message and what it says besides where it belongs. */
interface Said {
  readonly type: string;
  readonly fields: object;
}

/** The message with the whole state of a route channel. */
export function wholeRoutes({ routes, convoys, summary }: RouteWords): Said {
  return { type: 'initial_state', fields: { routes, convoys, summary: summary ?? null } };
}

/** The messages that tell of a block, causes before what follows from them. */
export function routeMessages(words: RouteWords): Said[] {
  const { convoys, generated, invalidated, landfalls, proposals, summary } = words;
  const said: Said[] = [];
  const say = (type: string, list: readonly unknown[], fields: object) => {
    if (list.length > 0) said.push({ type, fields });
  };
  say('routes_invalidated_by_territory', landfalls, { territories: landfalls });
  say('route_invalidated', invalidated, { routes: invalidated });
  say('route_generated', generated, { routes: generated });
  say('route_proposed', proposals, { proposals });
  say('convoy_update', convoys, { convoys });
  if (summary) said.push({ type: 'faction_routes_updated', fields: summary });
  return said;
}
