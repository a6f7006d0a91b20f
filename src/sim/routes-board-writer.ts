import { ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { readConvoy, readPath, readRoute, readRouteSummary } from '../../systems/actions/route-state.ts';
import { CONVOY_COUNT_MAX, ENTITY_COUNT_MAX, ROUTE_COUNT_MAX } from '../limits.ts';
import type { RoutesBoard } from '../memory/routes-board.ts';
import { ByteReader } from '../protocol/bytes.ts';
import { ENTITY_KIND } from '../protocol/fields.ts';
import {
  type ConvoyRecord,
  createConvoyRecord,
  createRouteRecord,
  createRouteSummary,
  type RouteRecord,
  type RouteSummaryRecord,
} from '../protocol/route-records.ts';
import { LAST_CONVOY_EVENTS } from '../protocol/route-words.ts';
import { type RecordSink, readRecords } from '../protocol/territory-records.ts';

/**
 * Keeps what the route channels have told on the board, by reading their blocks as a client does: so a client that has
 * followed and one that reads the board now know the same, and a path continues what both of them hold.
 */
export class RoutesBoardWriter implements RecordSink {
  readonly #world: World;
  readonly #board: RoutesBoard;
  readonly #reader = new ByteReader(new Uint8Array(0));
  readonly #route = createRouteRecord();
  readonly #summary = createRouteSummary();
  readonly #convoy = createConvoyRecord();
  /** Place on the board + 1 of each convoy, by entity. */
  readonly #placeOf = new Uint16Array(ENTITY_COUNT_MAX);
  readonly #generation = new Uint8Array(ENTITY_COUNT_MAX);
  readonly #freePlaces = new Uint16Array(CONVOY_COUNT_MAX);
  #freeCount = 0;
  #faction = 0;

  constructor(world: World, board: RoutesBoard) {
    this.#world = world;
    this.#board = board;
    for (let place = CONVOY_COUNT_MAX - 1; place >= 0; place--) this.#freePlaces[this.#freeCount++] = place;
  }

  /** Takes the block of a faction's channel that lies in the frame from `start` to `end`. */
  follow(faction: number, sequence: number, start: number, end: number): void {
    if (sequence !== this.#board.sequenceOf(faction) + 1) {
      this.putAll(faction);
      return;
    }
    this.#faction = faction;
    this.#board.setSequence(faction, sequence);
    this.#reader.reset(this.#world.frame.bytes.bytes, start, end);
    readRecords(this.#reader, this.#reader.varint(), this);
  }

  /** Puts down all that a faction has, with the paths that its listeners were told last. */
  putAll(faction: number): void {
    const { entities, identity, route, routeSide, toldRoute } = this.#world;
    this.#faction = faction;
    this.#forgetConvoys(faction);
    this.#board.clear(faction);
    this.#board.setSequence(faction, routeSide.sequence[faction]);
    for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
      if (toldRoute.faction[row] !== faction || route.state[row] === ROUTE_STATE.retired) continue;
      readRoute(this.#world, row, this.#route);
      readPath(this.#world, -1, toldRoute.path[row] - 1, this.#route);
      this.#board.putRoute(this.#route);
    }
    const ids = entities.rosters.get(ENTITY_KIND.convoy)!.ids();
    for (let i = 0; i < ids.length; i++) {
      if (identity.faction[ids[i]] !== faction) continue;
      readConvoy(this.#world, ids[i], 0, this.#convoy);
      this.convoy(this.#convoy);
    }
    readRouteSummary(this.#world, faction, this.#summary);
    this.#board.putSummary(this.#summary);
  }

  territory(): void {}

  event(): void {}

  route(record: RouteRecord): void {
    if (record.isProposal) return;
    if (record.state === ROUTE_STATE.free) this.#board.dropRoute(record.route);
    else this.#board.putRoute(record);
  }

  summary(record: RouteSummaryRecord): void {
    this.#board.putSummary(record);
  }

  convoy(record: ConvoyRecord): void {
    const { entity } = record;
    if (LAST_CONVOY_EVENTS.includes(record.event)) {
      // The id may be another convoy's by now.
      if (this.#generation[entity] === record.generation) this.#drop(entity);
      return;
    }
    if (this.#placeOf[entity] === 0) {
      if (this.#freeCount === 0) return;
      this.#placeOf[entity] = this.#freePlaces[--this.#freeCount] + 1;
    }
    this.#generation[entity] = record.generation;
    this.#board.putConvoy(this.#placeOf[entity] - 1, this.#faction, record);
  }

  #drop(entity: number): void {
    const place = this.#placeOf[entity] - 1;
    if (place < 0) return;
    this.#placeOf[entity] = 0;
    this.#freePlaces[this.#freeCount++] = place;
    this.#board.dropConvoy(place);
  }

  #forgetConvoys(faction: number): void {
    for (let place = 0; place < CONVOY_COUNT_MAX; place++) {
      if (this.#board.factionOfConvoy(place) !== faction) continue;
      this.#board.getConvoy(place, this.#convoy);
      this.#drop(this.#convoy.entity);
    }
  }
}
