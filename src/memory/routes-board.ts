import { CONVOY_COUNT_MAX, PATH_NODES, ROUTE_COUNT_MAX, SIDE_COUNT } from '../limits.ts';
import type { ConvoyRecord, RouteRecord, RouteSummaryRecord } from '../protocol/route-records.ts';

/**
 * What the route channels have told: routes with their paths, convoys under way and a summary of each faction. A part
 * of the territory board, written and read within its lock.
 */

/** Words of a faction: sequence, whether there is a summary, and that: four counts, profit, convoys, money, tick. */
const SIDE_WORDS = 10;

/** Words of a route before its path, the last of them how many districts that has. Word 0 is 0 where there is none. */
const ROUTE_HEAD_WORDS = 16;
const ROUTE_WORDS = ROUTE_HEAD_WORDS + PATH_NODES;
const PATH_LENGTH = 15;

/** Word 0 is the faction, 0 where there is no convoy. */
const CONVOY_WORDS = 12;

const ROUTES_AT = SIDE_COUNT * SIDE_WORDS;
const CONVOYS_AT = ROUTES_AT + ROUTE_COUNT_MAX * ROUTE_WORDS;

/** Words of the board. */
export const ROUTES_BOARD_WORDS = CONVOYS_AT + CONVOY_COUNT_MAX * CONVOY_WORDS;

export class RoutesBoard {
  readonly #words: Int32Array;

  /** `words` are ROUTES_BOARD_WORDS of shared memory. */
  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** Sequence of a faction's route channel. */
  sequenceOf(faction: number): number {
    return this.#words[faction * SIDE_WORDS] >>> 0;
  }

  setSequence(faction: number, sequence: number): void {
    this.#words[faction * SIDE_WORDS] = sequence;
  }

  /** Takes all of a faction away but its sequence. */
  clear(faction: number): void {
    const words = this.#words;
    words[faction * SIDE_WORDS + 1] = 0;
    for (let row = 0; row < ROUTE_COUNT_MAX; row++)
      if (this.factionOfRoute(row) === faction) this.dropRoute(row);
    for (let place = 0; place < CONVOY_COUNT_MAX; place++) {
      if (this.factionOfConvoy(place) === faction) this.dropConvoy(place);
    }
  }

  putSummary(record: RouteSummaryRecord): void {
    const words = this.#words;
    const at = record.faction * SIDE_WORDS + 1;
    words[at] = 1;
    words[at + 1] = record.pending;
    words[at + 2] = record.active;
    words[at + 3] = record.degraded;
    words[at + 4] = record.invalid;
    words[at + 5] = record.profit;
    words[at + 6] = record.convoys;
    words[at + 7] = record.money;
    words[at + 8] = record.tick;
  }

  /** Returns false when there is none. */
  getSummary(faction: number, into: RouteSummaryRecord): boolean {
    const words = this.#words;
    const at = faction * SIDE_WORDS + 1;
    into.faction = faction;
    into.pending = words[at + 1];
    into.active = words[at + 2];
    into.degraded = words[at + 3];
    into.invalid = words[at + 4];
    into.profit = words[at + 5];
    into.convoys = words[at + 6];
    into.money = words[at + 7];
    into.tick = words[at + 8] >>> 0;
    return words[at] !== 0;
  }

  /** Puts down a route. The districts that its path keeps are here already. */
  putRoute(record: RouteRecord): void {
    const words = this.#words;
    const at = routeAt(record.route);
    words[at] = record.faction;
    words[at + 1] = record.state;
    words[at + 2] = record.reason;
    words[at + 3] = record.from;
    words[at + 4] = record.to;
    words[at + 5] = record.version;
    words[at + 6] = record.cost;
    words[at + 7] = record.securityMean;
    words[at + 8] = record.securityMin;
    words[at + 9] = record.profit;
    words[at + 10] = record.convoys;
    words[at + 11] = record.trips;
    words[at + 12] = record.reasonDistrict;
    words[at + 13] = record.causeTick;
    words[at + 14] = record.tick;
    words[at + PATH_LENGTH] = record.kept + record.count;
    const path = at + ROUTE_HEAD_WORDS + record.kept;
    for (let i = 0; i < record.count; i++) words[path + i] = record.districts[i];
  }

  dropRoute(row: number): void {
    this.#words[routeAt(row)] = 0;
  }

  /** 0 where there is no route. */
  factionOfRoute(row: number): number {
    return this.#words[routeAt(row)];
  }

  /** Fills `into` with a route, its whole path included. */
  getRoute(row: number, into: RouteRecord): void {
    const words = this.#words;
    const at = routeAt(row);
    into.route = row;
    into.faction = words[at];
    into.state = words[at + 1];
    into.isProposal = false;
    into.reason = words[at + 2];
    into.from = words[at + 3];
    into.to = words[at + 4];
    into.version = words[at + 5] >>> 0;
    into.cost = words[at + 6] >>> 0;
    into.securityMean = words[at + 7];
    into.securityMin = words[at + 8];
    into.profit = words[at + 9];
    into.convoys = words[at + 10];
    into.trips = words[at + 11] >>> 0;
    into.reasonDistrict = words[at + 12];
    into.causeTick = words[at + 13] >>> 0;
    into.tick = words[at + 14] >>> 0;
    into.kept = 0;
    // A write may be going on, and what is read then is thrown away: but it must not run over the end.
    into.count = Math.min(PATH_NODES, words[at + PATH_LENGTH]);
    for (let i = 0; i < into.count; i++) into.districts[i] = words[at + ROUTE_HEAD_WORDS + i];
  }

  putConvoy(place: number, faction: number, record: ConvoyRecord): void {
    const words = this.#words;
    const at = convoyAt(place);
    words[at] = faction;
    words[at + 1] = record.entity;
    words[at + 2] = record.generation;
    words[at + 3] = record.event;
    words[at + 4] = record.route;
    words[at + 5] = record.vehicle;
    words[at + 6] = record.resource;
    words[at + 7] = record.cargo;
    words[at + 8] = record.stance;
    words[at + 9] = record.district;
    words[at + 10] = record.to;
    words[at + 11] = record.tick;
  }

  dropConvoy(place: number): void {
    this.#words[convoyAt(place)] = 0;
  }

  /** 0 where there is no convoy. */
  factionOfConvoy(place: number): number {
    return this.#words[convoyAt(place)];
  }

  getConvoy(place: number, into: ConvoyRecord): void {
    const words = this.#words;
    const at = convoyAt(place);
    into.entity = words[at + 1];
    into.generation = words[at + 2];
    into.event = words[at + 3];
    into.route = words[at + 4];
    into.vehicle = words[at + 5];
    into.resource = words[at + 6];
    into.cargo = words[at + 7];
    into.stance = words[at + 8];
    into.district = words[at + 9];
    into.to = words[at + 10];
    into.tick = words[at + 11] >>> 0;
  }
}

function routeAt(row: number): number {
  return ROUTES_AT + row * ROUTE_WORDS;
}

function convoyAt(place: number): number {
  return CONVOYS_AT + place * CONVOY_WORDS;
}
